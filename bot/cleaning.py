"""After somebody was erased: nothing of theirs stays in the database's file either."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.config import PROPERTY
from bot.db import Connection, Database
from bot.desk import people
from bot.desk.house import House
from bot.desk.privacy import ledger

log = logging.getLogger(__name__)
AGAIN = timedelta(hours=1)  # each try may write the whole file


@dataclass
class Cleaning:
    """A look every few seconds; the work is done once, when what the guest still had to read has arrived."""

    tried: datetime | None = None  # and it could not be done then

    async def look(self, db: Database, house: Callable[[Connection], House], *, now: datetime) -> None:
        last = await db.read(ledger.uncleaned, PROPERTY)
        if not last or (self.tried and abs(now - self.tried) < AGAIN):  # a clock may go back
            return
        self.tried = now
        if await db.clean(quiet=await db.read(lambda conn: people.at_night(house(conn)))):
            await db.write(ledger.cleaned, PROPERTY, last, now=now)
            self.tried = None
            log.info("what was erased is gone from the file too")
