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

from bot.desk.inbox import GIVE_UP, Row

log = logging.getLogger(__name__)
AT_ONCE = 32
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
        self._idle = asyncio.Event()
        self._idle.set()

    def feed(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._idle.clear()
            if row.chat in self._waiting:
                self._waiting[row.chat].append(row)
            else:
                self._waiting[row.chat] = deque([row])
                self._spawn(self._chat(row.chat))

    @property
    def busy(self) -> bool:
        return bool(self._waiting)

    def backlog(self, chat: str) -> int:
        return len(self._waiting.get(chat, ()))

    async def settled(self) -> None:
        await self._idle.wait()

    async def _chat(self, chat: str) -> None:
        queue = self._waiting[chat]
        while queue:
            async with self._room:
                finished = await self._work(queue[0])
            if finished:
                queue.popleft()
            else:
                await self._pause(min(60.0, 0.2 * 4 ** queue[0].attempts))
        del self._waiting[chat]
        if not self._waiting:
            self._idle.set()

    async def _work(self, row: Row) -> bool:
        """True when the row is off our hands: done, or given up after five attempts."""
        working.set(row)
        try:
            update = Update.de_json(json.loads(row.raw), self._application.bot)
            await self._application.process_update(update)
            if not row.done and row.error is None:
                await self._skip(row)
        except Exception as error:
            row.error = f"{type(error).__name__}: {error}"
            log.exception("update %d failed", row.id)
        if row.done:
            return True
        return await self._failed(row)

    async def _failed(self, row: Row) -> bool:
        try:
            dead = await self._fail(row)
        except Exception:
            log.exception("the failure of update %d could not be kept", row.id)
            dead = False
        row.attempts += 1
        row.error = None
        return dead or row.attempts > 2 * GIVE_UP
