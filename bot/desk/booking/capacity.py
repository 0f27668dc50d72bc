"""Places: a counter for every start, and a ledger of who holds them.

The counter moves by one guarded UPDATE, so that of two guests who race for the last place one wins; the
ledger says whose the places are. At the end of every use case `used` is the sum of the live claims.
Starts are taken in one order everywhere: no two transactions wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, insert, select, update

from bot.db import Connection
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.schema import bookings, buckets, capacities, claims


@dataclass(frozen=True)
class Start:
    """One start of an option."""

    offer: str
    option: str
    moment: datetime

    @property
    def resource(self) -> str:
        return f"{self.offer}/{self.option}"


@dataclass(frozen=True, order=True)
class Places:
    """`quantity` places of one start."""

    offer: str
    option: str
    start: datetime
    quantity: int

    @property
    def resource(self) -> str:
        return f"{self.offer}/{self.option}"


_BUCKET = (
    buckets.c.property_id == bindparam("p"),
    buckets.c.resource == bindparam("r"),
    buckets.c.start == bindparam("s"),
)
_MORE = (
    update(buckets)
    .where(*_BUCKET, buckets.c.used + bindparam("n") <= buckets.c.capacity)
    .values(used=buckets.c.used + bindparam("n"))
)
_LESS = (
    update(buckets)
    .where(*_BUCKET, buckets.c.used >= bindparam("n"))
    .values(used=buckets.c.used - bindparam("n"))
)
_RESIZE = (  # a start is never made smaller than what is taken: who has a place keeps it
    update(buckets)
    .where(*_BUCKET)
    .values(capacity=case((buckets.c.used > bindparam("c"), buckets.c.used), else_=bindparam("c")))
)
_OPEN = insert(buckets)
_SET_BY_HAND = select(capacities.c.offer, capacities.c.option, capacities.c.day, capacities.c.capacity).where(
    capacities.c.property_id == bindparam("p"),
    capacities.c.offer.in_(bindparam("offers", expanding=True)),
    capacities.c.day.between(bindparam("first"), bindparam("last")),
)
_USED = select(buckets.c.resource, buckets.c.start, buckets.c.used).where(
    buckets.c.property_id == bindparam("p"),
    buckets.c.resource.in_(bindparam("r", expanding=True)),
    buckets.c.start.between(bindparam("first"), bindparam("last")),
)
_CLAIM = insert(claims)
_LIVE = select(claims.c.id, claims.c.resource, claims.c.start, claims.c.quantity).where(
    claims.c.booking_id == bindparam("b"), claims.c.state == "live"
)
_DROP = update(claims).where(claims.c.id == bindparam("i"), claims.c.state == "live").values(state="released")
_OVERDUE = (
    select(claims.c.booking_id, claims.c.resource, claims.c.start, claims.c.quantity)
    .join_from(claims, bookings, claims.c.booking_id == bookings.c.id)
    .where(
        claims.c.property_id == bindparam("p"),
        claims.c.resource.in_(bindparam("r", expanding=True)),
        claims.c.start.between(bindparam("first"), bindparam("last")),
        claims.c.state == "live",
        bookings.c.status == "ON_HOLD",
        bookings.c.expires_at <= bindparam("now"),
    )
)


def take(conn: Connection, house: House, wanted: Sequence[Places]) -> bool:
    """All of them or none."""
    taken: list[Places] = []
    for places in sorted(wanted):
        if not _take_one(conn, house, places):
            for back in taken:
                _give(conn, house, back.resource, back.start, back.quantity)
            return False
        taken.append(places)
    return True


def enter(conn: Connection, house: House, booking_id: int, taken: Iterable[Places]) -> None:
    """Write into the ledger whose the taken places are."""
    for one in taken:
        row = {"resource": one.resource, "start": one.start, "quantity": one.quantity, "state": "live"}
        conn.execute(_CLAIM, {"property_id": house.id, "booking_id": booking_id, **row})


def release(conn: Connection, house: House, booking_id: int) -> None:
    """Give back what a booking holds. Only the one who flips a claim lowers the counter: twice is once."""
    for claim, resource, start, quantity in conn.execute(_LIVE, {"b": booking_id}).all():
        if conn.execute(_DROP, {"i": claim}).rowcount == 1:
            _give(conn, house, resource, start, quantity)


def left(conn: Connection, house: House, offer: Offer, option: Option, start: datetime) -> int:
    return free(conn, house, offer, option, [start])[start]


def free(
    conn: Connection, house: House, offer: Offer, option: Option, starts: Sequence[datetime]
) -> dict[datetime, int]:
    """The free places of each start of one option."""
    found = free_of(conn, house, [Start(offer.code, option.code, start) for start in starts])
    return {one.moment: left for one, left in found.items()}


def free_of(conn: Connection, house: House, starts: Sequence[Start]) -> dict[Start, int]:
    """The free places of many starts, in three looks however many; what is overdue counts as free."""
    if not starts:
        return {}
    moments = [one.moment for one in starts]
    resources = sorted({one.resource for one in starts})
    span = {"p": house.id, "r": resources, "first": min(moments), "last": max(moments)}
    used = {(resource, moment): taken for resource, moment, taken in conn.execute(_USED, span)}
    for _, resource, moment, quantity in conn.execute(_OVERDUE, {**span, "now": house.now}):
        used[resource, moment] -= quantity
    sizes = _sizes(conn, house, starts)
    return {one: max(0, sizes[one] - used.get((one.resource, one.moment), 0)) for one in starts}


def _take_one(conn: Connection, house: House, places: Places) -> bool:
    _size(conn, house, places)
    if _add(conn, house, places):
        return True
    if not _free_overdue(conn, house, places):
        return False
    _size(conn, house, places)
    return _add(conn, house, places)


def _add(conn: Connection, house: House, places: Places) -> bool:
    return conn.execute(_MORE, _key(house, places) | {"n": places.quantity}).rowcount == 1


def _give(conn: Connection, house: House, resource: str, start: datetime, quantity: int) -> None:
    moved = conn.execute(_LESS, {"p": house.id, "r": resource, "s": start, "n": quantity})
    if moved.rowcount != 1:
        raise RuntimeError(f"the counter of {resource} at {start} does not hold the {quantity} it claims")


def _free_overdue(conn: Connection, house: House, places: Places) -> bool:
    """Holds that ran out, whether or not a chore has been there yet. Their status is left to `expire`."""
    span = {"p": house.id, "r": [places.resource], "first": places.start, "last": places.start}
    overdue = conn.execute(_OVERDUE, {**span, "now": house.now}).all()
    for booking_id, _, _, _ in overdue:
        release(conn, house, booking_id)
    return bool(overdue)


def _size(conn: Connection, house: House, places: Places) -> None:
    """Bring the start's counter to the size it has today, opening it if it is the first time."""
    start = Start(places.offer, places.option, places.start)
    size = _sizes(conn, house, [start])[start]
    if conn.execute(_RESIZE, _key(house, places) | {"c": size}).rowcount == 0:
        row = {"resource": places.resource, "start": places.start, "capacity": size}
        conn.execute(_OPEN, {"property_id": house.id, "used": 0, **row})


def _sizes(conn: Connection, house: House, starts: Sequence[Start]) -> dict[Start, int]:
    """How many places each start has: the day's own number, else the catalog's."""
    days = {one: house.local(one.moment).date().isoformat() for one in starts}
    span = {"first": min(days.values()), "last": max(days.values())}
    offers = sorted({one.offer for one in starts})
    rows = conn.execute(_SET_BY_HAND, {"p": house.id, "offers": offers, **span})
    by_hand = {(offer, option, day): size for offer, option, day, size in rows}
    return {one: by_hand.get((one.offer, one.option, day), _usual(house, one)) for one, day in days.items()}


def _usual(house: House, start: Start) -> int:
    sold = house.sold(start.offer, start.option)
    return (sold[1].capacity if sold else None) or 0


def _key(house: House, places: Places) -> dict[str, object]:
    return {"p": house.id, "r": places.resource, "s": places.start}
