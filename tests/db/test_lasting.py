"""What the disk surely has: a write that changes nothing makes nothing last, whoever waits for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db import Connection, File, seal, writing_engine
from bot.db.seal import RECORDS, SYNCED, WRITTEN, Mark


def add(conn: Connection) -> None:
    conn.execute(text("INSERT INTO said VALUES (randomblob(8000))"))


def nothing(conn: Connection) -> None:
    conn.execute(text("SELECT 1"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with a log, which nobody has open."""
    engine = writing_engine(tmp_path / "db")
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE said (words BLOB)"))
    engine.dispose()
    return tmp_path / "db"


async def test_a_write_of_nothing_does_not_stand_for_a_sync(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, synced = File(path), list[str]()
    monkeypatch.setattr(db, "_sync", lambda: synced.append("the log"))
    await db.note(add)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(db.sync())
        await asyncio.sleep(0)
        await db.write(nothing)
    assert synced == ["the log"]
    await db.close()


async def test_what_a_killed_run_left_is_on_disk_before_it_counts_as_kept(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram sends it again, nothing is written, as it is there, and Telegram hears that we have it."""
    synced = list[Path]()
    monkeypatch.setattr(File, "_sync", lambda file: synced.append(file.path))
    db = File(path)
    assert synced == [path]
    await db.close()


async def test_the_seal_calls_nothing_synced_that_is_not(path: Path) -> None:
    """After a power cut the log is short; a seal that knew better would keep the desk shut."""
    assert seal.make(path)
    db = File(path, kept=seal.load(path))
    await db.write(add)
    await db.write(add)
    assert marks(path)[0] == marks(path)[1]
    await db.note(add)
    await db.write(nothing)
    synced, written = marks(path)
    assert synced
    assert written
    assert synced.frames < written.frames
    await db.write(add)
    assert marks(path)[0] == marks(path)[1]
    await db.close()


def marks(path: Path) -> tuple[Mark | None, Mark | None]:
    said = seal.seal_of(path).read_bytes()
    return Mark.of(said[SYNCED:WRITTEN]), Mark.of(said[WRITTEN:RECORDS])
