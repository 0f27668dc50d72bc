"""What one use case undoes is its own: whoever commits beside it keeps everything.

PROVE=1 mixes a thousand groups.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db import Connection, File, writing_engine
from tests.proofs import PROVING, seen

GROUPS = 1_000 if PROVING else 20
EACH = 20
KEEP = text("INSERT INTO booked VALUES (:n)")
PROMISE = "what one undoes, nobody else loses"
Book = Callable[[int, bool], Awaitable[None]]


class ChangedMyMind(Exception):
    pass


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[File]:
    engine = writing_engine(tmp_path / "desk.db")
    with engine.begin() as conn:
        conn.exec_driver_sql("CREATE TABLE booked (n INTEGER)")
    engine.dispose()
    opened = File(tmp_path / "desk.db")
    yield opened
    await opened.close()


async def mixed(book: Book, path: Path, groups: int, seed: int) -> list[str]:
    """So many groups at once, of which some are undone; what is not on disk as it was answered."""
    rng, told, undone = random.Random(seed), set[int](), set[int]()

    async def one(number: int, stays: bool) -> None:  # drawn
        try:
            await book(number, stays)
        except ChangedMyMind:
            undone.add(number)
        else:
            told.add(number)

    for group in range(groups):
        numbers = range(group * EACH, (group + 1) * EACH)
        await asyncio.gather(*(one(number, rng.random() < 0.6) for number in numbers))
    with sqlite3.connect(path) as conn:
        found = {n for (n,) in conn.execute("SELECT n FROM booked")}
    conn.close()
    return [f"{n} was told yes and is gone" for n in told - found] + [f"{n} is there" for n in undone & found]


async def test_one_that_is_undone_takes_nobody_along(file: File) -> None:
    async def book(number: int, stays: bool) -> None:  # drawn
        def use_case(conn: Connection) -> None:
            conn.execute(KEEP, {"n": number})
            if not stays:
                raise ChangedMyMind

        await file.write(use_case)

    found = await mixed(book, file.path, GROUPS, 15)
    seen(PROMISE, injected="undone side by side", trials=GROUPS * EACH, violations=len(found))
    assert found == []


async def test_a_connection_that_all_share_is_caught(file: File) -> None:
    """The positive control: one coroutine's rollback erases what another has been told."""
    shared = sqlite3.connect(file.path, isolation_level=None)

    async def book(number: int, stays: bool) -> None:  # drawn
        if not shared.in_transaction:
            shared.execute("BEGIN")
        shared.execute("INSERT INTO booked VALUES (?)", (number,))
        await asyncio.sleep(0)
        if not stays:
            if shared.in_transaction:
                shared.execute("ROLLBACK")
            raise ChangedMyMind
        if shared.in_transaction:
            shared.execute("COMMIT")

    found = await mixed(book, file.path, 20, 15)
    shared.close()
    seen(PROMISE, injected="one connection for all", trials=20 * EACH, violations=len(found), control=True)
    assert any("is gone" in one for one in found)
