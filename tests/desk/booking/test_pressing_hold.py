"""A press is one wish: as often as it arrives, and never more than what its screen showed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db import Connection
from bot.desk.house import House
from tests.desk.booking.cast import assert_books_balance, later, reprinted, start_at
from tests.desk.booking.phone import Phone


@pytest.fixture
def aygun(conn: Connection, house: House) -> Phone:
    """She is at the price of tomorrow's canoe at ten."""
    phone = Phone(conn, house)
    phone.says("/start")
    to_the_price(phone, 10)
    return phone


def to_the_price(phone: Phone, hour: int) -> None:
    phone.taps("groups")
    phone.taps("group", group="active")
    phone.taps("offer", code="canoe")
    phone.taps("options")
    tomorrow = start_at(phone.house, hour)
    phone.taps("times", day=tomorrow.date().isoformat())
    phone.taps("book", start=tomorrow.isoformat())
    if "party" in phone.acts():
        phone.taps("party", adults=2)
    assert phone.keys()[0] == "price.card"


def dearer(facts: dict[str, Any]) -> None:
    facts["offers"]["canoe"]["options"][0]["units"][0]["price"] = "55"


def free(facts: dict[str, Any]) -> None:
    for unit in facts["offers"]["canoe"]["options"][0]["units"]:
        unit["price"] = "0"


def test_what_was_let_go_can_be_held_again_from_the_same_message(conn: Connection, aygun: Phone) -> None:
    aygun.taps("hold")
    aygun.taps("release")
    to_the_price(aygun, 10)
    aygun.taps("hold")
    assert [one.status for one in aygun.ahead()] == ["ON_HOLD"]
    assert_books_balance(conn, aygun.house)


def test_a_press_that_arrives_again_after_all_is_over_books_nothing(aygun: Phone) -> None:
    hold = aygun.button("hold")
    aygun.taps_data(hold)
    aygun.taps("release")
    aygun.taps_data(hold)
    assert aygun.ahead() == []
    assert aygun.keys() == ["booking.is_cancelled"]
    assert aygun.acts()[0] == "book"


def test_a_double_press_is_one_hold(aygun: Phone) -> None:
    hold = aygun.button("hold")
    assert aygun.taps_data(hold) == aygun.taps_data(hold)
    assert len(aygun.ahead()) == 1


def test_other_people_on_the_same_message_are_another_wish(aygun: Phone) -> None:
    aygun.taps("hold")
    to_the_price(aygun, 10)
    aygun.taps("people")
    aygun.taps("party", adults=1)
    aygun.taps("hold")
    assert sorted(one.party.people for one in aygun.ahead()) == [1, 2]


def test_at_another_price_the_card_is_shown_anew_and_nothing_is_held(aygun: Phone) -> None:
    aygun.house = reprinted(aygun.house, dearer)
    aygun.taps("hold")
    assert aygun.keys()[:2] == ["price.changed", "price.card"]
    assert aygun.ahead() == []
    aygun.taps("hold")
    assert [one.quote.total.minor for one in aygun.ahead()] == [11000]


def test_a_hold_stays_a_hold_when_its_press_arrives_again_at_another_price(aygun: Phone) -> None:
    hold = aygun.button("hold")
    aygun.taps_data(hold)
    aygun.house = reprinted(aygun.house, dearer)
    aygun.taps_data(hold)
    assert aygun.keys()[0] == "booking.held"
    assert [one.quote.total.minor for one in aygun.ahead()] == [8000]


def test_a_start_that_has_passed_leads_to_the_next_ones(aygun: Phone) -> None:
    aygun.house = later(aygun.house, hours=22)
    aygun.taps("hold")
    assert aygun.keys() == ["refuse.too_late"]
    assert aygun.acts()[:2] == ["book", "book"]
    assert aygun.ahead() == []


def test_what_is_free_is_held_and_booked_without_a_word_on_charging(aygun: Phone) -> None:
    aygun.house = reprinted(aygun.house, free)
    to_the_price(aygun, 15)
    assert aygun.keys() == ["price.card", "price.party"]
    aygun.taps("hold")
    assert (aygun.keys(), aygun.acts()) == (["booking.held_free"], ["confirm", "extend", "release"])
    aygun.taps("confirm")
    aygun.taps("cancel")
    asked = aygun.screen().body[0]
    assert (asked.params["refund"], asked.params["fee"]) == ("", "")  # type: ignore[union-attr]  # a Text


def test_what_has_a_price_says_where_it_is_paid_until_the_room_is_confirmed(aygun: Phone) -> None:
    aygun.taps("hold")
    assert aygun.keys() == ["booking.held", "price.fee", "booking.pay_at_desk"]
    assert aygun.acts() == ["confirm", "extend", "release", "room"]
