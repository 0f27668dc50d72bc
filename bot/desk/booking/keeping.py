"""Places taken and written down together, or not at all."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import book, capacity
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.capacity import Places
from bot.desk.booking.price import quote

HOLD = "hold"  # the timer that ends a hold; its ref is the booking's id


def keep(conn: Connection, ask: Ask, *, request: str, guest_id: int, minutes: int) -> Booking | None:
    """The party's places, held under today's price; None if there is no room for all of them."""
    wanted = wanted_by(ask)
    if not capacity.take(conn, ask.house, wanted):
        return None
    until = ask.house.now + timedelta(minutes=minutes)
    cost = quote(ask.house, ask.offer, ask.option, ask.party, ask.start)
    held = book.write(conn, ask, cost, request=request, guest_id=guest_id, status="ON_HOLD", expires_at=until)
    capacity.enter(conn, ask.house, held.id, wanted)
    timers.start(conn, ask.house, HOLD, str(held.id), until)
    return held


def wanted_by(ask: Ask) -> list[Places]:
    """The places that an ask needs; none without a start."""
    if ask.start is None:
        return []
    return [Places(ask.offer.code, ask.option.code, ask.start, ask.places)]
