"""qonaq rooms: a link a room, and none of the earlier ones works afterwards."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from bot import ledger
from bot.config import Config
from bot.demo.telegram import DEMO_TOKEN, Floods, Loopback
from bot.desk import rooms
from bot.schema import room_links
from tests.console.conftest import TOKEN, Terminal


def printed(terminal: Terminal) -> dict[str, str]:
    return dict(line.split("\t") for line in terminal.out.splitlines())


def kept(terminal: Terminal) -> dict[str, str]:
    with ledger.looking(Config.read(terminal.environ)) as conn:
        return {row.hash: row.room for row in conn.execute(select(room_links))}


def test_every_room_gets_a_link_of_its_own(terminal: Terminal) -> None:
    assert terminal("rooms", "--bot", "@LakesideBot") == 0
    made = printed(terminal)
    assert list(made) == [*map(str, range(201, 219)), "305"]
    assert len(set(made.values())) == len(made)
    token = made["214"].removeprefix("https://t.me/LakesideBot?start=")
    assert token.isalnum()
    assert kept(terminal)[rooms.digest(token)] == "214"
    assert token not in str(kept(terminal)), "the database holds no token"


def test_running_it_again_ends_the_codes_made_before(terminal: Terminal) -> None:
    terminal("rooms", "--bot", "LakesideBot")
    before = kept(terminal)
    terminal("rooms", "--bot", "LakesideBot")
    assert len(kept(terminal)) == len(before)
    assert not set(kept(terminal)) & set(before)


def test_without_a_name_and_a_token_it_asks_for_one(terminal: Terminal, data: Path) -> None:
    assert terminal("rooms") == 2
    assert "--bot NAME" in terminal.err
    assert terminal("rooms", "--bot", "not a name!") == 2
    assert not data.exists(), "nothing was rotated"


def test_a_telegram_that_is_silent_rotates_nothing(terminal: Terminal, data: Path) -> None:
    terminal.environ |= {"QONAQ_TELEGRAM_TOKEN": TOKEN, "QONAQ_TELEGRAM_API": "http://127.0.0.1:9"}
    assert terminal("rooms") == 1
    assert "Telegram does not answer" in terminal.err
    assert not data.exists()


async def test_telegram_is_asked_for_the_name(terminal: Terminal) -> None:
    import asyncio
    from datetime import UTC, datetime

    loopback = Loopback(lambda: datetime(2026, 11, 20, tzinfo=UTC), floods=Floods.none())
    await loopback.open()
    try:
        terminal.environ |= {"QONAQ_TELEGRAM_TOKEN": DEMO_TOKEN, "QONAQ_TELEGRAM_API": loopback.url}
        assert await asyncio.to_thread(terminal, "rooms") == 0
    finally:
        await loopback.close()
    assert all(line.startswith("https://t.me/") for line in printed(terminal).values())
