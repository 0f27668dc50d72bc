"""How the guest saw it: one tap from 1 to 5, at most once a stay, and one question when it is low."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.cases import case, once, silence
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.people import Guest
from bot.schema import asks, ratings

RATING = "rating"  # what is asked
STARS = (1, 2, 3, 4, 5)
LOW = silence.LOW
BEST = STARS[-1]
NOT_RATED = ("booking", "question", "sensitive")

_HERE = ratings.c.property_id == bindparam("p")
_OF_CASE = select(ratings).where(_HERE, ratings.c.case_id == bindparam("c"))
_RATE = insert(ratings).on_conflict_do_nothing().returning(ratings.c.id)
_KEY = (
    select(asks.c.stay_key)
    .where(
        asks.c.property_id == bindparam("p"),
        asks.c.what == RATING,
        asks.c.guest_id == bindparam("g"),
    )
    .order_by(asks.c.at.desc())
    .limit(1)
)
_WHY = update(ratings).where(_HERE, ratings.c.id == bindparam("i"), ratings.c.why.is_(None))


@dataclass(frozen=True)
class Rating:
    id: int
    case_id: int
    guest_id: int
    at: datetime
    stars: int
    why: str | None

    @classmethod
    def of(cls, row: RowMapping) -> Rating:
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})

    @property
    def low(self) -> bool:
        return self.stars <= LOW


def may_ask(conn: Connection, house: House, shut: Case, guest: Guest) -> bool:
    """True once a stay, under a case that was worked on: from then on it has been asked."""
    return shut.kind not in NOT_RATED and once.ask(conn, house, guest, RATING) is not None


def of_case(conn: Connection, house: House, case_id: int) -> Rating | None:
    row = conn.execute(_OF_CASE, {"p": house.id, "c": case_id}).mappings().first()
    return Rating.of(row) if row else None


def rate(conn: Connection, house: House, rated: Case, guest: Guest, stars: int) -> Rating | None:
    """The first tap counts; None for any other, and for a button that was never theirs."""
    key = conn.execute(_KEY, {"p": house.id, "g": guest.id}).scalar()
    if key is None or stars not in STARS:
        return None
    row = {"property_id": house.id, "stay_key": key, "guest_id": guest.id, "case_id": rated.id}
    if conn.execute(_RATE, {**row, "at": house.now, "stars": stars}).first() is None:
        return None
    case.note(conn, house, rated, "rated", "guest", stars=stars)
    given = of_case(conn, house, rated.id)
    if given and given.low:
        silence.after(conn, house, guest)
    return given


def because(conn: Connection, house: House, given: Rating, words: str) -> bool:
    """The guest's own words, once; later ones are no answer to the question any more."""
    done = conn.execute(_WHY.values(why=words, why_at=house.now), {"p": house.id, "i": given.id})
    return done.rowcount == 1
