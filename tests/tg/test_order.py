"""However long each thing takes, a chat's are worked in its order, and a slow chat holds up no other.

PROVE=1 works two hundred updates of each of two hundred chats.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from telegram import Update

from bot.desk.inbox import Row
from bot.tg import worker
from bot.tg.worker import Worker, working
from tests.proofs import PROVING, seen

CHATS, EACH = (200, 200) if PROVING else (40, 12)
PROMISE = "a chat's updates are worked in order, and no chat waits for another's"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Handlers:
    """What PTB would call; each update takes as long as the dice say, the stuck chat's until it is freed."""

    bot = None

    def __init__(self, seed: int) -> None:
        self.rng, self.done = random.Random(seed), defaultdict[str, list[int]](list)
        self.freed, self.stuck = asyncio.Event(), "5000"

    async def process_update(self, update: Update) -> None:
        row = working.get()
        if row.chat == self.stuck:
            await self.freed.wait()
        for _ in range(self.rng.choice((0, 0, 1, 3, 9))):
            await asyncio.sleep(0)
        self.done[row.chat].append(row.id)
        row.done = True


def row(number: int, chat: int) -> Row:
    raw = {"update_id": number, "message": {"message_id": number, "date": 1, "text": "x"}}
    raw["message"]["chat"] = {"id": chat, "type": "private"}  # type: ignore[index]  # a dict of ours
    return Row(number, str(chat), json.dumps(raw), AT)


def arriving(rng: random.Random) -> list[Row]:
    chats = [5000 + n for n in range(CHATS) for _ in range(EACH)]
    rng.shuffle(chats)
    return [row(number, chat) for number, chat in enumerate(chats, 1)]


class AllAtOnce(Worker):
    """The broken one: whatever comes is begun at once."""

    def feed(self, rows: Sequence[Row]) -> None:
        for one in rows:
            self._spawn(self._alone(one))

    async def _alone(self, one: Row) -> None:
        await self._work(one)


async def _never(row: Row) -> Any:
    raise AssertionError("nothing fails here")


async def worked(kind: type[Worker], seed: int) -> list[str]:
    """What was not in order, and who had to wait for the chat that is stuck."""
    handlers, rng = Handlers(seed), random.Random(seed)
    async with asyncio.TaskGroup() as tasks:
        desk = kind(handlers, spawn=tasks.create_task, skip=_never, fail=_never, pause=asyncio.sleep)  # type: ignore[arg-type]  # all that it asks of PTB
        rows = arriving(rng)
        while rows:
            desk.feed(rows[: (size := rng.randint(1, 100))])
            rows = rows[size:]
            await asyncio.sleep(0)
        others = sum(one.chat != handlers.stuck for one in arriving(random.Random(seed)))
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                await _idle(handlers)
        free = sum(len(done) for chat, done in handlers.done.items() if chat != handlers.stuck)
        handlers.freed.set()
    found = [f"{others - free} waited for another chat"] if free != others else []
    for chat, done in handlers.done.items():
        found += [f"chat {chat}: {a} before {b}" for a, b in pairwise(done) if b < a]
        found += [f"chat {chat}: {len(done)} of {EACH}"] if len(done) != EACH else []
    return found


async def _idle(handlers: Handlers) -> None:
    """Until nothing moves any more but what is stuck."""
    before = -1
    while (now := sum(map(len, handlers.done.values()))) != before:
        before = now
        for _ in range(200):
            await asyncio.sleep(0)


async def test_each_chat_keeps_its_order_and_none_waits_for_another() -> None:
    found = await worked(Worker, 9)
    seen(PROMISE, injected="random delays, one chat stuck", trials=CHATS * EACH, violations=len(found))
    assert found == []


async def test_a_worker_without_order_is_caught() -> None:
    found = await worked(AllAtOnce, 9)
    seen(PROMISE, injected="all at once", trials=CHATS * EACH, violations=len(found), control=True)
    assert any("before" in one for one in found)


async def test_a_worker_with_room_for_one_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "AT_ONCE", 1)
    found = await worked(Worker, 9)
    seen(PROMISE, injected="one at a time", trials=CHATS * EACH, violations=len(found), control=True)
    assert any("waited" in one for one in found)
