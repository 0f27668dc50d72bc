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
ABROAD, AT_HOME = 7, 9  # digits that make a number, with a plus and without

_OURS = phone_numbers.c.property_id == bindparam("p")
_THEIRS = or_(phone_numbers.c.guest_id == bindparam("g"), phone_numbers.c.stay_id == bindparam("s"))
_OF = select(phone_numbers.c.number).where(_OURS, _THEIRS).order_by(phone_numbers.c.id.desc()).limit(1)
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


def write(conn: Connection, house: House, number: str, *, by: str, guest: Guest) -> None:
    """The number under which this guest is rung; it takes the place of an earlier one."""
    stay = phones.stay_of(conn, house, guest.id)
    conn.execute(_DROP, {"p": house.id, "g": guest.id})
    row = {"property_id": house.id, "guest_id": guest.id, "stay_id": stay.id if stay else None}
    conn.execute(_PUT, {**row, "number": number, "by": by, "at": house.now})


def of(conn: Connection, house: House, guest: Guest) -> str | None:
    """Theirs, or one of their stay's; the newest."""
    stay = phones.stay_of(conn, house, guest.id)
    key = {"p": house.id, "g": guest.id, "s": stay.id if stay else -1}
    found: str | None = conn.execute(_OF, key).scalar()
    return found


def drop(conn: Connection, house: House, guest: Guest) -> None:
    """The guest wants to be forgotten."""
    conn.execute(_DROP, {"p": house.id, "g": guest.id})


def forget(conn: Connection, house: House) -> None:
    """With the stay's own retention; of who has no stay, as reception's word about a room."""
    left = house.now - timedelta(days=house.hotel.family_days)
    conn.execute(_FORGET, {"p": house.id, "left": left, "old": house.now - VERIFIED_FOR})
