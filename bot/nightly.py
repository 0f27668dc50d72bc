"""A copy of the database each night while the desk is open, at an hour when guests sleep.

It is made by another process: checking and locking it takes seconds, in which nobody's message may wait.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import gently, keepsake
from bot.logs import redacted

log = logging.getLogger(__name__)
HOUR = 4  # on the hotel's clock
EVERY = 300.0  # seconds between looks
AFTER_FAILURE = timedelta(hours=1)
COMMAND = (sys.executable, "-m", "bot", "backup")


@dataclass
class Nightly:
    """`leads` tells which of several desks does it."""

    data: Path
    zone: Callable[[], Awaitable[ZoneInfo]]
    leads: Callable[[], Awaitable[bool]]
    now: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]]
    command: Sequence[str] = COMMAND
    failed_at: datetime | None = None

    async def run(self) -> None:
        while True:
            await self.pause(EVERY)
            try:
                await self.look()
            except Exception:  # the next night is another one
                log.exception("the nightly copy could not be made")
                self.failed_at = self.now()

    async def look(self) -> bool:
        """Make a copy when it is time; whether one was made."""
        now = self.now()
        last = keepsake.known(self.data, now)
        if self.failed_at and abs(now - self.failed_at) < AFTER_FAILURE:  # a clock may go back
            return False
        if last and last.at >= latest_night(now, await self.zone()):
            return False
        return await self.leads() and await self._make()

    async def _make(self) -> bool:
        done = await gently.run(self.command)
        self.failed_at = self.now() if done.code else None
        if done.code:
            log.error("the nightly copy could not be made: %s", redacted(done.why))
        else:
            log.info("a copy was made")
        return not done.code


def latest_night(now: datetime, zone: ZoneInfo) -> datetime:
    """The last time that it was four in the morning."""
    here = now.astimezone(zone)
    four = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return four if four <= here else four - timedelta(days=1)
