"""What is to be priced: an option, for whom, when, how long and how many; and what its prices count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, Self

from bot.desk.catalog.model import Basis, Offer, Option
from bot.desk.house import House
from bot.desk.pricing.buyer import Buyer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A_DAY = 24 * 60  # minutes
BY_PERSON: tuple[Basis, ...] = ("person", "person_night")
BY_PIECE: tuple[Basis, ...] = ("unit", "unit_hour", "unit_day")
SPANS: dict[Basis, str] = {  # what of is counted, and the text that says how many
    "hour": "hours",
    "unit_hour": "hours",
    "day": "days",
    "unit_day": "days",
    "night": "nights",
    "person_night": "nights",
}


class Coming(Protocol):
    """Who comes: grown-ups by number, children by their age."""

    @property
    def adults(self) -> int: ...

    @property
    def ages(self) -> tuple[int, ...]: ...

    @property
    def people(self) -> int: ...

    def on(self, day: date) -> Self: ...


@dataclass(frozen=True)
class When:
    """A day and hour on the hotel's clock, as far as they are known: what a price row looks at."""

    day: date | None = None
    at: time | None = None


@dataclass(frozen=True)
class Order:
    """The party is as old as on the day of the service. Hours and days that have begun count whole."""

    house: House
    offer: Offer
    option: Option
    party: Coming
    start: datetime | None
    end: datetime | None
    day: date | None
    buyer: Buyer
    days: int = 1
    nights: int | None = None
    hours: int | None = None
    units: int = 1

    def __post_init__(self) -> None:
        """Two moments of one zone are otherwise as far apart as their wall clocks say."""
        for name in ("start", "end"):
            if moment := getattr(self, name):
                object.__setattr__(self, name, moment.astimezone(UTC))
        if self.first.day:
            object.__setattr__(self, "party", self.party.on(self.first.day))

    @property
    def basis(self) -> Basis:
        return basis_of(self.option)

    @property
    def first(self) -> When:
        if self.start is None:
            return When(self.day)
        local = self.house.local(self.start)
        return When(local.date(), local.time().replace(fold=0))

    @property
    def span(self) -> str | None:
        """The word for what is counted in time, if something is."""
        return SPANS.get(self.basis)

    @property
    def timed(self) -> bool:
        return self.span is not None or (self.option.basis is None and self.basis == "booking")

    def times(self) -> int:
        """How many hours, days, nights, or lengths of the option."""
        if self.span == "nights":
            return max(1, self.nights or self._nights() or self.days)
        if self.span == "hours":
            return max(1, self.hours or self._begun(HOUR) or -(-(self.option.duration or 0) // 60))
        if self.span == "days":
            return self.days if self.days > 1 else max(1, self._begun(DAY))
        return self.days if self.timed else 1

    def moments(self) -> Iterator[When]:
        """When each of them begins: by elapsed time in hours, by the calendar in days."""
        for index in range(self.times()):
            yield self._moment(index)

    def _moment(self, index: int) -> When:
        if not index or self.first.day is None:
            return When(self.first.day) if self.span == "nights" else self.first
        if self.span == "nights":
            return When(self.first.day + index * DAY)
        if _whole_days(self._step):
            return When(self.first.day + index * self._step, self.first.at)
        if self.start is None:
            return self.first
        local = self.house.local(self.start + index * self._step)
        return When(local.date(), local.time().replace(fold=0))

    @property
    def _step(self) -> timedelta:
        if self.span:
            return HOUR if self.span == "hours" else DAY
        return self.option.length or DAY

    def _begun(self, step: timedelta) -> int:
        """So many steps have begun between start and end."""
        if self.start is None or self.end is None:
            return 0
        passed = self.end - self.start
        if _whole_days(step):  # ten to ten is a day also when the clocks change in between
            first, last = (self.house.local(one).replace(tzinfo=None) for one in (self.start, self.end))
            passed = last - first
        return -(-passed // step)

    def _nights(self) -> int:
        if self.start is None or self.end is None:
            return 0
        return (self.house.local(self.end).date() - self.house.local(self.start).date()).days


def basis_of(option: Option) -> Basis:
    """As the hotel wrote it; else each person pays, or the whole does: by the day when it lasts one."""
    if option.basis:
        return option.basis
    if option.pricing == "person":
        return "person"
    return "day" if option.duration == A_DAY else "booking"


def _whole_days(step: timedelta) -> bool:
    return not step % DAY
