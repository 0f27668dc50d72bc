"""On which days something recurs. Days of the hotel's own calendar: no clock and no zone in here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache

from bot.desk.catalog.model import WEEKDAYS, Closed, Schedule

RULE = re.compile(r"FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[A-Z0-9,+-]+)*")
PARTS = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")
) | {"BYSETPOS"}


def runs(schedule: Schedule, day: date) -> bool:
    """Weekdays, season and rule must all agree; single days are added or taken out last."""
    if day in schedule.also:
        return True
    in_season = (schedule.start or day) <= day <= (schedule.until or day)
    if not in_season or WEEKDAYS[day.weekday()] not in schedule.days or day in schedule.without:
        return False
    return schedule.rule is None or day in dates(schedule.rule, schedule.start or day, day.year)


def closed(blackouts: Iterable[Closed], day: date) -> bool:
    return any(one.start <= day <= (one.until or one.start) for one in blackouts)


@lru_cache(maxsize=512)
def dates(rule: str, since: date, year: int) -> frozenset[date]:
    """The days of one year on which a rule falls. Raises `ValueError` for what is no rule of whole days."""
    if mistake := mistake_in(rule):
        raise ValueError(mistake)
    from dateutil.rrule import rrulestr  # only a hotel that has such rules needs it

    found = rrulestr(rule, dtstart=_wall(since))
    first, last = _wall(date(year, 1, 1)), _wall(date(year, 12, 31))
    return frozenset(one.date() for one in found.between(first, last, inc=True))


def _wall(day: date) -> datetime:
    return datetime.combine(day, time())


def invalid(rule: str, since: date) -> str | None:
    """Why it is no recurrence of whole days."""
    try:
        dates(rule, since, since.year)
    except (ValueError, OverflowError) as mistake:
        return str(mistake)
    return None


def mistake_in(rule: str) -> str | None:
    """What keeps it from being a recurrence of whole days."""
    if not RULE.fullmatch(rule):
        return "is not a rule of days"
    names = [part.partition("=")[0] for part in rule.split(";")]
    if unknown := sorted(set(names) - PARTS):
        return f"has {unknown[0]}, which days do not have"
    return f"has {names[-1]} twice" if len(set(names)) < len(names) else None
