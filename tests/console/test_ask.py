"""qonaq ask: the interface that programs read must not drift."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot import shipped
from bot.desk.catalog import folder
from bot.tg.hearing import Hearing
from tests.console.conftest import Terminal

FIELDS = ["language", "decision", "entry", "probability", "complaint", "candidates", "text"]


def asked(terminal: Terminal, *words: str) -> dict[str, Any]:
    assert terminal("ask", "--json", *words) == 0
    found: dict[str, Any] = json.loads(terminal.out)
    return found


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    """Loaded once: it takes a second, and every test asks the same hotel."""
    catalog, _ = folder.read(shipped.folder("packages_catalog"))
    assert catalog
    return Hearing.load(catalog)


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
