"""Allergies of who sleeps here, for the next shift: told by a family, in a booking, or noted.

The guest's words are read by whom the yes to keep them names: a family's by the kitchen, a booking's by who
leads it, and by those who read it on every day's list. What is taken back is not there to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, or_, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk.booking.daybook import SHOWN
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.stays.notes import Note
from bot.schema import booking_answers, bookings, families, guests, stay_guests, stays

KITCHEN = "restaurant"  # the department that feeds everybody
WHOLE_HOUSE = ("owner", "manager", "reception")

_OF_FAMILIES = (
    select(stays.c.room, families.c.told)
    .join(stays, stays.c.id == families.c.stay_id)
    .where(families.c.property_id == bindparam("p"), stays.c.state == "in_house")
    .order_by(stays.c.room, stays.c.id)
)
_LINKED = and_(stay_guests.c.guest_id == guests.c.id, stay_guests.c.state == "linked")
_CONFIRMED = and_(
    stays.c.id.is_(None), guests.c.verified, guests.c.verified_until > bindparam("now", type_=Moment)
)
_lasts = func.coalesce(bookings.c.end, bookings.c.start)
_OF_BOOKINGS = (  # still to come, or without an hour; of a stay, or of a room that reception knows
    select(func.coalesce(stays.c.room, guests.c.room), booking_answers.c.told, bookings.c.sold)
    .join(booking_answers, booking_answers.c.booking_id == bookings.c.id)
    .join(guests, guests.c.id == bookings.c.guest_id)
    .outerjoin(stay_guests, _LINKED)
    .outerjoin(stays, stays.c.id == stay_guests.c.stay_id)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.status.in_(SHOWN))
    .where(or_(_lasts.is_(None), _lasts > bindparam("now", type_=Moment)))
    .where(or_(stays.c.state == "in_house", _CONFIRMED))
    .order_by(guests.c.room, bookings.c.id)
)


@dataclass(frozen=True)
class Allergy:
    room: str | None
    words: str


def known(conn: Connection, house: House, noted: Iterable[Note], *readers: Colleague) -> list[Allergy]:
    """Each once, by room: the notes, and of the guests' own words what every one of these may read."""
    said = [Allergy(one.room, one.words) for one in noted if one.kind == "allergy"]
    found = {(one.room, one.words.casefold()): one for one in (*_told(conn, house, readers), *said)}
    return sorted(found.values(), key=lambda one: (one.room is None, one.room or ""))


def _told(conn: Connection, house: House, readers: Iterable[Colleague]) -> Iterator[Allergy]:
    key = {"p": house.id, "now": house.now}
    if all(one.department == KITCHEN for one in readers):
        for room, told in conn.execute(_OF_FAMILIES, {"p": house.id}):
            yield from _said(room, told)
    for room, told, sold in conn.execute(_OF_BOOKINGS, key):
        if all(_may_read(one, sold["department"]) for one in readers):
            yield from _said(room, told)


def _may_read(who: Colleague, department: str) -> bool:
    return who.role in WHOLE_HOUSE or who.department == department


def _said(room: str | None, told: dict[str, object]) -> Iterator[Allergy]:
    if words := str(told.get("allergies") or "").strip():
        yield Allergy(room, words)
