"""What holds apart from the catalog: stopped sales and a day's capacity. Rows only; `runtime` decides."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.db import Connection
from bot.desk.house import House
from bot.schema import buckets, capacities, stops

_STOPPED = (stops.c.property_id == bindparam("p")) & (stops.c.offer == bindparam("o"))
_IS_STOPPED = select(stops.c.offer).where(_STOPPED)
_ALL_STOPPED = select(stops.c.offer).where(stops.c.property_id == bindparam("p"))
_STOP = insert(stops)
_RESUME = delete(stops).where(_STOPPED)
_OF_DAY = (
    (capacities.c.property_id == bindparam("p"))
    & (capacities.c.offer == bindparam("o"))
    & (capacities.c.option == bindparam("t"))
    & (capacities.c.day == bindparam("d"))
)
_SET_BY_HAND = select(capacities.c.capacity).where(_OF_DAY)
_SET = insert(capacities)
_UNSET = delete(capacities).where(_OF_DAY)
_STARTS = (
    (buckets.c.property_id == bindparam("p"))
    & (buckets.c.resource == bindparam("r"))
    & (buckets.c.start >= bindparam("low"))
    & (buckets.c.start < bindparam("high"))
)
_USED = select(func.max(buckets.c.used)).where(_STARTS)
_RESIZE = update(buckets).where(_STARTS).values(capacity=bindparam("size"))


def is_stopped(conn: Connection, house: House, offer: str) -> bool:
    return conn.execute(_IS_STOPPED, {"p": house.id, "o": offer}).first() is not None


def all_stopped(conn: Connection, house: House) -> frozenset[str]:
    return frozenset(conn.execute(_ALL_STOPPED, {"p": house.id}).scalars())


def put_stop(conn: Connection, house: House, offer: str, by: str) -> None:
    conn.execute(_STOP, {"property_id": house.id, "offer": offer, "by": by, "since": house.now})


def lift_stop(conn: Connection, house: House, offer: str) -> bool:
    """True when there was one."""
    return conn.execute(_RESUME, {"p": house.id, "o": offer}).rowcount == 1


def counted(house: House, offer: str, option: str) -> tuple[str, str]:
    """Where its places are counted: in its own number, or in the one pool that it draws on."""
    sold = house.sold(offer, option)
    pools = [one.resource for one in sold[1].uses] if sold and sold[1].capacity is None else []
    return (pools[0], "") if len(pools) == 1 else (offer, option)


def usual(house: House, offer: str, option: str) -> int | None:
    """The catalog's number; None where nobody counts, or where each thing has a name."""
    place, named = counted(house, offer, option)
    if named:
        sold = house.sold(offer, option)
        return sold[1].capacity if sold else None
    pool = house.hotel.resources.get(place)
    return pool.capacity if pool else None


def by_hand(conn: Connection, house: House, offer: str, option: str, day: date) -> int | None:
    """The capacity that someone set for the day."""
    found: int | None = conn.execute(_SET_BY_HAND, _day(house, offer, option, day)).scalar()
    return found


def put_capacity(
    conn: Connection, house: House, offer: str, option: str, day: date, capacity: int | None
) -> None:
    """Keep a day's capacity; None goes back to the catalog's."""
    conn.execute(_UNSET, _day(house, offer, option, day))
    if capacity is not None:
        place, named = counted(house, offer, option)
        row = {"property_id": house.id, "offer": place, "option": named, "day": day.isoformat()}
        conn.execute(_SET, {**row, "capacity": capacity})


def most_used(conn: Connection, house: House, offer: str, option: str, day: date) -> int:
    """The places taken at the fullest start of the day."""
    return conn.execute(_USED, _starts(house, offer, option, day)).scalar() or 0


def resize(conn: Connection, house: House, offer: str, option: str, day: date, capacity: int) -> None:
    """Give every start of the day that is already counted this capacity."""
    conn.execute(_RESIZE, {**_starts(house, offer, option, day), "size": capacity})


def _day(house: House, offer: str, option: str, day: date) -> dict[str, str]:
    place, named = counted(house, offer, option)
    return {"p": house.id, "o": place, "t": named, "d": day.isoformat()}


def _starts(house: House, offer: str, option: str, day: date) -> dict[str, str | datetime]:
    """The hotel's day, 23 to 25 hours long, as instants."""
    low, high = house.moment(day, time()), house.moment(day + timedelta(days=1), time())
    place, named = counted(house, offer, option)
    return {"p": house.id, "r": f"{place}/{named}" if named else place, "low": low, "high": high}
