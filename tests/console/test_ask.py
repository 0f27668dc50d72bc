"""qonaq ask: the interface that programs read must not drift."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import shipped
from bot.console.ask import facts
from bot.desk.asked import Heard
from bot.desk.catalog import folder
from bot.desk.catalog.model import Catalog
from bot.tg.hearing import Hearing
from tests.console.conftest import Terminal

FIELDS = ["language", "decision", "entry", "probability", "complaint", "candidates", "text"]


def asked(terminal: Terminal, *words: str) -> dict[str, Any]:
    assert terminal("ask", "--json", *words) == 0
    found: dict[str, Any] = json.loads(terminal.out)
    return found


@pytest.fixture(scope="module")
def shipped_catalog() -> Catalog:
    catalog, _ = folder.read(shipped.folder("packages_catalog"))
    assert catalog
    return catalog


@pytest.fixture(scope="module")
def hearing(shipped_catalog: Catalog) -> Hearing:
    """Loaded once: it takes a second, and every test asks the same hotel."""
    return Hearing.load(shipped_catalog)


@pytest.fixture
def terminal(terminal: Terminal, hearing: Hearing, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """With the hotel that ships: the tiny one knows nothing of breakfast."""
    del terminal.environ["QONAQ_CATALOG"]
    monkeypatch.setattr(Hearing, "load", lambda catalog: hearing)
    return terminal


def test_an_answer_has_every_field_and_the_hotels_own_words(terminal: Terminal) -> None:
    found = asked(terminal, "What time is breakfast?")
    assert list(found) == FIELDS
    assert (found["language"], found["decision"], found["entry"]) == ("en", "answer", "breakfast")
    assert "07:30" in found["text"]
    assert found["candidates"][0] == {"entry": "breakfast", "probability": found["probability"]}
    assert 0 <= found["complaint"] < 0.5


def test_a_complaint_goes_to_a_person(terminal: Terminal) -> None:
    found = asked(terminal, "Odada klima çalışmıyor, rezalet, kimse gelmedi!", "--lang", "tr")
    assert found["decision"] == "handoff"
    assert found["complaint"] >= 0.5
    assert found["text"] == ""


def test_danger_goes_before_everything(terminal: Terminal) -> None:
    assert asked(terminal, "my child is not breathing")["decision"] == "sensitive"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("hello", "How can I help?"),
        ("thank you", "You're welcome."),
        ("change language", "Which language"),
        ("I want to cancel my booking", "Your next booking will be here."),
        ("Is there a sauna?", "bathhouse"),
    ],
)
def test_what_the_desk_answers_has_a_text(terminal: Terminal, words: str, text: str) -> None:
    found = asked(terminal, words, "--lang", "en")
    assert found["decision"] == "answer"
    assert text in found["text"]


def test_two_wishes_are_both_told(terminal: Terminal) -> None:
    found = asked(terminal, "When is breakfast and where can I park?")
    assert found["decision"] == "answer"
    assert "Breakfast is 07:30" in found["text"]
    assert "Parking is free" in found["text"]


def test_what_the_hotel_does_not_say_is_for_a_person(terminal: Terminal) -> None:
    found = asked(terminal, "I want another room")
    assert (found["decision"], found["entry"], found["text"]) == ("handoff", "room_change", "")


def test_what_is_not_on_sale_is_not_told(shipped_catalog: Catalog) -> None:
    """The disco is over; the desk calls a person."""
    offer = shipped_catalog.offers["disco"]
    over = shipped_catalog.model_copy(
        update={"offers": {**shipped_catalog.offers, "disco": offer.model_copy(update={"active": False})}}
    )
    heard = Heard("en", "answer", entries=(("disco", 0.99),))
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert "16+" in facts(shipped_catalog, heard, now=now)["text"]
    found = facts(over, heard, now=now)
    assert (found["decision"], found["text"]) == ("handoff", "")


def test_many_messages_give_one_object_a_line(terminal: Terminal) -> None:
    terminal.typed = "What time is breakfast?\n\nWi-Fi şifrəsi nədir?\r\n"
    assert terminal("ask", "--json", "--lines") == 0
    found = [json.loads(line) for line in terminal.out.splitlines()]
    assert [list(one) for one in found] == [FIELDS] * 3
    assert found[2]["language"] == "az"


def test_people_read_the_answer_itself(terminal: Terminal) -> None:
    assert terminal("ask", "What time is breakfast?") == 0
    head, *body = terminal.out.splitlines()
    assert head.startswith("en · answer · breakfast (")
    assert body[0].startswith("Breakfast is")


@pytest.mark.parametrize("words", [[], ["hello", "--lines"]])
def test_one_message_or_lines_but_not_both(terminal: Terminal, words: list[str]) -> None:
    assert terminal("ask", *words) == 2
    assert "--lines" in terminal.err


def test_strange_messages_are_no_trouble(terminal: Terminal) -> None:
    terminal.typed = "😀\n" + "a" * 5000 + "\n\u202eabc\n12345\n"
    assert terminal("ask", "--json", "--lines") == 0
    assert terminal.out.count("\n") == 4
