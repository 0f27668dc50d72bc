"""After somebody was erased: nothing of theirs stays in the database's file either."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from bot.config import PROPERTY
from bot.db import Connection, Database
from bot.desk import people
from bot.desk.house import House
from bot.desk.privacy import ledger

log = logging.getLogger(__name__)


async def clean(db: Database, house: Callable[[Connection], House], *, now: datetime) -> None:
    """A look every few seconds; the work is done once, when what the guest still had to read has arrived."""
    if not await db.read(ledger.uncleaned, PROPERTY):
        return
    if await db.clean(quiet=await db.read(lambda conn: people.at_night(house(conn)))):
        await db.write(ledger.cleaned, PROPERTY, now=now)
        log.info("what was erased is gone from the file too")
