"""A timer that fails keeps no other from ringing, even when its failure cannot be written up.

Nor does a clock that was set back.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.config import PROPERTY
from bot.db import Connection, File, StorageTrouble
from bot.desk import chores, people, timers
from bot.desk.cases import danger
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


async def test_a_clock_that_was_set_back_lets_an_alarm_ring_on(db: File, hotel: House) -> None:
    tomorrow = hotel.now + timedelta(days=1)
    await db.write(timers.start, hotel, danger.RING, "1", tomorrow)
    assert await ringing(db, hotel).set_back()
    assert await db.read(lambda conn: timers.due_at(conn, hotel, danger.RING, "1")) == hotel.now


async def test_what_was_due_by_a_clock_that_was_set_back_meanwhile_waits(db: File, hotel: House) -> None:
    """Two reminders of one booking would come at once, and both speak of tomorrow."""
    times = iter([hotel, *[replace(hotel, now=hotel.now - timedelta(days=1))] * 9])
    await Ringing(db, db.write, lambda conn: next(times), lambda: hotel.now).due()
    assert await db.read(lambda conn: timers.due_at(conn, hotel, "quiet", "2")) is not None


async def test_what_the_disk_did_not_take_of_it_is_tried_again(db: File, hotel: House) -> None:
    async def full(use_case: object) -> None:
        raise StorageTrouble("the disk is full")

    assert not await replace(ringing(db, hotel), commit=full).set_back()


@pytest.mark.parametrize(("seconds", "seen"), [(-3600, True), (-1, False), (3600, False)])
def test_a_clock_knows_that_it_was_set_back(seconds: float, *, seen: bool) -> None:
    """Moved by its own hands it was not; somebody has set the computer's."""
    clock = Computers()
    assert not clock.set_back()
    clock.advance(hours=-1)
    assert not clock.set_back()
    clock.shown += timedelta(seconds=seconds)
    assert clock.set_back() is seen
    assert not clock.set_back()


class Computers(Clock):
    """Set by somebody to what is `shown`; the seconds that never go back go on."""

    shown = timedelta()

    def now(self) -> datetime:
        return super().now() + self.shown
