"""The weather's letters name the prices that their buttons lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import holding, instead
from bot.desk.booking.book import Booking
from bot.desk.booking.packages import confirm
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu import weather_words
from bot.desk.people import ensure_property
from bot.money import Money
from bot.say import Say, Text, Value
from tests.desk.booking.cast import arrive, reprinted, start_at, wish, works
from tests.desk.booking.modes import modes_facts
from tests.desk.booking.packs import Crowd, package
from tests.desk.booking.phone import Phone
from tests.desk.booking.rained import asks
from tests.desk.cases.cast import texts
from tests.thin import savepoint

pytestmark = pytest.mark.parametrize("conn", ["sqlite"], indirect=True)


def lines(said: Say) -> list[Text]:
    """One for each way on, in the order of the buttons."""
    every = [one for part in said.body for one in texts(part)]
    return [one for one in every if one.key.startswith("weather.option_")]


def same(said: Say) -> set[Value]:
    """The prices of the same extra at other times."""
    return {one.params["price"] for one in lines(said) if one.key == "weather.option_same"}


def dear_on_sundays(facts: dict[str, Any]) -> None:
    facts["offers"]["canoe"]["options"][0]["units"][0]["prices"] = [{"days": ["sun"], "price": "60"}]


@pytest.fixture
def saturday(conn: Connection, house: House) -> tuple[Phone, Booking]:
    """Two have the canoe of Saturday afternoon for 80; on Sunday it costs 120."""
    hotel = reprinted(house, dear_on_sundays)
    ensure_property(conn, hotel.id)
    guest = arrive(conn, hotel, 214, "Aygün")
    held = holding.hold(conn, hotel, wish(hotel, guest, start=start_at(hotel, 15)))
    return Phone(conn, hotel), holding.confirm(conn, hotel, held.id, guest, "desk")


def test_after_it_was_called_off_each_line_says_what_its_button_costs(
    conn: Connection, saturday: tuple[Phone, Booking]
) -> None:
    """The same is never dearer only while it takes the place of what was booked."""
    phone, booked = saturday
    one = asks(conn, phone.house, booked)
    question = weather_words.question(conn, phone.house, booked, one)
    assert same(question) == {booked.quote.total}
    assert one.answer_by
    phone.house = replace(phone.house, now=one.answer_by + timedelta(minutes=1))
    works(conn, phone.house)
    letter, buttons = phone.screen(), [each for each in phone.screen().choices if each.act == "book"]
    assert phone.keys()[0] == "weather.silent"
    assert Money(12000, "AZN") in same(letter)
    for said, button in zip(lines(letter), buttons, strict=True):
        phone.taps("book", start=button.args["start"], offer=button.args["offer"])
        assert price(phone.screen()) == said.params["price"]


def price(card: Say) -> Value:
    (said,) = [one for one in card.body if isinstance(one, Text) and one.key == "price.card"]
    return said.params["total"]


def test_a_part_of_a_package_is_shown_with_the_share_that_it_keeps(conn: Connection, house: House) -> None:
    """On Tuesday the canoe alone costs less than the part does; a move takes the part's share along."""
    facts = modes_facts()
    facts["offers"]["week"] = package()
    adult, child = facts["offers"]["canoe"]["options"][0]["units"][:2]
    adult["prices"], child["prices"] = ([{"days": ["tue"], "price": each}] for each in ("5", "0"))
    crowd = Crowd(conn, replace(house, catalog=Catalog.model_validate(facts)))
    one = crowd.holds(0, "canoe", "bath", "menu", first=3)
    confirm(conn, crowd.house, one.id, one.guest_id, "desk")
    (canoe,) = [part for part in crowd.parts(one) if part.part == "canoe"]
    called = asks(conn, crowd.house, canoe)
    ways = [ask for ask in instead.instead(conn, crowd.house, canoe) if ask.offer.code == "canoe"]
    shown = lines(weather_words.question(conn, crowd.house, canoe, called))[: len(ways)]
    assert ways
    for ask, said in zip(ways, shown, strict=True):
        assert ask.start
        taking = savepoint(conn)
        booked, _ = instead.move(conn, crowd.house, called, canoe, ask.start)
        taking.rollback()
        assert said.params["price"] == booked.quote.total == canoe.quote.total
