"""What a change of places would do to those who wait and those who have booked, before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.booking import capacity, line, sessions
from bot.desk.booking.ask import Ask, places
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
        bookings.c.status.in_(("CONFIRMED", "ON_HOLD", "PENDING")),
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
    found = (_at(conn, house, sold, start, more=after - before) for start in starts)
    return sum(found, Effect())


def of_cancelling(conn: Connection, house: House, sold: tuple[Offer, Option], start: datetime) -> Effect:
    """The start does not take place: all who have it lose it, and who waits waits in vain."""
    waiting = line.waiting(conn, line.key_of(house, sold[0].code, sold[1].code, start))
    return Effect(waiting=tuple(waiting), losing=tuple(_holders(conn, house, sold, start)))


def _at(conn: Connection, house: House, sold: tuple[Offer, Option], start: datetime, *, more: int) -> Effect:
    free = capacity.left(conn, house, *sold, start) + more
    waiting = line.waiting(conn, line.key_of(house, sold[0].code, sold[1].code, start))
    if free < 0:
        losing = _last_come(_holders(conn, house, sold, start), sold[1], -free)
        return Effect(waiting=tuple(waiting), losing=losing)
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


def _last_come(holders: Sequence[Booking], option: Option, over: int) -> tuple[Booking, ...]:
    """The last to come, until there is room for the rest."""
    losing: list[Booking] = []
    for one in holders:
        if over <= 0:
            break
        losing.append(one)
        over -= places(option, one.party)
    return tuple(losing)
