"""The desk's database on PostgreSQL: what the desk relies on, and what happens when the server fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import event, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from bot.db import Connection, StorageTrouble
from bot.db import clerk as clerks
from bot.db import postgres as shared
from bot.db.postgres import Postgres
from bot.schema import properties


@asynccontextmanager
async def opened(url: str, hotel: str = "lakeside") -> AsyncIterator[Postgres]:
    database = Postgres(url, hotel)
    yield database
    await database.close()


@pytest.fixture
async def database(postgres: str) -> AsyncIterator[Postgres]:
    async with opened(postgres) as one:
        yield one


@pytest.fixture
async def other(postgres: str) -> AsyncIterator[Postgres]:
    """Another process on the same database, as far as it can tell."""
    async with opened(postgres) as one:
        yield one


def add(conn: Connection, name: str) -> str:
    conn.execute(insert(properties).values(id=name))
    return name


def names(conn: Connection) -> list[str]:
    return list(conn.execute(select(properties.c.id).order_by(properties.c.id)).scalars())


async def test_each_use_case_stands_for_itself_in_a_group(database: Postgres) -> None:
    def refuse(conn: Connection) -> None:
        add(conn, "refused")
        raise LookupError("refused")

    results = await asyncio.gather(
        database.write(add, "a"), database.write(refuse), database.write(add, "b"),
        database.write(add, "a"), database.note(add, "c"), return_exceptions=True,
    )  # fmt: skip
    assert [type(one).__name__ for one in results] == ["str", "LookupError", "str", "IntegrityError", "str"]
    assert await database.read(names) == ["a", "b", "c"]


async def test_a_look_cannot_write(database: Postgres) -> None:
    with pytest.raises(StorageTrouble, match="read-only"):
        await database.read(add, "a")


async def test_who_looks_first_and_writes_then_is_right_on_two_desks(
    database: Postgres, other: Postgres
) -> None:
    """Use cases of a hotel follow one another, so that nobody decides by what another has just changed."""
    await database.write(add, "0")

    def count(conn: Connection) -> None:
        highest = conn.execute(select(func.max(func.length(properties.c.id)))).scalar_one()
        conn.execute(update(properties).values(id="0" * (highest + 1)))

    await asyncio.gather(*(one.write(count) for one in (database, other) for _ in range(20)))
    assert await database.read(names) == ["0" * 41]


async def test_without_the_hotels_lock_they_are_wrong(
    database: Postgres, other: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: both look, then both write."""
    await database.write(add, "0")
    monkeypatch.setattr(clerks, "take_turn", lambda conn, hotel: None)
    both = threading.Barrier(2)

    def count(conn: Connection) -> None:
        highest = conn.execute(select(func.max(func.length(properties.c.id)))).scalar_one()
        both.wait(10)
        conn.execute(update(properties).values(id="0" * (highest + 1)))

    await asyncio.gather(database.write(count), other.write(count))
    assert await database.read(names) == ["00"]


async def test_a_conflict_or_deadlock_runs_the_whole_use_case_again(database: Postgres) -> None:
    tries: list[int] = []

    def fail_twice(conn: Connection) -> str:
        add(conn, "kept once")
        tries.append(1)
        if len(tries) < 3:
            state = "40001" if len(tries) == 1 else "40P01"
            conn.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '{state}'; END $$"))
        return "done"

    assert await database.write(fail_twice) == "done"
    assert (len(tries), await database.read(names)) == (3, ["kept once"])


async def test_what_never_goes_well_is_given_up(database: Postgres) -> None:
    def always(conn: Connection) -> None:
        conn.execute(text("DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$"))

    with pytest.raises(StorageTrouble):
        await database.write(always)
    assert not database.alive()


class Ended(BaseException):
    """Whoever raises it wants the program to end."""


async def test_what_would_end_the_program_is_heard_and_the_next_is_done(database: Postgres) -> None:
    def end(conn: Connection) -> None:
        add(conn, "undone")
        raise Ended

    async with asyncio.timeout(10):
        with pytest.raises(Ended):
            await database.write(end)
        await database.write(add, "a")
    assert (database.alive(), await database.read(names)) == (True, ["a"])


