"""Many want the same three boats at once, for half a day, a day or a week: three of them get one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.db import Database, File, writing_engine
from bot.desk.booking import holding, refusals
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.booking.sessions import midnight
from bot.schema import metadata
from tests.desk.booking.cast import arrive, assert_books_balance
from tests.desk.booking.modes import BOATS, hotel_in

HOUSE = hotel_in("Asia/Baku", datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
DAY = date(2026, 11, 21)
GUESTS = 45
WAYS = {
    "half": HOUSE.moment(DAY, time(9)).astimezone(UTC),
    "day": midnight(HOUSE, DAY),
    "week": midnight(HOUSE, DAY),
}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    engine = writing_engine(tmp_path / "race.db")
    with engine.begin() as conn:
        metadata.create_all(conn)
        for chat in range(GUESTS):
            arrive(conn, HOUSE, chat, f"guest {chat}")
    engine.dispose()
    opened = File(tmp_path / "race.db")
    yield opened
    await opened.close()


async def test_as_many_win_as_there_are_boats_however_long_they_want_them(database: Database) -> None:
    async def press(guest: int) -> bool:
        option = list(WAYS)[guest % 3]
        wish = Wish(f"{guest}", guest, "boat", option, WAYS[option], Party(1))
        try:
            held = await database.write(holding.hold, HOUSE, wish)
            await database.write(holding.confirm, HOUSE, held.id, guest, "desk")
        except refusals.SoldOut:
            return False
        return True

    won = await asyncio.gather(*(press(guest) for guest in range(1, GUESTS + 1)))
    assert sum(won) == BOATS
    await database.read(assert_books_balance, HOUSE)
