"""qonaq privacy: for a guest who asks at the desk."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from bot import copies, ledger
from bot.config import Config
from bot.desk import people
from bot.desk.cases import opening
from bot.desk.house import House
from tests.console.conftest import Terminal, writing
from tests.desk.tiny import tiny_catalog

WORDS = "The zanzibarite in the bathroom is loose"


@pytest.fixture
def config(terminal: Terminal) -> Config:
    """Aygün of 214 has complained, and Bence of 305 is here as well."""
    assert terminal("catalog", "publish") == 0
    config = Config.read(terminal.environ)
    with writing(config) as conn:
        house = House("hotel", tiny_catalog(), 1, terminal.now)
        aygun, _ = people.welcome(conn, house, 1001, name="Aygün", language="az")
        people.claim_room(conn, house, aygun, "214")
        people.welcome(conn, house, 1002, name="Bence", language="hu")
        opening.complain(conn, house, people.guest_by_id(conn, aygun.id), words=WORDS, category="broken")
    return config


def test_what_is_kept_is_told_and_when_it_was_last_looked_through(terminal: Terminal, config: Config) -> None:
    assert terminal("privacy") == 0
    assert "30 days after check-out" in terminal.out
    assert "Nothing was looked through yet" in terminal.out
    assert "0 guests had their data erased." in terminal.out


def test_a_guest_s_data_is_written_for_them_alone(terminal: Terminal, config: Config, tmp_path: Path) -> None:
    page, raw = tmp_path / "aygun.html", tmp_path / "aygun.json"
    assert terminal("privacy", "export", "214", "--out", str(page)) == 0
    assert WORDS in page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert terminal("privacy", "export", "Aygün", "--json", "--out", str(raw)) == 0
    assert {"you", "said"} <= json.loads(raw.read_text("utf-8")).keys()
    assert "Bence" not in raw.read_text("utf-8")


def test_erasing_says_what_ends_and_asks(terminal: Terminal, config: Config) -> None:
    terminal.typed = "n\n"
    assert terminal("privacy", "erase", "214") == 1
    assert "Open cases end with it: C-" in terminal.out
    assert "Nothing was erased" in terminal.err
    terminal.typed = "y\n"
    assert terminal("privacy", "erase", "214") == 0
    assert "Number of this erasure: E-" in terminal.out
    with ledger.looking(config) as conn:
        names = set(conn.exec_driver_sql("SELECT name FROM guests").scalars())
        words = set(conn.exec_driver_sql("SELECT words FROM cases").scalars())
    assert names == {"—", "Bence"}
    assert words == {""}
    assert terminal("privacy") == 0
    assert "1 guest had their data erased, last " in terminal.out


def test_whom_nobody_knows_by_that(terminal: Terminal, config: Config) -> None:
    assert terminal("privacy", "export", "Nobody") == 1
    assert "Give a room, a name, or the number" in terminal.err


def test_copies_elsewhere_that_are_older_than_an_erasing_are_named(
    terminal: Terminal, config: Config, tmp_path: Path
) -> None:
    terminal.environ["QONAQ_BACKUPS"] = str(tmp_path / "elsewhere")
    assert terminal("backup") == 0
    (config.data / "qonaq.sqlite3.before-0002").write_text("")
    os.utime(config.data / "qonaq.sqlite3.before-0002", (0, 0))
    assert terminal("privacy", "erase", "214", "--yes") == 0
    assert terminal("privacy") == 0
    assert f"{copies.listed(tmp_path / 'elsewhere')[0].path} is older than the last" in terminal.out
    assert "before-0002 is older than the last" in terminal.out
