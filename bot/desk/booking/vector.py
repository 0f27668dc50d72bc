"""What a booking takes, of what, and when: the vector of its resources, in steps that a counter can hold.

An option's own `capacity` is counted at each start of a slot, on each day of `hours`, of what is rented by
the day and of a request, in half hours of what is rented by the hour, and once for all of what is open. What
it `uses` of the hotel's resources is counted in their own steps, with the time before and after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.columns import EPOCH
from bot.desk.booking import wished
from bot.desk.booking.ask import Ask
from bot.desk.booking.days import by_the_day
from bot.desk.booking.sessions import A_DAY, HALF_HOUR, by_days, days_of, end, midnight
from bot.desk.catalog.model import Offer, Option, Resource, Use
from bot.desk.house import House

ANY_NUMBER = 999  # places, where nothing is counted


@dataclass(frozen=True)
class Draw:
    """`each` of a resource for every place and `once` for the booking, at all these moments.

    Of named things whichever of `units` is free the whole time.
    """

    resource: str
    moments: tuple[datetime, ...]
    each: int
    once: int
    units: tuple[str, ...] = ()

    @property
    def counters(self) -> tuple[str, ...]:
        return self.units or (self.resource,)


@dataclass(frozen=True)
class Need:
    """`quantity` of a resource at all these moments; of named things so many of `units`."""

    resource: str
    moments: tuple[datetime, ...]
    quantity: int
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Time:
    """When an option is wanted: from and until, or at no time at all."""

    start: datetime
    over: datetime


def of(ask: Ask) -> list[Need]:
    """All that the ask takes; nothing of what nobody counts, and nothing while no day is known."""
    when = time_of(ask)
    if when is None:
        return []
    found = draws(ask.house, ask.offer, ask.option, when, people=ask.party.people, pieces=ask.count)
    return [Need(one.resource, one.moments, one.each * ask.places + one.once, one.units) for one in found]


def time_of(ask: Ask) -> Time | None:
    """A request that names its day has the whole of it until a person sets the hour."""
    if ask.offer.mode == "open":
        return Time(EPOCH, EPOCH)
    if ask.start is not None:
        return Time(ask.start, ask.end or ask.start)
    day = wished.of(ask.wish).day
    if day is None:
        return None
    days = ask.days if by_the_day(ask.option) else 1
    return Time(midnight(ask.house, day), midnight(ask.house, day + timedelta(days=days)))


def at(house: House, offer: Offer, option: Option, start: datetime, periods: int = 1) -> list[Draw]:
    """What one more place would take from this start on."""
    if offer.mode == "open":
        return draws(house, offer, option, Time(EPOCH, EPOCH))
    return draws(house, offer, option, Time(start, end(house, offer, option, start, periods)))


def draws(
    house: House, offer: Offer, option: Option, when: Time, *, people: int = 1, pieces: int = 1
) -> list[Draw]:
    found = [_shared(house, offer, option, use, when, people, pieces) for use in option.uses]
    if option.capacity is not None or (offer.mode == "slot" and not option.uses):
        found.append(Draw(f"{offer.code}/{option.code}", _own(house, offer, option, when), 1, 0))
    return sorted(found, key=lambda one: one.resource)


def _own(house: House, offer: Offer, option: Option, when: Time) -> tuple[datetime, ...]:
    if offer.mode in ("slot", "open"):
        return (when.start,)
    if offer.mode == "rental" and not by_days(offer, option):
        return tuple(grains(house, when, HALF_HOUR))
    return tuple(grains(house, when, A_DAY))


def _shared(
    house: House, offer: Offer, option: Option, use: Use, when: Time, people: int, pieces: int
) -> Draw:
    resource = house.hotel.resources[use.resource]
    each, once = _amount(option, use, people, pieces)
    if offer.mode == "open":
        return Draw(use.resource, (EPOCH,), each, once, _units(use, resource))
    before, after = timedelta(minutes=resource.before), timedelta(minutes=resource.after)
    wide = Time(when.start - before, when.over + after)
    moments = tuple(grains(house, wide, resource.grain))
    return Draw(use.resource, moments, each, once, _units(use, resource))


def _amount(option: Option, use: Use, people: int, pieces: int) -> tuple[int, int]:
    """What a place takes more, and what the booking takes whatever its places."""
    by_person = option.pricing == "person"
    if use.per == "person":
        return (use.quantity, 0) if by_person else (0, use.quantity * people)
    if use.per == "unit":
        return (0, use.quantity * pieces) if by_person else (use.quantity, 0)
    return 0, use.quantity


def _units(use: Use, resource: Resource) -> tuple[str, ...]:
    if resource.kind == "pool":
        return ()
    return tuple(f"{use.resource}#{one}" for one in sorted(resource.units) if use.unit in (None, one))


def grains(house: House, when: Time, minutes: int) -> Iterator[datetime]:
    """The steps that a length of time touches, each by its first instant. They begin anew with every day of
    the hotel, so that they are the same on the nights on which the clocks change."""
    for day in days_of(house, when.start, when.over):
        first, last = midnight(house, day), midnight(house, day + timedelta(days=1))
        step = last - first if minutes >= A_DAY else timedelta(minutes=minutes)
        skipped = max(0, (when.start - first) // step)
        moment = first + step * skipped
        while moment < min(last, max(when.over, when.start + timedelta(milliseconds=1))):
            yield moment
            moment += step


def usual_size(house: House, counter: str, unit: str) -> int:
    """Of a counter, by the catalog."""
    if unit:
        return 1
    offer, _, option = counter.partition("/")
    if option:
        sold = house.sold(offer, option)
        return (sold[1].capacity if sold else None) or 0
    pool = house.hotel.resources.get(counter)
    return (pool.capacity if pool else None) or 0
