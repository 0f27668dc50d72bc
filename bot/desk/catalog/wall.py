"""Times on the hotel's clock that clock changes make impossible or double."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk.catalog.issues import Finding
from bot.desk.catalog.model import Catalog, Schedule
from bot.desk.catalog.recurring import invalid, runs
from bot.desk.catalog.told import Told, told

AHEAD = 400  # days


def zone_of(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # not found, a folder of zones, not a name
        return None


def check_times(catalog: Catalog, today: date) -> Iterator[Finding]:
    """Refuse a start that a clock change of the next 400 days makes impossible or double."""
    zone = zone_of(catalog.hotel.zone)
    days = changes(zone, today) if zone else []
    for code, offer in catalog.offers.items():
        for number, option in enumerate(offer.options):
            for index, schedule in enumerate(option.schedule):
                where = ("offers", code, "options", number, "schedule", index, "times")
                for one, problem in _unfit(zone, days, schedule):
                    yield Finding((*where, one), problem, told("fix.hour_else"))


def changes(zone: ZoneInfo, today: date) -> list[date]:
    """The days within the coming 400 on which the clocks change."""
    days = [today + timedelta(days=one) for one in range(AHEAD + 1)]
    return [one for one in days if _offset(zone, one) != _offset(zone, one + timedelta(days=1))]


def _offset(zone: ZoneInfo, day: date) -> timedelta | None:
    return datetime.combine(day, time(), tzinfo=zone).utcoffset()


def _unfit(zone: ZoneInfo | None, days: list[date], schedule: Schedule) -> Iterator[tuple[int, Told]]:
    for index, at in enumerate(schedule.times):
        if at.second or at.microsecond or at.tzinfo:
            yield index, told("issue.not_minutes", field="time", value=at.isoformat())
            continue
        for day in days:
            if zone and _runs(schedule, day) and (problem := _problem(zone, day, at)):
                yield index, problem
                break


def _runs(schedule: Schedule, day: date) -> bool:
    broken = schedule.rule is not None and invalid(schedule.rule, schedule.start or day)
    return not broken and runs(schedule, day)


def _problem(zone: ZoneInfo, day: date, at: time) -> Told | None:
    moment = datetime.combine(day, at, tzinfo=zone)
    if moment.utcoffset() == moment.replace(fold=1).utcoffset():
        return None
    there = moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment.replace(tzinfo=None)
    return told(
        "issue.clock_twice" if there else "issue.clock_skipped", time=f"{at:%H:%M}", day=day.isoformat()
    )
