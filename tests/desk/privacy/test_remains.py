"""After somebody was erased the database's file and its log hold no byte of theirs."""

from __future__ import annotations

import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.cleaning import AGAIN, Cleaning
from bot.config import PROPERTY
from bot.db import PRAGMAS, Connection, File, writing_engine
from bot.db.postgres import Postgres
from bot.desk import people
from bot.desk.house import House
from bot.desk.privacy import erase, ledger
from bot.schema import erasures
from tests.desk.privacy.planted import Planted
from tests.proofs import seen

MARK = b"CANARY"
GUESTS = 3
MB = 1024 * 1024
PROMISE = "the file holds no remains of who was erased"


@pytest.fixture
def database(tmp_path: Path, new_file: Path) -> Path:
    return Path(shutil.copy(new_file, tmp_path / "qonaq.sqlite3"))


def remains(database: Path) -> dict[str, int]:
    """How often a mark stands in each file beside the database."""
    found = {one.name: one.read_bytes().count(MARK) for one in sorted(database.parent.iterdir())}
    return {name: n for name, n in found.items() if n}


async def forgotten(database: Path, house: House, pragmas: Sequence[str]) -> File:
    """Guests with a trace in every column that must go, and all of them erased."""
    db = File(database, pragmas=pragmas)

    def plant(conn: Connection) -> None:
        people.ensure_property(conn, house.id)
        for n in range(GUESTS):
            Planted(conn, house, f"CANARY-{n}", 7_700_123 + 10 * n, only_theirs=True).everywhere()

    def forget(conn: Connection) -> None:
        for n in range(GUESTS):
            known = people.guest(conn, house, 7_700_123 + 10 * n)
            assert known
            erase.erase(conn, house, known, by="guest")
            erase.rest(conn, house, known.chat_id, known.id)

    await db.write(plant)
    await db.write(forget)
    return db


async def test_no_byte_is_left_in_the_file_or_its_log(database: Path, house: House) -> None:
    db = await forgotten(database, house, PRAGMAS)
    assert remains(database)  # the log holds what was written before
    reading = sqlite3.connect(database)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM guests").fetchone()
    assert not await db.clean(quiet=True)  # whoever reads meanwhile is not waited for
    reading.close()
    assert await db.clean(quiet=True)
    assert remains(database) == {}
    assert await db.write(lambda conn: len(ledger.all_of(conn, house.id))) == GUESTS
    await db.close()
    assert remains(database) == {}
    seen(PROMISE, injected="a trace in every column", trials=GUESTS)


async def test_a_desk_that_only_deletes_leaves_remains(database: Path, house: House) -> None:
    """Broken on purpose: SQLite as it comes, and nothing is written anew."""
    plain = [one for one in PRAGMAS if not one.startswith("secure_delete")]
    db = await forgotten(database, house, [*plain, "secure_delete=OFF"])
    await db.close()
    assert remains(database)
    seen(PROMISE, injected="deleted and no more", trials=1, violations=1, control=True)


@pytest.fixture
def large(database: Path) -> Path:
    engine = writing_engine(database)
    with engine.begin() as conn:
        conn.exec_driver_sql("CREATE TABLE much (words BLOB)")
        conn.exec_driver_sql("INSERT INTO much VALUES (zeroblob(?))", (12 * MB,))
    engine.dispose()
    return database


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """As on a disk with so much room: what would grow beyond it is refused."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_no_room_to_write_it_anew_is_no_trouble_with_keeping(large: Path) -> None:
    db = File(large)
    with no_file_above(8 * MB):
        assert not await db.clean(quiet=True)
        await db.write(people.ensure_property, "said meanwhile")
        assert db.alive()
    assert await db.clean(quiet=True)
    await db.close()


async def test_without_room_for_it_it_is_not_begun(
    database: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that fills the disk before it fails would be in the way of everything else."""
    db = await forgotten(database, house, PRAGMAS)
    before = shutil.disk_usage(database)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda folder: before._replace(free=0))
        assert not await db.clean(quiet=True)
    assert remains(database)
    assert await db.clean(quiet=True)
    await db.close()


def erased_at(conn: Connection, at: datetime) -> None:
    people.ensure_property(conn, PROPERTY)
    row = {"property_id": PROPERTY, "ref": "E-7F3K", "key": "00", "hash": "00", "by": "guest", "records": 1}
    conn.execute(insert(erasures).values(**row, at=at))


async def test_who_was_erased_by_a_clock_that_ran_ahead_is_gone_from_the_file_at_once(
    database: Path, house: House
) -> None:
    db = File(database)
    await db.write(erased_at, house.now + timedelta(hours=6))
    await Cleaning().look(db, lambda conn: house, now=house.now)
    assert await db.read(ledger.uncleaned, PROPERTY) == 0
    await db.close()


async def test_what_could_not_be_done_is_tried_again_an_hour_later(database: Path, house: House) -> None:
    db, cleaning = File(database), Cleaning()

    async def looked(after: timedelta = timedelta()) -> bool:
        await cleaning.look(db, lambda conn: house, now=house.now + after)
        return await db.read(ledger.uncleaned, PROPERTY) == 0

    await db.write(erased_at, house.now)
    reading = sqlite3.connect(database)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM erasures").fetchone()
    assert not await looked()
    reading.close()
    assert not await looked(timedelta(seconds=5))
    assert await looked(AGAIN)
    await db.close()


WRITES_ASIDE = """
import os
from bot.__main__ import main
main([])
import sqlite3
aside = sqlite3.connect("")  # in a temporary file
aside.execute("PRAGMA cache_size=10")
aside.execute("CREATE TABLE much AS SELECT zeroblob(1000000)")
print([os.path.realpath(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process sees its files")
def test_what_sqlite_puts_aside_lies_on_the_disk_of_the_data_folder(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITES_ASIDE],
        env={"QONAQ_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"'{tmp_path}/" in done.stdout


async def test_on_postgresql_what_was_deleted_is_given_up(postgres: str) -> None:
    """What its own log and backups hold is for whoever runs it: docs/privacy.md says so."""
    db = Postgres(postgres, "lakeside")
    assert await db.clean(quiet=False)
    await db.close()
