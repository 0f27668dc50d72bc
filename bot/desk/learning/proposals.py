"""Answers that may become everybody's: proposed by staff, mended and decided by a manager."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, delete, insert, or_, select, update

from bot.db import Connection
from bot.desk import people
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.learning import wording
from bot.desk.learning.exchanges import Answer, Exchange
from bot.desk.learning.wording import ASKED, LONGEST, beginning
from bot.desk.people import Colleague
from bot.desk.reports.masking import DOT
from bot.desk.reports.question_log import KEEP_WORDS
from bot.schema import changes, proposals

USUAL_TOPIC = "services"
Texts = Mapping[str, str]

_undone = changes.alias("undone")
_OPEN = or_(  # nobody has decided, or what was decided is taken back
    proposals.c.state == "proposed",
    and_(proposals.c.state.in_(("approved", "joined")), _undone.c.undone_at.is_not(None)),
)
_ALL = (
    select(proposals, _OPEN.label("waits"))
    .join_from(proposals, _undone, _undone.c.id == proposals.c.change_id, isouter=True)
    .where(proposals.c.property_id == bindparam("p"))
)
_WAITING = _ALL.where(_OPEN).order_by(proposals.c.id)
_BY_ID = _ALL.where(proposals.c.id == bindparam("i"))
_FORGET = delete(proposals).where(
    proposals.c.property_id == bindparam("p"),
    proposals.c.state.in_(("rejected", "withdrawn")),
    proposals.c.at < bindparam("before"),
)
_BY_QUESTION = _ALL.where(proposals.c.asked == bindparam("a"))


@dataclass(frozen=True)
class Proposal:
    id: int
    case_id: int | None
    asked: int | None
    state: str
    language: str
    near: Sequence[str]
    phrases: Mapping[str, Sequence[str]]
    title: Texts
    answer: Texts
    topic: str
    by: int
    at: datetime
    decided_by: int | None  # the manager who decided, or had a hand in the words, last
    waits: bool

    @property
    def mark(self) -> str:
        """Changes with every word: a button that carries it is about what was on the screen."""
        words = json.dumps([self.title, self.phrases, self.answer])
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    @property
    def said_in(self) -> str:
        """The language of the answer that was given; the others were written to it."""
        return next(iter(self.answer))

    def lacks(self, house: House) -> list[str]:
        """The languages of the hotel in which nobody has written it yet."""
        return [one for one in house.hotel.languages if one not in self.answer]

    def flaws(self) -> list[str]:
        """What keeps it from guests: private (something was taken out), long, unasked."""
        spoken = [*self.answer.values(), *self.title.values()]
        found = {
            "private": any(DOT in one for one in spoken),
            "long": any(len(one) > LONGEST for one in self.answer.values()),
            "unasked": not self.asking(),
        }
        return [name for name, true in found.items() if true]

    def asking(self) -> dict[str, list[str]]:
        """The ways of asking that the understanding may learn: nothing was taken out. Of a long one the
        beginning."""
        short = {code: [beginning(one, ASKED) for one in said] for code, said in self.phrases.items()}
        clean = {code: [one for one in said if DOT not in one] for code, said in short.items()}
        return {code: said for code, said in clean.items() if said}


def _of(row: RowMapping | None) -> Proposal | None:
    return Proposal(**{name: row[name] for name in Proposal.__dataclass_fields__}) if row else None


def by_id(conn: Connection, house: House, number: int) -> Proposal | None:
    return _of(conn.execute(_BY_ID, {"p": house.id, "i": number}).mappings().one_or_none())


def of_question(conn: Connection, house: House, event: int) -> Proposal | None:
    return _of(conn.execute(_BY_QUESTION, {"p": house.id, "a": event}).mappings().one_or_none())


def waiting(conn: Connection, house: House) -> list[Proposal]:
    """What a manager has yet to decide, the oldest first."""
    rows = conn.execute(_WAITING, {"p": house.id}).mappings()
    return [found for row in rows if (found := _of(row))]


def propose(
    conn: Connection, house: House, opened: Case, exchange: Exchange, answer: Answer, who: Colleague
) -> Proposal:
    """Keep what staff told one guest for a manager to look at; the same question again is the same one.

    What a manager has had a hand in keeps its words.
    """
    guest = people.guest_by_id(conn, opened.guest_id)
    ways = [wording.question(conn, house, guest, one) for one in exchange.ways]
    facts = {
        "language": exchange.language,
        "near": list(exchange.near),
        "phrases": {exchange.language: ways},
        "title": {exchange.language: wording.title(ways[-1]) or "?"},  # as it was put first
        "answer": {answer.language: wording.answer(conn, house, guest, answer.words)},
        "topic": _topic(house, exchange.near),
    }
    earlier = of_question(conn, house, exchange.event)
    if earlier is None:
        _add(conn, house, who, case_id=opened.id, asked=exchange.event, **facts)
    elif earlier.state in ("withdrawn", "proposed"):
        words = facts if earlier.decided_by is None else {}
        change(conn, house, earlier, state="proposed", by=who.user_id, at=house.now, **words)
    found = of_question(conn, house, exchange.event)
    assert found  # noqa: S101  # it was added or was there
    return found


def begin(
    conn: Connection,
    house: House,
    who: Colleague,
    *,
    near: Sequence[str],
    phrases: Mapping[str, Sequence[str]],
    answer: Texts,
) -> Proposal:
    """A manager answers what guests have asked in vain."""
    language, said = next(iter(phrases.items()))
    facts = {"phrases": {code: list(lines) for code, lines in phrases.items()}, "answer": dict(answer)}
    title = {language: wording.title(said[0]) or "?"}
    topic = _topic(house, near)
    number = _add(conn, house, who, language=language, near=list(near), title=title, topic=topic, **facts)
    found = by_id(conn, house, number)
    assert found  # noqa: S101  # it was added one line up
    return found


def _add(conn: Connection, house: House, who: Colleague, **facts: Any) -> int:
    row = {"property_id": house.id, "state": "proposed", "by": who.user_id, "at": house.now, **facts}
    return int(conn.execute(insert(proposals).values(**row).returning(proposals.c.id)).scalar_one())


def change(conn: Connection, house: House, proposal: Proposal, **facts: Any) -> None:
    mine = proposals.c.property_id == house.id, proposals.c.id == proposal.id
    conn.execute(update(proposals).where(*mine).values(**facts))


def mend(conn: Connection, house: House, proposal: Proposal, who: Colleague, **facts: Any) -> None:
    """A manager's own words, which staff do not put others in place of."""
    change(conn, house, proposal, decided_by=who.user_id, decided_at=house.now, **facts)


def decide(
    conn: Connection, house: House, proposal: Proposal, who: Colleague, state: str, **facts: Any
) -> None:
    """A manager's word; "proposed" takes it back."""
    change(conn, house, proposal, state=state, decided_by=who.user_id, decided_at=house.now, **facts)


def _topic(house: House, near: Sequence[str]) -> str:
    """Where the likeliest of what it was like stands; else among the services."""
    known = house.catalog.knowledge
    return next((known[name].topic for name in near if name in known), USUAL_TOPIC)


def forget(conn: Connection, house: House) -> None:
    """What nobody wanted, after 90 days."""
    conn.execute(_FORGET, {"p": house.id, "before": house.now - KEEP_WORDS})
