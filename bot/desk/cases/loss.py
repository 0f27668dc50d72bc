"""The seven questions after a bad case: what a hotel learns from a guest whom it nearly lost, or has lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk import timers
from bot.desk.cases import case
from bot.desk.cases.case import Case
from bot.desk.cases.hours import daytime
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import OldButton
from bot.schema import cases, loss_reviews
from bot.sheets.cells import harmless

ASK, REMIND = "loss_ask", "loss_remind"  # timers; their ref is the case's id
SEVERE = ("S1", "S2")
REMIND_AFTER = timedelta(hours=24)
QUESTIONS: Mapping[str, Sequence[str]] = {  # each with the answers that are one tap
    "mood": ("calm", "tired", "angry", "sad"),
    "behaviour": ("polite", "loud", "silent", "left"),
    "what": ("room", "service", "food", "money"),
    "began": ("thing", "person", "promise", "outside"),
    "feelings": ("unheard", "deceived", "unsafe", "unwelcome"),
    "back": ("stayed", "booked", "gone", "unknown"),
    "told": ("nobody", "friends", "review", "unknown"),
}
LAST = len(QUESTIONS)

_HERE = loss_reviews.c.property_id == bindparam("p")
_OF_CASE = select(loss_reviews).where(_HERE, loss_reviews.c.case_id == bindparam("c"))
_OPEN = select(loss_reviews).where(_HERE, loss_reviews.c.done_at.is_(None)).order_by(loss_reviews.c.id)
_BEGIN = insert(loss_reviews).on_conflict_do_nothing().returning(loss_reviews.c.id)
_REMIND = update(loss_reviews).where(
    _HERE,
    loss_reviews.c.case_id == bindparam("c"),
    loss_reviews.c.done_at.is_(None),
    loss_reviews.c.reminded_at.is_(None),
)
_ROWS = (
    select(
        loss_reviews,
        cases.c.ref,
        cases.c.kind,
        cases.c.category,
        cases.c.severity,
        cases.c.room,
        cases.c.outcome,
        cases.c.opened_at,
    )
    .join(cases, cases.c.id == loss_reviews.c.case_id)
    .where(_HERE)
    .order_by(loss_reviews.c.id)
)


@dataclass(frozen=True)
class Review:
    """One for each bad case. An answer is {"tap": code} or {"words": text}."""

    id: int
    case_id: int
    at: datetime
    answers: Mapping[str, Mapping[str, str]]
    by: int | None
    done_at: datetime | None
    reminded_at: datetime | None

    @property
    def next(self) -> str | None:
        """The first question without an answer."""
        return next((one for one in QUESTIONS if one not in self.answers), None)


def _of(row: RowMapping) -> Review:
    return Review(**{name: row[name] for name in Review.__dataclass_fields__})


def of_case(conn: Connection, house: House, case_id: int) -> Review:
    row = conn.execute(_OF_CASE, {"p": house.id, "c": case_id}).mappings().first()
    if row is None:
        raise OldButton
    return _of(row)


def waiting(conn: Connection, house: House) -> list[Review]:
    """Those that still lack an answer, the oldest first."""
    return [_of(row) for row in conn.execute(_OPEN, {"p": house.id}).mappings()]


def begin(conn: Connection, house: House, shut: Case) -> bool:
    """A bad case is over: its review is due, once, however often it is opened again."""
    if shut.severity not in SEVERE or shut.kind in ("booking", "question", "person"):
        return False
    row = {"property_id": house.id, "case_id": shut.id, "at": house.now, "answers": {}}
    if conn.execute(_BEGIN, row).first() is None:
        return False
    timers.start(conn, house, ASK, str(shut.id), daytime(house, house.now))
    return True


def answer(
    conn: Connection, house: House, found: Review, question: str, who: Colleague, **said: str
) -> Review:
    """Kept at once; with the last one it is done. Any of them may be answered anew."""
    if question not in QUESTIONS:
        raise OldButton
    answers = {**found.answers, question: said}
    done = found.done_at or (house.now if len(answers) == LAST else None)
    values = {"answers": answers, "by": who.user_id, "changed_at": house.now, "done_at": done}
    conn.execute(update(loss_reviews).where(loss_reviews.c.id == found.id).values(**values))
    if done:
        timers.stop(conn, house, REMIND, str(found.case_id))
        if not found.done_at:
            about = case.by_id(conn, house, found.case_id)
            case.note(conn, house, about, "reviewed", f"staff:{who.user_id}")
    return of_case(conn, house, found.case_id)


def remind(conn: Connection, house: House, case_id: int) -> bool:
    """True once: who has left it lying twice does not want to be asked a third time."""
    key = {"p": house.id, "c": case_id}
    return conn.execute(_REMIND.values(reminded_at=house.now), key).rowcount == 1


def rows(conn: Connection, house: House, *, danger: bool = False) -> list[dict[str, str]]:
    """Every review as plain words, for the report and for a spreadsheet; those of danger only on demand."""
    found = conn.execute(_ROWS, {"p": house.id}).mappings()
    return [_row(house, one) for one in found if danger or one["kind"] != "sensitive"]


def _row(house: House, one: RowMapping) -> dict[str, str]:
    facts = {
        "case": one["ref"],
        "opened": house.local(one["opened_at"]).date().isoformat(),
        "room": one["room"] or "",
        "category": one["category"] or "",
        "severity": one["severity"],
        "outcome": one["outcome"] or "",
        "done": house.local(one["done_at"]).date().isoformat() if one["done_at"] else "",
    }
    said = {name: one["answers"].get(name, {}) for name in QUESTIONS}
    return facts | {name: found.get("tap") or found.get("words") or "" for name, found in said.items()}


def table(conn: Connection, house: House, *, danger: bool = False) -> str:
    """The same as CSV; what a spreadsheet would take for a formula is put as words."""
    found = rows(conn, house, danger=danger)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["case", "opened", "room", "category", "severity", "outcome", "done", *QUESTIONS])
    writer.writerows([harmless(cell) for cell in one.values()] for one in found)
    return lines.getvalue()
