"""Words that leave a conversation: nobody's name, room or phone goes with them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.house import House
from bot.desk.learning import wording
from bot.desk.people import Guest
from bot.say import Local
from tests.texts.spoken import speech


@pytest.fixture
def aygun(conn: Connection, house: House) -> Guest:
    found, _ = people.welcome(conn, house, 1001, name="Aygün", language="az")
    people.claim_room(conn, house, found, "214")
    return people.guest_by_id(conn, found.id)


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Is there a notary?", "Is there a notary?"),
        ("Aygün here, is there a notary?", "• here, is there a notary?"),
        ("Aygünün otağı 214, notarius var?", "• otağı •, notarius var?"),
        ("call me at +994 50 123 45 67", "call me at •"),
        ("write to aygun@example.org", "write to •"),
        ("is a pharmacy open 24 hours", "is a pharmacy open 24 hours"),
        ("<b>pool</b> {hours}", "‹b›pool‹/b› (hours)"),
    ],
)
def test_a_question_is_kept_without_what_is_private(
    conn: Connection, house: House, aygun: Guest, said: str, left: str
) -> None:
    assert wording.question(conn, house, aygun, said) == left


def test_an_answer_keeps_a_phone_that_is_public_and_loses_the_guest(
    conn: Connection, house: House, aygun: Guest
) -> None:
    said = "Dear Aygün, the clinic is at +994 12 555 00 11, we bring it to 214"
    kept = wording.answer(conn, house, aygun, said)
    assert kept == "Dear •, the clinic is at +994 12 555 00 11, we bring it to •"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("it is by the lift on floor 2", []),
        ("ask in 212", ["212"]),
        ("reception: +994 24 555 01 01 or 112", []),
        ("ring +994 50 123 45 67", ["+994 50 123 45 67"]),
        ("mail me@example.org", ["me@example.org"]),
    ],
)
def test_what_may_be_private_is_pointed_out(house: House, said: str, found: list[str]) -> None:
    assert wording.doubtful(house, [said]) == found


@pytest.mark.parametrize(
    ("said", "button"),
    [
        ("Is there a notary?", "Is there a notary"),
        ("Which notary in town certifies translations?", "Which notary in town…"),
        ("Elektrokardiogrammalaboratorium?", "Elektrokardiogrammalabo…"),
        ("Where is • please", "Where is please"),
    ],
)
def test_a_title_is_the_beginning_of_the_question(said: str, button: str) -> None:
    assert wording.title(said) == button
    assert len(button) <= wording.BUTTON


@pytest.mark.parametrize(
    "texts", [{"hu": "u"}, {"az": "a", "hu": "u"}, {"en": "e", "az": "a"}, {"kk": "k", "ru": "r"}]
)
@pytest.mark.parametrize("reader", ["en", "az", "hu"])
def test_the_language_that_is_named_is_the_one_that_is_read(texts: dict[str, str], reader: str) -> None:
    shown = wording.shown_in(texts, reader, "az")
    assert shown
    assert speech().voice(reader, "Asia/Baku", "az").html(Local(texts)) == texts[shown]


def test_the_name_of_another_guest_is_no_reason_to_cut_words(
    conn: Connection, house: House, aygun: Guest
) -> None:
    """The control: it is the guest's own name that is looked for."""
    other = replace(aygun, id=aygun.id + 1, name="Bence", room=None)
    assert "Aygün" in wording.question(conn, house, other, "Aygün here, is there a notary?")
