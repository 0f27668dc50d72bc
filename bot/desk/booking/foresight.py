"""What a change of places would do to those who wait and those who have booked, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.booking import capacity, line, sessions
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.limits import obstacle
from bot.desk.booking.line import Wait
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.schema import bookings

_TAKEN = (
    select(bookings)
    .where(
        bookings.c.property_id == bindparam("p"),
        bookings.c.offer == bindparam("o"),
        bookings.c.option == bindparam("t"),
        bookings.c.start == bindparam("s"),
        bookings.c.status.in_(("CONFIRMED", "ON_HOLD", "PENDING", "REDEEMED")),
    )
    .order_by(bookings.c.created_at.desc(), bookings.c.id.desc())
)


@dataclass(frozen=True)
class Effect:
    """Who would be offered places, who would go on waiting, and who would lose what they have."""

    offered: tuple[Wait, ...] = ()
    waiting: tuple[Wait, ...] = ()
    losing: tuple[Booking, ...] = ()

    def __add__(self, other: Effect) -> Effect:
        offered, waiting = self.offered + other.offered, self.waiting + other.waiting
        return Effect(offered, waiting, self.losing + other.losing)


def of_resizing(
    conn: Connection, house: House, sold: tuple[Offer, Option], day: date, *, before: int, after: int
) -> Effect:
    """For every start of the day that is still ahead."""
    starts = [one for one in sessions.starts(sold[1], day, house) if one > house.now]
    found = (_at(conn, house, sold, start, before=before, after=after) for start in starts)
    return sum(found, Effect())


def of_giving_up(conn: Connection, house: House, booking: Booking) -> Effect:
    """A booking is given up: who of those who wait for its start would be offered what it leaves."""
    sold = house.sold(booking.offer, booking.option)
    if sold is None or booking.start is None or booking.start <= house.now:
        return Effect()
    waiting = line.waiting(conn, line.key_of(house, sold[0].code, sold[1].code, booking.start))
    if not waiting:
        return Effect()
    free = max(0, capacity.left(conn, house, *sold, booking.start)) + _taken(conn, booking)
    return _served(conn, house, sold, booking.start, waiting, free)


def _at(
    conn: Connection, house: House, sold: tuple[Offer, Option], start: datetime, *, before: int, after: int
) -> Effect:
    """Also when there are too many already: what is free is counted from those who have places."""
    holders = [(one, _taken(conn, one)) for one in _holders(conn, house, sold, start)]
    spare = after - sum(many for _, many in holders)
    waiting = line.waiting(conn, line.key_of(house, sold[0].code, sold[1].code, start))
    if spare < 0:
        return Effect(waiting=tuple(waiting), losing=_last_come(holders, -spare))
    free = min(spare, capacity.left(conn, house, *sold, start) + max(0, after - before))
    return _served(conn, house, sold, start, waiting, free)


def _served(
    conn: Connection,
    house: House,
    sold: tuple[Offer, Option],
    start: datetime,
    waiting: Sequence[Wait],
    free: int,
) -> Effect:
    """In the order of the line, a whole party or nobody of it."""
    offered = []
    for wait in waiting:
        ask = Ask(house, *sold, wait.party, start, wait.replaces)
        if ask.places <= free and not obstacle(ask) and not line.has_offer(conn, house, wait):
            free -= ask.places
            offered.append(wait)
    return Effect(tuple(offered), tuple(one for one in waiting if one not in offered))


def _holders(conn: Connection, house: House, sold: tuple[Offer, Option], start: datetime) -> list[Booking]:
    """Whoever has places of the start by the clock, the last to come first."""
    asked = {"p": house.id, "o": sold[0].code, "t": sold[1].code, "s": start}
    found = map(Booking.of, conn.execute(_TAKEN, asked).mappings())
    return [one for one in found if one.status != "ON_HOLD" or one.held(house.now)]


def _taken(conn: Connection, one: Booking) -> int:
    """The places that it counts for; what is held for a move counts for what the old time does not have."""
    held, counter = capacity.held_by(conn, one.id), f"{one.offer}/{one.option}"
    return max((many for (name, _), many in held.items() if name == counter), default=0)


def _last_come(holders: Sequence[tuple[Booking, int]], over: int) -> tuple[Booking, ...]:
    """The last to come, until there is room for the rest; who has been welcomed already loses nothing."""
    losing: list[Booking] = []
    for one, many in holders:
        if over > 0 and one.status != "REDEEMED":
            losing.append(one)
            over -= many
    return tuple(losing)
