"""Places: a counter for every step of every resource, and a ledger of who holds them.

A counter moves by one guarded statement, so that of two guests who race for the last place one wins; the
ledger says whose the places are. At the end of every use case `used` is the sum of the live claims.
Counters are taken in one order everywhere: no two transactions wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.booking import vector
from bot.desk.booking.ask import Ask
from bot.desk.booking.look import Look, by_hand
from bot.desk.booking.vector import ANY_NUMBER, Draw, Need
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.schema import bookings, buckets, claims


@dataclass(frozen=True)
class Start:
    """One start of an option, for one period or more."""

    offer: str
    option: str
    moment: datetime
    periods: int = 1


@dataclass(frozen=True, order=True)
class Places:
    """`quantity` places of one counter: "offer/option", a resource, or "resource#unit"."""

    resource: str
    start: datetime
    quantity: int


_OPENED = upsert(buckets).values(
    property_id=bindparam("p"),
    resource=bindparam("r"),
    start=bindparam("s"),
    used=bindparam("n"),
    capacity=bindparam("c"),
)
_MORE = _OPENED.on_conflict_do_update(
    index_elements=["property_id", "resource", "start"],
    set_={"used": buckets.c.used + bindparam("n"), "capacity": bindparam("c")},
    where=buckets.c.used + bindparam("n") <= bindparam("c"),
).returning(buckets.c.used)
_MORE_OF_ALL = _OPENED.on_conflict_do_update(  # says how many of them had room
    index_elements=["property_id", "resource", "start"],
    set_={"used": buckets.c.used + bindparam("n"), "capacity": bindparam("c")},
    where=buckets.c.used + bindparam("n") <= bindparam("c"),
).execution_options(preserve_rowcount=True)
_LESS = (
    update(buckets)
    .where(buckets.c.property_id == bindparam("p"), buckets.c.resource == bindparam("r"))
    .where(buckets.c.start == bindparam("s"), buckets.c.used >= bindparam("n"))
    .values(used=buckets.c.used - bindparam("n"))
)
_USED = select(buckets.c.resource, buckets.c.start, buckets.c.used).where(
    buckets.c.property_id == bindparam("p"),
    buckets.c.resource.in_(bindparam("r", expanding=True)),
    buckets.c.start.between(bindparam("first"), bindparam("last")),
)
_CLAIM = insert(claims)
_LIVE = (
    select(claims.c.id, claims.c.resource, claims.c.start, claims.c.quantity)
    .where(claims.c.booking_id == bindparam("b"), claims.c.state == "live")
    .order_by(claims.c.resource, claims.c.start)
)
_DROP = (
    update(claims)
    .where(claims.c.booking_id == bindparam("b"), claims.c.state == "live")
    .values(state="released")
    .returning(claims.c.resource, claims.c.start, claims.c.quantity)
)
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
_HOLDERS = (
    select(bookings.c.ref)
    .join_from(claims, bookings, claims.c.booking_id == bookings.c.id)
    .where(
        claims.c.property_id == bindparam("p"),
        claims.c.resource.in_(bindparam("r", expanding=True)),
        claims.c.start.between(bindparam("first"), bindparam("last")),
        claims.c.state == "live",
        bookings.c.id != bindparam("b"),
    )
    .distinct()
    .order_by(bookings.c.ref)
    .limit(6)
)
in_order = sorted  # of counters; everywhere the same
FEW = 3  # steps; more are taken in one go


def take(
    conn: Connection,
    house: House,
    wanted: Sequence[Need],
    lent: Mapping[tuple[str, datetime], int] | None = None,
) -> list[Places] | None:
    """All of them or none, but for what is lent; of named things whichever are free the whole time."""
    sizes = Look(house, {}, by_hand(conn, house, *_span(wanted)) if wanted else {}, lent or {})
    taken: list[Places] = []
    for need in in_order(wanted, key=lambda one: one.resource):
        found = _named(conn, sizes, need) if need.units else _run(conn, sizes, need, need.resource)
        if found is None:
            _put_back(conn, house, taken)
            return None
        taken += found
    return taken


def line_up(conn: Connection, house: House, wanted: Sequence[Need]) -> None:
    """What several parts of a package take, locked in the one order before any part takes its own."""
    if not wanted:
        return
    sizes = Look(house, {}, by_hand(conn, house, *_span(wanted)))
    counters = {(name, at) for one in wanted for name in one.units or (one.resource,) for at in one.moments}
    for counter, moment in in_order(counters):
        _add(conn, house, Places(counter, moment, 0), sizes.size(counter, moment))


def line_up_held(conn: Connection, house: House, booking_ids: Iterable[int]) -> None:
    """The same of what several bookings hold and give back together."""
    rows = [row for one in booking_ids for row in conn.execute(_LIVE, {"b": one})]
    for counter, moment in in_order({(resource, start) for _, resource, start, _ in rows}):
        conn.execute(_LESS, {"p": house.id, "r": counter, "s": moment, "n": 0})


def put_back(conn: Connection, house: House, taken: Iterable[Places]) -> None:
    """What was taken for something that did not come about."""
    _put_back(conn, house, taken)


def enter(conn: Connection, house: House, booking_id: int, taken: Iterable[Places]) -> None:
    """Write into the ledger whose the taken places are."""
    rows = [
        {
            "property_id": house.id,
            "booking_id": booking_id,
            "resource": one.resource,
            "start": one.start,
            "quantity": one.quantity,
            "state": "live",
        }
        for one in taken
    ]
    if rows:
        conn.execute(_CLAIM, rows)


def release(conn: Connection, house: House, booking_id: int) -> list[Places]:
    """Give back what a booking holds. Only the one who flips a claim lowers the counter: twice is once."""
    found = in_order(Places(*row) for row in conn.execute(_DROP, {"b": booking_id}))
    _put_back(conn, house, found)
    return found


def held_by(conn: Connection, booking_id: int) -> dict[tuple[str, datetime], int]:
    """What a booking holds, by counter and moment."""
    found: dict[tuple[str, datetime], int] = {}
    for _, resource, start, quantity in conn.execute(_LIVE, {"b": booking_id}):
        found[resource, start] = found.get((resource, start), 0) + quantity
    return found


def holders(conn: Connection, house: House, wanted: Sequence[Need], *, besides: int) -> list[str]:
    """The numbers of the bookings that have something of it then."""
    if not wanted:
        return []
    counters, first, last = _span(wanted)
    known = {"p": house.id, "r": counters, "first": first, "last": last, "b": besides}
    return list(conn.execute(_HOLDERS, known).scalars())


def fits(conn: Connection, ask: Ask) -> bool:
    """Whether there is room for all of it now, were it moved from what it would replace."""
    wanted = vector.of(ask)
    if not wanted:
        return True
    look = _look(conn, ask.house, *_span(wanted))
    lent = held_by(conn, ask.replaces) if ask.replaces else {}
    look = replace(look, used={key: used - lent.get(key, 0) for key, used in look.used.items()})
    found = [Draw(one.resource, one.moments, 0, one.quantity, one.units) for one in wanted]
    return all(look.of(draw) >= draw.once for draw in found)


def left(conn: Connection, house: House, offer: Offer, option: Option, start: datetime) -> int:
    return free(conn, house, offer, option, [start])[start]


def free(
    conn: Connection, house: House, offer: Offer, option: Option, starts: Sequence[datetime]
) -> dict[datetime, int]:
    """The free places of each start of one option."""
    found = free_of(conn, house, [Start(offer.code, option.code, start) for start in starts])
    return {one.moment: left for one, left in found.items()}


def free_of(conn: Connection, house: House, starts: Sequence[Start]) -> dict[Start, int]:
    """The free places of many starts, in three looks however many; what is overdue counts as free.

    Bookings, where the price is for a booking; `ANY_NUMBER` where nobody counts.
    """
    sold = {one: house.sold(one.offer, one.option) for one in starts}
    drawn = {one: vector.at(house, *it, one.moment, one.periods) if it else None for one, it in sold.items()}
    every = [draw for found in drawn.values() for draw in found or ()]
    look = _look(conn, house, *_span(every)) if every else Look(house, {}, {})
    return {one: _left(look, sold[one], found) for one, found in drawn.items()}


def _left(look: Look, sold: tuple[Offer, Option] | None, drawn: Sequence[Draw] | None) -> int:
    if sold is None or drawn is None:
        return 0
    by_person = sold[1].pricing == "person"
    return min((_room(look.of(draw), draw, by_person=by_person) for draw in drawn), default=ANY_NUMBER)


def _room(free: int, draw: Draw, *, by_person: bool) -> int:
    """How many more places so much is enough for."""
    if draw.each:
        return max(0, free - draw.once) // draw.each
    return free // draw.once if not by_person else ANY_NUMBER if free >= draw.once else 0


def _named(conn: Connection, sizes: Look, need: Need) -> list[Places] | None:
    """So many of the named things, each free the whole time."""
    found: list[list[Places]] = []
    one = Need(need.resource, need.moments, 1)
    for unit in in_order(need.units):
        if len(found) == need.quantity:
            break
        if (run := _run(conn, sizes, one, unit)) is not None:
            found.append(run)
    taken = [places for run in found for places in run]
    if len(found) == need.quantity:
        return taken
    _put_back(conn, sizes.house, taken)
    return None


def _run(conn: Connection, sizes: Look, need: Need, counter: str) -> list[Places] | None:
    """The quantity at every moment, or at none."""
    lent = sizes.lent
    each = (Places(counter, at, need.quantity - lent.get((counter, at), 0)) for at in in_order(need.moments))
    wanted, taken = [one for one in each if one.quantity > 0], list[Places]()
    if len(wanted) > FEW and _take_at_once(conn, sizes, wanted):
        return wanted
    for places in wanted:
        if not _take_one(conn, sizes, places):
            _put_back(conn, sizes.house, taken)
            return None
        taken.append(places)
    return taken


class _FullThenError(Exception):
    """One of many steps has no room: what the others took is undone."""


def _take_at_once(conn: Connection, sizes: Look, wanted: Sequence[Places]) -> bool:
    """A week is hundreds of steps: one by one only when a step has no room."""
    each = [sizes.size(one.resource, one.start) for one in wanted]
    if any(one.quantity > size for one, size in zip(wanted, each, strict=True)):
        return False
    try:
        with conn.begin_nested():
            if not _add_all(conn, sizes.house, wanted, each):
                raise _FullThenError
    except _FullThenError:
        return False
    return True


def _take_one(conn: Connection, sizes: Look, places: Places) -> bool:
    size = sizes.size(places.resource, places.start)
    if places.quantity > size:
        return False
    if _add(conn, sizes.house, places, size):
        return True
    return _free_overdue(conn, sizes.house, places) and _add(conn, sizes.house, places, size)


def _add(conn: Connection, house: House, places: Places, size: int) -> bool:
    """The counter is opened the first time, and has the size of today from then on."""
    key = {"p": house.id, "r": places.resource, "s": places.start}
    return conn.execute(_MORE, {**key, "n": places.quantity, "c": size}).first() is not None


def _add_all(conn: Connection, house: House, wanted: Sequence[Places], sizes: Sequence[int]) -> bool:
    rows = [
        {"p": house.id, "r": one.resource, "s": one.start, "n": one.quantity, "c": size}
        for one, size in zip(wanted, sizes, strict=True)
    ]
    return conn.execute(_MORE_OF_ALL, rows).rowcount == len(rows)


def _put_back(conn: Connection, house: House, taken: Iterable[Places]) -> None:
    rows = [{"p": house.id, "r": one.resource, "s": one.start, "n": one.quantity} for one in taken]
    if rows and conn.execute(_LESS, rows).rowcount != len(rows):
        raise RuntimeError(f"a counter of {rows[0]['r']} does not hold what is given back to it")


def _free_overdue(conn: Connection, house: House, places: Places) -> bool:
    """Holds that ran out, whether or not a chore has been there yet. Their status is left to `expire`."""
    span = {"p": house.id, "r": [places.resource], "first": places.start, "last": places.start}
    overdue = conn.execute(_OVERDUE, {**span, "now": house.now}).all()
    for booking_id in {one.booking_id for one in overdue}:
        release(conn, house, booking_id)
    return bool(overdue)


def _span(wanted: Sequence[Need | Draw]) -> tuple[list[str], datetime, datetime]:
    """The counters, and the first and last moment, of what is looked at together."""
    moments = [moment for one in wanted for moment in (one.moments[0], one.moments[-1])]
    return (
        sorted({name for one in wanted for name in one.units or (one.resource,)}),
        min(moments),
        max(moments),
    )


def _look(conn: Connection, house: House, counters: list[str], first: datetime, last: datetime) -> Look:
    span = {"p": house.id, "r": counters, "first": first, "last": last}
    used = {(resource, moment): taken for resource, moment, taken in conn.execute(_USED, span)}
    for _, resource, moment, quantity in conn.execute(_OVERDUE, {**span, "now": house.now}):
        used[resource, moment] -= quantity
    return Look(house, used, by_hand(conn, house, counters, first, last))
