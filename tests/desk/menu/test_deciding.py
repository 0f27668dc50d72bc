"""What a guest and the staff read when a request is accepted at another price or for another day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.booking import requests, waiting
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.cases import opening
from bot.desk.house import House
from bot.desk.menu import deciding
from bot.desk.menu.deciding import priced
from bot.desk.people import Colleague, guest_by_id
from bot.say import Day, Say, Text
from bot.schema import letters
from tests.desk.booking.cast import arrive, reprinted, start_at
from tests.desk.booking.modes import with_boats_for_the_guide
from tests.desk.booking.test_requests import nanny
from tests.texts.test_screens import LONG, assert_fits

DANA = Colleague(11, "Dana", "en", "reception", None, "active")


def offered(conn: Connection, house: House, guest: int, *, ahead: int, periods: int) -> Say:
    """The letter about what was asked for in three days."""
    words = f"{house.today + timedelta(days=3)} in the evening, and as long as it takes"
    wish = RequestWish("r-1", guest, "photographer", "default", words, Party(2, (5, 10)))
    asked = requests.ask(conn, house, wish)
    start = start_at(house, 19, ahead=ahead)
    done = requests.accept(conn, house, asked.id, "Dana", start, periods=periods).booking
    titled = replace(done, sold=replace(done.sold, title=dict.fromkeys(done.sold.title, LONG)))
    return priced(conn, house, guest_by_id(conn, guest), asked, titled)


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("ahead", "periods"), [(4, 1), (3, 4), (4, 4)])
def test_the_letter_says_what_is_other_than_was_asked_for_and_what_is_kept(
    conn: Connection, house: House, ahead: int, periods: int
) -> None:
    hotel = reprinted(house, nanny)
    said = offered(conn, hotel, arrive(conn, hotel, 214, "Aygün", "az"), ahead=ahead, periods=periods)
    first = said.body[0]
    assert isinstance(first, Text)
    assert first.params["wish"] == (Day(hotel.today + timedelta(days=3)) if ahead == 4 else "")
    assert bool(first.params["before"]) == (periods == 4)
    assert "price.fee_later" in repr(said.body)
    assert_fits(said)


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_who_waits_for_what_it_does_not_need_of_its_day_is_written_to(conn: Connection, house: House) -> None:
    hotel = with_boats_for_the_guide(house)
    aygun, bence = arrive(conn, hotel, 214, "Aygün", "az"), arrive(conn, hotel, 305, "Bence", "hu")
    tomorrow = (hotel.today + timedelta(days=1)).isoformat()
    asked = requests.ask(conn, hotel, RequestWish("r-1", aygun, "guide", "default", tomorrow, Party(1)))
    opened = opening.open_request(conn, hotel, guest_by_id(conn, aygun), asked)
    assert waiting.join(conn, hotel, bence, "trip", "default", start_at(hotel, 10), Party(1)) == ()
    tap = Asked(11, 11, "Dana", "en", query_id="q")
    facts = {"case": opened.id, "start": start_at(hotel, 14).isoformat(), "periods": 1}
    deciding.accept(conn, hotel, tap, DANA, facts)
    written = select(letters.c.content).where(letters.c.chat_id == 305)
    assert "waiting.free" in repr(conn.execute(written).scalars().all())
