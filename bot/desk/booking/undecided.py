"""Parties whom the weather desk is asking: who else decides about them waits, or takes them over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import book, weather
from bot.desk.booking.book import Booking
from bot.desk.booking.closing import CLOSES, Closure
from bot.desk.booking.weather import Action, Called
from bot.desk.house import House
from bot.schema import weather_actions, weather_parties

_A, _P = weather_actions, weather_parties
_ASKED = (
    select(_P.c.booking_id, _P.c.answer_by)
    .join(_A, _P.c.action_id == _A.c.id)
    .where(_P.c.property_id == bindparam("p"), _P.c.state.in_(weather.OPEN))
    .where(_P.c.booking_id.in_(bindparam("bookings", expanding=True)))
    .where(_A.c.state.in_(("running", "stopping")))
)
_PASS = (
    update(_P)
    .where(_P.c.property_id == bindparam("p"), _P.c.id == bindparam("i"), _P.c.state == bindparam("was"))
    .values(action_id=bindparam("to"), changed_at=bindparam("now"))
    .returning(_P)
)
_AGAIN = (
    update(_A)
    .where(_A.c.property_id == bindparam("p"), _A.c.id == bindparam("i"), _A.c.state == "done")
    .values(state="running", ended_at=None)
)


def among(conn: Connection, house: House, found: Sequence[Booking]) -> dict[int, datetime]:
    """Which of these bookings, and until when their parties may answer; now, for who is about to be asked."""
    known = {"p": house.id, "bookings": [one.id for one in found]}
    return {number: until or house.now for number, until in conn.execute(_ASKED, known)}


def pass_on(conn: Connection, house: House, called: Called) -> Called | None:
    """What one action gives back, another that closes the same hours takes: its row from now on, as it is.

    A question that was asked stands, with its time. None if the booking takes place.
    """
    booking = book.by_id(conn, house, called.booking_id)
    other = _other(conn, house, booking) if booking and booking.status == "CONFIRMED" else None
    if other is None:
        return None
    known = {"p": house.id, "i": called.id, "was": called.state, "to": other.id, "now": house.now}
    row = conn.execute(_PASS, known).mappings().first()
    conn.execute(_AGAIN, {"p": house.id, "i": other.id})
    timers.start(conn, house, weather.STEP, str(other.id), house.now)
    return Called.of(row) if row else None


def _other(conn: Connection, house: House, booking: Booking) -> Action | None:
    """The newest decision that stands and closes these hours."""
    start = booking.start
    if start is None or start <= house.now:
        return None
    standing = [one for one in weather.ahead(conn, house) if one.state in CLOSES]
    shut = ((one, Closure(one.offers, one.since, one.until)) for one in standing)
    return next(
        (one for one, hours in shut if hours.covers(booking.offer, start, booking.end or start)), None
    )
