"""Answers of the desk that a guest or a colleague says are not right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, insert, select, update

from bot.db import Connection
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.reports.question_log import KEEP_WORDS
from bot.schema import questions, reported_answers

AGAIN = timedelta(days=1)  # later it is reported anew
SHOWN = timedelta(minutes=30)  # so long staff may want to know what a guest was told

_ALIVE = reported_answers.c.property_id == bindparam("p"), reported_answers.c.settled_at.is_(None)
_COUNTS = (
    select(reported_answers.c.entry, func.count())
    .where(*_ALIVE)
    .group_by(reported_answers.c.entry)
    .order_by(func.count().desc(), reported_answers.c.entry)
)
_LATEST = (
    select(reported_answers.c.source, reported_answers.c.question, reported_answers.c.at)
    .where(*_ALIVE, reported_answers.c.entry == bindparam("e"))
    .order_by(reported_answers.c.id.desc())
    .limit(bindparam("most"))
)
_EARLIER = select(reported_answers.c.id).where(
    *_ALIVE,
    reported_answers.c.entry == bindparam("e"),
    reported_answers.c.source == bindparam("s"),
    reported_answers.c.question == bindparam("q"),
    reported_answers.c.at > bindparam("since"),
)
_FORGET = (
    update(reported_answers)
    .where(
        reported_answers.c.property_id == bindparam("p"),
        reported_answers.c.question != "",
        reported_answers.c.at < bindparam("before"),
    )
    .values(question="")
)
_LAST_TOLD = (
    select(questions.c.entry)
    .where(
        questions.c.property_id == bindparam("p"),
        questions.c.guest_id == bindparam("g"),
        questions.c.outcome.in_(("answered", "chosen")),
        questions.c.entry.is_not(None),
        questions.c.at > bindparam("since"),
    )
    .order_by(questions.c.at.desc(), questions.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Report:
    by_staff: bool
    question: str
    at: datetime


def report(
    conn: Connection,
    house: House,
    entry: str,
    *,
    source: str,
    question: str,
    language: str,
    answered: str,
    case_id: int | None = None,
) -> bool:
    """False when the same was reported by the same within the day."""
    known = {"p": house.id, "e": entry, "s": source, "q": question, "since": house.now - AGAIN}
    if conn.execute(_EARLIER, known).first():
        return False
    row = {"property_id": house.id, "entry": entry, "source": source, "question": question}
    facts = {"language": language, "answered": answered, "case_id": case_id, "at": house.now}
    conn.execute(insert(reported_answers).values(**row, **facts))
    return True


def counts(conn: Connection, house: House) -> dict[str, int]:
    """How often each answer was reported since somebody saw to it, the most first."""
    return {entry: number for entry, number in conn.execute(_COUNTS, {"p": house.id})}


def latest(conn: Connection, house: House, entry: str, *, most: int = 3) -> list[Report]:
    rows = conn.execute(_LATEST, {"p": house.id, "e": entry, "most": most})
    return [Report(source.startswith("staff:"), question, at) for source, question, at in rows]


def settle(conn: Connection, house: House, entry: str, who: Colleague) -> None:
    """A manager has looked at it."""
    seen = {"settled_by": who.user_id, "settled_at": house.now}
    mine = reported_answers.c.property_id == house.id, reported_answers.c.entry == entry
    conn.execute(
        update(reported_answers).where(*mine, reported_answers.c.settled_at.is_(None)).values(**seen)
    )


def last_told(conn: Connection, house: House, guest_id: int) -> str | None:
    """What the desk itself told this guest within the last half hour: an entry or an offer."""
    facts = {"p": house.id, "g": guest_id, "since": house.now - SHOWN}
    found: str | None = conn.execute(_LAST_TOLD, facts).scalar()
    return found


def forget(conn: Connection, house: House) -> None:
    """What guests wrote, after 90 days; the count stays."""
    conn.execute(_FORGET, {"p": house.id, "before": house.now - KEEP_WORDS})
