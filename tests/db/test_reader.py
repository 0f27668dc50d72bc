"""Reads see one state of the database, cannot change it, and give what a write would be given."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import bindparam, insert, select

from bot import migrate
from bot.db import Connection, File, StorageTrouble
from bot.db.reader import Readers
from bot.schema import guests

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAMES = select(guests.c.name).where(guests.c.property_id == bindparam("p")).order_by(guests.c.id)


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[File]:
    migrate.upgrade(tmp_path / "desk.db")
    opened = File(tmp_path / "desk.db")
    yield opened
    await opened.close()


def arrive(conn: Connection, name: str, chat: int) -> None:
    facts = {"property_id": "h", "chat_id": chat, "name": name, "language": "az", "created_at": AT}
    conn.execute(insert(guests).values(facts))


def names(conn: Connection) -> list[str]:
    return list(conn.execute(NAMES, {"p": "h"}).scalars())


def whole(conn: Connection, chats: list[int]) -> list[dict[str, object]]:
    found = conn.execute(select(guests).where(guests.c.chat_id.in_(chats)))
    return [dict(row) for row in found.mappings()]


async def test_what_was_written_is_read(file: File) -> None:
    await file.write(arrive, "Aygün", 7)
    assert await file.read(names) == ["Aygün"]
    (row,) = await file.read(whole, [7, 8])
    assert row["created_at"] == AT
    assert row["verified"] is False
    assert row["party"] is None


async def test_a_look_cannot_write_and_the_next_look_is_well(file: File) -> None:
    with pytest.raises(StorageTrouble, match="readonly"):
        await file.read(arrive, "Bence", 8)
    assert await file.read(names) == []


async def test_a_look_at_a_file_that_cannot_be_opened_is_trouble_with_storage(file: File) -> None:
    """As with too many open files: whoever looks tries again, and gives nothing up."""
    aside = file.path.rename(file.path.with_name("aside"))
    file.path.mkdir()
    with pytest.raises(StorageTrouble, match="unable to open"):
        await file.read(names)
    file.path.rmdir()
    aside.rename(file.path)
    assert await file.read(names) == []


async def test_what_a_looking_function_raises_stays_what_it_is(file: File) -> None:
    def wrong(conn: Connection) -> None:
        raise LookupError("no such guest")

    with pytest.raises(LookupError, match="no such guest"):
        await file.read(wrong)


async def test_a_look_sees_one_state_from_start_to_end(file: File) -> None:
    loop = asyncio.get_running_loop()
    await file.write(arrive, "Aygün", 7)
    seen = asyncio.Event()

    def twice(conn: Connection) -> tuple[list[str], list[str]]:
        first = names(conn)
        loop.call_soon(seen.set)
        while len(held) < 1:  # each round gives the loop its turn
            names(conn)
        return first, names(conn)

    held: list[None] = []

    async def meanwhile() -> None:
        await seen.wait()
        await file.write(arrive, "Bence", 8)
        held.append(None)

    looked, _ = await asyncio.gather(file.read(twice), meanwhile())
    assert looked == (["Aygün"], ["Aygün"])
    assert await file.read(names) == ["Aygün", "Bence"]


async def test_many_may_look_at_once(file: File) -> None:
    await file.write(arrive, "Aygün", 7)
    assert await asyncio.gather(*(file.read(names) for _ in range(20))) == [["Aygün"]] * 20


async def test_a_look_that_is_given_up_leaves_nothing_behind(file: File) -> None:
    def endless(conn: Connection) -> None:
        while True:
            names(conn)

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(file.read(endless), 0.05)
    assert await file.read(names) == []


async def test_giving_up_at_any_moment_leaves_no_connection_open(file: File) -> None:
    """A connection that nobody closes warns when it is forgotten, and warnings are errors here."""
    for turns in range(0, 240, 4):
        readers = Readers(file.path)
        looking = asyncio.ensure_future(readers.read(names))
        for _ in range(turns):
            await asyncio.sleep(0)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await readers.close()
    gc.collect()


async def test_a_look_that_outlives_the_database_closes_its_connection(file: File) -> None:
    held = asyncio.Event()
    go_on: list[None] = []

    def slow(conn: Connection) -> None:
        held.set()
        while not go_on:
            names(conn)

    looking = asyncio.ensure_future(file.read(slow))
    await held.wait()
    await file.close()
    go_on.append(None)
    await looking
    gc.collect()
