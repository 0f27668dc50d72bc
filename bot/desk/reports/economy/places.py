"""How many places the schedules offered in a period, and how many of them were taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select

from bot.db import Connection
from bot.desk.booking import closing, sessions, vector
from bot.desk.booking.closing import Closure
from bot.desk.booking.vector import Time
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.reports.economy.sales import Key, span
from bot.desk.reports.periods import ONE, Period
from bot.schema import bookings, buckets, capacities, weather_actions

_USED = (
    select(buckets.c.resource, buckets.c.start, buckets.c.used)
    .where(buckets.c.property_id == bindparam("p"), buckets.c.used > 0)
    .where(buckets.c.start >= bindparam("since"), buckets.c.start < bindparam("until"))
)
_BY_HAND = select(capacities).where(
    capacities.c.property_id == bindparam("p"),
    capacities.c.day >= bindparam("first"),
    capacities.c.day <= bindparam("last"),
)
_SHUT = select(weather_actions.c.offers, weather_actions.c.since, weather_actions.c.until).where(
    weather_actions.c.property_id == bindparam("p"),
    weather_actions.c.until > bindparam("since"),
    weather_actions.c.state.in_(closing.CLOSES),
)
_BEGAN = select(func.min(bookings.c.created_at)).where(bookings.c.property_id == bindparam("p"))

SHARED_DAYS = 92


@dataclass(frozen=True)
class Places:
    """Of an option's own places, or of the resource it shares; steps of half an hour where rented by it."""

    offered: int = 0
    taken: int = 0
    starts: int = 0  # on the schedule, or days
    shared: bool = False

    @property
    def share(self) -> float | None:
        """None where nothing was offered by a schedule."""
        return min(1.0, self.taken / self.offered) if self.offered else None

    def __add__(self, other: Places) -> Places:
        """Two options of one pool are the same places; an option's own count before any pool."""
        both, starts = (self, other), self.starts + other.starts
        if own := [one for one in both if one.offered and not one.shared]:
            return Places(sum(one.offered for one in own), sum(one.taken for one in own), starts)
        most = max(both, key=lambda one: one.offered)
        return Places(most.offered, most.taken, starts, shared=most.shared)


@dataclass(frozen=True)
class _Book:
    house: House
    days: Sequence[date]
    used: Mapping[str, Mapping[datetime, int]]
    by_hand: Mapping[tuple[str, str, str], int]
    shut: Sequence[Closure]

    def size(self, resource: str, option: str, day: date, usual: int) -> int:
        return self.by_hand.get((resource, option, day.isoformat()), usual)


def of(conn: Connection, house: House, period: Period) -> dict[Key, Places]:
    """Of every option on sale; counted from the day of the hotel's first booking here."""
    book = _open(conn, house, period)
    sold = [(offer, option) for offer in house.catalog.offers.values() for option in offer.options]
    sold = [(offer, option) for offer, option in sold if offer.active and not offer.bundle]
    starts = {(offer.code, option.code): _starts(book, offer, option) for offer, option in sold}
    shared = _shared(book, sold, starts)
    return {
        (offer.code, option.code): _places(book, offer, option, starts[offer.code, option.code], shared)
        for offer, option in sold
    }


def _open(conn: Connection, house: House, period: Period) -> _Book:
    facts = {"p": house.id, **span(house, period)}
    used: dict[str, dict[datetime, int]] = {}
    for resource, start, taken in conn.execute(_USED, facts):
        used.setdefault(resource.partition("#")[0], {})
        pool = used[resource.partition("#")[0]]
        pool[start] = pool.get(start, 0) + taken
    days = {"p": house.id, "first": period.first.isoformat(), "last": period.last.isoformat()}
    rows = conn.execute(_BY_HAND, days).mappings()
    by_hand = {(one["offer"], one["option"], one["day"]): one["capacity"] for one in rows}
    shut = [Closure(frozenset(codes), since, until) for codes, since, until in conn.execute(_SHUT, facts)]
    return _Book(house, _days(conn, house, period), used, by_hand, shut)


