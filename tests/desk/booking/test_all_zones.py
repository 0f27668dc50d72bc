"""Every zone of the world on both nights when its clocks change: each wall time is sold once, or not at all.

PROVE=1 takes all zones; every twelfth is taken otherwise.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.desk.booking import sessions
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from tests.desk.tiny import tiny_catalog
from tests.proofs import NIGHTS, seen

ZONES = sorted(available_timezones() - {"localtime", "Factory"})[:: 1 if os.environ.get("PROVE") else 12]
YEARS = (2026, 2027)
HALF_HOURS = [time(n // 2, n % 2 * 30) for n in range(48)]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Starts = Callable[[Option, date, House], list[datetime]]


def house_in(zone: str) -> House:
    catalog = tiny_catalog()
    hotel = catalog.hotel.model_copy(update={"zone": zone})
    return House("lakeside", catalog.model_copy(update={"hotel": hotel}), 1, NOON)


@pytest.fixture(scope="module")
def often() -> tuple[Offer, Option]:
    """The canoe, every half hour of every day."""
    canoe = tiny_catalog().offers["canoe"]
    option = canoe.options[0]
    schedule = option.schedule[0].model_copy(update={"times": HALF_HOURS, "start": None, "until": None})
    return canoe, option.model_copy(update={"schedule": [schedule]})


def changes(zone: str) -> Iterator[date]:
    """The days of two years on which the zone's distance from UTC is another at their end."""
    there = ZoneInfo(zone)
    for year in YEARS:
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        for day, following in pairwise(days):
            first, last = (
                datetime.combine(one, time(), tzinfo=there).utcoffset() for one in (day, following)
            )
            if first != last:
                yield day


def faults(zone: str, option: Option, day: date, starts: Starts) -> Iterator[str]:
    """What is wrong with the starts of such a day and of the days around it."""
    house, whole = house_in(zone), []
    for one in (day - timedelta(days=1), day, day + timedelta(days=1)):
        found = starts(option, one, house)
        walls = [house.local(start).replace(tzinfo=None) for start in found]
        if any(wall.date() != one or wall.time() not in HALF_HOURS for wall in walls):
            yield f"{zone} {one}: a start at another time than the catalog says"
        if len(set(walls)) != len(walls):
            yield f"{zone} {one}: a wall time is sold twice"
        skipped = [at for at in HALF_HOURS if _is_skipped(zone, one, at)]
        if len(found) != len(HALF_HOURS) - len(skipped):
            yield f"{zone} {one}: {len(found)} starts, {len(skipped)} skipped"
        whole += found
    if any(later <= earlier for earlier, later in pairwise(whole)):
        yield f"{zone} {day}: the starts are not in order"


def _is_skipped(zone: str, day: date, at: time) -> bool:
    """By going to UTC and back: a time that the clocks skip comes back as another."""
    there = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != datetime.combine(day, at)


def nights(found: Starts, option: Option) -> tuple[int, list[str]]:
    """How many were looked at, and what was wrong."""
    looked = [(zone, day) for zone in ZONES for day in changes(zone)]
    return len(looked), [one for zone, day in looked for one in faults(zone, option, day, found)]


def test_each_wall_time_is_sold_once_in_every_zone(often: tuple[Offer, Option]) -> None:
    trials, found = nights(sessions.starts, often[1])
    seen(NIGHTS, injected="every zone, both nights of two years", trials=trials, violations=len(found))
    assert trials > len(ZONES) // 2
    assert found == []


def test_starts_that_do_not_ask_for_skipped_times_are_caught(often: tuple[Offer, Option]) -> None:
    """The positive control."""

    def naive(option: Option, day: date, house: House) -> list[datetime]:
        return sorted(house.moment(day, at).astimezone(UTC) for at in HALF_HOURS)

    trials, found = nights(naive, often[1])
    seen(NIGHTS, injected="skipped times are sold", trials=trials, violations=len(found), control=True)
    assert found


@pytest.mark.parametrize("zone", ["Europe/Budapest", "Pacific/Chatham", "Africa/Cairo", "America/Havana"])
def test_hotel_days_follow_each_other_without_a_gap(zone: str, often: tuple[Offer, Option]) -> None:
    """Also where the clocks change at midnight: what ends with a day ends where the next one begins."""
    house: Any = replace(house_in(zone))
    for day in changes(zone):
        ends = [sessions.midnight(house, day + timedelta(days=n)) for n in range(-1, 3)]
        hours = {(later - earlier) / timedelta(hours=1) for earlier, later in pairwise(ends)}
        assert hours <= {23.0, 24.0, 25.0, 23.5, 24.5}, (zone, day)
        assert [house.local(one).date() for one in ends] == [day + timedelta(days=n) for n in range(-1, 3)]
