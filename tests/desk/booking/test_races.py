"""Sixty guests press at once for seven places."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.db import Database, File, writing_engine
from bot.desk.booking import book, holding, refusals
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.schema import metadata
from tests.desk.booking.cast import (
    arrive,
    assert_books_balance,
    later,
    reprinted,
    start_at,
    taken,
    wish,
)

GUESTS, PLACES = 60, 7


@pytest.fixture
def seven(house: House) -> House:
    def seven_canoes(facts: dict[str, Any]) -> None:
        facts["offers"]["canoe"]["options"][0]["capacity"] = str(PLACES)

    return reprinted(house, seven_canoes)


@pytest.fixture
async def database(tmp_path: Path, house: House) -> AsyncIterator[Database]:
    engine = writing_engine(tmp_path / "race.db")
    with engine.begin() as conn:
        metadata.create_all(conn)
        for chat in range(GUESTS):
            arrive(conn, house, chat, f"guest {chat}")
    engine.dispose()
    opened = File(tmp_path / "race.db")
    yield opened
    await opened.close()


async def test_exactly_as_many_win_as_there_are_places(database: Database, seven: House) -> None:
    async def press(guest: int) -> bool:
        try:
            held = await database.write(holding.hold, seven, wish(seven, guest, Party(1)))
            await database.write(holding.confirm, seven, held.id, guest, "desk")
        except refusals.SoldOut:
            return False
        return True

    won = await asyncio.gather(*(press(guest) for guest in range(1, GUESTS + 1)))
    assert sum(won) == PLACES
    await database.read(assert_books_balance, seven)


async def test_a_double_tap_books_once(database: Database, seven: House) -> None:
    asked = wish(seven, 1, Party(2))
    held = await asyncio.gather(*(database.write(holding.hold, seven, asked) for _ in range(10)))
    assert len({one.id for one in held}) == 1
    booked = await asyncio.gather(
        *(database.write(holding.confirm, seven, held[0].id, 1, "desk") for _ in range(10))
    )
    assert len(set(map(repr, booked))) == 1
    assert await database.read(taken, seven, start_at(seven, 10)) == 2


async def test_the_last_minute_ends_in_one_way_only(database: Database, seven: House) -> None:
    """A yes and the timer race at the very moment a hold runs out: the books balance in either order."""
    for round_ in range(10):
        start = start_at(seven, 10, ahead=1 + round_)
        held = await database.write(holding.hold, seven, wish(seven, 1, Party(2), start=start))
        over = later(seven, minutes=15)
        yes = database.write(holding.confirm, over, held.id, 1, "desk")
        timer = database.write(holding.expire, over, held.id)
        await asyncio.gather(*((yes, timer) if round_ % 2 else (timer, yes)))
        booked = await database.read(book.by_id, over, held.id)
        assert booked
        assert (booked.status, booked.reason) == ("CONFIRMED", "late_reclaimed")
        assert await database.read(taken, over, start) == 2
    await database.read(assert_books_balance, seven)


def test_threads_with_connections_of_their_own_do_not_oversell(tmp_path: Path, seven: House) -> None:
    engine = writing_engine(tmp_path / "threads.db", pragmas=("journal_mode=WAL", "busy_timeout=20000"))
    with engine.begin() as conn:
        metadata.create_all(conn)
        guests = [arrive(conn, seven, chat, f"guest {chat}") for chat in range(GUESTS)]
    gate = threading.Barrier(6)

    def press_all(mine: list[int]) -> int:
        gate.wait(timeout=10)
        return sum(_pressed(guest) for guest in mine)

    def _pressed(guest: int) -> bool:
        with engine.connect() as conn:
            try:
                with conn.begin():
                    holding.hold(conn, seven, wish(seven, guest, Party(1)))
            except refusals.SoldOut:
                return False
            return True

    with ThreadPoolExecutor(6) as pool:
        won = sum(pool.map(press_all, [guests[n::6] for n in range(6)]))
    with engine.begin() as conn:
        assert won == taken(conn, seven, start_at(seven, 10)) == PLACES
        assert_books_balance(conn, seven)
    engine.dispose()
