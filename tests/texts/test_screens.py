"""Every screen that buttons lead to, in every language: eight buttons, 900 characters, the point in bold."""

from __future__ import annotations

import re

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Heard
from bot.desk.house import House
from bot.desk.menu import answering, guest_acts, manager, staff
from bot.say import Say, Text
from bot.speech import LABEL, TAG
from tests.texts.letters import html_of
from tests.texts.spoken import PLACEHOLDER, SPOKEN, forms, from_locales, shipped_catalog, speech
from tests.texts.walk import Walker

MOST_BUTTONS, MOST_CHARACTERS, MOST_PRESSES = 8, 900, 1500
KNOWN = {*guest_acts.GUEST_ACTS, *staff.ACTS, *manager.ACTS}
LONG = "Şəhriyar-Əbdülrəhman Hacıqasımzadə"  # as long as names and titles come


def assert_fits(said: Say) -> None:
    assert len(said.choices) - said.grid <= MOST_BUTTONS, said
    assert all(one.act in KNOWN for one in said.choices), said
    # A manager who edits a ready reply sees what it may name.
    edits = any(isinstance(one, Text) and one.key.startswith("replies.") for one in said.body)
    for language in SPOKEN:
        voice, html = speech().voice(language, "Asia/Baku"), html_of(said, language)
        assert len(TAG.sub("", html)) <= MOST_CHARACTERS, (language, html)
        assert edits or not PLACEHOLDER.search(html), (language, html)
        labels = [voice.label(one.label) for one in said.choices]
        assert all(0 < len(one) <= LABEL for one in labels), (language, labels)
        days, labels = labels[: said.grid], labels[said.grid :]  # a month is a table of days
        assert len(days) % 7 == 0, days
        assert all(one == "·" or 1 <= int(one) <= 31 for one in days), days
        assert len(set(labels)) == len(labels), (language, labels)


def assert_begins_in_bold(said: Say) -> None:
    if said.choices:
        assert html_of(said, "en").startswith("<b>"), html_of(said, "en")


def test_every_screen_a_guest_can_reach_fits(conn: Connection, house: House) -> None:
    guest = Walker(conn, house, 214, LONG)
    guest.writes("/start")
    guest.walks(MOST_PRESSES)
    guest.writes("2, 5, 10")
    guest.walks(MOST_PRESSES)
    for words, heard in (
        ("the room is dirty", Heard("en", "answer", (("dirty_room", 0.9),), complaint=0.9)),
        ("which of these", Heard("en", "clarify", (("breakfast", 0.4), ("pool", 0.3), ("wifi", 0.2)))),
        ("may I keep a tortoise", Heard("en", "handoff")),
        ("thanks", Heard("en", "answer", (("thanks", 0.9),))),
        ("help", Heard("en", "sensitive", risk="fire")),
    ):
        guest.writes(words, heard)
        guest.walks(MOST_PRESSES)
    assert not guest.ahead, "more presses are needed"
    assert len(guest.screens) > 100
    for said in guest.screens:
        assert_fits(said)
        assert_begins_in_bold(said)


def test_every_screen_a_manager_can_reach_fits(conn: Connection, house: House) -> None:
    people.appoint(conn, house, 31, name="Madina", language="en", role="owner")
    madina = Walker(conn, house, 31, "Madina", seen={"home []"})
    for words in ("/manage", "boating 450", "boating 46", "paintball", "xyz 5 azn", "-5"):
        madina.writes(words, Heard("en", "answer", (("breakfast", 0.9),)))
        madina.walks(MOST_PRESSES)
    assert not madina.ahead, "more presses are needed"
    assert len(madina.screens) > 50
    for said in madina.screens:
        assert_fits(said)
        assert_begins_in_bold(said)


def test_every_answer_of_the_hotel_fits(conn: Connection, house: House) -> None:
    for entry in shipped_catalog().knowledge.values():
        assert_fits(answering.entry_say(conn, house, entry))


@pytest.mark.parametrize("language", SPOKEN)
def test_every_message_fits_with_long_values(language: str) -> None:
    voice = speech().voice(language, "Asia/Baku")
    for key, said in forms(language).items():
        names = {name.strip("{}") for one in said for name in PLACEHOLDER.findall(one)}
        shown = voice.html(Text(key, dict.fromkeys(names, LONG), 17))
        assert len(TAG.sub("", shown)) <= MOST_CHARACTERS, key
        assert not PLACEHOLDER.search(shown), key


def test_no_paragraph_is_longer_than_a_phone_shows_at_once() -> None:
    """Five lines of a list at most between blank lines; the voucher-like cards carry one fact a line."""
    for one in from_locales():
        for part in re.split(r"\n\n", one.text):
            assert part.count("\n") <= 6, one
