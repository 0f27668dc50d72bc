"""Every screen of the set-up in every language: six buttons, 900 characters; a person for early guests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Heard
from bot.desk.house import House
from bot.desk.setup import drafts, state
from bot.desk.setup.group import Standing
from bot.schema import cases
from tests.desk.setup.test_moving import DEMO, fresh, opened
from tests.texts.letters import html_of
from tests.texts.spoken import SPOKEN
from tests.texts.test_screens import LONG, assert_begins_in_bold, assert_fits
from tests.texts.walk import Walker

TYPED = "Senator House|Eger, Dobó tér 11|Hungary|HUF|en hu|101-106|7-10|14, 11|+36 36 411 711|112|Péter|hmm"

__all__ = ["fresh"]


@pytest.fixture
def owner(conn: Connection, fresh: House) -> Walker:
    people.know_bot(conn, fresh.id, "senator_house_bot")
    people.appoint(conn, fresh, 2, name=LONG, language="en", role="reception")
    return Walker(conn, fresh, 1, "Péter", seen={"home []"})


def test_every_screen_of_the_set_up_fits(conn: Connection, fresh: House, owner: Walker) -> None:
    owner.writes("/setup")
    owner.walks(100)
    for words in TYPED.split("|"):
        owner.writes(words)
        owner.walks(15)
    people.move_staff_chat(conn, fresh.id, -5)
    for standing in (
        Standing(-5, LONG, "member", basic=True),
        Standing(-5, LONG, "administrator", rights=("pin",), reads=True),
        Standing(-5, LONG, "administrator", forum=True, reads=True),
    ):
        state.keep_group(conn, fresh, standing)
        owner.writes("/setup")
        owner.walks(40)
    assert len(owner.screens) > 40
    for said in owner.screens:
        assert_fits(said)
        assert_begins_in_bold(said)


def test_the_same_danger_told_often_is_one_case(conn: Connection, fresh: House) -> None:
    guest = Walker(conn, fresh, 900, "Chiara")
    for _ in range(3):
        guest.writes("There is a fire", Heard("en", "sensitive", risk="fire"))
    assert conn.execute(select(func.count()).select_from(cases)).scalar_one() == 1


def test_an_early_guest_meets_a_person_and_nothing_of_the_demo(conn: Connection, fresh: House) -> None:
    guest = Walker(conn, fresh, 900, "Chiara")
    for words, heard in (
        ("/start", None),
        ("/bookings", None),
        ("When is breakfast?", Heard("en", "answer", (("breakfast", 0.99),))),
        ("My room is cold", Heard("en", "answer", (("cold_room", 0.9),), complaint=0.9)),
        ("There is a fire", Heard("en", "sensitive", risk="fire")),
    ):
        guest.writes(words, heard)
        guest.walks(20)
    said = [html_of(one, language) for one in guest.screens for language in SPOKEN]
    assert len(guest.screens) >= 5
    assert not [one for one in said if any(word in one for word in DEMO)]
    assert any("call 112 now" in one for one in said)


def test_a_guest_of_a_small_hotel_names_their_room_as_the_door_does(conn: Connection, fresh: House) -> None:
    opened(conn, fresh, rooms=["1-12", "12A"])
    guest = Walker(conn, fresh, 900, "Chiara")
    for words, room in (("10", "10"), ("my room is 12a", "12A")):
        dialogues.wait_for(conn, guest.house, 900, "room")
        guest.writes(words)
        known = people.guest(conn, fresh, 900)
        assert known
        assert known.room == room


def test_one_price_with_a_space_in_it_is_not_two(conn: Connection, fresh: House) -> None:
    opened(conn, fresh)
    peter = Walker(conn, fresh, 1, "Péter")
    for words, on_sale in (("3 000", False), ("3 000; 1 500", True)):
        dialogues.wait_for(conn, peter.house, 1, "m_setup_prices", offer="kids_menu")
        peter.writes(words)
        assert peter.house.catalog.offers["kids_menu"].active is on_sale


@pytest.fixture
def owners(conn: Connection, fresh: House) -> tuple[Walker, Walker]:
    people.appoint(conn, fresh, 2, name="Kata", language="en", role="owner")
    return Walker(conn, fresh, 1, "Péter"), Walker(conn, fresh, 2, "Kata")


def test_an_answer_is_to_the_question_that_its_writer_was_shown(
    conn: Connection, fresh: House, owners: tuple[Walker, Walker]
) -> None:
    peter, kata = owners
    for one in owners:
        one.writes("/setup")
        one.taps("m_setup_next")
    peter.writes("Senator House")
    kata.writes("Senator House Hotel")
    assert answers(conn, fresh) == {"name": "Senator House Hotel"}
    peter.writes("Eger, Dobó tér 11")
    assert answers(conn, fresh).keys() == {"name", "place"}


def test_words_that_answer_no_question_are_no_answer(
    conn: Connection, fresh: House, owners: tuple[Walker, Walker]
) -> None:
    """Péter has stopped, and Kata has been asked nothing yet."""
    peter, kata = owners
    peter.writes("/setup")
    peter.taps("m_setup_next")
    kata.writes("thanks, I'll look at it")
    peter.taps("m_setup_stop")
    peter.writes("OK, later")
    assert answers(conn, fresh) == {}


def test_an_answer_comes_however_late(conn: Connection, fresh: House, owners: tuple[Walker, Walker]) -> None:
    peter = owners[0]
    peter.writes("/setup")
    peter.taps("m_setup_next")
    peter.shut = replace(fresh, now=fresh.later(20 * 60))
    peter.writes("Senator House")
    assert answers(conn, fresh) == {"name": "Senator House"}


def answers(conn: Connection, here: House) -> Mapping[str, Any]:
    setup = state.of(conn, here)
    assert setup
    return setup.answers


def test_numbers_are_those_of_the_list_that_was_shown(
    conn: Connection, fresh: House, owners: tuple[Walker, Walker]
) -> None:
    peter, kata = owners
    opened(conn, fresh)
    before = [one.code for one in drafts.extras(peter.house.catalog, state.of(conn, fresh))]
    nature = [one for one in before if peter.house.catalog.offers[one].group == "nature"]
    for one in owners:
        one.writes("/setup")
        one.taps("m_extras")
        one.taps("m_extras_group", group="nature")
    kata.taps("m_extras_price", group="nature")
    kata.taps("m_extra_none", offer=nature[0])
    peter.writes("2, 4–5")
    setup = state.of(conn, fresh)
    assert setup
    hidden = [one for n, one in enumerate(nature, 1) if n not in (2, 4, 5)]
    assert setup.declined == {f"offer:{one}" for one in hidden}


def test_the_owner_hears_of_an_early_guest_at_once(conn: Connection, fresh: House) -> None:
    peter = Walker(conn, fresh, 1, "Péter")
    Walker(conn, replace(fresh), 900, "Chiara").writes("When is breakfast?")
    peter.writes("/setup")
    assert any("Chiara" in html_of(one, "en") for one in peter.screens)


def test_a_case_that_the_staff_group_has_is_not_said_to_wait_for_it(conn: Connection, fresh: House) -> None:
    people.move_staff_chat(conn, fresh.id, -5)
    peter = Walker(conn, fresh, 1, "Péter")
    Walker(conn, fresh, 900, "Chiara").writes("When is breakfast?")
    peter.writes("/setup")
    assert any("The case is in the staff group." in html_of(one, "en") for one in peter.screens)
