"""What a department has on a day: every booking with who, where and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, func, or_, select

from bot.db import Connection
from bot.desk.booking import wished
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.stays import phones
from bot.say import Value
from bot.schema import bookings, guests

SHOWN = ("CONFIRMED", "REDEEMED", "PENDING")
_WHO = (bookings, guests.c.name.label("guest_name"), guests.c.room.label("guest_room"))
_OURS = select(*_WHO).join(guests, guests.c.id == bookings.c.guest_id)
_OURS = _OURS.where(bookings.c.property_id == bindparam("p"))
_BETWEEN = and_(bookings.c.start >= bindparam("since"), bookings.c.start < bindparam("until"))
_WISHED = func.substr(bookings.c.wish, 1, 10)  # the day that a request names first
_OF_DAY = (
    _OURS.where(bookings.c.status.in_(SHOWN))
    .where(or_(_BETWEEN, and_(bookings.c.start.is_(None), bindparam("day") == _WISHED)))
    .order_by(bookings.c.start.is_(None), bookings.c.start, bookings.c.id)
)
_OPEN = (  # arranged, and not for a day that the desk can read
    _OURS.where(bookings.c.start.is_(None), bookings.c.status.in_(("CONFIRMED", "PENDING")))
    .where(bookings.c.created_at > bindparam("since"))
    .order_by(bookings.c.id)
)
_WISHED_BETWEEN = _WISHED.between(bindparam("first"), bindparam("last"))
_CONFIRMED = and_(bookings.c.confirmed_at >= bindparam("since"), bookings.c.confirmed_at < bindparam("until"))
_SPAN = (
    _OURS.where(bookings.c.status != "ON_HOLD", bookings.c.confirmed_at.is_not(None))
    .where(or_(_BETWEEN, and_(bookings.c.start.is_(None), or_(_WISHED_BETWEEN, _CONFIRMED))))
    .order_by(bookings.c.start.is_(None), bookings.c.start, bookings.c.id)
)
_BY_REF = _OURS.where(bookings.c.ref == bindparam("r"))
_BY_ID = _OURS.where(bookings.c.id == bindparam("i"))
UNREAD = timedelta(days=14)  # how long a wish without a day is on the list


@dataclass(frozen=True)
class Entry:
    """A booking, and who it is for as the desk knows them."""

    booking: Booking
    name: str
    room: str | None

    @property
    def department(self) -> str:
        return self.booking.sold.department


def of_day(conn: Connection, house: House, day: date) -> list[Entry]:
    """By the hour; what has none comes last. Today also what was arranged without a day."""
    found = _entries(conn, _OF_DAY, {**_span(house, day, day), "p": house.id, "day": day.isoformat()})
    if day != house.today:
        return found
    rest = _entries(conn, _OPEN, {"p": house.id, "since": house.now - UNREAD})
    return [*found, *(one for one in rest if not wished.of(one.booking.wish).day)]


def between(conn: Connection, house: House, first: date, last: date) -> list[Entry]:
    """Everything that was ever confirmed for these days, also what was cancelled since. What has no hour
    comes last: by the day it was accepted for, or where nobody named one, by the day it was booked on."""
    days = {"first": first.isoformat(), "last": last.isoformat()}
    found = _entries(conn, _SPAN, {**_span(house, first, last), **days, "p": house.id})
    return [one for one in found if one.booking.start or first <= _undated(house, one.booking) <= last]


def _undated(house: House, one: Booking) -> date:
    """The day that a booking without an hour counts for."""
    return wished.of(one.wish).day or house.local(one.confirmed_at or one.created_at).date()


def by_ref(conn: Connection, house: House, ref: str) -> Entry | None:
    """ "B-7F3K", also as "7f3k"."""
    bare = ref.strip().upper().removeprefix("B-")
    return next(iter(_entries(conn, _BY_REF, {"p": house.id, "r": f"B-{bare}"})), None)


def by_id(conn: Connection, house: House, booking_id: int) -> Entry | None:
    return next(iter(_entries(conn, _BY_ID, {"p": house.id, "i": booking_id})), None)


def who(conn: Connection, house: House, entry: Entry) -> Value:
    """As the hotel's list has them, else as they call themselves."""
    stay = phones.stay_of(conn, house, entry.booking.guest_id)
    return stay.full_name if stay else entry.name


def _span(house: House, first: date, last: date) -> dict[str, datetime]:
    """Whole days of the hotel, also those of 23 and 25 hours."""
    midnight = time()
    return {"since": house.moment(first, midnight), "until": house.moment(last + timedelta(days=1), midnight)}


def _entries(conn: Connection, statement: Any, facts: dict[str, Any]) -> list[Entry]:
    rows: Sequence[RowMapping] = conn.execute(statement, facts).mappings().all()
    return [_entry(row) for row in rows]


def _entry(row: RowMapping) -> Entry:
    facts = {
        name: value for name, value in row.items() if not name.startswith("guest_") or name == "guest_id"
    }
    return Entry(Booking.of(facts), row["guest_name"], row["guest_room"])
