"""Madina changes prices in chat: difference, publish, undo; two managers at once; who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.catalog.edits import price_of
from bot.desk.house import House
from bot.desk.menu import manager
from bot.desk.people import Role
from bot.desk.problems import NotManager, NotStaff
from bot.money import Money
from tests.desk.menu.manager_phone import Phone, booked, staffed

MADINA, ERLAN = 31, 32
ADULT = ("canoe", "default", 0)


@pytest.fixture
def phone(conn: Connection, house: House) -> Callable[[int, str, Role], Phone]:
    return staffed(conn, house)


@pytest.fixture
def madina(phone: Callable[[int, str, Role], Phone]) -> Phone:
    return phone(MADINA, "Madina", "manager")


@pytest.fixture
def erlan(phone: Callable[[int, str, Role], Phone]) -> Phone:
    return phone(ERLAN, "Erlan", "owner")


def azn(amount: str) -> Money:
    return Money.of(amount, "AZN")


def asks_for_the_adult_price(one: Phone) -> None:
    one.opens()
    one.presses_act("m_prices")
    one.presses_act("m_group", group="active")
    one.presses_act("m_offer", offer="canoe")
    one.presses_act("m_unit", unit=0)


def live(one: Phone) -> int:
    """The adult's price of the canoe, as guests pay it now."""
    return int(price_of(one.house.catalog, *ADULT))


def test_the_home_screen_leads_everywhere(madina: Phone) -> None:
    madina.opens()
    assert madina.acts() == ["m_sold", "m_prices", "m_sale", "m_places", "m_changes", "stays", "m_besides"]
    assert all(name.startswith("m_") for name in manager.ACTS)


def test_a_price_goes_live_and_comes_back(madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    assert madina.said("manager.price_ask").params["price"] == azn("40")
    assert madina.writes("45")
    moved = madina.said("manager.move")
    assert (moved.params["before"], moved.params["after"]) == (azn("40"), azn("45"))
    assert madina.said("manager.percent_up").params["percent"] == 13
    assert madina.acts() == ["m_publish", "m_drop"]
    assert live(madina) == 40
    madina.presses_act("m_publish")
    assert (live(madina), madina.house.version) == (45, 2)
    assert madina.says()[0] == "manager.price_live"
    madina.presses_act("m_undo")
    assert (live(madina), madina.says()[0]) == (40, "manager.undone")


def test_the_difference_counts_who_keeps_the_price(conn: Connection, madina: Phone) -> None:
    house = madina.house
    booked(conn, house, "B-1", "CONFIRMED")
    booked(conn, house, "B-2", "ON_HOLD", expires_at=house.later(5))
    booked(conn, house, "B-3", "PENDING", start=None)
    booked(conn, house, "B-4", "ON_HOLD", expires_at=house.later(-5))
    booked(conn, house, "B-5", "CONFIRMED", start=house.later(-60))
    booked(conn, house, "B-6", "CANCELLED")
    booked(conn, house, "B-7", "CONFIRMED", offer="sauna")
    asks_for_the_adult_price(madina)
    madina.writes("45")
    assert madina.said("manager.keep_price").n == 3


def test_a_price_that_nobody_booked_at_says_so(madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    madina.writes("35")
    assert "manager.keep_none" in madina.says()
    assert madina.said("manager.percent_down").params["percent"] == 13


@pytest.mark.parametrize(("typed", "warned"), [("401", True), ("3", True), ("0", True), ("400", False)])
def test_a_slip_of_the_finger_is_looked_at_twice(madina: Phone, typed: str, warned: bool) -> None:
    asks_for_the_adult_price(madina)
    madina.writes(typed)
    assert ("manager.price_far" in madina.says()) is warned


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("forty", "refuse.price_number"),
        ("-5", "refuse.price_bounds"),
        ("4 0 0 0 0", "refuse.price_number"),
        ("45.505", "refuse.price_number"),
        ("1e3", "refuse.price_number"),
        ("9999999", "refuse.price_bounds"),
        ("٤٥", "refuse.price_number"),
    ],
)
def test_a_mistyped_price_is_asked_for_again(madina: Phone, typed: str, key: str) -> None:
    asks_for_the_adult_price(madina)
    assert madina.writes(typed)
    assert madina.says() == [key, "manager.price_now", "manager.unit_adult"]
    assert madina.acts() == ["m_offer", "m_home"]
    assert madina.writes("42")
    assert madina.said("manager.move").params["after"] == azn("42")


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("45", "45"),
        ("45.50", "45.5"),
        ("45,50", "45.5"),
        ("45 azn", "45"),
        ("45 ₼", "45"),
        ("₼45", "45"),
        ("AZN\u00a045", "45"),
        ("45 manat", "45"),
        (" 1 250 ", "1250"),
        ("12\u00a0500,50", "12500.5"),
    ],
)
def test_a_price_is_read_as_people_write_it(madina: Phone, typed: str, price: str) -> None:
    asks_for_the_adult_price(madina)
    assert madina.writes(typed)
    assert madina.said("manager.move").params["after"] == azn(price)


