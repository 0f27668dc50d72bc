"""Works the inbox: each chat in order, chats side by side. Trusts the row, not the dispatcher."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextvars import ContextVar
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.db import StorageTrouble
from bot.desk.inbox import GIVE_UP, Row
from bot.logs import about
from bot.tg import shape

log = logging.getLogger(__name__)
AT_ONCE = 32
UNKEPT = 2.0  # seconds until an update is tried again that only the disk has stopped
working: ContextVar[Row] = ContextVar("working")
Spawn = Callable[[Coroutine[Any, Any, None]], object]


class Worker:
    """Rows come in by `feed`; `skip` marks done what no handler wanted, `fail` counts a failed attempt."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        *,
        spawn: Spawn,
        skip: Callable[[Row], Awaitable[None]],
        fail: Callable[[Row], Awaitable[bool]],
        pause: Callable[[float], Awaitable[None]],
    ) -> None:
        self._application = application
        self._spawn = spawn
        self._skip = skip
        self._fail = fail
        self._pause = pause
        self._waiting: dict[str, deque[Row]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self.rested: Callable[[str], None] = lambda chat: None  # told when a chat has nothing more to do
        self._idle = asyncio.Event()
        self._idle.set()
        self._worked = asyncio.Event()  # rung whenever a row is off our hands

    def feed(self, rows: Sequence[Row]) -> None:
        """In order. What is fed twice waits once."""
        for row in rows:
            self._idle.clear()
            if row.chat in self._waiting:
                queue = self._waiting[row.chat]
                if row.id not in {one.id for one in queue}:
                    queue.append(row)
            else:
                self._waiting[row.chat] = deque([row])
                self._spawn(self._chat(row.chat))

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    @property
    def chats(self) -> int:
        return len(self._waiting)

    def backlog(self, chat: str) -> int:
        return len(self._waiting.get(chat, ()))

    async def settled(self) -> None:
        await self._idle.wait()

    async def done(self, rows: Sequence[Row]) -> None:
        """Return when all of them are done."""
        while not all(row.done for row in rows):
            self._worked.clear()
            await self._worked.wait()

    async def _chat(self, chat: str) -> None:
        queue = self._waiting[chat]
        while queue:
            async with self._room:
                again_in = await self._work(queue[0])
            self._worked.set()
            if again_in is None:
                queue.popleft()
            else:
                await self._pause(again_in)
        del self._waiting[chat]
        self.rested(chat)
        if not self._waiting:
            self._idle.set()

    async def _work(self, row: Row) -> float | None:
        """None when the row is off our hands: done, or given up after five attempts; else seconds to wait."""
        working.set(row)
        row.error, row.unkept = None, False
        update = self._read(row)
        if update is None:
            return await self._failed(row)
        try:
            await self._application.process_update(update)
            if not row.done and row.error is None:
                await self._skip(row)
        except Exception as error:
            row.error, row.unkept = f"{type(error).__name__}: {error}", isinstance(error, StorageTrouble)
            log.exception("an update failed", extra=about(update=row.name))
        return None if row.done else await self._failed(row)

    def _read(self, row: Row) -> Update | None:
        """What PTB makes of the raw update; what it cannot read today it cannot read tomorrow."""
        try:
            raw = json.loads(row.raw)
            if fault := next(shape.wrong(raw), None):
                raise ValueError(fault)
            return Update.de_json(raw, self._application.bot)
        except Exception as error:
            log.warning("an update cannot be read: %s", error, extra=about(update=row.name))
            row.poison, row.error = True, f"unreadable: {type(error).__name__}: {error}"
            return None

    async def _failed(self, row: Row) -> float | None:
        """Count it, unless the disk is to blame: then the row waits for as long as it takes."""
        if row.unkept:
            return UNKEPT
        try:
            dead = await self._fail(row)
        except StorageTrouble as error:
            log.error("a failure cannot be kept: %s", error, extra=about(update=row.name))
            return UNKEPT
        except Exception:
            log.exception("a failure could not be kept", extra=about(update=row.name))
            dead = False
        row.attempts += 1
        if dead or row.attempts > 2 * GIVE_UP:
            return None
        return min(60.0, 0.2 * 4.0**row.attempts)
