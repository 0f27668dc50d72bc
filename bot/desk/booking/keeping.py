"""Places taken and written down together, or not at all."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import book, capacity, gift, lending, minimum, shown, vector
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.price import quote_of

HOLD = "hold"  # the timer that ends a hold; its ref is the booking's id


def keep(conn: Connection, ask: Ask, *, request: str, guest_id: int, minutes: int) -> Booking | None:
    """The party's places, held under today's price; None if there is no room for all of them.

    Raises `CodeUsed` when the last use of a voucher has gone meanwhile.
    """
    taken = capacity.take(conn, ask.house, vector.of(ask), lending.lent(conn, ask))
    if taken is None:
        return None
    until = ask.house.now + timedelta(minutes=minutes)
    cost = quote_of(ask)
    held = book.write(conn, ask, cost, request=request, guest_id=guest_id, status="ON_HOLD", expires_at=until)
    if not gift.comes_along(conn, ask.house, held) and not gift.take(conn, ask.house, held):
        raise shown.used(ask.facts())
    capacity.enter(conn, ask.house, held.id, taken)
    timers.start(conn, ask.house, HOLD, str(held.id), until)
    minimum.watch(conn, ask)
    return held