def test_another_number_may_be_sent_while_the_difference_is_shown(madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    madina.writes("450")
    madina.writes("45")
    madina.presses_act("m_publish")
    assert live(madina) == 45


def test_the_same_price_is_no_change(madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    madina.writes("40")
    assert madina.says()[0] == "manager.price_same"
    assert madina.house.version == 1


def test_a_dropped_change_changes_nothing_and_is_no_longer_awaited(madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    madina.writes("45")
    madina.presses_act("m_drop")
    assert (madina.says()[0], live(madina)) == ("manager.dropped", 40)
    assert not madina.writes("50")


def test_a_double_tap_publishes_once(madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    madina.writes("45")
    publish = madina.button("m_publish")
    madina.presses_data(publish)
    madina.presses_data(publish)
    assert (live(madina), madina.house.version) == (45, 2)
    assert madina.says()[0] == "manager.price_live"
    madina.presses_act("m_undo")
    assert live(madina) == 40


def test_of_two_managers_the_second_sees_what_the_first_did(madina: Phone, erlan: Phone) -> None:
    asks_for_the_adult_price(madina)
    asks_for_the_adult_price(erlan)
    madina.writes("45")
    erlan.writes("38")
    erlan.presses_act("m_publish")
    madina.presses_act("m_publish")
    assert madina.says()[:2] == ["refuse.catalog_conflict", "manager.price_now"]
    assert madina.said("manager.price_now").params["price"] == azn("38")
    assert live(madina) == 38
    madina.presses_act("m_look")
    moved = madina.said("manager.move")
    assert (moved.params["before"], moved.params["after"]) == (azn("38"), azn("45"))
    madina.presses_act("m_publish")
    assert live(madina) == 45


def test_an_undo_that_would_lose_a_later_change_is_refused_with_ways_on(madina: Phone, erlan: Phone) -> None:
    madina.writes("sauna 130")
    madina.presses_act("m_publish")
    erlan.writes("sauna 140")
    erlan.presses_act("m_publish")
    madina.presses_act("m_undo")
    assert madina.says() == ["refuse.undo_changed"]
    assert madina.acts() == ["m_changes", "m_prices", "m_home"]
    assert price_of(madina.house.catalog, "sauna", "default", 0) == 140


@pytest.mark.parametrize(("role", "refusal"), [("reception", NotManager), ("department", NotManager)])
def test_authority_lost_between_screen_and_press_publishes_nothing(
    conn: Connection, madina: Phone, role: Role, refusal: type[Exception]
) -> None:
    asks_for_the_adult_price(madina)
    madina.writes("45")
    publish = madina.button("m_publish")
    people.appoint(conn, madina.house, MADINA, name="Madina", language="en", role=role)
    with pytest.raises(refusal):
        madina.presses_data(publish)
    assert (live(madina), madina.house.version) == (40, 1)


def test_whoever_left_the_staff_can_press_nothing(conn: Connection, madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    button = madina.button("m_home")
    people.gone(conn, madina.house, MADINA)
    with pytest.raises(NotStaff):
        madina.presses_data(button)


def test_an_offer_that_is_gone_leads_back_to_the_list(madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    madina.writes("45")
    publish = madina.button("m_publish")
    catalog = madina.house.catalog
    fewer = catalog.model_copy(update={"offers": {k: v for k, v in catalog.offers.items() if k != "canoe"}})
    madina.replaces(fewer)
    madina.presses_data(publish)
    assert madina.says() == ["refuse.offer_gone"]
    assert madina.acts() == ["m_prices", "m_home"]


def test_a_question_is_not_taken_for_a_number(madina: Phone) -> None:
    assert not madina.writes("45")
    asks_for_the_adult_price(madina)
    assert not madina.writes("is the heated pool open today")
    assert madina.writes("45")
    assert madina.said("manager.move").params["after"] == azn("45")


def test_after_half_an_hour_a_number_is_a_new_text(madina: Phone) -> None:
    asks_for_the_adult_price(madina)
    madina.shut = replace(madina.shut, now=madina.shut.now + timedelta(minutes=31))
    assert not madina.writes("45")


def test_long_lists_turn_page_by_page(madina: Phone) -> None:
    catalog = madina.house.catalog
    canoe = catalog.offers["canoe"]
    many = {f"canoe{n}": canoe.model_copy(update={"code": f"canoe{n}", "order": n}) for n in range(9)}
    full = catalog.model_copy(update={"offers": many})
    madina.replaces(full)
    madina.opens()
    madina.presses_act("m_prices")
    madina.presses_act("m_group", group="active")
    seen = []
    for _ in range(3):
        seen += [one.args["offer"] for one in madina.screen().choices if one.act == "m_offer"]
        madina.presses_act("m_group")
    assert seen == sorted(many)
    assert madina.button("m_offer", offer="canoe0")
