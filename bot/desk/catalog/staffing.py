"""Who is called when nobody answers, after how many minutes, and who is at work: `staff/` in the catalog.

DutyHours of the day are on the hotel's clock; on a holiday the day is "holiday" and no weekday.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bot.desk.catalog.parts import STRICT, WEEKDAYS, Code, Line, Severity

DutyDay = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]
EVERY_DAY: tuple[DutyDay, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday")
ClockName = Literal["acknowledge", "act", "silent", "resolve"]
CLOCKS: tuple[ClockName, ...] = ("acknowledge", "act", "silent", "resolve")
ROLES = ("reception", "department", "manager", "owner", "night")  # what a step may name besides a person
USUAL = ("reception", "manager", "owner")  # the steps of a hotel that has written none
DAY, WEEK = timedelta(days=1), 7 * 24 * 60  # a day, and the minutes of a week
AHEAD = 40  # days in which working hours are looked for
Span = tuple[datetime, datetime]


class Part(BaseModel):
    model_config = STRICT


def kind_of(day: date, holidays: Collection[date]) -> DutyDay:
    return "holiday" if day in holidays else WEEKDAYS[day.weekday()]


def span(day: date, start: time, end: time, zone: tzinfo) -> Span:
    """From one time of the day to the other, in UTC; past midnight when the end is not the later one."""
    last = day if end > start else day + DAY
    first = datetime.combine(day, start, tzinfo=zone).astimezone(UTC)
    return first, datetime.combine(last, end, tzinfo=zone).astimezone(UTC)


class DutyHours(Part):
    """From `open` until `close` (past midnight when it is the earlier one) on these days."""

    days: Annotated[list[DutyDay], Field(min_length=1)] = list(EVERY_DAY)
    open: time
    close: time

    def on(self, day: date, zone: tzinfo, holidays: Collection[date]) -> Span | None:
        here = kind_of(day, holidays) in self.days
        return span(day, self.open, self.close, zone) if here else None


class Fits(Part):
    """For which cases a rule is: an empty list fits all, `when` names hours of the ladder."""

    severity: list[Severity] = []
    department: list[Code] = []
    when: Code | None = None

    def holds(self, severity: str, department: str, running: Collection[str]) -> bool:
        return (
            (not self.severity or severity in self.severity)
            and (not self.department or department in self.department)
            and (self.when is None or self.when in running)
        )

    @property
    def plain(self) -> bool:
        """For every department at every hour."""
        return not self.department and self.when is None


class ClockRule(Fits):
    """Minutes: until somebody takes the case, until whoever did says a word, until that silence gives the
    case back, until it is solved. `within`: only minutes in these hours count.
    """

    acknowledge: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    act: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    silent: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    resolve: Annotated[int, Field(ge=1, le=7 * 24 * 60)] | None = None
    within: Code | None = None

    def minutes(self, clock: ClockName) -> int | None:
        found: int | None = getattr(self, clock)
        return found


class StepRule(Fits):
    """Who is called, step by step: a role, a department, or a person of the roster."""

    call: Annotated[list[Line], Field(min_length=1, max_length=6)]


class Ladder(Part):
    """The first rule that fits counts; for a clock, the first that fits and names it."""

    hours: dict[Code, list[DutyHours]] = {}
    clocks: list[ClockRule] = []
    steps: list[StepRule] = []
    wait_minutes: Annotated[int, Field(ge=5, le=7 * 24 * 60)] = 240  # the longest wait for a guest's answer

    def running(self, now: datetime, zone: tzinfo, holidays: Collection[date]) -> frozenset[str]:
        """The names of the hours that it now is."""
        return frozenset(
            name
            for name, parts in self.hours.items()
            if any(first <= now < last for first, last in spans(parts, now, zone, holidays))
        )

    def clock(
        self, clock: ClockName, severity: str, department: str, running: Collection[str]
    ) -> ClockRule | None:
        fitting = (one for one in self.clocks if one.holds(severity, department, running))
        return next((one for one in fitting if one.minutes(clock) is not None), None)

    def called(self, severity: str, department: str, running: Collection[str]) -> StepRule | None:
        return next((one for one in self.steps if one.holds(severity, department, running)), None)


def spans(
    parts: Iterable[DutyHours], now: datetime, zone: tzinfo, holidays: Collection[date], days: int = 1
) -> list[Span]:
    """The stretches that touch these days, from yesterday on, in order."""
    today = now.astimezone(zone).date()
    every = [today + DAY * n for n in range(-1, days)]
    found = [one for day in every for part in parts if (one := part.on(day, zone, holidays))]
    return sorted(found)


def after(
    parts: Sequence[DutyHours], start: datetime, minutes: int, zone: tzinfo, holidays: Collection[date]
) -> datetime:
    """The moment when so many minutes of these hours have passed; all minutes count where there are none."""
    left, at = timedelta(minutes=minutes), start.astimezone(UTC)
    for first, last in spans(parts, start, zone, holidays, AHEAD):
        begin = max(first, at)
        if last > begin:
            if last - begin >= left:
                return begin + left
            left, at = left - (last - begin), last
    return start + timedelta(minutes=minutes)


class Days(Part):
    """From the first of these days to the last, both in it."""

    start: date = Field(alias="from")
    until: date | None = None  # one day when absent

    def holds(self, day: date) -> bool:
        return self.start <= day <= (self.until or self.start)


class Shift(Part):
    """When somebody works: on these weekdays within the dates given, or on `dates` alone; not on `except`."""

    days: Annotated[list[DutyDay], Field(min_length=1)] = list(EVERY_DAY)
    dates: list[date] = []
    start: date | None = Field(None, alias="from")
    until: date | None = None
    but: list[date] = Field([], alias="except")  # somebody else has it on these days
    open: time
    close: time
    night: bool = False  # the night duty: rung first while it lasts

    def on(self, day: date, zone: tzinfo, holidays: Collection[date]) -> Span | None:
        if day in self.but:
            return None
        if self.dates:
            here = day in self.dates
        else:
            begun, over = (self.start or day) <= day, (self.until or day) < day
            here = begun and not over and kind_of(day, holidays) in self.days
        return span(day, self.open, self.close, zone) if here else None


class Person(Part):
    """One of the staff, by the name or the number under which the desk knows them."""

    name: Line
    department: Code | None = None
    shifts: list[Shift] = []
    away: list[Days] = []

    def working(
        self, now: datetime, zone: tzinfo, holidays: Collection[date]
    ) -> tuple[datetime, Shift] | None:
        """Until when the shift lasts that they are on, and which it is; shifts without a gap are one."""
        found = self._here(now, zone, holidays)
        until, shift = found if found else (now, None)
        while following := self._here(until, zone, holidays) if shift else None:
            until = following[0]
            if until - now > 7 * DAY:  # round the clock
                break
        return (until, shift) if shift else None

    def next_start(self, now: datetime, zone: tzinfo, holidays: Collection[date]) -> datetime | None:
        """When their next shift begins, if that is by the end of tomorrow."""
        today = now.astimezone(zone).date()
        here = [day for day in (today, today + DAY) if not any(one.holds(day) for one in self.away)]
        found = [one for day in here for shift in self.shifts if (one := shift.on(day, zone, holidays))]
        return min((first for first, _ in found if first > now), default=None)

    def _here(self, now: datetime, zone: tzinfo, holidays: Collection[date]) -> tuple[datetime, Shift] | None:
        today = now.astimezone(zone).date()
        for day in (today - DAY, today):
            if any(one.holds(day) for one in self.away):
                continue
            for shift in self.shifts:
                one = shift.on(day, zone, holidays)
                if one and one[0] <= now < one[1]:
                    return one[1], shift
        return None


class Roster(Part):
    people: list[Person] = []
    holidays: list[Days] = []

    def holiday(self, day: date) -> bool:
        return any(one.holds(day) for one in self.holidays)

    @property
    def free_days(self) -> frozenset[date]:
        """Every holiday by itself."""
        found: set[date] = set()
        for one in self.holidays:
            last = one.until or one.start
            found.update(one.start + DAY * n for n in range(min((last - one.start).days, 366) + 1))
        return frozenset(found)
