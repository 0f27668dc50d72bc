"""A desk that must not open says what is wrong, which copy is good, what it costs, and the command."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot import copies, ledger, wayback
from bot.config import Config
from bot.console.restoring import _set_aside
from bot.db import seal, whole
from bot.wayback import NoStart
from tests.console.conftest import Terminal
from tests.console.test_upkeep import owe


@pytest.fixture
def opened(terminal: Terminal) -> Config:
    """A hotel that has a desk's seal and a copy, and has written since."""
    terminal("catalog", "publish")
    config = Config.read(terminal.environ)
    terminal("backup")
    owe(config, terminal.now)
    wayback.ready(config, terminal.now)
    return config


def damage(config: Config) -> None:
    raw = bytearray(config.database.read_bytes())
    raw[len(raw) // 2] ^= 1
    config.database.write_bytes(raw)


def test_it_says_the_way_back_and_the_way_works(terminal: Terminal, opened: Config) -> None:
    damage(opened)
    with pytest.raises(NoStart) as refused:
        wayback.ready(opened, terminal.now)
    said = str(refused.value)
    copy = copies.listed(opened.data / "backups")[-1].path
    assert "is not as the desk left it (1 of " in said
    assert f"qonaq restore --over {copy}" in said
    assert "0 messages, 0 bookings, 0 cases" in said
    assert terminal("restore", "--over", str(copy)) == 0
    wayback.ready(opened, terminal.now)


def test_a_damaged_copy_is_not_named(terminal: Terminal, opened: Config) -> None:
    terminal("backup")
    newest = copies.listed(opened.data / "backups")[-1].path
    newest.write_bytes(b"")
    damage(opened)
    with pytest.raises(NoStart) as refused:
        wayback.ready(opened, terminal.now)
    assert newest.name not in str(refused.value)


def test_a_copy_that_a_clock_that_ran_ahead_has_named_is_not_the_newest(
    terminal: Terminal, opened: Config
) -> None:
    terminal.now += timedelta(days=40)
    terminal("backup")
    terminal.now -= timedelta(days=40)
    good, wrong = copies.listed(opened.data / "backups")
    damage(opened)
    with pytest.raises(NoStart) as refused:
        wayback.ready(opened, terminal.now)
    assert str(good.path) in str(refused.value)
    assert wrong.path.name not in str(refused.value)


def test_without_any_copy_it_still_says_what_can_be_done(terminal: Terminal, opened: Config) -> None:
    shutil.rmtree(opened.data / "backups")
    damage(opened)
    with pytest.raises(NoStart, match="no good copy") as refused:
        wayback.ready(opened, terminal.now)
    assert "--as-it-is" in str(refused.value)
    assert terminal("restore", "--as-it-is") in (0, 1)


def test_commands_keep_the_seal_and_refuse_a_damaged_database(terminal: Terminal, opened: Config) -> None:
    ledger.act(opened, "claim", {"again": True}, now=terminal.now)
    assert seal.seal_of(opened.database).exists()
    assert whole.examine(opened.database)
    damage(opened)
    assert terminal("catalog", "undo", "1") == 1
    assert "qonaq restore" in terminal.err


def test_the_doctor_tells_it_too(terminal: Terminal, opened: Config) -> None:
    damage(opened)
    assert terminal("doctor") == 1
    assert "is not as the desk left it" in terminal.out.replace("\n" + " " * 17, " ")


def test_a_database_that_is_gone_is_not_begun_anew(terminal: Terminal, opened: Config) -> None:
    opened.database.unlink()
    with pytest.raises(NoStart, match="gone or empty"):
        wayback.ready(opened, terminal.now)
    assert not opened.database.exists()


def test_a_database_that_is_a_link_is_refused_with_both_ways_on(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    """SQLite's log would lie beside the file itself: copies lacked it, and the next start missed it."""
    real = opened.database.rename(tmp_path / "elsewhere.sqlite3")
    opened.database.symlink_to(real)
    with pytest.raises(NoStart, match="is a link to"):
        wayback.ready(opened, terminal.now)
    for words in (["backup"], ["restore", "--as-it-is"], ["claim", "--again"]):
        assert terminal(*words) == 1
        assert str(real) in terminal.err
        assert "make the whole folder a link" in terminal.err
    opened.database.unlink()
    real.rename(opened.database)
    wayback.ready(opened, terminal.now)


def test_a_folder_that_is_a_link_is_as_good_as_any(
    terminal: Terminal, opened: Config, tmp_path: Path
) -> None:
    opened.data.rename(tmp_path / "elsewhere")
    opened.data.symlink_to(tmp_path / "elsewhere")
    wayback.ready(opened, terminal.now)
    assert terminal("backup") == 0


def test_looking_takes_a_second_a_gigabyte(tmp_path: Path) -> None:
    """The bound that docs/promises.md states, with a margin: 16 MB here."""
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * 65536)
    assert len(seal.sums_of(path, 4096)) == 4096


def test_a_restore_that_was_cut_short_is_given_again(terminal: Terminal, opened: Config) -> None:
    aside = _set_aside(opened, terminal.now)
    assert aside
    (opened.data / wayback.RESTORED).write_bytes(b"half")
    with pytest.raises(NoStart, match="cut short"):
        wayback.ready(opened, terminal.now)
    assert terminal("restore", str(opened.data / "backups")) == 0
    wayback.ready(opened, terminal.now)


def test_no_new_hotel_is_made_over_a_restore_that_was_cut_short(terminal: Terminal, opened: Config) -> None:
    _set_aside(opened, terminal.now)
    (opened.data / wayback.RESTORED).write_bytes(b"half")
    assert terminal("migrate") == 1
    assert "cut short" in terminal.err
    assert not opened.database.exists()


def test_a_damaged_database_is_not_brought_to_another_form(terminal: Terminal, opened: Config) -> None:
    damage(opened)
    assert terminal("migrate") == 1
    assert "qonaq restore" in terminal.err