async def test_connections_that_died_are_made_again(database: Postgres, other: Postgres) -> None:
    await asyncio.gather(database.write(add, "before"), *(database.read(names) for _ in range(8)))
    await other.read(throw_out_the_others)
    assert await database.read(names) == ["before"]
    await database.write(add, "later")
    assert await database.read(names) == ["before", "later"]


def throw_out_the_others(conn: Connection) -> None:
    conn.execute(text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    ))  # fmt: skip


async def test_a_connection_that_dies_in_a_use_case_costs_nothing(database: Postgres) -> None:
    died: list[int] = []

    def die_once(conn: Connection) -> str:
        add(conn, "once")
        if not died:
            died.append(1)
            conn.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return "done"

    assert await database.write(die_once) == "done"
    assert await database.read(names) == ["once"]


async def test_a_server_that_is_not_there_is_storage_trouble() -> None:
    async with opened("postgresql://nobody@127.0.0.1:1/nothing") as nowhere:
        for ask in (nowhere.write, nowhere.read, nowhere.note, nowhere.keep):
            with pytest.raises(StorageTrouble):
                await ask(names)
        assert not nowhere.alive()


async def test_who_finds_no_free_connection_waits_and_then_hears_it(
    database: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared, "PATIENCE", 0.2)
    gate = threading.Event()

    def look_long(conn: Connection) -> bool:
        return gate.wait(10)

    looks = [asyncio.ensure_future(database.read(look_long)) for _ in range(shared.LOOKS)]
    await _until(database._free.locked)
    with pytest.raises(StorageTrouble, match="busy"):
        await database.read(names)
    gate.set()
    assert all(await asyncio.gather(*looks))
    assert await database.read(names) == []


async def test_closing_waits_for_a_look_whose_asker_has_gone(postgres: str) -> None:
    """Its connection would come back to a pool that nobody closes any more."""
    begun, disposed = threading.Event(), threading.Event()
    seen: list[bool] = []

    def look_long(conn: Connection) -> None:
        begun.set()
        seen.append(disposed.wait(0.3))

    async with opened(postgres) as database:
        event.listen(database._engine, "engine_disposed", lambda engine: disposed.set())
        asker = asyncio.ensure_future(database.read(look_long))
        await _until(begun.is_set)
        asker.cancel()
    assert (disposed.is_set(), seen) == (True, [False])


async def test_what_was_noted_is_there_for_everybody_after_sync(database: Postgres, other: Postgres) -> None:
    await database.note(add, "noted")
    await database.sync()
    assert await other.read(names) == ["noted"]


async def test_the_dead_are_not_counted_among_the_present(database: Postgres, other: Postgres) -> None:
    heard: list[str] = []
    database.presence.heard = heard.append
    await other.presence.open()
    await database.presence.open()
    assert database.presence.present == {database.presence.number, other.presence.number}
    listening = asyncio.ensure_future(database.presence.run())
    await other.write(lambda conn: other.presence.tell(conn, "letters"))
    await _until(lambda: "letters" in heard)
    await other.presence.close()
    await _until(lambda: database.presence.alone)
    listening.cancel()


async def test_a_desk_whose_presence_was_cut_comes_back_under_its_number(
    database: Postgres, other: Postgres
) -> None:
    await database.presence.open()
    listening = asyncio.ensure_future(database.presence.run())
    heard: list[str] = []
    database.presence.heard = heard.append
    await other.read(throw_out_the_others)
    await _until(lambda: len(heard) >= 2)  # gone, and there again
    assert database.presence.here
    listening.cancel()


async def _until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  # what comes from outside rings no bell here
            await asyncio.sleep(0.01)


def test_a_driver_error_keeps_no_words_of_guests(postgres: str) -> None:
    engine = shared.engine_at(postgres)
    with engine.connect() as conn, pytest.raises(DBAPIError) as caught:
        conn.execute(text("SELECT CAST(:words AS integer) / 0"), {"words": "0"})
    engine.dispose()
    assert "hidden" in str(caught.value)
