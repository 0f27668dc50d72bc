"""Several desks on one database: what arrives is kept by whoever gets it and worked by one of them.

A chat belongs to one desk while that desk has something to do for it. What a desk leaves behind when it dies
is found by the others within seconds: each looks every second, and at once when it is told or sees one go.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.db import Connection, StorageTrouble
from bot.desk import inbox, turns
from bot.desk.inbox import Arrival, Row
from bot.tg.worker import AT_ONCE, Worker

if TYPE_CHECKING:
    from bot.db.postgres import Postgres

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds
SHARE = 8  # chats at a time, while there are others to take the rest


class Together:
    """Feeds the worker with chats that no other desk works."""

    def __init__(self, db: Postgres, property_id: str, worker: Worker, now: Callable[[], datetime]) -> None:
        self._db, self._property, self._worker, self._now = db, property_id, worker, now
        self._desks = db.presence
        self._ours: set[str] = set()
        self._one = asyncio.Lock()  # giving a chat back must not meet an arrival for it
        self._wake = asyncio.Event()
        self._crowded = False
        worker.rested = self._rested

    def look(self) -> None:
        """There may be something to take."""
        self._wake.set()

    async def keep(self, arrivals: Sequence[Arrival]) -> int:
        """On disk, and worked here or by another desk; how many were new."""
        async with self._one:
            stored, rows = await self._db.keep(self._store, arrivals)
            self._feed(rows)
        return stored

    def _store(self, conn: Connection, arrivals: Sequence[Arrival]) -> tuple[int, list[Row]]:
        self._db.in_line(conn)
        stored = inbox.store(conn, self._property, arrivals, now=self._now())
        chats = list(dict.fromkeys(row.chat for row in stored))
        busy = [chat for chat in chats if self._worker.backlog(chat)]
        others = [chat for chat in chats if chat not in busy]
        rows = turns.take(conn, self._property, self._desks.number, [*busy, *others[: self._room()]])
        if set(chats) - {row.chat for row in rows}:
            self._crowded = True
            self._desks.tell(conn, "inbox")
        return len(stored), rows

    async def run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self.sweep()
            except StorageTrouble as error:
                log.error("the inbox cannot be read: %s", error)
            except Exception:  # the next look may do better
                log.exception("the inbox cannot be looked over")
            try:
                async with asyncio.timeout(LOOK):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def sweep(self) -> None:
        """Give back the chats that rest, and take what nobody works."""
        async with self._one:
            resting = sorted(chat for chat in self._ours if not self._worker.backlog(chat))
            rows = await self._db.keep(self._swap, resting)
            self._ours.difference_update(resting)
            self._feed(rows)

    def _swap(self, conn: Connection, resting: list[str]) -> list[Row]:
        self._db.in_line(conn)
        me, room = self._desks.number, self._room()
        if resting:
            turns.give_back(conn, self._property, me, resting)
        found = turns.free(conn, self._property, me, most=max(1, room))
        self._crowded = len(found) >= room
        return turns.take(conn, self._property, me, found[:room]) if found and room else []

    def _feed(self, rows: Sequence[Row]) -> None:
        self._ours.update(row.chat for row in rows)
        self._worker.feed(rows)

    def _rested(self, chat: str) -> None:
        """A chat is done: there is room for one that waits."""
        if self._crowded:
            self._wake.set()

    def _room(self) -> int:
        most = 4 * AT_ONCE if self._desks.alone else SHARE
        return max(0, most - self._worker.chats)

    async def may_poll(self) -> bool:
        """Of several desks one asks Telegram for updates; another takes over when it is gone."""
        return self._desks.here and await self._db.keep(self._post, turns.POLLER)

    def _post(self, conn: Connection, post: str) -> bool:
        mine = self._property, post, self._desks.number
        return turns.has_post(conn, *mine) or turns.apply(conn, *mine)

    def _leave(self, conn: Connection) -> None:
        self._db.in_line(conn)
        turns.leave(conn, self._property, self._desks.number)

    async def leave(self) -> None:
        """Closing: what we have is free at once."""
        try:
            await self._db.keep(self._leave)
        except StorageTrouble as error:
            log.warning("the other desks will notice by themselves that we are gone: %s", error)
