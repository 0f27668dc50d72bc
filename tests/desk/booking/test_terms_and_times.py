"""The nights on which clocks change, birthdays on the 29th of February, starts at midnight: as guests tap them.

| story | here | elsewhere |
|---|---|---|
| the hour that the spring night skips, the one that comes twice in autumn | `test_in_the_night_…` | `test_sessions`, `test_modes` |
| a deadline that lies on the other side of such a night | `test_a_deadline_is_a_moment` | `test_cancelling` |
| born on the 29th of February; an age that turns on the day | `test_who_turns_four_…` | `test_ages`, stories/`test_party` |
| a start at midnight | `test_midnight_belongs_…` | `test_modes` |
| the hotel's clock is not the phone's | `test_a_calendar_entry_…` | stories/`test_receipts` |
"""  # noqa: E501  # a table

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from bot.db import Connection
from bot.desk.booking import cancelling, sessions
from bot.desk.booking.book import Booking
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.say import Text, Value, unpack_say
from bot.schema import letters
from tests.desk.booking.phone import Phone
from tests.desk.tiny import tiny_facts

ZONES = ("Europe/Budapest", "Asia/Baku", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")


def hotel(zone: str, now: datetime, *times: str, **canoe: Any) -> House:
    """The tiny hotel somewhere else, with a canoe at these times."""
    facts = tiny_facts()
    facts["hotel"]["zone"] = zone
    facts["offers"]["canoe"] |= canoe
    if times:
        facts["offers"]["canoe"]["options"][0]["schedule"][0]["times"] = list(times)
    return House("lakeside", Catalog.model_validate(facts), 1, now)


def guest(conn: Connection, house: House) -> Phone:
    phone = Phone(conn, house)
    phone.says("/start")
    phone.taps("groups")
    phone.taps("group", group="active")
    phone.taps("offer", code="canoe")
    phone.taps("options")
    return phone


def hours(phone: Phone, day: date) -> list[str]:
    """What the day's screen offers, by the hotel's clock."""
    phone.taps("times", day=day.isoformat())
    shown = [one.args["start"] for one in phone.screen().choices if one.act == "book"]
    return [phone.house.local(datetime.fromisoformat(one)).strftime("%H:%M") for one in shown]


def books(phone: Phone, at: datetime, people: str = "2 adults") -> Booking:
    phone.taps("book", start=at.isoformat())
    if "book.people" in set(phone.keys()):
        phone.says(people)
    phone.taps("hold")
    phone.taps("confirm")
    return phone.ahead()[-1]


@pytest.mark.parametrize(
    ("now", "night", "offered", "at"),
    [
        ("2026-03-27", date(2026, 3, 29), ["01:30", "03:30"], datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (
            "2026-10-23",
            date(2026, 10, 25),
            ["01:30", "02:30", "03:30"],
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
    ],
)
def test_in_the_night_of_the_change_every_hour_is_offered_once(
    conn: Connection, now: str, night: date, offered: list[str], at: datetime
) -> None:
    house = hotel(
        "Europe/Budapest", datetime.fromisoformat(f"{now}T09:00:00+00:00"), "01:30", "02:30", "03:30"
    )
    phone = guest(conn, house)
    assert hours(phone, night) == offered
    booked = books(phone, at)
    assert (booked.start, booked.end) == (at, at + timedelta(minutes=90))
    assert house.local(at).date() == night


def test_a_deadline_is_a_moment(conn: Connection) -> None:
    """Twenty-four hours are as long on every night: 10:00 after the spring change is free until 09:00."""
    house = hotel("Europe/Budapest", datetime(2026, 3, 27, 9, tzinfo=UTC))
    phone = guest(conn, house)
    hours(phone, date(2026, 3, 29))
    booked = books(phone, datetime(2026, 3, 29, 8, tzinfo=UTC))
    terms = cancelling.terms(booked, house.now)
    assert terms.free_until
    assert house.local(terms.free_until).strftime("%d %H:%M") == "28 09:00"
    assert not cancelling.terms(booked, terms.free_until).fee.minor
    assert cancelling.terms(booked, terms.free_until + timedelta(seconds=1)).fee.minor


@given(zone=st.sampled_from(ZONES), day=st.dates(date(2026, 1, 1), date(2028, 12, 31)), more=st.times())
def test_one_more_hour_in_the_schedule_leaves_the_others_as_they_were(
    zone: str, day: date, more: Any
) -> None:
    """24: a schedule gives the same starts again, and each is known by its own moment."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    house = hotel(zone, now)
    longer = hotel(zone, now, "10:00", "15:00", more.strftime("%H:%M"))
    before, after = (
        sessions.starts(one.catalog.offers["canoe"].options[0], day, one) for one in (house, longer)
    )
    assert sessions.starts(house.catalog.offers["canoe"].options[0], day, house) == before
    assert set(before) <= set(after)


def total(phone: Phone) -> Value:
    return next(one for one in phone.screen().body if isinstance(one, Text)).params["total"]


@pytest.mark.parametrize(
    ("now", "birth"),
    [
        (datetime(2028, 2, 26, 9, tzinfo=UTC), date(2024, 2, 29)),
        (datetime(2027, 2, 26, 9, tzinfo=UTC), date(2023, 3, 1)),
    ],
)
def test_who_turns_four_that_day_pays_from_that_day_on(conn: Connection, now: datetime, birth: date) -> None:
    """Under four it is free; born on the 29th of February, four on the day or the first of March."""
    house = hotel("Asia/Baku", now)
    phone = guest(conn, house)
    birthday = birth.replace(year=now.year)
    found = []
    for day in (birthday - timedelta(days=1), birthday):
        phone = guest(conn, replace(house, now=phone.house.now + timedelta(minutes=1)))
        hours(phone, day)
        phone.taps("book", start=sessions.starts(_canoe(house), day, house)[0].isoformat())
        if "book.people" not in set(phone.keys()):
            phone.taps("people")
        phone.says(f"2 adults, child {birth:%d.%m.%Y}")
        found.append(total(phone))
    assert [str(one) for one in found] == [str(house.money(80)), str(house.money(100))]


def _canoe(house: House) -> Any:
    return house.catalog.offers["canoe"].options[0]


def test_midnight_belongs_to_the_day_that_begins(conn: Connection) -> None:
    house = hotel("Asia/Baku", datetime(2026, 11, 20, 9, tzinfo=UTC), "00:00", "23:30")
    phone = guest(conn, house)
    assert hours(phone, date(2026, 11, 21)) == ["00:00", "23:30"]
    booked = books(phone, datetime(2026, 11, 20, 20, tzinfo=UTC))
    assert booked.start
    assert house.local(booked.start).strftime("%d %H:%M") == "21 00:00"
    late = replace(house, now=datetime(2026, 11, 20, 19, 31, tzinfo=UTC))  # half an hour's notice
    assert not [one for one in sessions.bookable(*_sold(late), house.today, late) if one == booked.start]
    assert booked.start not in sessions.bookable(*_sold(late), date(2026, 11, 21), late)


def _sold(house: House) -> tuple[Any, Any]:
    return house.catalog.offers["canoe"], _canoe(house)


def test_a_calendar_entry_is_the_same_moment_wherever_the_phone_is(conn: Connection) -> None:
    """The screens say the hotel's clock; the entry is in UTC, and each phone shows it by its own."""
    house = hotel("America/New_York", datetime(2026, 11, 20, 15, tzinfo=UTC))
    phone = guest(conn, house)
    hours(phone, date(2026, 11, 22))
    booked = books(phone, datetime(2026, 11, 22, 15, tzinfo=UTC))
    phone.taps("calendar", booking=booked.id)
    sent = conn.execute(select(letters.c.content).order_by(letters.c.id.desc())).scalars().first()
    assert sent
    file = unpack_say(sent["say"]).file
    assert file
    entry = Calendar.from_ical(file.content)
    assert isinstance(entry, Calendar)
    (event,) = entry.events
    assert isinstance(event.start, datetime)
    assert (event.start, event.start.utcoffset()) == (booked.start, timedelta())
    assert house.local(event.start).strftime("%d %H:%M") == "22 10:00"
