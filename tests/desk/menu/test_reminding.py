"""When a guest is reminded: the evening before and an hour ahead, in hotel time, and never at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import people
from bot.desk.house import House
from bot.desk.menu import reminding
from tests.desk.tiny import tiny_catalog

BUDAPEST = ZoneInfo("Europe/Budapest")


def house_at(now: datetime, zone: str = "Europe/Budapest") -> House:
    catalog = tiny_catalog()
    hotel = catalog.hotel.model_copy(update={"zone": zone})
    return House("lakeside", catalog.model_copy(update={"hotel": hotel}), 1, now.astimezone(UTC))


def local(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=BUDAPEST)


CASES = [  # booked at, start, reminders
    ("2026-11-20T12:00", "2026-11-21T10:00", ["2026-11-20T19:00", "2026-11-21T09:00"]),
    ("2026-11-20T20:00", "2026-11-21T10:00", ["2026-11-21T09:00"]),
    ("2026-11-20T12:00", "2026-11-20T15:00", ["2026-11-20T14:00"]),
    ("2026-11-20T12:00", "2026-11-20T12:30", []),
    ("2026-11-20T12:00", "2026-11-21T05:30", ["2026-11-20T19:00"]),  # not at 04:30
    ("2026-11-20T20:00", "2026-11-21T05:30", ["2026-11-20T21:30"]),
    ("2026-11-20T22:00", "2026-11-21T05:30", []),
    ("2026-11-20T12:00", "2026-11-21T23:30", ["2026-11-20T19:00", "2026-11-21T21:30"]),  # not at 22:30
    ("2026-11-20T12:00", "2026-11-21T00:30", ["2026-11-20T19:00"]),
    ("2026-10-24T12:00", "2026-10-25T10:00", ["2026-10-24T19:00", "2026-10-25T09:00"]),  # clocks go back
    ("2027-03-27T12:00", "2027-03-28T10:00", ["2027-03-27T19:00", "2027-03-28T09:00"]),  # and forward
    ("2028-02-28T12:00", "2028-02-29T10:00", ["2028-02-28T19:00", "2028-02-29T09:00"]),
    ("2028-02-29T12:00", "2028-03-01T10:00", ["2028-02-29T19:00", "2028-03-01T09:00"]),
]


@pytest.mark.parametrize(("booked", "start", "rung"), CASES)
def test_by_table(booked: str, start: str, rung: list[str]) -> None:
    house = house_at(local(booked))
    found = reminding.moments(house, local(start).astimezone(UTC))
    assert [f"{house.local(one):%Y-%m-%dT%H:%M}" for one in found.values()] == rung


@given(
    st.integers(0, 60 * 24 * 365 * 3),
    st.integers(0, 60 * 24 * 30),
    st.sampled_from(["Europe/Budapest", "Asia/Baku", "America/New_York", "Pacific/Auckland"]),
)
def test_nobody_is_woken_and_nothing_comes_late(since: int, minutes: int, zone: str) -> None:
    house = house_at(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=since), zone)
    start = house.now + timedelta(minutes=minutes)
    found = list(reminding.moments(house, start).values())
    assert found == sorted(found)
    for one in found:
        assert house.now < one < start
        assert house.local(one).hour not in people.NIGHT


def test_the_hotels_clock_counts_and_not_the_phones() -> None:
    start = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    baku = reminding.moments(house_at(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "Asia/Baku"), start)
    assert [one.astimezone(UTC).hour for one in baku.values()] == [15, 5]


def test_a_day_that_is_no_day_is_not_needed() -> None:
    house = replace(house_at(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)))
    assert reminding.moments(house, None) == {}
    assert house.moment(date(2026, 11, 20), time(19)).utcoffset() == timedelta(hours=1)
