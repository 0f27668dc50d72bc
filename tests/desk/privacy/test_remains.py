"""After somebody was erased the database's file and its log hold no byte of theirs."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.db import PRAGMAS, Connection, File
from bot.db.postgres import Postgres
from bot.desk import people
from bot.desk.house import House
from bot.desk.privacy import erase, ledger
from tests.desk.privacy.planted import Planted
from tests.proofs import seen

MARK = b"CANARY"
GUESTS = 3
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


async def test_on_postgresql_what_was_deleted_is_given_up(postgres: str) -> None:
    """What its own log and backups hold is for whoever runs it: docs/privacy.md says so."""
    db = Postgres(postgres, "lakeside")
    assert await db.clean(quiet=False)
    await db.close()
