"""After the opening an answer changes itself and nothing else, whoever has changed the hotel since."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.catalog import versions
from bot.desk.catalog.model import Hotel
from bot.desk.house import House
from bot.desk.setup import state
from tests.desk.setup.test_moving import ANSWERS, fresh
from tests.texts.letters import html_of
from tests.texts.walk import Walker

__all__ = ["fresh"]
ASKED = "m_setup_ask"


@pytest.fixture
def owner(conn: Connection, fresh: House) -> Walker:
    """All questions are answered, and the desk is not open yet."""
    people.know_bot(conn, fresh.id, "senator_house_bot")
    state.keep(conn, fresh, answers=ANSWERS)
    peter = Walker(conn, fresh, 1, "Péter")
    peter.writes("/setup")
    peter.taps("m_setup_next")
    return peter


@pytest.fixture
def opened(owner: Walker) -> Walker:
    owner.taps("m_setup_open")
    return owner


def brings(owner: Walker, **facts: Any) -> None:
    """Somebody else changes the hotel, as a workbook does."""
    here = owner.house
    catalog = here.catalog.model_copy(update={"hotel": here.hotel.model_copy(update=facts)})
    versions.publish(
        owner.conn, here.id, catalog, base=here.version, author="Kata", reason="workbook", now=here.now
    )


def asks_for(owner: Walker, question: str) -> str:
    """The question as it is put from the list of answers."""
    owner.writes("/setup")
    owner.taps("m_setup_change")
    for page in (1, 2):
        if not any(one.args.get("question") == question for one in owner.screens[-1].choices):
            owner.taps("m_setup_change", page=page)
    owner.taps(ASKED, question=question)
    return html_of(owner.screens[-1], "en")


def test_another_phone_leaves_the_emergency_number_as_it_was_made(opened: Walker) -> None:
    brings(opened, emergency_number="104", reception_phone="+36 36 999 999")
    assert "So far: +36 36 999 999" in asks_for(opened, "phone")
    opened.writes("+36 36 555 555")
    hotel, doctor = opened.house.hotel, opened.house.catalog.knowledge["doctor"]
    assert (hotel.reception_phone, hotel.emergency_number) == ("+36 36 555 555", "104")
    assert "104" in doctor.answer["en"]
    assert "+36 36 555 555" in doctor.answer["en"]


def test_other_languages_leave_the_clock_as_it_was_made(opened: Walker) -> None:
    brings(opened, zone="Asia/Baku", languages=["en", "hu", "de"])
    asks_for(opened, "languages")
    opened.taps("m_setup_toggle", chosen=["en", "hu", "de", "ru"])
    opened.taps("m_setup_set", question="languages")
    hotel: Hotel = opened.house.hotel
    assert (hotel.zone, hotel.languages) == ("Asia/Baku", ["en", "hu", "de", "ru"])


def test_these_languages_are_those_on_the_screen(opened: Walker) -> None:
    asks_for(opened, "languages")
    these = opened.button("m_setup_set", question="languages")
    opened.taps("m_setup_toggle", chosen=["en", "hu", "ru"])
    opened.presses(these)
    assert opened.house.hotel.languages == ["en", "hu"]


@pytest.mark.parametrize(
    ("question", "facts", "shown"),
    [
        ("name", {"name": {"en": "Hotel Senator", "hu": "Hotel Senator"}}, "Hotel Senator"),
        ("place", {"address": {"en": "Eger, Fő utca 1", "hu": "Eger, Fő utca 1"}}, "Eger, Fő utca 1"),
        ("clock", {"zone": "Asia/Baku"}, "Asia/Baku"),
        ("rooms", {"rooms": ["301-320"]}, "301-320"),
        ("emergency", {"emergency_number": "104"}, "104"),
    ],
)
def test_so_far_is_what_guests_are_told_today(
    opened: Walker, question: str, facts: dict[str, Any], shown: str
) -> None:
    brings(opened, **facts)
    assert shown in asks_for(opened, question)


def test_who_has_the_nights_now_is_shown(opened: Walker) -> None:
    people.put_on_nights(opened.conn, opened.house, 1)
    assert "So far: Péter" in asks_for(opened, "night")


@pytest.mark.parametrize("act", ["m_setup_open", "m_setup_next"])
def test_an_older_button_of_the_opening_shows_the_list_and_changes_nothing(owner: Walker, act: str) -> None:
    old = owner.button(act)
    owner.taps("m_setup_open")
    brings(owner, emergency_number="104")
    version = owner.house.version
    owner.presses(old)
    assert "Set-up: " in html_of(owner.screens[-1], "en")
    assert owner.house.version == version
