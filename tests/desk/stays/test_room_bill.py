"""The room bill at check-out: reception writes it by hand, so all of it stands there, and its sum."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk.asked import Asked
from bot.desk.booking import holding
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.menu import staying
from bot.desk.people import Guest
from bot.desk.stays import phones, stay
from bot.desk.stays.register import Stay
from tests.desk.booking.cast import later, start_at, wish
from tests.desk.cases.cast import DANA, guest, team
from tests.texts.letters import html_of, said_to

TYPED = Asked(DANA, DANA, "Dana", "text")


@pytest.fixture
def aygun(conn: Connection, house: House) -> Guest:
    return guest(conn, house, 1001)


@pytest.fixture
def home(conn: Connection, house: House, aygun: Guest) -> Stay:
    """Ten nights in 214, with one phone linked."""
    until = house.today + timedelta(days=10)
    one = stay.walk_in(conn, house, room="214", surname="Aliyeva", departure=until).stay
    phones.link(conn, house, one, aygun, how="staff", by=1)
    return one


def books(conn: Connection, house: House, who: Guest, ahead: int) -> Booking:
    held = holding.hold(conn, house, wish(house, who.id, start=start_at(house, 10, ahead=ahead)))
    return holding.confirm(conn, house, held.id, who.id, "room")


def leaves(conn: Connection, house: House, one: Stay) -> list[str]:
    """What reception reads then, line by line."""
    dana, *_ = team(conn, house)
    staying.check_out(conn, house, TYPED, dana, {"stay": one.id})
    return html_of(said_to(conn, DANA)[-1], "en").replace("\u00a0", " ").split("\n")


def test_every_line_of_the_bill_stands_there_and_what_it_comes_to(
    conn: Connection, house: House, aygun: Guest, home: Stay
) -> None:
    booked = [books(conn, house, aygun, ahead) for ahead in range(1, 9)]
    said = leaves(conn, later(house, days=9), home)
    bill = said[said.index("<b>For the room bill:</b>") + 1 :]
    assert bill[:8] == [f"Canoe trip · AZN 80 · {aygun.name} · {one.ref}" for one in booked]
    assert bill[8] == "<b>Total: AZN 640</b>"


def test_one_line_is_its_own_total(conn: Connection, house: House, aygun: Guest, home: Stay) -> None:
    one = books(conn, house, aygun, 1)
    said = leaves(conn, later(house, days=3), home)
    assert f"Canoe trip · AZN 80 · {aygun.name} · {one.ref}" in said
    assert not any("Total" in line for line in said)


def test_a_hotel_that_changed_its_currency_in_between_adds_each_by_itself(
    conn: Connection, house: House, aygun: Guest, home: Stay
) -> None:
    hotel = house.hotel.model_copy(update={"currency": "EUR"})
    euros = replace(house, catalog=house.catalog.model_copy(update={"hotel": hotel}))
    books(conn, house, aygun, 1)
    books(conn, euros, aygun, 2)
    assert "<b>Total: AZN 80, €80</b>" in leaves(conn, later(house, days=5), home)


def test_everything_that_is_still_booked_after_the_departure_is_named(
    conn: Connection, house: House, aygun: Guest, home: Stay
) -> None:
    booked = [books(conn, house, aygun, ahead) for ahead in range(2, 8)]
    said = leaves(conn, house, home)
    rest = said[said.index("<b>Still booked after departure:</b>") + 1 :]
    assert [line.rsplit(" · ", 1)[-1] for line in rest[:6]] == [one.ref for one in booked]
