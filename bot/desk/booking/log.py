"""Who of the hotel did what with a booking, and when. Only added to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from bot.db import Connection
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.schema import booking_acts

DONE = ("accepted", "refused", "redeemed", "undone", "no_show", "cancelled", "moved", "paid_back")
_PUT = insert(booking_acts)
_OF = (
    select(booking_acts)
    .where(booking_acts.c.property_id == bindparam("p"), booking_acts.c.booking_id == bindparam("b"))
    .order_by(booking_acts.c.id)
)


@dataclass(frozen=True)
class Act:
    """`act`: one of DONE, or what was done in a guest's place (`menu.hand`)."""

    at: datetime
    actor: str
    name: str
    act: str
    data: dict[str, Any]


def note(conn: Connection, house: House, booking: Booking, who: Colleague, act: str, **data: Any) -> None:
    """In the transaction that did it."""
    row = {"property_id": house.id, "booking_id": booking.id, "at": house.now, "act": act, "data": data}
    conn.execute(_PUT, {**row, "actor": f"staff:{who.user_id}", "name": who.name})


def note_console(conn: Connection, house: House, act: str, **data: Any) -> None:
    """What was done at the command line, about no single booking."""
    row = {"property_id": house.id, "booking_id": None, "at": house.now, "act": act, "data": data}
    conn.execute(_PUT, {**row, "actor": "console", "name": "console"})


def of(conn: Connection, house: House, booking: Booking) -> list[Act]:
    """The oldest first."""
    rows = conn.execute(_OF, {"p": house.id, "b": booking.id}).mappings()
    return [Act(**{name: row[name] for name in Act.__dataclass_fields__}) for row in rows]


def last(conn: Connection, house: House, booking: Booking, act: str) -> Act | None:
    return next((one for one in reversed(of(conn, house, booking)) if one.act == act), None)
