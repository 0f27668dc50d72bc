"""Stop sale, places of the day, what changed: at once, with the number of guests it touches, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.db import Connection
from bot.desk.catalog import runtime
from bot.desk.house import House
from bot.desk.people import Role
from bot.say import Text
from bot.schema import buckets
from tests.desk.menu.manager_phone import Phone, booked, staffed

TODAY, TOMORROW = "2026-11-20", "2026-11-21"


@pytest.fixture
def phone(conn: Connection, house: House) -> Callable[[int, str, Role], Phone]:
    return staffed(conn, house)


@pytest.fixture
def madina(phone: Callable[[int, str, Role], Phone]) -> Phone:
    return phone(31, "Madina", "manager")


@pytest.fixture
def erlan(phone: Callable[[int, str, Role], Phone]) -> Phone:
    return phone(32, "Erlan", "manager")


def stops_the_canoe(one: Phone) -> None:
    one.opens()
    one.presses_act("m_sale")
    one.presses_act("m_sale_group", group="active")
    one.presses_act("m_sale_offer", offer="canoe")


def asks_for_todays_canoe(one: Phone) -> None:
    one.opens()
    one.presses_act("m_places")
    one.presses_act("m_place", offer="canoe")
    one.presses_act("m_place_day", day=TODAY)


def taken(conn: Connection, house: House, used: int) -> None:
    """The canoe of today at 15:00 in Baku has this many places taken."""
    row = {"property_id": house.id, "resource": "canoe/default", "capacity": 8, "used": used}
    conn.execute(insert(buckets).values(start=datetime(2026, 11, 20, 11, tzinfo=UTC), **row))


def places(one: Phone, day: str = TODAY) -> int | None:
    return runtime.capacity_on(one.conn, one.house, "canoe", "default", date.fromisoformat(day))


def test_a_sale_stops_for_new_guests_only_and_resumes(conn: Connection, madina: Phone) -> None:
    booked(conn, madina.house, "B-1", "CONFIRMED")
    booked(conn, madina.house, "B-2", "CONFIRMED")
    stops_the_canoe(madina)
    assert madina.said("manager.keep_booking").n == 2
    assert not runtime.stopped(conn, madina.house, "canoe")
    madina.presses_act("m_stop")
    assert runtime.stopped(conn, madina.house, "canoe")
    madina.presses_act("m_sale")
    assert madina.said("manager.sale_some").n == 1
    madina.presses_act("m_stopped")
    madina.presses_act("m_sale_offer", offer="canoe")
    assert madina.says()[0] == "manager.is_stopped"
    madina.presses_act("m_resume")
    assert not runtime.stopped(conn, madina.house, "canoe")
    madina.presses_act("m_undo")
    assert runtime.stopped(conn, madina.house, "canoe")


def test_a_stop_is_undone_in_one_tap(conn: Connection, madina: Phone) -> None:
    stops_the_canoe(madina)
    madina.presses_act("m_stop")
    madina.presses_act("m_undo")
    assert not runtime.stopped(conn, madina.house, "canoe")
    assert madina.says() == ["manager.undone", "manager.did_resume"]


def test_two_taps_stop_once_and_offer_the_same_undo(conn: Connection, madina: Phone) -> None:
    stops_the_canoe(madina)
    stop = madina.button("m_stop")
    madina.presses_data(stop)
    first = madina.button("m_undo")
    madina.presses_data(stop)
    assert madina.screen().choices[0].args == {"change": 1}
    madina.presses_data(first)
    assert not runtime.stopped(conn, madina.house, "canoe")


def test_what_is_stopped_is_no_longer_listed_as_on_sale(madina: Phone) -> None:
    stops_the_canoe(madina)
    madina.presses_act("m_stop")
    madina.presses_act("m_sale")
    madina.presses_act("m_sale_group", group="active")
    assert madina.says() == ["manager.sale_none"]


def test_todays_places_change_and_come_back(conn: Connection, madina: Phone) -> None:
    taken(conn, madina.house, 3)
    asks_for_todays_canoe(madina)
    now = madina.said("manager.places_ask").params
    assert (now["places"], now["used"]) == (8, 3)
    assert madina.writes("5")
    change = madina.said("manager.places_diff").params
    assert (change["before"], change["after"], change["used"]) == (8, 5, 3)
    assert places(madina) == 8
    madina.presses_act("m_places_set")
    assert (places(madina), places(madina, TOMORROW)) == (5, 8)
    assert list(conn.execute(select(buckets.c.capacity)).scalars()) == [5]
    madina.presses_act("m_undo")
    assert places(madina) == 8
    assert madina.says() == ["manager.undone", "manager.did_places"]


def test_fewer_places_than_are_taken_is_answered_with_the_lowest(conn: Connection, madina: Phone) -> None:
    taken(conn, madina.house, 6)
    asks_for_todays_canoe(madina)
    madina.writes("4")
    assert madina.says()[0] == "refuse.capacity_taken"
    assert madina.said("refuse.capacity_taken").params["used"] == 6
    assert madina.acts() == ["m_places_look", "m_sale_offer", "m_places", "m_home"]
    madina.presses_act("m_places_look")
    madina.presses_act("m_places_set")
    assert places(madina) == 6


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("five", "refuse.places_number"),
        ("-5", "refuse.places_number"),
        ("4.5", "refuse.places_number"),
        ("4 0 0 0 0", "refuse.places_number"),
        ("501", "refuse.capacity_bounds"),
    ],
)
def test_a_mistyped_number_of_places_is_asked_for_again(madina: Phone, typed: str, key: str) -> None:
    asks_for_todays_canoe(madina)
    assert madina.writes(typed)
    assert madina.says() == [key, "manager.places_now"]
    assert madina.writes(" 6 ")
    assert madina.says() == ["manager.places_diff"]


def test_places_taken_since_the_screen_are_not_cut_off(conn: Connection, madina: Phone) -> None:
    taken(conn, madina.house, 3)
    asks_for_todays_canoe(madina)
    madina.writes("5")
    conn.execute(update(buckets).values(used=7))
    madina.presses_act("m_places_set")
    assert madina.says()[0] == "refuse.capacity_taken"
    assert places(madina) == 8


def test_of_two_managers_the_second_sees_the_new_number_first(madina: Phone, erlan: Phone) -> None:
    for one, number in ((madina, "5"), (erlan, "6")):
        asks_for_todays_canoe(one)
        one.writes(number)
    erlan.presses_act("m_places_set")
    madina.presses_act("m_places_set")
    assert madina.says() == ["manager.places_changed", "manager.places_diff"]
    assert madina.said("manager.places_diff").params["before"] == 6
    madina.presses_act("m_places_set")
    assert places(madina) == 5


def test_a_double_tap_sets_places_once(madina: Phone) -> None:
    asks_for_todays_canoe(madina)
    madina.writes("5")
    button = madina.button("m_places_set")
    madina.presses_data(button)
    madina.presses_data(button)
    madina.presses_act("m_undo")
    assert places(madina) == 8


def test_a_button_of_yesterday_changes_nothing(madina: Phone) -> None:
    asks_for_todays_canoe(madina)
    madina.writes("5")
    madina.shut = replace(madina.shut, now=madina.shut.now + timedelta(days=1))
    madina.presses_act("m_places_set")
    assert madina.says() == ["refuse.day_passed"]
    assert madina.acts() == ["m_places", "m_home"]
    assert places(madina) == 8


def test_a_day_whose_starts_are_over_is_not_offered(madina: Phone) -> None:
    madina.shut = replace(madina.shut, now=madina.shut.now + timedelta(hours=3))
    madina.opens()
    madina.presses_act("m_places")
    madina.presses_act("m_place", offer="canoe")
    assert madina.says()[0] == "manager.places_ask"
    madina.writes("5")
    madina.presses_act("m_places_set")
    assert (places(madina), places(madina, TOMORROW)) == (8, 5)


def test_the_history_tells_who_did_what_and_takes_it_back(madina: Phone, erlan: Phone) -> None:
    madina.writes("sauna 130")
    madina.presses_act("m_publish")
    stops_the_canoe(erlan)
    erlan.presses_act("m_stop")
    madina.opens()
    madina.presses_act("m_changes")
    lines = [one for one in madina.screen().body if isinstance(one, Text) and one.key == "manager.change"]
    assert [one.params["who"] for one in lines] == ["Erlan", "Madina"]
    assert madina.says().count("manager.did_stop") == 1
    assert madina.acts() == ["m_undo", "m_undo", "m_versions", "m_home"]
    madina.presses_act("m_undo", change=2)
    assert not runtime.stopped(madina.conn, madina.house, "canoe")
    madina.presses_act("m_changes")
    assert madina.says()[1:3] == ["manager.change", "manager.did_undo"]
    assert "manager.change_undone" in madina.says()
    assert [one.args for one in madina.screen().choices if one.act == "m_undo"] == [{"change": 1}]


def test_the_history_offers_at_most_four_undos_and_none_that_was_overtaken(madina: Phone) -> None:
    for price in range(121, 124):
        madina.writes(f"sauna {price}")
        madina.presses_act("m_publish")
    for price in range(41, 44):
        madina.writes(f"canoe {price}")
        madina.presses_act("m_look", unit=0)
        madina.presses_act("m_publish")
    madina.opens()
    madina.presses_act("m_changes")
    undos = [one.args["change"] for one in madina.screen().choices if one.act == "m_undo"]
    assert undos == [6, 3]


def test_an_undo_pressed_twice_says_that_it_is_done(madina: Phone) -> None:
    madina.writes("sauna 130")
    madina.presses_act("m_publish")
    undo = madina.button("m_undo")
    madina.presses_data(undo)
    madina.presses_data(undo)
    assert madina.says() == ["refuse.undo_done"]
    assert madina.acts()[0] == "m_changes"


def test_an_empty_history_leads_home(madina: Phone) -> None:
    madina.opens()
    madina.presses_act("m_changes")
    assert (madina.says(), madina.acts()) == (["manager.changes_none"], ["m_home"])
