"""A timer that fails keeps no other from ringing, even when its failure cannot be written up."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config import PROPERTY
from bot.db import Connection, File
from bot.desk import chores, people, timers
from bot.desk.house import House
from bot.desk.timers import Due
from bot.ringing import AGAIN, Ringing
from tests.desk.conftest import house

__all__ = ["house"]  # a fixture


@pytest.fixture
def hotel(house: House) -> House:
    return replace(house, id=PROPERTY)


@pytest.fixture
async def db(tmp_path: Path, new_file: Path, hotel: House) -> AsyncIterator[File]:
    opened = File(Path(shutil.copy(new_file, tmp_path / "qonaq.db")))

    def ready(conn: Connection) -> None:
        people.ensure_property(conn, PROPERTY)
        timers.start(conn, hotel, "bad", "1", hotel.now - timedelta(minutes=2))
        timers.start(conn, hotel, "quiet", "2", hotel.now - timedelta(minutes=1))

    await opened.write(ready)
    yield opened
    await opened.close()


def ringing(db: File, house: House) -> Ringing:
    return Ringing(db, db.write, lambda conn: house, lambda: house.now)


def broken(conn: Connection, house: House, timer: Due) -> None:
    raise ValueError("a row that nobody foresaw")


@pytest.mark.parametrize("unwritten", [False, True], ids=["written up", "not even that"])
async def test_the_others_ring_and_it_is_tried_again(
    db: File, hotel: House, monkeypatch: pytest.MonkeyPatch, *, unwritten: bool
) -> None:
    monkeypatch.setitem(chores.CHORES, "bad", broken)
    if unwritten:
        monkeypatch.setattr(chores, "failed", broken)
    next_one = await ringing(db, hotel).due()
    assert next_one == hotel.now + AGAIN
    assert await db.read(lambda conn: timers.due_at(conn, hotel, "quiet", "2")) is None


async def test_timers_that_cannot_be_read_are_read_again_later(
    db: File, hotel: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "due", broken)
    assert await ringing(db, hotel).due() is None
