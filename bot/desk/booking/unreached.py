"""Parties to whom no letter comes, since staff booked for a room without a phone: they are told in person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from bot.db import Connection
from bot.desk import people
from bot.desk.booking.departures import Departure
from bot.desk.booking.weather import Action
from bot.desk.house import House
from bot.desk.outbox import NO_PHONE, NOWHERE
from bot.desk.people import Guest
from bot.schema import bookings, guests, weather_parties

_P = weather_parties
_PARTIES = (
    select(bookings.c.guest_id)
    .join(guests, guests.c.id == bookings.c.guest_id)
    .where(bookings.c.property_id == bindparam("p"))
    .where(guests.c.chat_id <= NO_PHONE, guests.c.chat_id > NOWHERE)
    .order_by(bookings.c.id)
)
_OF_ACTION = _PARTIES.join(_P, _P.c.booking_id == bookings.c.id).where(
    _P.c.action_id == bindparam("a"), _P.c.state.in_(("told", "cancelled"))
)
_OF_START = _PARTIES.where(
    bookings.c.offer == bindparam("o"),
    bookings.c.option == bindparam("t"),
    bookings.c.start == bindparam("s"),
    or_(
        bookings.c.status == "CONFIRMED",
        and_(bookings.c.status == "CANCELLED", bookings.c.reason == "minimum"),
    ),
)


def of_action(conn: Connection, house: House, action: Action) -> list[Guest]:
    """Whom the weather desk could not ask, or not tell that it is cancelled; once for each booking."""
    return _guests(conn, house, _OF_ACTION, a=action.id)


def of_departure(conn: Connection, house: House, known: Departure) -> list[Guest]:
    """Who does not read whether the group sets off."""
    return _guests(conn, house, _OF_START, o=known.offer, t=known.option, s=known.start)


def _guests(conn: Connection, house: House, which: Select[Any], **facts: Any) -> list[Guest]:
    numbers = conn.execute(which, {"p": house.id, **facts}).scalars().all()
    return [people.guest_by_id(conn, one) for one in numbers]
