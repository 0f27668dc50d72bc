"""Desks that leave out one guard each: what the proofs must find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import update

from bot.db import Connection
from bot.desk.booking import bundles, capacity, holding, moves, price, waiting
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.departures import Settled
from bot.desk.booking.lending import Lent
from bot.desk.booking.vector import Need
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.schema import bookings, buckets
from tests.desk.booking.modes import modes_facts

TAKE, RELEASE, ADD = capacity.take, capacity.release, capacity._add


def count_then_insert(
    conn: Connection, house: House, wanted: Sequence[Need], lent: Lent | None = None
) -> list[capacity.Places] | None:
    """Looks at the first step only, then writes them all."""
    if not all(_free_at_first(conn, house, one) for one in wanted):
        return None
    made = [
        capacity.Places(one.units[0] if one.units else one.resource, moment, one.quantity)
        for one in wanted
        for moment in one.moments
    ]
    for places in made:
        ADD(conn, house, places, 100)
    return made


def _free_at_first(conn: Connection, house: House, need: Need) -> bool:
    taken = TAKE(conn, house, [replace(need, moments=need.moments[:1])])
    for one in taken or ():
        _lower(conn, house, one.resource, one.start, one.quantity)
    return taken is not None


def a_larger_start(
    conn: Connection, house: House, wanted: Sequence[Need], lent: Lent | None = None
) -> list[capacity.Places]:
    """Makes the start larger instead of saying that it is full."""
    taken = TAKE(conn, house, wanted, lent)
    if taken is not None:
        return taken
    made = [capacity.Places(one.resource, at, one.quantity) for one in wanted for at in one.moments]
    for one in made:
        more = {"capacity": buckets.c.capacity + one.quantity, "used": buckets.c.used + one.quantity}
        conn.execute(update(buckets).where(*_key(house, one.resource, one.start)).values(more))
    return made


def release_twice(conn: Connection, house: House, booking_id: int) -> list[capacity.Places]:
    """Lowers the counter once more than the ledger says."""
    for _, resource, start, quantity in conn.execute(capacity._LIVE, {"b": booking_id}).all():
        _lower(conn, house, resource, start, quantity)
    return RELEASE(conn, house, booking_id)


def _lower(conn: Connection, house: House, resource: str, start: Any, quantity: int) -> None:
    held = (*_key(house, resource, start), buckets.c.used >= quantity)
    conn.execute(update(buckets).where(*held).values(used=buckets.c.used - quantity))


def _key(house: House, resource: str, start: Any) -> tuple[Any, ...]:
    return (buckets.c.property_id == house.id, buckets.c.resource == resource, buckets.c.start == start)


def confirm_after_expiry(
    conn: Connection, house: House, booking_id: int, guest_id: int, payment: str
) -> Booking:
    """Does not look at the clock, nor take the places again."""
    late = (bookings.c.id == booking_id, bookings.c.status.in_(["ON_HOLD", "EXPIRED"]))
    booked = update(bookings).where(*late).values(status="CONFIRMED", payment=payment).returning(bookings)
    row = conn.execute(booked).mappings().first()
    return Booking.of(row) if row else holding.confirm(conn, house, booking_id, guest_id, payment)


def confirm_at_todays_price(
    conn: Connection, house: House, booking_id: int, guest_id: int, payment: str
) -> Booking:
    """Puts down what it costs by now, not what was shown."""
    booked = holding.confirm(conn, house, booking_id, guest_id, payment)
    sold = house.sold(booked.offer, booked.option)
    assert sold
    ask = Ask(house, *sold, booked.party, booked.start).lasting(booked.sold.periods, booked.sold.count)
    mine = update(bookings).where(bookings.c.id == booking_id)
    conn.execute(mine.values(quote=price.quote_of(ask).json()))
    return replace(booked, quote=price.quote_of(ask))


def ends_the_first(conn: Connection, house: House, bundle: Bundle, how: moves.Ending) -> list[Ended]:
    """Of all parts of a package that were held together."""
    held = [one for one in bundles.parts(conn, house, bundle.id) if bundles.together(one)][:1]
    return [done for one in held if (done := waiting.end(conn, house, how, one.id))]


def called_off_for_nothing(conn: Connection, house: House, settled: Settled) -> Settled:
    """Ends what does not run, and forgets what was paid for it and with which voucher."""
    found = [
        moves.move(conn, house, moves.CANCEL.change, one.id, kept=0, reason="minimum")
        for one in settled.bookings
    ]
    for one in settled.bookings:
        capacity.release(conn, house, one.id)
    return Settled(settled.departure, ended=tuple(Ended(one) for one in found if one))


def as_they_come(many: Any, *, key: Any = None) -> list[Any]:
    """Of counters, in the order in which somebody happened to write them down: here from behind."""
    return sorted(many, key=key, reverse=True)


def never_cleaned() -> Catalog:
    facts = modes_facts()
    for resource in facts["hotel"]["resources"].values():
        resource["after"] = 0
    return Catalog.model_validate(facts)
