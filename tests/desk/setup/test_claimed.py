"""What happens before there is an owner is not lost, and an owner says which group is the staff's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete

from bot.db import Connection
from bot.desk import ownership, people
from bot.desk.asked import Asked
from bot.desk.house import House
from bot.desk.menu import membership
from bot.desk.setup import state
from bot.desk.setup.group import Standing
from bot.schema import staff
from tests.desk.cases.cast import keys, screens
from tests.desk.setup.test_early import PETER, read
from tests.desk.setup.test_moving import fresh
from tests.texts.test_screens import LONG, assert_begins_in_bold, assert_fits
from tests.texts.walk import Walker

__all__ = ["fresh"]
KATA, TEAM = 7, -1002
READY = Standing(TEAM, "Team", "administrator", forum=True, rights=("topics", "delete", "pin"), reads=True)


@pytest.fixture
def nobodys(conn: Connection, fresh: House) -> House:
    """The link has been printed, and nobody has opened it."""
    conn.execute(delete(staff))
    return fresh


def claims(conn: Connection, house: House) -> Walker:
    peter = Walker(conn, house, PETER, "Péter")
    peter.writes(f"/start own-{ownership.new_claim(conn, house.id, now=house.now)}")
    return peter


def adds(conn: Connection, house: House, standing: Standing, user: int = PETER) -> None:
    asked = Asked(standing.chat_id, user, "Somebody", "other", private=False)
    membership.in_group(conn, house, asked, standing)


def assert_the_staffs(conn: Connection, house: House, owner: Walker) -> None:
    """The group is welcomed, and stands in the owner's list."""
    assert people.staff_chat(conn, house.id) == TEAM
    assert screens(conn, chat_id=TEAM)
    owner.writes("/setup")
    assert "setup.group" in read(owner)


def test_who_asked_to_join_before_there_was_an_owner_is_put_before_the_first(
    conn: Connection, nobodys: House
) -> None:
    kata = Walker(conn, nobodys, KATA, "Kata")
    kata.writes("/staff")
    kata.writes("/staff")
    assert read(kata) == ["staff.asked_early"] * 2
    peter = claims(conn, nobodys)
    assert read(peter).count("staff.asks") == 1
    peter.taps("approve", user=KATA, role="reception")
    assert people.on_file(conn, nobodys, KATA).state == "active"
    assert "staff.welcome" in read(kata)


def test_the_link_pressed_again_asks_nothing_again(conn: Connection, nobodys: House) -> None:
    Walker(conn, nobodys, KATA, "Kata").writes("/staff")
    claims(conn, nobodys)
    peter = claims(conn, nobodys)
    peter.writes("/start own-used")
    assert read(peter).count("staff.asks") == 1


def test_a_group_that_was_there_before_its_owner_is_asked_about_and_taken(
    conn: Connection, nobodys: House
) -> None:
    adds(conn, nobodys, replace(READY, rights=()))
    adds(conn, nobodys, READY)
    assert not screens(conn, chat_id=TEAM), "it is nobody's yet"
    peter = claims(conn, nobodys)
    assert "setup.how_here" in read(peter)
    assert "setup.group" not in read(peter)
    peter.taps("m_setup_group")
    assert_the_staffs(conn, nobodys, peter)


def test_what_the_owner_does_there_takes_it_without_a_question(conn: Connection, nobodys: House) -> None:
    adds(conn, nobodys, READY)
    peter = claims(conn, nobodys)
    adds(conn, nobodys, READY)
    assert_the_staffs(conn, nobodys, peter)


def test_a_group_that_threw_us_out_again_is_not_asked_about(conn: Connection, nobodys: House) -> None:
    adds(conn, nobodys, READY)
    adds(conn, nobodys, replace(READY, status="away"))
    assert "setup.how_group" in read(claims(conn, nobodys))


def test_a_group_that_grew_before_its_owner_came_is_taken_by_its_new_number(
    conn: Connection, nobodys: House
) -> None:
    adds(conn, nobodys, replace(READY, basic=True, forum=False))
    membership.moved(conn, nobodys, Asked(TEAM, 0, "", "other", private=False), -10_011)
    claims(conn, nobodys).taps("m_setup_group")
    assert people.staff_chat(conn, nobodys.id) == -10_011


@pytest.fixture
def owned(conn: Connection, fresh: House) -> House:
    """Péter's team works in its group."""
    people.move_staff_chat(conn, fresh.id, TEAM)
    state.keep_group(conn, fresh, READY)
    return fresh


def test_an_owner_who_adds_us_to_another_group_is_asked_which(conn: Connection, owned: House) -> None:
    peter = Walker(conn, owned, PETER, "Péter")
    adds(conn, owned, replace(READY, chat_id=-6, title="Kitchen"))
    assert people.staff_chat(conn, owned.id) == TEAM
    assert read(peter) == ["setup.second_group"]
    peter.taps("m_setup_group")
    assert people.staff_chat(conn, owned.id) == -6


def test_the_questions_about_groups_fit(conn: Connection, nobodys: House) -> None:
    wide = replace(READY, title=LONG)
    adds(conn, nobodys, wide)
    peter = claims(conn, nobodys)
    asked = [peter.screens[-1]]
    peter.taps("m_setup_group")
    adds(conn, nobodys, replace(wide, chat_id=-6))
    asked += screens(conn, chat_id=PETER)[-1:]
    assert [keys(said)[-1] for said in asked] == ["setup.how_here", "setup.second_group"]
    for said in asked:
        assert_fits(said)
        assert_begins_in_bold(said)


def test_only_an_owner_who_adds_us_is_asked(conn: Connection, owned: House) -> None:
    kitchen = replace(READY, chat_id=-6)
    adds(conn, owned, kitchen, user=KATA)
    asked = Asked(-6, PETER, "Péter", "other", private=False)
    membership.in_group(conn, owned, asked, kitchen, joined=False)
    assert not screens(conn, chat_id=PETER)