def _days(conn: Connection, house: House, period: Period) -> list[date]:
    """Before its first booking the hotel did not offer anything here."""
    began: datetime | None = conn.execute(_BEGAN, {"p": house.id}).scalar()
    begin = max(period.first, house.local(began).date() if began else house.today)
    return [begin + timedelta(days=n) for n in range(max(0, (period.last - begin).days + 1))]


def _starts(book: _Book, offer: Offer, option: Option) -> dict[date, list[datetime]]:
    """By day; without those that the weather closed."""
    shut = [one for one in book.shut if offer.code in one.offers]
    found = {day: sessions.starts(option, day, book.house, offer) for day in book.days}
    if shut:
        found = {day: _kept(book, offer, option, every, shut) for day, every in found.items()}
    return {day: every for day, every in found.items() if every}


def _kept(
    book: _Book, offer: Offer, option: Option, starts: Iterable[datetime], shut: Sequence[Closure]
) -> list[datetime]:
    spans = [(at, sessions.end(book.house, offer, option, at)) for at in starts]
    return [at for at, end in spans if not any(one.covers(offer.code, at, end) for one in shut)]


def _places(
    book: _Book,
    offer: Offer,
    option: Option,
    starts: Mapping[date, Sequence[datetime]],
    shared: Mapping[str, Places],
) -> Places:
    count = sum(map(len, starts.values()))
    if option.capacity is None:
        pool = next((shared[use.resource] for use in option.uses if use.resource in shared), None)
        return Places(pool.offered, pool.taken, count, shared=True) if pool else Places(starts=count)
    own = f"{offer.code}/{option.code}"
    steps = {day: _steps(book, offer, option, every) for day, every in starts.items()}
    sizes = {day: book.size(offer.code, option.code, day, option.capacity) for day in steps}
    offered = sum(len(every) * sizes[day] for day, every in steps.items())
    used, known = book.used.get(own, {}), {at for every in steps.values() for at in every}
    return Places(offered, sum(n for at, n in used.items() if at in known), count)


def _steps(book: _Book, offer: Offer, option: Option, starts: Sequence[datetime]) -> list[datetime]:
    """The counters of a day: the starts themselves; of what is rented by the hour every half hour."""
    if offer.mode == "rental" and not sessions.by_days(offer, option):
        whole = Time(starts[0], starts[-1] + option.length)
        return list(vector.grains(book.house, whole, sessions.HALF_HOUR))
    if offer.mode == "slot":
        return list(starts)
    return [sessions.midnight(book.house, book.house.local(starts[0]).date())]


def _shared(
    book: _Book, sold: Iterable[tuple[Offer, Option]], starts: Mapping[Key, Mapping[date, Sequence[datetime]]]
) -> dict[str, Places]:
    """Of each resource: how much of it, in the hours in which something that takes it could begin or last.

    Of a long period the last quarter of a year: half hours by the year are many, and the share is the same.
    """
    moments: dict[str, set[datetime]] = {}
    late = book.days[-SHARED_DAYS:][:1]
    for offer, option in sold:
        for use in option.uses:
            grain = book.house.hotel.resources[use.resource].grain
            recent = {day: every for day, every in starts[offer.code, option.code].items() if day >= late[0]}
            found = _moments(book, offer, option, recent, grain)
            moments.setdefault(use.resource, set()).update(found)
    return {name: _pool(book, name, every) for name, every in moments.items() if every}


def _moments(
    book: _Book, offer: Offer, option: Option, starts: Mapping[date, Sequence[datetime]], grain: int
) -> Iterator[datetime]:
    for every in starts.values():
        if offer.mode == "slot":
            for at in every:
                yield from vector.grains(book.house, Time(at, at + option.length), grain)
        else:
            last = sessions.end(book.house, offer, option, every[-1])
            day_end = sessions.midnight(book.house, book.house.local(every[0]).date() + ONE)
            yield from vector.grains(book.house, Time(every[0], min(last, day_end)), grain)


def _pool(book: _Book, name: str, moments: set[datetime]) -> Places:
    named, used = book.house.hotel.resources[name].units, book.used.get(name, {})
    usual = len(named) or vector.usual_size(book.house, name, "")
    offered = sum(book.size(name, "", book.house.local(at).date(), usual) for at in moments)
    return Places(offered, sum(n for at, n in used.items() if at in moments), shared=True)
