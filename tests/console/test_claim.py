"""`qonaq claim`: a fresh owner's link, while nobody owns the desk or when one more is wanted."""

from __future__ import annotations

import re
from pathlib import Path

from bot.config import PROPERTY, Config
from bot.desk import people
from bot.errands import house
from tests.console.conftest import Terminal, writing

LINK = re.compile(r"https://t\.me/senator_bot\?start=own-[\w-]{22}\n")


def opened_once(terminal: Terminal, data: Path) -> None:
    assert terminal("catalog", "publish") == 0
    with writing(Config(data=data)) as conn:
        people.know_bot(conn, PROPERTY, "senator_bot")


def test_before_the_first_start_there_is_nothing_to_claim(terminal: Terminal) -> None:
    assert terminal("claim") == 1
    assert "qonaq run" in terminal.err


def test_each_link_ends_the_one_before(terminal: Terminal, data: Path) -> None:
    opened_once(terminal, data)
    assert terminal("claim") == 0
    first = LINK.search(terminal.out)
    assert terminal("claim") == 0
    second = LINK.search(terminal.out)
    assert first
    assert second
    assert first[0] != second[0]


def test_an_owned_desk_gives_a_link_only_when_asked_for_one_more(terminal: Terminal, data: Path) -> None:
    opened_once(terminal, data)
    with writing(Config(data=data)) as conn:
        people.appoint(conn, house(conn, terminal.now), 7, name="Péter", language="hu", role="owner")
    assert terminal("claim") == 1
    assert "Péter owns this desk already" in terminal.err
    assert "qonaq claim --again" in terminal.err
    assert terminal("claim", "--again") == 0
    assert LINK.search(terminal.out)
