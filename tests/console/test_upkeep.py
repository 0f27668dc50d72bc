"""A backup is whole or it is not there; a restore keeps what it replaces."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot import ledger, migrate
from bot.config import PROPERTY, Config
from bot.lock import only_one
from bot.schema import letters
from tests.console.conftest import Terminal, writing


def owe(config: Config, at: datetime) -> None:
    """A letter that is still to be sent."""
    row = {
        "property_id": PROPERTY,
        "chat_id": 214,
        "lane": 1,
        "kind": "soft",
        "method": "send",
        "content": {},
    }
    with writing(config) as conn:
        conn.execute(insert(letters).values(**row, created_at=at))


def states(terminal: Terminal) -> list[str]:
    with ledger.looking(Config.read(terminal.environ)) as conn:
        return list(conn.execute(select(letters.c.state).order_by(letters.c.id)).scalars())


def live(terminal: Terminal) -> int:
    return ledger.live(Config.read(terminal.environ))[0]


def test_a_backup_beside_a_running_desk_is_whole(terminal: Terminal, data: Path, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    with only_one(data), writing(Config.read(terminal.environ)):  # in the middle of a transaction
        assert terminal("backup", str(tmp_path / "copies")) == 0
    (made,) = (tmp_path / "copies").iterdir()
    assert made.name.startswith("qonaq-20261120-")
    assert made.stat().st_mode & 0o077 == 0
    assert migrate.revision(made) == migrate.HEAD


def test_without_a_database_there_is_nothing_to_back_up(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("backup", str(tmp_path)) == 1
    assert "no database" in terminal.err


def test_a_backup_that_cannot_be_written_leaves_no_half_file(terminal: Terminal, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    (tmp_path / "taken").write_text("")
    assert terminal("backup", str(tmp_path / "taken")) == 1
    assert "taken" in terminal.err
    assert (tmp_path / "taken").read_text() == ""


def test_restoring_goes_back_and_keeps_what_was_there(terminal: Terminal, data: Path, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path / "copies"))
    terminal("catalog", "import")
    owe(Config.read(terminal.environ), terminal.now)
    assert terminal("restore", str(tmp_path / "copies")) == 0
    assert "is kept as replaced-" in terminal.out
    assert live(terminal) == 1
    assert states(terminal) == []
    (kept,) = data.glob("replaced-*.sqlite3")
    with closing(migrate.looking(kept)) as conn:
        assert conn.execute("SELECT count(*) FROM letters").fetchone() == (1,)


def test_the_newest_of_several_copies_is_taken(terminal: Terminal, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path))
    owe(Config.read(terminal.environ), terminal.now)
    terminal("backup", str(tmp_path))
    terminal("restore", str(tmp_path))
    assert states(terminal) == ["new"]


def test_old_messages_are_not_sent_again_after_a_restore(terminal: Terminal, tmp_path: Path) -> None:
    owe(Config.read(terminal.environ), terminal.now - timedelta(hours=3))
    owe(Config.read(terminal.environ), terminal.now - timedelta(minutes=3))
    terminal("backup", str(tmp_path))
    assert terminal("restore", str(tmp_path)) == 0
    assert states(terminal) == ["dropped", "new"]
    assert "1 old message will not be sent again" in terminal.out


def test_a_running_desk_is_not_restored_under_its_feet(
    terminal: Terminal, data: Path, tmp_path: Path
) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path))
    with only_one(data):
        assert terminal("restore", str(tmp_path)) == 1
    assert "Another desk is running" in terminal.err


def test_a_damaged_copy_is_refused_and_nothing_changes(
    terminal: Terminal, data: Path, tmp_path: Path
) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path / "copies"))
    (copy,) = (tmp_path / "copies").iterdir()
    raw = bytearray(copy.read_bytes())
    raw[8192:40960] = b"\xff" * 32768
    copy.write_bytes(raw)
    assert terminal("restore", str(tmp_path / "copies")) == 1
    assert "The database does not work" in terminal.err
    assert live(terminal) == 1
    assert not list(data.glob("re*.sqlite3*"))


def test_a_copy_of_a_newer_version_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path))
    (copy,) = tmp_path.glob("qonaq-*.sqlite3")
    with closing(sqlite3.connect(copy)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '0999'")
    assert terminal("restore", str(copy)) == 1
    assert "newer Qonaq" in terminal.err
    assert live(terminal) == 1


def test_an_empty_folder_holds_no_copy(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("restore", str(tmp_path)) == 1
    assert "holds no copy" in terminal.err
