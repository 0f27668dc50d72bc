"""A start on a full disk: the desk waits, says so, and opens by itself when there is room again.

A catalog with mistakes is nothing to wait for.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import doors, health, unlocking
from bot.app import serve
from bot.db import StorageTrouble
from bot.wayback import NoStart
from tests.hotel import Hotel, Phone


class Disk:
    """It refuses the first write until it has been looked at from outside."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.prepare, self.answer = doors.prepare, health.answer
        self.full, self.refused = True, 0
        self.address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        monkeypatch.setattr(unlocking, "AGAIN", 0.001)
        monkeypatch.setattr(doors, "prepare", self._prepares)
        monkeypatch.setattr(health, "answer", self._answers)

    def _prepares(self, *facts: Any, **more: Any) -> Any:
        hotel = self.prepare(*facts, **more)
        if self.full:
            self.refused += 1
            raise StorageTrouble("database or disk is full")
        return hotel

    async def _answers(self, *facts: Any) -> tuple[Any, str]:
        runner, address = await self.answer(*facts)
        if not self.address.done():
            self.address.set_result(address)
        return runner, address


@pytest.fixture
async def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


async def looks(disk: Disk) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{await disk.address}/healthz") as answer,
    ):
        return answer.status, await answer.json()


async def test_a_desk_on_a_full_disk_waits_and_says_so(hotel: Hotel, chiara: Phone, disk: Disk) -> None:
    async def makes_room() -> None:
        assert await looks(disk) == (503, {"database": False})
        disk.full = False

    room = asyncio.ensure_future(makes_room())
    async with hotel.open():
        await chiara.says("/start")
        await chiara.sees("and welcome to")
    await room
    assert disk.refused


async def test_a_desk_that_waits_for_its_disk_ends_when_told(hotel: Hotel, disk: Disk) -> None:
    stop = asyncio.Event()
    desk = asyncio.ensure_future(serve(hotel.config(), clock=hotel.clock, stop=stop))
    await looks(disk)
    stop.set()
    await asyncio.wait_for(desk, 30)


async def test_the_first_start_with_a_catalog_with_mistakes_says_them_and_ends(
    hotel: Hotel, tmp_path: Path
) -> None:
    hotel.catalog, hotel.folder = tmp_path / "catalog", tmp_path / "new"
    hotel.catalog.mkdir()
    (hotel.catalog / "hotel.yaml").write_text("name: [")
    with pytest.raises(NoStart, match=r"hotel\.yaml"):
        await asyncio.wait_for(serve(hotel.config(), clock=hotel.clock, stop=asyncio.Event()), 30)
