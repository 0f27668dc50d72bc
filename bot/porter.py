"""The porter: goes round once a minute, sees what is not in the books, and has the owners told of it.

What the database cannot keep cannot go out as a letter: then the porter calls the owners himself.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import keepsake
from bot.db import StorageTrouble
from bot.desk import alerts
from bot.desk.rounds import Refused, Round, Seen
from bot.metrics import Watched
from bot.patience import Patience

log = logging.getLogger(__name__)
FIRST = 20.0  # seconds after the opening: what was left open is being worked until then
EVERY = 60.0
AN_HOUR = timedelta(hours=1)
Go = Callable[[Seen, Patience, Mapping[str, datetime]], Awaitable[Round]]


@dataclass
class Porter:
    """`go` keeps a round, `call` speaks to a chat past the database. Several desks have one porter."""

    data: Path
    patience: Patience
    go: Go
    call: Callable[[int, str], Awaitable[None]]
    leads: Callable[[], Awaitable[bool]]
    last_heard: Callable[[], float]  # of the intake, in `seconds`
    off: Callable[[], timedelta | None]
    keeps: Callable[[], bool]  # the database, as far as it knows
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    pause: Callable[[float], Awaitable[None]]
    seen: Seen = field(default_factory=Seen)
    found: Mapping[str, datetime] = field(default_factory=dict)
    _owners: tuple[tuple[int, str], ...] = ()
    _open: frozenset[str] = frozenset()
    _refused: Refused | None = None
    _rounds: int = 0
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.last_heard()

    async def run(self) -> None:
        await self.pause(FIRST)
        while True:
            try:
                await self.round()
            except Exception:  # the watch outlives whatever it watches
                log.exception("a round could not be made")
            await self.pause(EVERY)

    async def round(self) -> None:
        try:
            if not await self.leads():
                return
            self.seen = await self._look()
            done = await self.go(self.seen, self.patience, self.found)
        except StorageTrouble as error:
            await self._cannot_keep(error)
            return
        self.found, self._open, self._owners, self._refused = done.found, done.open, done.owners, None
        self._rounds += 1

    def watched(self) -> Watched:
        """The last round, in figures."""
        off = self.seen.off.total_seconds() if self.seen.off is not None else None
        known = self._open | ({"database"} if self._refused else frozenset())
        troubles = {kind: kind in known for kind in alerts.OVER}
        return Watched(self.seen.free, off, self.seen.copied, troubles)

    async def _look(self) -> Seen:
        if not self.keeps() and self._refused is None:
            self._refused = Refused(self.now())
        free, last = await asyncio.to_thread(_of_the_disk, self.data, self.now())
        return Seen(
            silence=timedelta(seconds=max(0.0, self.seconds() - self.last_heard())),
            heard=self.last_heard() != self._began,
            off=self.off(),
            free=free,
            refused=self._refused,
            copied=last,
            first=self._rounds == 0,
        )

    async def _cannot_keep(self, error: StorageTrouble) -> None:
        log.error("a round cannot be kept: %s", error)
        now = self.now()
        refused = self._refused or Refused(now)
        if self._owners and (refused.told is None or abs(now - refused.told) >= AN_HOUR):
            refused = replace(refused, told=now)
            for chat_id, language in self._owners:
                await self.call(chat_id, language)
        self._refused = refused


def _of_the_disk(data: Path, now: datetime) -> tuple[int | None, datetime | None]:
    """What is free, and when the last good backup was made; a disk that does not answer says nothing."""
    try:
        free: int | None = shutil.disk_usage(data).free
    except OSError:
        free = None
    last: Any = keepsake.known(data, now)
    return free, last.at if last else None
