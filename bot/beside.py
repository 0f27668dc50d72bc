"""What runs beside the desk: the watch over the catalog's folder, and the figures of `/metrics`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime

from bot import standing
from bot.config import PROPERTY, Config
from bot.db import Connection, Database
from bot.desk.catalog import watching
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.watching import Seen
from bot.desk.house import House
from bot.desk.menu import manager_folder
from bot.desk.menu.manager_folder import Due
from bot.desk.setup import state as setup
from bot.folder import Watcher
from bot.metrics import Board
from bot.tg.channel import Channel


def watcher(config: Config, channel: Channel, db: Database, house: Callable[[Connection], House]) -> Watcher:
    """Follows the hotel's own folder of the catalog."""

    def follow(conn: Connection, seen: Seen) -> Due | None:
        return manager_folder.follow(conn, house(conn), seen)

    async def seen_by(seen: Seen) -> Due | None:
        return await channel.sender.commit(follow, seen)

    async def mark() -> object:
        return await db.read(watching.mark, PROPERTY)

    async def moved_in() -> tuple[Catalog, int] | None:
        return await db.read(_moved_in, house) if config.catalog is None else None

    return Watcher(config, seen_by, mark, asyncio.sleep, time.monotonic, moved_in=moved_in)


def _moved_in(conn: Connection, house: Callable[[Connection], House]) -> tuple[Catalog, int] | None:
    """The catalog of a hotel that has answered the set-up's questions: it gets a folder of its own."""
    here = house(conn)
    found = None if here.hotel.sample else setup.of(conn, here)
    return (here.catalog, here.version) if found and found.answers and found.finished_at else None


def board(
    channel: Channel,
    db: Database,
    parts: Callable[[], Mapping[str, bool]],
    now: Callable[[], datetime],
) -> Board:
    """What `/metrics` shows of this run."""
    db.watch(channel.tally.wrote)
    return Board(
        channel.tally,
        parts=parts,
        silence=lambda: time.monotonic() - channel.intake.last_success,
        look=lambda: db.read(standing.look, PROPERTY, now=now()),
        now=now,
        seconds=time.monotonic,
    )
