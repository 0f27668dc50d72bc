"""The drill: guests at work, a copy, the disaster, another computer; nothing old is said again."""

from __future__ import annotations

import asyncio
import hashlib
import io
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.pool import NullPool

from bot import copies, errands, ledger, migrate
from bot.console.call import Call
from bot.console.commands import run
from bot.demo.telegram import Sent
from bot.desk import outbox
from bot.say import say, text
from bot.schema import inbox, letters, metadata, posts, timers, turns
from tests.crash.rot import content
from tests.hotel import WAIT, Desk, Hotel, Phone, plain
from tests.postgres import binaries
from tests.proofs import seen

PROMISE = "after a restore the hotel is as it was at one moment, and nothing old is said again"
# What was still open is put aside by the restore; who works what lasts as long as the desk.
OPEN = {letters.name, inbox.name, timers.name, turns.name, posts.name}


def told(hotel: Hotel, *words: str) -> str:
    """A command as the owner types it; what it said. It must go well."""
    out, environ = io.StringIO(), {"QONAQ_DATA_DIR": str(hotel.folder)}
    if hotel.database:
        environ["QONAQ_DATABASE_URL"] = hotel.database
    code = run(words, Call(environ, io.StringIO(), out, out, hotel.clock.now))
    assert code == 0, out.getvalue()
    return out.getvalue()


def sums(conn: Connection) -> dict[str, str]:
    """Each table that a restore leaves alone: how many rows, and what is in them."""
    found = {}
    for table in metadata.sorted_tables:
        if table.name not in OPEN:
            rows = sorted(repr(tuple(row)) for row in conn.execute(select(table)))
            found[table.name] = f"{len(rows)} rows, {hashlib.sha256(repr(rows).encode()).hexdigest()}"
    return found


def standing(hotel: Hotel) -> dict[str, str]:
    with ledger.looking(hotel.config()) as conn:
        return sums(conn)


def of_copy(path: Path) -> dict[str, str]:
    engine = create_engine("sqlite://", creator=lambda: migrate.looking(path), poolclass=NullPool)
    with engine.connect() as conn:
        return sums(conn)


def put_off(hotel: Hotel, guest: Phone, conn: Connection) -> None:
    """A letter that Telegram wants later."""
    house = errands.house(conn, hotel.clock.now())
    outbox.send(conn, house, guest.person.user_id, say(text("front.home")))
    conn.execute(letters.update().where(letters.c.state == "new").values(not_before=house.later(600)))


def said_to_guests(hotel: Hotel) -> int:
    return sum(len(Phone(hotel, name).from_bot()) for name in ("Aygün", "Bence"))


async def working(hotel: Hotel, aygun: Phone, dana: Desk) -> None:
    await aygun.says("There is no hot water in room 214")
    await dana.sees_case(about="hot water")
    await hotel.settled()
    assert hotel.running
    await hotel.running.db.write(lambda conn: put_off(hotel, aygun, conn))


def staff_read(hotel: Hotel, words: str) -> Sent | None:
    found = (one for one in hotel.loopback.chat(hotel.group) if words in plain(one))
    return next(found, None)


async def goes_on(hotel: Hotel, bence: Phone) -> None:
    """Elsewhere, five hours later: nobody hears anything old, staff know, and new questions have answers."""
    before = said_to_guests(hotel)
    async with hotel.open():
        await hotel.loopback.until(lambda: staff_read(hotel, "I was set back to"), WAIT)
        await hotel.settled()
        assert said_to_guests(hotel) == before
        await bence.says("What time is breakfast?")
        await bence.sees("07:30")


async def test_on_another_computer(
    hotel: Hotel, aygun: Phone, bence: Phone, dana: Desk, tmp_path: Path
) -> None:
    hotel.database, kept, moments = None, tmp_path / "another disk", set[str]()
    async with hotel.open():
        await working(hotel, aygun, dana)
        assert hotel.running
        path = hotel.config().database
        hotel.running.db.watch(lambda jobs, seconds: moments.add(content(path)))
        moments.add(content(path))  # nothing may be written before the copy
        for words in ("Hello", "What time is breakfast?", "Is the pool open in the evening?"):
            await bence.says(words)  # while the copy is made
        assert "whole" in await asyncio.to_thread(told, hotel, "backup", str(kept))
        await hotel.settled()
        await bence.says("/bookings")
        await hotel.settled()
    (copy,) = copies.listed(kept)
    assert content(copy.path) in moments, "one moment of its history"
    shutil.rmtree(hotel.folder)
    hotel.folder = tmp_path / "another computer"
    hotel.clock.advance(hours=5)
    assert "will not be sent again" in told(hotel, "restore", str(kept))
    assert standing(hotel) == of_copy(copy.path)
    await goes_on(hotel, bence)
    seen(PROMISE, injected="the data folder is gone (SQLite)", trials=1)


async def test_on_another_server(
    hotel: Hotel,
    aygun: Phone,
    bence: Phone,
    dana: Desk,
    tmp_path: Path,
    postgres: str,
    empty_postgres: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if found := binaries():
        monkeypatch.setenv("PATH", str(found), prepend=":")
    hotel.database = postgres
    async with hotel.open():
        await working(hotel, aygun, dana)
        before = standing(hotel)
        assert "whole" in await asyncio.to_thread(told, hotel, "backup", str(tmp_path / "kept"))
        await bence.says("What time is breakfast?")
        await hotel.settled()
        assert standing(hotel) != before, "the control: the hotel has gone on"
    hotel.database, hotel.folder = empty_postgres, tmp_path / "another computer"
    hotel.clock.advance(hours=5)
    assert "will not be sent again" in told(hotel, "restore", str(tmp_path / "kept"))
    assert standing(hotel) == before
    await goes_on(hotel, bence)
    seen(PROMISE, injected="the server is gone (PostgreSQL)", trials=1)


async def test_a_restore_that_puts_nothing_aside_is_noticed(
    hotel: Hotel, aygun: Phone, dana: Desk, tmp_path: Path
) -> None:
    """The positive control: only the file comes back, and the old letter goes out."""
    hotel.database, kept = None, tmp_path / "kept"
    async with hotel.open():
        await working(hotel, aygun, dana)
        await asyncio.to_thread(told, hotel, "backup", str(kept))
    shutil.rmtree(hotel.folder)
    hotel.folder = tmp_path / "another computer"
    hotel.folder.mkdir()
    hotel.clock.advance(hours=12)
    migrate.copy(copies.listed(kept)[0].path, hotel.config().database)
    before = said_to_guests(hotel)
    async with hotel.open():
        await hotel.settled()
        assert said_to_guests(hotel) > before
    seen(PROMISE, injected="the file alone comes back", trials=1, violations=1, control=True)
