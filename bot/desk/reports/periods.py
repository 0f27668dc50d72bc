"""Stretches of the hotel's calendar: which days, what came before, and how they are cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

By = Literal["day", "month", "year"]
ONE = timedelta(days=1)
DAYS_SHOWN = 45  # days that are shown one by one; longer by month
MONTHS_SHOWN = 36
CUT: dict[By, int] = {"day": 10, "month": 7, "year": 4}  # characters of an ISO date


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both in it."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Period:
        """As many days, up to the day before; as far as the calendar goes back."""
        room = min(self.days, (self.first - date.min).days)
        return Period(self.first - room * ONE, self.first - ONE) if room else self

    def by(self) -> By:
        """How it is best cut."""
        if self.days <= DAYS_SHOWN:
            return "day"
        return "month" if self.days <= MONTHS_SHOWN * 31 else "year"

    def parts(self, by: By) -> list[str]:
        """The names of its days, months or years, also of those in which nothing was asked."""
        if by == "day":
            return [(self.first + n * ONE).isoformat() for n in range(self.days)]
        return list(dict.fromkeys(one.isoformat()[: CUT[by]] for one in self._firsts()))

    def spans(self) -> list[str]:
        """The fewest whole months and single days that make it up."""
        found: list[str] = []
        for first in self._firsts():
            last = min(month_end(first), self.last)
            if first.day == 1 and last == month_end(first):
                found.append(first.isoformat()[:7])
            else:
                found += Period(first, last).parts("day")
        return found

    def _firsts(self) -> Iterator[date]:
        """Its first day, and every first of a month after it."""
        day = self.first
        while day <= self.last:
            yield day
            end = month_end(day)
            if end == date.max:
                return
            day = end + ONE


def month_end(day: date) -> date:
    if day.month == 12:
        return day.replace(day=31)
    return day.replace(month=day.month + 1, day=1) - ONE


def last_days(today: date, n: int) -> Period:
    """So many days, today the last of them."""
    return Period(date.fromordinal(max(1, today.toordinal() - n + 1)), today)


def month_before(today: date) -> Period:
    end = today.replace(day=1) - ONE
    return Period(end.replace(day=1), end)


def last_months(today: date, n: int) -> Period:
    """This month so far, and the whole months before it."""
    months = today.year * 12 + today.month - n
    return Period(date(months // 12, months % 12 + 1, 1), today)
