"""The telephone number of a guest: for whoever has a case of theirs, and forgotten with their stay."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import bindparam, delete, insert, or_, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk.house import House
from bot.desk.people import VERIFIED_FOR, Guest
from bot.desk.stays import phones
from bot.schema import phone_numbers, stays

WRITTEN = re.compile(r"(\+?)\d(?:[\s().\-/]{0,2}\d){5,14}")
WITHIN = re.compile(r"(?<![\d+])\+?\d(?:[\s().\-/]{0,2}\d){5,14}(?!\d)")
ABROAD, AT_HOME = 7, 9  # digits that make a number, with a plus and without

_OURS = phone_numbers.c.property_id == bindparam("p")
_THEIRS = or_(phone_numbers.c.guest_id == bindparam("g"), phone_numbers.c.stay_id == bindparam("s"))
_OF = (  # what somebody of them said comes before the hotel's list
    select(phone_numbers.c.number)
    .where(_OURS, _THEIRS)
    .order_by(phone_numbers.c.guest_id.is_(None), phone_numbers.c.id.desc())
    .limit(1)
)
_LISTED = _OURS, phone_numbers.c.guest_id.is_(None), phone_numbers.c.stay_id == bindparam("s")
_LAST_LISTED = (
    select(phone_numbers.c.id, phone_numbers.c.number)
    .where(*_LISTED)
    .order_by(phone_numbers.c.id.desc())
    .limit(1)
)
_UNLIST = delete(phone_numbers).where(*_LISTED, phone_numbers.c.id > bindparam("after"))
_OLDER = delete(phone_numbers).where(*_LISTED, phone_numbers.c.id < bindparam("before"))
_DROP = delete(phone_numbers).where(_OURS, phone_numbers.c.guest_id == bindparam("g"))
_PUT = insert(phone_numbers)
_PAST_STAY = select(stays.c.id).where(
    stays.c.property_id == bindparam("p"), stays.c.closed_at < bindparam("left", type_=Moment)
)
_FORGET = delete(phone_numbers).where(
    _OURS,
    or_(
        phone_numbers.c.stay_id.in_(_PAST_STAY),
        (phone_numbers.c.stay_id.is_(None)) & (phone_numbers.c.at < bindparam("old", type_=Moment)),
    ),
)


def read(words: str) -> str | None:
    """A telephone number and nothing beside it, as it can be tapped; else None."""
    found = WRITTEN.fullmatch(words.strip())
    if found is None:
        return None
    digits = re.sub(r"\D", "", words)
    return f"{found[1]}{digits}" if len(digits) >= (ABROAD if found[1] else AT_HOME) else None


def within(cell: str) -> str | None:
    """The first number of a cell that may hold several, and words beside them."""
    return next((number for part in WITHIN.findall(cell) if (number := read(part))), None)


def write(conn: Connection, house: House, number: str, *, by: str, guest: Guest) -> None:
    """The number under which this guest is rung; it takes the place of an earlier one."""
    stay = phones.stay_of(conn, house, guest.id)
    conn.execute(_DROP, {"p": house.id, "g": guest.id})
    row = {"property_id": house.id, "guest_id": guest.id, "stay_id": stay.id if stay else None}
    conn.execute(_PUT, {**row, "number": number, "by": by, "at": house.now})


def listed(conn: Connection, house: House, stay_id: int, number: str) -> bool:
    """What the hotel's own list says of a stay; True when it said another one before, or none.

    The one before it stays until the next, so that a list can be taken back.
    """
    last = conn.execute(_LAST_LISTED, {"p": house.id, "s": stay_id}).first()
    if last and last.number == number:
        return False
    if last:
        conn.execute(_OLDER, {"p": house.id, "s": stay_id, "before": last.id})
    row = {"property_id": house.id, "guest_id": None, "stay_id": stay_id}
    conn.execute(_PUT, {**row, "number": number, "by": "import", "at": house.now})
    return True


def last_listed(conn: Connection, house: House, stay_id: int) -> int:
    """Which entry is in force, without what it says; 0 for none."""
    found = conn.execute(_LAST_LISTED, {"p": house.id, "s": stay_id}).first()
    return found.id if found else 0


def unlist(conn: Connection, house: House, stay_id: int, *, after: int) -> None:
    """The list is taken back: what it said goes, and what was said before it stands again."""
    conn.execute(_UNLIST, {"p": house.id, "s": stay_id, "after": after})


def of(conn: Connection, house: House, guest: Guest) -> str | None:
    """Theirs, or one of their stay's; the newest."""
    stay = phones.stay_of(conn, house, guest.id)
    key = {"p": house.id, "g": guest.id, "s": stay.id if stay else -1}
    found: str | None = conn.execute(_OF, key).scalar()
    return found


def drop(conn: Connection, house: House, guest: Guest) -> None:
    """The guest wants to be forgotten: theirs, and what the hotel's list says of their stay."""
    conn.execute(_DROP, {"p": house.id, "g": guest.id})
    if stay := phones.stay_of(conn, house, guest.id):
        unlist(conn, house, stay.id, after=0)


def forget(conn: Connection, house: House) -> None:
    """With the stay's own retention; of who has no stay, as reception's word about a room."""
    left = house.now - timedelta(days=house.hotel.family_days)
    conn.execute(_FORGET, {"p": house.id, "left": left, "old": house.now - VERIFIED_FOR})
