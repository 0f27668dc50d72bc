"""What the QR code of a voucher opens. The code is random and only its hash is kept."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from bot.db import Connection
from bot.desk import rooms
from bot.desk.booking import book, when
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.say import Local, pack, text
from bot.schema import booking_links, bookings

PREFIX = "v-"
BYTES = 16  # 128 bits: nobody guesses one
KEPT = timedelta(days=400)

_PUT = insert(booking_links)
_BEHIND = select(booking_links.c.booking_id).where(
    booking_links.c.property_id == bindparam("p"), booking_links.c.hash == bindparam("h")
)
_NEXT = (
    select(bookings)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.replaces == bindparam("b"))
    .where(bookings.c.confirmed_at.is_not(None), bookings.c.calendar.is_not(None))
    .order_by(bookings.c.id.desc())
    .limit(1)
)


def new(conn: Connection, house: House, booking: Booking) -> str:
    """A fresh code; those on earlier pictures of the same booking stay good."""
    token = secrets.token_urlsafe(BYTES)
    row = {"property_id": house.id, "hash": rooms.digest(token), "booking_id": booking.id}
    conn.execute(_PUT, {**row, "made_at": house.now})
    return PREFIX + token


def behind(conn: Connection, house: House, payload: str) -> Booking | None:
    """The booking that the code is for, as it stands now; None for a code that is none of this hotel's."""
    token = payload.removeprefix(PREFIX)
    found = conn.execute(_BEHIND, {"p": house.id, "h": rooms.digest(token)}).scalar()
    booking = book.by_id(conn, house, found) if found else None
    return moved_to(conn, house, booking) if booking else None


def forget(conn: Connection, house: House) -> None:
    """Codes of bookings that nobody can show any more: none is made for longer than a year ahead."""
    old = booking_links.c.property_id == house.id, booking_links.c.made_at < house.now - KEPT
    conn.execute(delete(booking_links).where(*old))


def moved_to(conn: Connection, house: House, booking: Booking) -> Booking:
    """Where a booking is now: what was moved, by whomever, goes on under another number."""
    while booking.status == "CANCELLED":
        row = conn.execute(_NEXT, {"p": house.id, "b": booking.id}).mappings().first()
        if row is None:
            break
        booking = Booking.of(row)
    return booking


def facts(house: House, booking: Booking, token: str) -> dict[str, Any]:
    """What stands on the picture, as JSON; `bot.sheets` puts it into words and draws it."""
    lines = [when.of_booking(house, booking), booking.party.said(), Local(booking.sold.place)]
    return {
        "hotel": pack(Local(house.hotel.name)),
        "title": pack(Local(booking.sold.title)),
        "lines": [pack(one) for one in lines],
        "ref": booking.ref,
        "foot": pack(text("voucher.foot")),
        "start": token,
    }
