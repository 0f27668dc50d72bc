"""qonaq catalog simulate: what a party would be offered, live or draft, with a desk's database or without."""

from __future__ import annotations

import json
from pathlib import Path

from tests.console.conftest import Terminal
from tests.console.test_check import spoil


def test_a_family_is_told_its_prices_and_why_not_the_rest(terminal: Terminal) -> None:
    assert terminal("catalog", "simulate", "2 adults, 5, 21.11, en") == 0
    assert "canoe: Canoe trip: AZN" in terminal.out
    assert "Not offered" in terminal.out


def test_a_draft_is_looked_at_as_json_before_it_is_live(terminal: Terminal, files: Path) -> None:
    terminal("catalog", "publish")
    assert terminal("catalog", "simulate", "2, 5", "--draft") == 1
    assert "catalog import" in terminal.err
    spoil(files / "extras/active/canoe.yaml", 'price: "40"', 'price: "50"')
    terminal("catalog", "import", str(files))
    prices = {}
    for words in ((), ("--draft",)):
        assert terminal("catalog", "simulate", "2, 5, 21.11, az", "--json", *words) == 0
        said = json.loads(terminal.out)
        prices[words] = next(one["price"]["amount"] for one in said["offered"] if one["offer"] == "canoe")
    assert prices == {(): "100.00", ("--draft",): "120.00"}


def test_unclear_words_are_answered_with_an_example(terminal: Terminal) -> None:
    assert terminal("catalog", "simulate", "a family") == 2
    assert "2, 4, 11" in terminal.err
