"""What a form has asked for is no cry for help, and a cry for help is no answer to a form."""

from __future__ import annotations

import re

import pytest

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, Heard
from bot.desk.cases import case
from bot.desk.house import House
from bot.desk.menu import awaited, front
from bot.desk.people import guest
from bot.tg.hearing import Hearing
from bot.understanding import Understanding
from bot.understanding.intents import LANGUAGES
from tests.texts.spoken import forms

GUEST = 1001
GUESS = Heard("en", "sensitive", (("lost_child", 0.2),), risk="lost_child", risk_by="guess")
SURE = Heard("en", "sensitive", (("lost_child", 0.9),), risk="lost_child", risk_by="sure")
NAMED = Heard("en", "sensitive", (("lost_child", 0.2),), risk="lost_child")


@pytest.fixture(scope="module")
def ears() -> Hearing:
    return Hearing(Understanding.load(), None)


def writes(words: str, heard: Heard) -> Asked:
    return Asked(GUEST, GUEST, "Chiara", "text", text=words, heard=heard, message_id=7)


@pytest.mark.parametrize(
    ("screen", "words", "heard", "fills"),
    [
        ("family_allergies", "nuts, our daughter", GUESS, True),
        ("need", "nuts, our daughter", GUESS, True),
        ("family_allergies", "our daughter", SURE, False),
        ("family_allergies", "our daughter is lost", NAMED, False),
        ("family_allergies", "our daughter is nowhere at all", GUESS, False),
        ("ages", "our son 5", SURE, True),
        ("ages", "our son", SURE, False),
        ("ages", "5, lost", NAMED, False),
        ("ask", "nuts, our daughter", GUESS, False),
    ],
)
def test_only_what_a_form_asks_for_does_not_ring(screen: str, words: str, heard: Heard, fills: bool) -> None:
    assert awaited.only_fills(writes(words, heard), screen) is fills


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["family.allergies", "need.allergies"])
def test_the_example_of_every_language_is_what_was_asked_for(key: str, language: str, ears: Hearing) -> None:
    line = forms(language)[key][0].splitlines()[-1]
    found = re.search(r": ([^:.]+)(?:\.|$)", line)
    assert found
    assert "," in found[1]
    asked = writes(found[1], ears.hear(found[1], language))
    assert asked.heard
    assert asked.heard.risk is None or awaited.only_fills(asked, "family_allergies"), found[1]


@pytest.mark.parametrize(
    "words",
    [
        *("nuts, our son", "fındık, kızımız", "fındık, oğlum", "qoz, qızımız", "qoz, oğlumuz"),
        *("жаңғақ, қызымыз", "орехи, наша дочь", "dió, a lányunk", "Nüsse, unser Sohn"),
    ],
)
def test_an_allergy_rings_no_bell(words: str, ears: Hearing) -> None:
    asked = writes(words, ears.hear(words, None))
    assert asked.heard
    assert asked.heard.risk is None or awaited.only_fills(asked, "need")


@pytest.mark.parametrize(
    "words",
    [
        *("our daughter is missing", "help, my son cannot breathe", "пропала дочь", "уланып қалды, ұлым"),
        *("qızım itib", "yangın var", "elveszett a fiunk", "unser Sohn ist weg"),
    ],
)
def test_a_danger_in_an_allergy_form_rings(words: str, ears: Hearing) -> None:
    asked = writes(words, ears.hear(words, None))
    assert asked.heard
    assert asked.heard.risk
    assert not awaited.only_fills(asked, "need")


@pytest.mark.parametrize(("heard", "rings"), [(GUESS, False), (SURE, True), (NAMED, True)])
def test_a_guess_waits_where_a_form_does(conn: Connection, house: House, heard: Heard, rings: bool) -> None:
    front.private(conn, house, Asked(GUEST, GUEST, "Chiara", "text", text="/start", message_id=6))
    dialogues.wait_for(conn, house, GUEST, "ages", offer="canoe", children=1)
    front.private(conn, house, writes("our son", heard))
    chiara = guest(conn, house, GUEST)
    assert chiara
    opened = case.open_case_of(conn, house, chiara.id)
    assert (opened is not None and opened.kind == "sensitive") is rings
