"""What a single case does not show: the same room or thing again, the second case of a stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, or_, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.say import Value, text
from bot.schema import cases

AGAIN = timedelta(days=30)
TROUBLES = ("complaint", "fault", "incident")
VAGUE = ("complaint_general", "rude_staff", "overcharged", "slow_service")  # no thing in a room

_TROUBLE = (
    cases.c.property_id == bindparam("p"),
    cases.c.kind.in_(TROUBLES),
    cases.c.id < bindparam("i"),
    cases.c.opened_at > bindparam("since", type_=Moment),
)
_IN_ROOM = select(cases.c.ref, cases.c.category).where(*_TROUBLE, cases.c.room == bindparam("r"))
_OF_STAY = select(cases.c.ref).where(
    *_TROUBLE, or_(cases.c.guest_id == bindparam("g"), cases.c.stay_id == bindparam("s"))
)


@dataclass(frozen=True)
class Noticed:
    """Earlier cases, the newest last, by their numbers."""

    room: Sequence[str] = ()  # any trouble in this room
    asset: Sequence[str] = ()  # of the same kind in the same room: the same thing broken again
    stay: Sequence[str] = ()  # of the same guest in this stay

    def __bool__(self) -> bool:
        return bool(self.room or self.stay)


def before(conn: Connection, house: House, opened: Case) -> Noticed:
    """What came before this case, if it is a trouble at all."""
    if opened.kind not in TROUBLES:
        return Noticed()
    key = {"p": house.id, "i": opened.id, "since": opened.opened_at - AGAIN}
    room = conn.execute(_IN_ROOM, {**key, "r": opened.room}).all() if opened.room else []
    stay = conn.execute(_OF_STAY, {**key, "g": opened.guest_id, "s": opened.stay_id or -1}).scalars()
    same = [ref for ref, category in room if category == opened.category and category not in VAGUE]
    return Noticed([ref for ref, _ in room], same, list(stay))


def lines(conn: Connection, house: House, opened: Case) -> list[Value]:
    """Under the card: what staff should know before they knock."""
    found = before(conn, house, opened)
    said: list[Value] = []
    if found.asset:
        said.append(text("card.asset_again", n=len(found.asset) + 1, ref=found.asset[-1]))
    elif found.room:
        said.append(text("card.room_again", n=len(found.room) + 1, ref=found.room[-1]))
    if found.stay:
        said.append(text("card.guest_again", n=len(found.stay) + 1, ref=found.stay[-1]))
    return said
