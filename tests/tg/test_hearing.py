"""What the desk listens for: what the hotel shows, and dangers by their name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot import shipped
from bot.desk.catalog import folder
from bot.desk.catalog.model import Catalog
from bot.desk.setup.moving import emptied
from bot.tg.hearing import Hearing, phrases
from bot.understanding import Candidate, Understanding, Understood

TAUGHT = {"id": "taught_3", "topic": "services", "confirmed": "2026-11-20", "phrases": {}}


@pytest.fixture(scope="module")
def shown() -> Catalog:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    return catalog


def taught(catalog: Catalog, **phrases: list[str]) -> Catalog:
    """The same with one answer more, which staff have taught."""
    words = {code: "In the village, 2 km." for code in phrases}
    entry = {**TAUGHT, "title": {code: "Sun cream" for code in phrases}, "answer": words, "phrases": phrases}
    knowledge = {**catalog.model_dump(by_alias=True)["knowledge"], "taught_3": entry}
    return Catalog.model_validate({**catalog.model_dump(by_alias=True), "knowledge": knowledge})


def test_a_hotel_that_has_just_moved_in_is_asked_for_nothing_of_the_demo(shown: Catalog) -> None:
    assert len(list(phrases(shown))) > 1000
    assert list(phrases(emptied(shown))) == []


def test_what_is_hidden_takes_no_question_from_what_was_taught(hearing: Hearing, shown: Catalog) -> None:
    own = replace(hearing)
    own.follow(taught(emptied(shown), en=["Where do you sell sun cream and nappies nearby?"]))
    heard = own.hear("where to buy nappies", "en")
    assert heard.entries[0][0] == "taught_3"
    assert "shop" not in dict(heard.entries)


class Sure(Understanding):
    """Hears nothing alarming in a message, and is sure that it is about this."""

    def __init__(self, entry: str) -> None:
        self.entry = entry

    def understand(self, text: str, *, hint: str | None = None) -> Understood:
        return Understood("en", (Candidate(self.entry, 0.95),), 0.0, None, wants_person=False)


@pytest.mark.parametrize(
    ("entry", "risk"), [("medical_emergency", "medical"), ("fire", "fire"), ("wifi", None)]
)
def test_a_danger_that_the_message_is_sure_to_be_about_has_its_name(entry: str, risk: str | None) -> None:
    heard = Hearing(Sure(entry), 0).hear("…", "en")
    assert (heard.risk, heard.decision == "sensitive") == (risk, risk is not None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("we have no children", "en"),
        ("детей у нас нет", "ru"),
        ("nincs gyerekünk", "hu"),
        ("do you have a smoke detector in the room", "en"),
        ("өрт дабылы бар ма", "kk"),
    ],
)
def test_what_a_person_has_found_calm_rings_nowhere(hearing: Hearing, text: str, language: str) -> None:
    heard = hearing.hear(text, language)
    assert (heard.risk, heard.decision == "sensitive") == (None, False)
