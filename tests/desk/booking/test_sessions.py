"""Starts keep the hotel's clock, whatever the clocks do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.booking import sessions
from bot.desk.catalog.model import Catalog, Option
from bot.desk.house import House
from tests.desk.booking.cast import PROVE, reprinted
from tests.desk.tiny import tiny_facts
from tests.proofs import NIGHTS, proves

ZONES = ["Europe/Budapest", "Asia/Baku", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]


def option(*times: str, **schedule: Any) -> Option:
    facts = {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "times": list(times), **schedule}
    units = [{"type": "ADULT", "price": "10"}]
    return Option.model_validate({"units": units, "capacity": 5, "schedule": [facts]})


def hotel_in(zone: str, now: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> House:
    facts = tiny_facts()
    facts["hotel"]["zone"] = zone
    return House("lakeside", Catalog.model_validate(facts), 1, now)


def test_ten_o_clock_stays_ten_o_clock_over_the_october_change() -> None:
    house = hotel_in("Europe/Budapest")
    days = [date(2026, 10, 24), date(2026, 10, 25), date(2026, 10, 26)]
    starts = [sessions.starts(option("10:00"), day, house)[0] for day in days]
    assert [start.hour for start in starts] == [8, 9, 9]
    assert all(house.local(start).time() == time(10) for start in starts)


def test_a_time_that_the_clocks_skip_is_no_start() -> None:
    house = hotel_in("Europe/Budapest")
    starts = sessions.starts(option("01:30", "02:30", "03:30"), date(2026, 3, 29), house)
    assert [house.local(start).strftime("%H:%M") for start in starts] == ["01:30", "03:30"]
    assert starts[1] - starts[0] == timedelta(hours=1)


def test_a_time_that_comes_twice_is_one_start() -> None:
    starts = sessions.starts(option("02:30"), date(2026, 10, 25), hotel_in("Europe/Budapest"))
    assert starts == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


@proves(NIGHTS, injected="random schedules", trials=40 * PROVE)
@settings(max_examples=40 * PROVE, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    times=st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, unique=True),
)
def test_every_start_is_a_real_wall_clock_time_of_its_day(zone: str, day: date, times: list[time]) -> None:
    house = hotel_in(zone)
    starts = sessions.starts(option(*(at.strftime("%H:%M") for at in times)), day, house)
    assert starts == sorted(set(starts))
    for start in starts:
        assert house.local(start).date() == day
        assert house.local(start).time() in times


def test_a_schedule_keeps_to_its_weekdays_and_season() -> None:
    house = hotel_in("Asia/Baku")
    seasonal = option("10:00", days=["sat"], **{"from": "2026-06-01", "until": "2026-08-31"})
    open_days = [
        day
        for n in range(365)
        if sessions.starts(seasonal, day := date(2026, 1, 1) + timedelta(days=n), house)
    ]
    assert (open_days[0], open_days[-1]) == (date(2026, 6, 6), date(2026, 8, 29))
    assert {day.weekday() for day in open_days} == {5}


@pytest.mark.parametrize(
    ("clock", "bookable"), [("05:29", ["10:00", "15:00"]), ("05:31", ["15:00"]), ("11:00", [])]
)
def test_a_start_is_bookable_until_its_notice(house: House, clock: str, bookable: list[str]) -> None:
    hour, minute = map(int, clock.split(":"))
    house = House(house.id, house.catalog, 1, house.now.replace(hour=hour, minute=minute))
    offer = house.catalog.offers["canoe"]
    found = sessions.bookable(offer, offer.options[0], house.today, house)
    assert [house.local(start).strftime("%H:%M") for start in found] == bookable


@pytest.mark.parametrize(
    ("zone", "day", "last"),
    [
        ("Asia/Baku", date(2026, 3, 29), "29 00:00"),
        ("Europe/Budapest", date(2026, 3, 29), "28 23:00"),
        ("Europe/Budapest", date(2026, 10, 25), "25 01:00"),
        ("America/New_York", date(2026, 3, 8), "07 23:00"),
    ],
)
def test_a_notice_is_as_long_in_a_night_in_which_the_clocks_change(zone: str, day: date, last: str) -> None:
    """Ten hours before ten o'clock, whatever the clock on the wall shows then."""
    facts = tiny_facts()
    facts["hotel"]["zone"], facts["offers"]["canoe"]["rules"] = zone, {"notice_minutes": 600}
    house = replace(hotel_in(zone), catalog=Catalog.model_validate(facts))
    canoe, ten = house.catalog.offers["canoe"], house.moment(day, time(10)).astimezone(UTC)
    at_last = replace(house, now=ten - timedelta(hours=10))
    assert at_last.local(at_last.now).strftime("%d %H:%M") == last
    too_late = replace(at_last, now=at_last.now + timedelta(seconds=1))
    for then, bookable in ((at_last, True), (too_late, False)):
        assert (ten in sessions.bookable(canoe, canoe.options[0], day, then)) is bookable


def test_days_end_with_the_forward_window_and_leave_out_a_day_that_is_over(house: House) -> None:
    house = reprinted(house, lambda facts: facts["offers"]["canoe"]["rules"].update(forward_days="3"))
    offer = house.catalog.offers["canoe"]
    evening = House(house.id, house.catalog, 1, house.now + timedelta(hours=6))
    assert sessions.days(offer, offer.options[0], house)[0] == house.today
    assert sessions.days(offer, offer.options[0], evening) == [
        house.today + timedelta(days=n) for n in (1, 2, 3)
    ]


def test_upcoming_starts_come_in_order_from_the_day_asked_for(house: House) -> None:
    offer = house.catalog.offers["canoe"]
    found = sessions.upcoming(offer, offer.options[0], house, most=3)
    assert [house.local(start).strftime("%d %H") for start in found] == ["20 15", "21 10", "21 15"]
