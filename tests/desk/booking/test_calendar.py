"""The calendar file says when and where on any phone, and takes itself out again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar, Event

from bot.db import Connection
from bot.desk.booking import calendar, cancelling, holding, requests
from bot.desk.booking.party import Party
from bot.desk.house import House
from tests.desk.booking.cast import start_at, wish
from tests.desk.booking.modes import modes_catalog


def event(content: str) -> tuple[str, Event]:
    read = Calendar.from_ical(content)
    assert isinstance(read, Calendar)
    (one,) = read.events
    return str(read["METHOD"]), one


def test_a_booking_goes_into_the_calendar_and_out_again(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    booked = holding.confirm(conn, house, held.id, aygun, "desk")
    method, entry = event(calendar.ics(booked, house, "az"))
    assert (method, entry["STATUS"], entry["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", 1)
    assert (entry.start, entry.end) == (start_at(house, 10), start_at(house, 11, minute=30))
    assert entry["SUMMARY"] == "Kanoe gəzintisi"
    assert entry["LOCATION"] == "körpü, Lakeside Pines"
    assert booked.ref in str(entry["DESCRIPTION"])
    assert entry.alarms.times[0].trigger == start_at(house, 10) - timedelta(hours=1)

    ended = cancelling.cancel(conn, house, booked.id, aygun).booking
    method, gone = event(calendar.ics(ended, house, "az"))
    assert (method, gone["STATUS"], gone["SEQUENCE"]) == ("CANCEL", "CANCELLED", 2)
    assert gone["UID"] == entry["UID"]


@pytest.mark.parametrize(("offer", "option", "hour"), [("boat", "day", 0), ("ticket", "default", 9)])
def test_no_phone_rings_for_what_has_no_hour(
    conn: Connection, house: House, aygun: int, offer: str, option: str, hour: int
) -> None:
    """An hour before its day begins is eleven at night."""
    hotel = replace(house, catalog=modes_catalog())
    wanted = wish(hotel, aygun, offer=offer, option=option, start=start_at(hotel, hour))
    booked = holding.confirm(conn, hotel, holding.hold(conn, hotel, wanted).id, aygun, "desk")
    _, entry = event(calendar.ics(booked, hotel, "az"))
    assert entry.alarms.times == []


def test_a_language_that_the_hotel_does_not_write_gets_the_hotels_own(
    conn: Connection, house: House, bence: int
) -> None:
    held = holding.hold(conn, house, wish(house, bence))
    booked = holding.confirm(conn, house, held.id, bence, "desk")
    assert event(calendar.ics(booked, house, "hu"))[1]["SUMMARY"] == "Kanoe gəzintisi"


def test_without_a_start_there_is_no_calendar_file(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.RequestWish("r", aygun, "photographer", "default", "any day", Party(2))
    with pytest.raises(ValueError, match="no start"):
        calendar.ics(requests.ask(conn, house, asked), house, "az")
