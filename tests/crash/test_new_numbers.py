"""After a quiet week Telegram numbers updates anew, from anywhere: each is received, and once.

The intake is the product's, and so is the table that knows what came before. PROVE=1 starts anew a
thousand times.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.config import PROPERTY
from bot.db import File
from bot.demo.telegram import Floods, Loopback
from bot.desk import inbox, people
from bot.desk.inbox import Arrival
from bot.tg.intake import Intake
from tests.proofs import PROVING, seen

RESTARTS = 1_000 if PROVING else 12
QUIET = timedelta(days=8)
PROMISE = "updates that are numbered anew are all received once"
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class LargestNumber(Intake):
    """The broken one: it confirms by the largest number it has met."""

    largest = 0

    async def _store(self, batch: list[Any]) -> None:
        await super()._store(batch)
        self.largest = max([self.largest, *(one["update_id"] for one in batch)])
        self._offset = self.largest + 1 if self.largest else None


class Quiet:
    """A desk's intake and inbox beside a Telegram whose weeks are quiet."""

    def __init__(self, db: File, rng: Random, patience: float) -> None:
        self.patience = patience
        self.now, self.db, self.rng = START, db, rng
        self.loopback = Loopback(lambda: self.now, floods=Floods.none())
        self.kept: Counter[str] = Counter()
        self.said = 0
        self.used = [self.loopback.updates.tail]

    async def keep(self, arrivals: list[Arrival]) -> None:
        for row in await self.db.write(inbox.store, PROPERTY, arrivals, now=self.now):
            self.kept[json.loads(row.raw)["message"]["text"]] += 1

    def intake(self, kind: type[Intake]) -> Intake:
        return kind(
            f"{self.loopback.url}/bot{self.loopback.token}/getUpdates",
            keep=self.keep,
            rival=_nothing,
            pause=_at_once,
            clock=lambda: 0.0,
            poll=0,
        )

    async def goes_on(self) -> bool:
        """Some updates, a quiet week, and other numbers; whether all of them came."""
        guest = self.loopback.person(1001, "Aygün", language="az")
        last = None
        for _ in range(self.rng.randint(1, 6)):
            self.said += 1
            last = self.loopback.say(guest, f"word {self.said}").update_id
        self.used.append(last or 0)
        try:
            await self.loopback.until(lambda: last in self.loopback.confirmed(), self.patience)
            asked = self.loopback._poll
            await self.loopback.until(
                lambda: self.loopback._poll > asked + 2, self.patience
            )  # in vain, as in any week
        except AssertionError:
            return False
        self.now += QUIET
        await self.db.write(inbox.forget, now=self.now)
        self.loopback.updates.confirmed.clear()
        self.loopback.restart_update_ids(self._anew())
        return True

    def _anew(self) -> int:
        """Lower, higher, or one that was there before."""
        near = self.rng.choice(self.used[-20:])
        drawn = (self.rng.randint(1, 10**6), self.rng.randint(10**8, 2 * 10**9), near, near - 3, near + 2)
        return max(1, self.rng.choice(drawn))


async def _nothing() -> None: ...


async def _at_once(seconds: float) -> None:
    await asyncio.sleep(0)


async def received(
    file: Path, restarts: int, kind: type[Intake], seed: int, patience: float = 5
) -> list[str]:
    """What came twice or never."""
    db = File(file)
    await db.write(people.ensure_property, PROPERTY)
    quiet = Quiet(db, Random(seed), patience)
    await quiet.loopback.open()
    try:
        async with asyncio.TaskGroup() as tasks:
            polling = tasks.create_task(quiet.intake(kind).run())
            for _ in range(restarts):
                if not await quiet.goes_on():
                    break
            polling.cancel()
    finally:
        await quiet.loopback.close()
        await db.close()
    words = (f"word {n + 1}" for n in range(quiet.said))
    return [f"{one} came {quiet.kept[one]} times" for one in words if quiet.kept[one] != 1]


@pytest.fixture
def file(tmp_path: Path, new_file: Path) -> Path:
    return Path(shutil.copy(new_file, tmp_path / "qonaq.sqlite3"))


@pytest.mark.timeout(60 + RESTARTS)
async def test_numbers_that_start_anew_lose_nothing(file: Path) -> None:
    found = await received(file, RESTARTS, Intake, 6)
    seen(PROMISE, injected="numbers start anew after a week", trials=RESTARTS, violations=len(found))
    assert found == []


async def test_an_offset_by_the_largest_number_is_caught(file: Path) -> None:
    found = await received(file, 12, LargestNumber, 6, patience=0.3)
    seen(PROMISE, injected="an offset by the largest", trials=12, violations=len(found), control=True)
    assert found


async def test_numbers_that_are_never_forgotten_are_caught(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "forget", lambda conn, *, now: None)
    found = await received(file, 30, Intake, 6)
    seen(PROMISE, injected="numbers are known for ever", trials=30, violations=len(found), control=True)
    assert found
