"""A backup is whole or it is not there; a restore keeps what it replaces."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot import ledger, migrate
from bot.config import PROPERTY, Config
from bot.lock import only_one
from bot.schema import letters
from tests.console.conftest import Terminal, writing

LEFT = (".copy-{}.part", "..copy-{}.part.part", "..copy-{}.part.part-journal")


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
    (made,) = (tmp_path / "copies").glob("*.sqlite3")
    assert made.name.startswith("qonaq-20261120-")
    found = hashlib.sha256(made.read_bytes()).hexdigest()
    beside = made.with_name(f"{made.name}.sha256").read_text()
    assert beside == f"{found}  {made.name}\n", "as sha256sum -c reads it"
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


def test_what_a_killed_copy_left_in_plain_text_is_gone_with_the_next(
    terminal: Terminal, data: Path, tmp_path: Path
) -> None:
    """Where it is made without a passphrase, and with one; not what another copy is being written to."""
    terminal("catalog", "publish")
    copies, dead = tmp_path / "copies", subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    copies.mkdir()
    left = [place / name.format(dead.pid) for place in (copies, data) for name in LEFT]
    left.append(copies / LEFT[0].format(os.getpid()))
    under_way = copies / LEFT[0].format(os.getppid())
    for one in (*left, under_way):
        one.write_text("a guest's words")
    assert terminal("backup", str(copies)) == 0
    assert [one for one in left if one.exists()] == []
    assert under_way.exists()


def test_restoring_goes_back_and_keeps_what_was_there(terminal: Terminal, data: Path, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path / "copies"))
    terminal("catalog", "import")
    owe(Config.read(terminal.environ), terminal.now)
    assert terminal("restore", str(tmp_path / "copies")) == 1
    assert "qonaq restore --over" in terminal.err, "not without a word"
    assert states(terminal) == ["new"]
    assert terminal("restore", "--over", str(tmp_path / "copies")) == 0
    assert "is kept as replaced-" in terminal.out
    assert live(terminal) == 1
    assert states(terminal) == ["new"], "what is told to staff"
    (kept,) = data.glob("replaced-*.sqlite3")
    with closing(migrate.looking(kept)) as conn:
        assert conn.execute("SELECT count(*) FROM letters").fetchone() == (1,)


def test_the_newest_of_several_copies_is_taken(terminal: Terminal, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path))
    owe(Config.read(terminal.environ), terminal.now)
    terminal("backup", str(tmp_path))
    terminal("restore", "--over", str(tmp_path))
    assert states(terminal) == ["dropped", "new"], "it was a soft one; and what is told to staff"


def test_a_running_desk_is_not_restored_under_its_feet(
    terminal: Terminal, data: Path, tmp_path: Path
) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path))
    with only_one(data):
        assert terminal("restore", "--over", str(tmp_path)) == 1
    assert "Another desk is running" in terminal.err


def test_a_damaged_copy_is_refused_and_nothing_changes(
    terminal: Terminal, data: Path, tmp_path: Path
) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path / "copies"))
    (copy,) = (tmp_path / "copies").glob("*.sqlite3")
    raw = bytearray(copy.read_bytes())
    raw[len(raw) // 2] ^= 1
    copy.write_bytes(raw)
    assert terminal("restore", "--over", str(tmp_path / "copies")) == 1
    assert "No copy in" in terminal.err
    assert terminal("restore", "--over", str(copy)) == 1
    assert "is not the file that was made" in terminal.err
    raw[8192:40960] = b"\xff" * 32768
    copy.write_bytes(raw)
    copy.with_name(f"{copy.name}.sha256").unlink()  # as those of 0.1
    assert terminal("restore", "--over", str(copy)) == 1
    assert "is damaged" in terminal.err
    assert live(terminal) == 1
    assert not list(data.glob("re*.sqlite3*"))


def test_a_copy_of_a_newer_version_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path))
    (copy,) = tmp_path.glob("qonaq-*.sqlite3")
    with closing(sqlite3.connect(copy)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '0999'")
    copy.with_name(f"{copy.name}.sha256").unlink()
    assert terminal("restore", "--over", str(copy)) == 1
    assert "newer Qonaq" in terminal.err
    assert live(terminal) == 1


def test_an_empty_folder_holds_no_copy(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("restore", str(tmp_path)) == 1
    assert "holds no copy" in terminal.err


def test_what_a_restore_has_kept_goes_after_thirty_days_with_the_next_copy(
    terminal: Terminal, data: Path, tmp_path: Path
) -> None:
    terminal("catalog", "publish")
    terminal("backup", str(tmp_path / "copies"))
    assert terminal("restore", "--over", str(tmp_path / "copies")) == 0
    (kept,) = data.glob("replaced-*.sqlite3")
    kept.with_name(f"{kept.name}-wal").write_text("its log")
    (data / "replaced-by-me.sqlite3").write_text("not ours")
    terminal.now += timedelta(days=29)
    assert terminal("backup", str(tmp_path / "copies")) == 0
    assert kept.exists()
    terminal.now += timedelta(days=2)
    terminal.environ["QONAQ_BACKUP_DAYS"] = "0"
    assert terminal("backup", str(tmp_path / "copies")) == 0
    assert kept.exists(), "who wants to keep everything keeps this too"
    del terminal.environ["QONAQ_BACKUP_DAYS"]
    assert terminal("backup", str(tmp_path / "copies")) == 0
    assert f"{kept.name}, kept for 30 days, deleted" in terminal.out
    assert [one.name for one in data.glob("replaced-*")] == ["replaced-by-me.sqlite3"]
