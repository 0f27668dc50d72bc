"""One tap, once a stay; when it is low, one question, whose answer managers read."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Asked, Heard
from bot.desk.cases import once, rating, working
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.menu.cases import rated
from bot.desk.people import Guest
from bot.desk.stays import phones, stay
from bot.schema import ratings
from tests.desk.cases.cast import DANA, MADINA, complaint, first, guest, history, later, screens, team
from tests.proofs import ASKED_ONCE, proves
from tests.thin import savepoint

PHONES = (1001, 1002)
EXAMPLES = 300 if os.environ.get("PROVE") else 8


def done(conn: Connection, house: House, someone: Guest) -> Case:
    opened = complaint(conn, house, someone=someone)
    owner = working.claim(conn, house, opened, people.on_file(conn, house, DANA))
    return working.close(conn, house, owner)


def kept(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(ratings)).scalar_one()


def press(conn: Connection, house: House, someone: Guest, shut: Case, stars: int) -> None:
    asked = Asked(someone.chat_id, someone.chat_id, someone.name, "press", query_id="q", message_id=9)
    rated.rate(conn, house, asked, someone, {"case": shut.id, "stars": stars})


def test_a_tap_is_kept_once(conn: Connection, house: House) -> None:
    team(conn, house)
    someone = guest(conn, house)
    shut = done(conn, house, someone)
    shown = rated.thanks(conn, house, someone, shut)
    assert [one.act for one in shown.choices] == ["rate"] * 5 + ["home"]
    assert shown.grid == 5
    press(conn, house, someone, shut, 5)
    press(conn, house, someone, shut, 1)
    found = rating.of_case(conn, house, shut.id)
    assert found
    assert (found.stars, kept(conn)) == (5, 1)
    assert first(screens(conn, chat_id=DANA)[-1]).key == "rating.best"


@proves(ASKED_ONCE, injected="two phones, cases in any order", trials=EXAMPLES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 1), st.booleans(), st.integers(1, 5)), min_size=2, max_size=8))
def test_a_rating_is_never_asked_twice_in_a_stay(
    conn: Connection, house: House, steps: list[tuple[int, bool, int]]
) -> None:
    """Two phones, linked before or after, cases that close in any order: one question, one rating."""
    with savepoint(conn) as tried:
        team(conn, house)
        until = house.today + timedelta(days=9)
        there = stay.walk_in(conn, house, room="214", surname="Aliyeva", departure=until).stay
        people_here = [guest(conn, house, chat, f"Phone {chat}") for chat in PHONES]
        asked = 0
        for number, (which, linked, stars) in enumerate(steps):
            now, someone = later(house, hours=number), people_here[which]
            if linked or which:  # the second phone is linked from its first case on
                phones.link(conn, now, there, someone, how="staff")
            shut = done(conn, now, someone)
            shown = rated.thanks(conn, now, someone, shut)
            asked += shown.grid > 0
            press(conn, now, someone, shut, stars)
        alone = sum(which == 0 for which, *_ in steps) and not steps[_first_of(steps, 0)][1]
        assert asked <= 1 + bool(alone)  # who is linked to nothing yet is a stay of their own
        assert kept(conn) == asked
        tried.rollback()


def _first_of(steps: list[tuple[int, bool, int]], which: int) -> int:
    return next(n for n, one in enumerate(steps) if one[0] == which)


def test_asked_before_it_was_linked_is_asked_in_the_same_stay(conn: Connection, house: House) -> None:
    someone = guest(conn, house)
    assert once.ask(conn, house, someone, "rating")
    there = stay.walk_in(
        conn, house, room="214", surname="Aliyeva", departure=house.today + timedelta(days=3)
    ).stay
    phones.link(conn, house, there, someone, how="staff")
    assert once.ask(conn, later(house, days=1), someone, "rating") is None


def test_the_next_stay_may_be_rated_again(conn: Connection, house: House) -> None:
    someone = guest(conn, house)
    there = stay.walk_in(
        conn, house, room="214", surname="Aliyeva", departure=house.today + timedelta(days=3)
    ).stay
    phones.link(conn, house, there, someone, how="staff")
    assert once.ask(conn, house, someone, "rating")
    stay.check_out(conn, later(house, days=3), there)
    assert once.ask(conn, later(house, days=4), someone, "rating") is None
    second = later(house, days=10)
    other = stay.walk_in(
        conn, second, room="215", surname="Aliyeva", departure=second.today + timedelta(days=3)
    ).stay
    phones.link(conn, second, other, someone, how="staff")
    assert once.ask(conn, second, someone, "rating")


def test_a_low_one_is_asked_why_once_and_managers_read_the_answer(conn: Connection, house: House) -> None:
    team(conn, house)
    someone = guest(conn, house)
    shut = done(conn, house, someone)
    rated.thanks(conn, house, someone, shut)
    press(conn, house, someone, shut, 2)
    assert first(screens(conn, chat_id=MADINA)[-1]).key == "rating.low"
    heard = Heard("en", "handoff", (("dirty_room", 0.9),), complaint=0.9)
    words = Asked(someone.chat_id, someone.chat_id, someone.name, "text", text="Nobody listened", heard=heard)
    assert rated.read_why(conn, house, words, someone, {"case": shut.id})
    told = first(screens(conn, chat_id=MADINA)[-1])
    assert (told.key, told.params["words"]) == ("rating.because", "Nobody listened")
    assert first(screens(conn, chat_id=someone.chat_id)[-1]).key == "rating.passed_on"
    assert "reopened" not in history(conn, shut)
    assert not rated.read_why(conn, house, words, someone, {"case": shut.id})
    assert not screens(conn, case_id=shut.id)[-1:] or all(
        first(one).key != "rating.because" for one in screens(conn, case_id=shut.id)
    )


def test_another_trouble_in_the_answer_is_a_case_of_its_own(conn: Connection, house: House) -> None:
    team(conn, house)
    someone = guest(conn, house)
    shut = done(conn, house, someone)
    rated.thanks(conn, house, someone, shut)
    press(conn, house, someone, shut, 1)
    heard = Heard("en", "handoff", (("no_hot_water", 0.9),), complaint=0.95)
    words = Asked(someone.chat_id, someone.chat_id, "Aygün", "text", text="And no hot water now", heard=heard)
    assert not rated.read_why(conn, house, words, someone, {"case": shut.id})
    assert first(screens(conn, chat_id=MADINA)[-1]).key == "rating.because"


@pytest.mark.parametrize("stars", [0, 6])
def test_no_other_number_is_a_rating(conn: Connection, house: House, stars: int) -> None:
    team(conn, house)
    someone = guest(conn, house)
    shut = done(conn, house, someone)
    rated.thanks(conn, house, someone, shut)
    assert rating.rate(conn, house, shut, someone, stars) is None
    assert kept(conn) == 0
