"""A slip that is mended in the message itself is read by the screen that had asked again, by no colleague."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import dialogues, outbox
from bot.desk.asked import Heard
from bot.desk.house import House
from bot.desk.menu import manager_price, manager_replies
from bot.say import choice, say, text
from bot.schema import cases
from tests.desk.booking.cast import start_at
from tests.desk.booking.phone import UNKNOWN, Phone
from tests.desk.cases.cast import MADINA, team

FIRE = Heard("en", "sensitive", (("fire", 0.9),), risk="fire")
NOISE = Heard("en", "answer", (("noise", 0.8),), complaint=0.9)
WIFI = Heard("en", "answer", (("wifi", 0.97),))


def kinds(conn: Connection) -> list[str]:
    return list(conn.execute(select(cases.c.kind).order_by(cases.c.id)).scalars())


@pytest.fixture
def aygun(conn: Connection, house: House) -> Phone:
    """At "who is coming?" for tomorrow's canoe."""
    found = Phone(conn, house)
    found.says("/start")
    facts = {"offer": "canoe", "option": "default", "start": start_at(house, 10).isoformat()}
    outbox.send(
        conn, house, found.chat, say(text("guest.home"), choices=[choice(text("x"), "people", **facts)])
    )
    found.taps("people")
    assert found.keys() == ["book.people"]
    return found


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    team(conn, house)
    found = Phone(conn, house, chat=MADINA)
    found.says("/start")
    return found


def test_who_comes_is_read_from_the_mended_message(conn: Connection, aygun: Phone) -> None:
    aygun.writes("2 adlts", 11)
    assert aygun.keys() == ["book.people_again"]
    aygun.writes("two adlts", 11, edited=True)
    assert aygun.keys() == ["book.people_again"]
    aygun.writes("2 adults", 11, edited=True)
    assert "hold" in aygun.acts()
    assert kinds(conn) == []


def test_so_are_the_ages_of_the_children(conn: Connection, aygun: Phone) -> None:
    aygun.writes("2 adults and 2 children", 11)
    aygun.writes("5", 12)
    assert aygun.keys() == ["book.ages"]
    aygun.writes("5, 10", 12, edited=True)
    assert "hold" in aygun.acts()
    assert kinds(conn) == []


@pytest.mark.parametrize(("heard", "kind"), [(FIRE, "sensitive"), (NOISE, "complaint")])
def test_what_became_worse_in_the_mended_message_goes_before_the_screen(
    conn: Connection, aygun: Phone, heard: Heard, kind: str
) -> None:
    aygun.writes("2 adlts", 11)
    aygun.writes("2 adults, and a fire", 11, edited=True, heard=heard)
    assert kinds(conn) == [kind]


def test_a_correction_of_what_the_screen_has_not_read_is_understood_anew(
    conn: Connection, aygun: Phone
) -> None:
    aygun.writes("2 adlts", 11)
    aygun.writes("2 herons", 5, edited=True)
    assert aygun.keys() == ["answer.unknown"]
    assert kinds(conn) == ["question"]


def test_a_number_that_a_manager_mends_is_the_price(conn: Connection, house: House, madina: Phone) -> None:
    facts = {"offer": "canoe", "option": "default", "unit": 0}
    dialogues.wait_for(conn, house, madina.chat, manager_price.WAITS, **facts)
    madina.writes("2S", 11)
    assert "m_publish" not in madina.acts()
    madina.writes("25", 11, edited=True)
    assert "m_publish" in madina.acts()
    madina.writes("26", 11, edited=True)
    assert madina.button("m_publish", price="26")
    assert kinds(conn) == []


def test_so_are_words_for_guests_even_of_a_fire(conn: Connection, house: House, madina: Phone) -> None:
    facts = {"field": "text", "reply": None, "language": "en"}
    dialogues.wait_for(conn, house, madina.chat, manager_replies.WAITS, **facts)
    madina.writes("?", 11)
    assert madina.keys() == ["drafts.again"]
    madina.writes("In case of fire leave by the stairs.", 11, edited=True, heard=FIRE)
    assert madina.keys() == ["replies.ask_title"]
    assert kinds(conn) == []


def test_words_that_were_taken_and_are_mended_later_make_no_guest_of_a_manager(
    conn: Connection, house: House, madina: Phone
) -> None:
    facts = {"field": "text", "reply": None, "language": "en"}
    dialogues.wait_for(conn, house, madina.chat, manager_replies.WAITS, **facts)
    madina.writes("The pool opens at nien.", 11)
    assert madina.keys() == ["replies.ask_title"]
    for heard in (UNKNOWN, replace(NOISE, decision="handoff")):
        madina.writes("The pool opens at nine.", 11, edited=True, heard=heard)
        assert madina.keys() == ["refuse.edited_text"]
    assert kinds(conn) == []


def test_a_clear_question_that_a_manager_mends_is_answered(madina: Phone) -> None:
    madina.writes("wfii?", 11)
    madina.writes("wifi?", 11, edited=True, heard=WIFI)
    assert madina.keys()[0].startswith("answer.")
