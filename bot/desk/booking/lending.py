"""A booking that is moved lends its own places to the time that is to take its place.

So the only bathhouse, had from ten to twelve, can be moved to eleven. While the new time is held it has only
what the old one does not have; with the move, or when the old one ends otherwise, it takes over the rest. So
there is no moment without places. Of two new times that are held beside one old, the first takes over; the
other must find room of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk.booking import capacity, vector
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.vector import Need
from bot.desk.house import House
from bot.schema import bookings, claims

Lent = Mapping[tuple[str, datetime], int]
_MINE = (
    select(claims.c.id, claims.c.quantity)
    .where(claims.c.booking_id == bindparam("b"), claims.c.state == "live")
    .where(claims.c.resource == bindparam("r"), claims.c.start == bindparam("s"))
)
_GOES = update(claims).where(claims.c.id == bindparam("i")).values(booking_id=bindparam("to"))
_LESS = update(claims).where(claims.c.id == bindparam("i")).values(quantity=bindparam("n"))
_MORE = insert(claims)
_BESIDE = (
    select(bookings)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.guest_id == bindparam("g"))
    .where(bookings.c.status == "ON_HOLD", bookings.c.expires_at > bindparam("now"))
    .where(bookings.c.replaces == bindparam("b"))
    .order_by(bookings.c.id)
)


def lent(conn: Connection, ask: Ask) -> Lent:
    """What the booking that would be moved has at this moment."""
    return capacity.held_by(conn, ask.replaces) if ask.replaces else {}


def hand_over(conn: Connection, ask: Ask, old_id: int, new_id: int) -> None:
    """The move is made: what the new time lacks it has from the old one. The counters stay as they are."""
    own, old = capacity.held_by(conn, new_id), capacity.held_by(conn, old_id)
    for need in vector.of(ask):
        for (counter, moment), many in _lacking(need, own, old):
            _give(conn, ask, {"b": old_id, "r": counter, "s": moment}, many, new_id)


def take_over(conn: Connection, house: House, old: Booking) -> None:
    """It ends: before its places are free for others, what is held beside it takes what it was lent."""
    known = {"p": house.id, "g": old.guest_id, "b": old.id, "now": house.now}
    for held in map(Booking.of, conn.execute(_BESIDE, known).mappings().all()):
        if sold := house.sold(held.offer, held.option):
            ask = Ask(house, *sold, held.party, held.start, old.id)
            hand_over(conn, ask.lasting(held.sold.periods, held.sold.count), old.id, held.id)


def _lacking(need: Need, own: Lent, old: Lent) -> Iterator[tuple[tuple[str, datetime], int]]:
    """Of named things, those which the two have together for the whole time, as many as are needed."""
    each, wanted = (1, need.quantity) if need.units else (need.quantity, 1)
    for counter in need.units or (need.resource,):
        lacks = {(counter, at): each - own.get((counter, at), 0) for at in need.moments}
        if wanted and all(many <= old.get(key, 0) for key, many in lacks.items() if many > 0):
            yield from ((key, many) for key, many in lacks.items() if many > 0)
            wanted -= 1


def _give(conn: Connection, ask: Ask, key: Mapping[str, object], many: int, new_id: int) -> None:
    for claim, quantity in conn.execute(_MINE, key).all():
        if quantity <= many:
            conn.execute(_GOES, {"i": claim, "to": new_id})
        elif many:
            conn.execute(_LESS, {"i": claim, "n": quantity - many})
            row = {"property_id": ask.house.id, "booking_id": new_id, "resource": key["r"]}
            conn.execute(_MORE, {**row, "start": key["s"], "quantity": many, "state": "live"})
        many -= min(many, quantity)


def stand_alone(conn: Connection, ask: Ask, held_id: int) -> bool:
    """All of its places are its own, whatever becomes of the other booking; False if they are not there."""
    own, wanted = capacity.held_by(conn, held_id), vector.of(ask)
    if sum(own.values()) == sum(need.quantity * len(need.moments) for need in wanted):
        return True
    capacity.release(conn, ask.house, held_id)
    taken = capacity.take(conn, ask.house, wanted)
    capacity.enter(conn, ask.house, held_id, taken or ())
    return taken is not None
