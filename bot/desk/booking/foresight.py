"""What a change of places would do to those who wait and those who have booked, before it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.db.undoing import undone
from bot.desk.booking import cancelling, capacity, line, sessions, waiting
from bot.desk.booking.book import Booking
from bot.desk.booking.line import Wait
from bot.desk.catalog import today
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


def of_resizing(
    conn: Connection, house: House, sold: tuple[Offer, Option], day: date, *, after: int
) -> Effect:
    """Every start of the day that is still ahead would have `after` places."""
    offer, option = sold

    def resize() -> None:
        today.put_capacity(conn, house, offer.code, option.code, day, after)
        waiting.offer_everywhere(conn, house)

    def of_the_day(one: Wait) -> bool:
        return (one.offer, one.option) == (offer.code, option.code) and house.local(one.start).date() == day

    starts = [one for one in sessions.starts(option, day, house, offer) if one > house.now]
    losing = [one for start in starts for one in _last_come(_holders(conn, house, sold, start), after)]
    return Effect(*_tried(conn, house, resize, of_the_day), tuple(losing))


def of_giving_up(conn: Connection, house: House, booking: Booking) -> Effect:
    """A booking is given up: who would be offered what it leaves, of whatever extra."""
    if booking.start is None or booking.start <= house.now:
        return Effect()

    def give_up() -> None:
        cancelling.by_hotel(conn, house, booking, kept=booking.quote.total)

    def of_the_start(one: Wait) -> bool:
        return (one.offer, one.option, one.start) == (booking.offer, booking.option, booking.start)

    return Effect(*_tried(conn, house, give_up, of_the_start))


def _tried(
    conn: Connection, house: House, act: Callable[[], None], concerned: Callable[[Wait], bool]
) -> tuple[tuple[Wait, ...], tuple[Wait, ...]]:
    """Whom the act itself offers places, and who is concerned and waits on. What it did is undone."""
    every = line.all_waiting(conn, house)
    if not every:
        return (), ()
    with undone(conn):
        act()
        still = {one.id for one in line.all_waiting(conn, house)}
    on = tuple(one for one in every if one.id in still and concerned(one))
    return tuple(one for one in every if one.id not in still), on


def _holders(
    conn: Connection, house: House, sold: tuple[Offer, Option], start: datetime
) -> list[tuple[Booking, int]]:
    """Whoever has places of the start by the clock, and how many; the last to come first."""
    asked = {"p": house.id, "o": sold[0].code, "t": sold[1].code, "s": start}
    found = map(Booking.of, conn.execute(_TAKEN, asked).mappings())
    on = [one for one in found if one.status != "ON_HOLD" or one.held(house.now)]
    return [(one, _taken(conn, one)) for one in on]


def _taken(conn: Connection, one: Booking) -> int:
    """The places that it counts for; what is held for a move counts for what the old time does not have."""
    held, counter = capacity.held_by(conn, one.id), f"{one.offer}/{one.option}"
    return max((many for (name, _), many in held.items() if name == counter), default=0)


def _last_come(holders: Sequence[tuple[Booking, int]], places: int) -> tuple[Booking, ...]:
    """The last to come, until there is room for the rest; who has been welcomed already loses nothing."""
    losing: list[Booking] = []
    over = sum(many for _, many in holders) - places
    for one, many in holders:
        if over > 0 and one.status != "REDEEMED":
            losing.append(one)
            over -= many
    return tuple(losing)
