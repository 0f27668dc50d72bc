"""How promises were kept: one total, by department and by shift as well, and how late the rest was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from statistics import median

from bot.db import Connection
from bot.desk.cases import promises
from bot.desk.cases.promises import Promise
from bot.desk.house import House
from bot.desk.reports.periods import ONE, Period


@dataclass(frozen=True)
class Kept:
    """Of the promises that fell due: how many were kept in time, were not, or got a new time in time."""

    of: str
    kept: int = 0
    broken: int = 0
    moved: int = 0
    late: int | None = None  # minutes by which a broken one was late, the middle of them
    longest: int | None = None

    @property
    def judged(self) -> int:
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        return self.kept / self.judged if self.judged else None


@dataclass(frozen=True)
class Promises:
    period: Period
    total: Kept
    before: Kept
    departments: Sequence[Kept]
    shifts: Sequence[Kept]


def report(conn: Connection, house: House, period: Period) -> Promises:
    """Each of the two lists adds up to the total."""
    found, before = _due(conn, house, period), _due(conn, house, period.before())
    late = lateness(conn, house, found)
    return Promises(
        period,
        _kept("all", found, late),
        _kept("all", before, {}),
        _grouped(found, late, lambda one: one.department),
        _grouped(found, late, lambda one: promises.shift_of(house, one.due)),
    )


def _due(conn: Connection, house: House, period: Period) -> list[Promise]:
    since, until = house.moment(period.first, time()), house.moment(period.last + ONE, time())
    return promises.of_time(conn, house, since, until)


def _grouped(found: Sequence[Promise], late: Mapping[int, int], key: Callable[[Promise], str]) -> list[Kept]:
    """The worst share first; what nobody could judge yet stands last."""
    groups: dict[str, list[Promise]] = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    every = [_kept(name, mine, late) for name, mine in sorted(groups.items())]
    return sorted(every, key=lambda one: 2.0 if one.share is None else one.share)


def _kept(name: str, found: Iterable[Promise], late: Mapping[int, int]) -> Kept:
    mine = list(found)
    rate = promises.rate(name, mine)
    minutes = [late[one.id] for one in mine if one.id in late]
    middle = round(median(minutes)) if minutes else None
    return Kept(name, rate.kept, rate.broken, rate.moved, middle, max(minutes, default=None))


def lateness(conn: Connection, house: House, found: Sequence[Promise]) -> dict[int, int]:
    """For each broken promise the minutes from its time until it was done at last, or until now."""
    cases = {one.case_id for one in found if one.broken_at}
    every = {each.id: each for case_id in cases for each in promises.of_case(conn, house, case_id)}
    late: dict[int, int] = {}
    for one in found:
        if one.broken_at:
            last = one
            while last.replaced_by in every:
                last = every[last.replaced_by]
            over = last.kept_at or last.void_at or house.now
            late[one.id] = max(1, int((over - one.due).total_seconds() // 60))
    return late
