"""The clocks of the desk: whatever is due rings, each by itself, and none keeps the others from ringing."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.config import PROPERTY
from bot.db import Connection, Database, StorageTrouble
from bot.desk import chores, timers
from bot.desk.house import House
from bot.desk.timers import Due
from bot.logs import about

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=1)  # after one that failed, and could not even be written up


@dataclass(frozen=True)
class Ringing:
    """`commit` is the sender's: what a timer owes is sent at once."""

    db: Database
    commit: Callable[..., Awaitable[Any]]
    house: Callable[[Connection], House]
    now: Callable[[], datetime]

    async def due(self) -> datetime | None:
        """Fire what is due; when the next one is, None when that cannot be told."""
        try:
            while found := await self.db.write(self._due):
                for timer in found:
                    await self._fire(timer)
            return await self.db.write(timers.next_due, PROPERTY)
        except StorageTrouble as error:
            log.error("timers cannot be worked: %s", error)
        except Exception:  # the next look may do better
            log.exception("timers cannot be worked")
        return None

    async def set_back(self) -> bool:
        """The clock was set back: what waits by the wrong one goes. False when that has to be tried again."""
        log.warning("the clock was set back")
        try:
            await self.commit(lambda conn: chores.set_back(conn, self.house(conn)))
        except StorageTrouble as error:
            log.error("what waits by the wrong clock cannot be let go: %s", error)
            return False
        except Exception:  # then it comes when that clock would have had it
            log.exception("what waits by the wrong clock cannot be let go")
        return True

    async def _fire(self, timer: Due) -> None:
        this = about(kind=timer.kind, ref=timer.ref)
        try:
            await self.commit(self._ring, timer)
            return
        except StorageTrouble:
            raise
        except Exception:
            log.exception("a timer failed", extra=this)
        try:
            await self.commit(lambda conn: chores.failed(conn, self.house(conn), timer))
        except StorageTrouble:
            raise
        except Exception:  # then nobody hears of it, and it is put off all the same
            log.exception("a failed timer could not be written up", extra=this)
            await self.db.write(timers.postpone, timer, self.now() + AGAIN)

    def _ring(self, conn: Connection, timer: Due) -> None:
        """What was due a moment ago is not when the clock was set back meanwhile: it rings when it is."""
        house = self.house(conn)
        if timer.due_at <= house.now:
            chores.fire(conn, house, timer)

    def _due(self, conn: Connection) -> list[Due]:
        return timers.due(conn, self.house(conn))
