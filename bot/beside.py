"""What runs beside the desk: the catalog's folder, the porter, nightly copies, the figures of `/metrics`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import standing
from bot.config import PROPERTY, Config
from bot.db import Connection, Database
from bot.desk import rounds
from bot.desk.catalog import watching
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.watching import Seen
from bot.desk.house import House
from bot.desk.menu import manager_folder
from bot.desk.menu.manager_folder import Due
from bot.desk.setup import state as setup
from bot.folder import Watcher
from bot.metrics import Board
from bot.nightly import Nightly
from bot.patience import USUAL, Patience
from bot.porter import Porter
from bot.speech import Speech
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


def porter(
    config: Config,
    channel: Channel,
    db: Database,
    house: Callable[[Connection], House],
    speech: Speech,
    now: Callable[[], datetime],
) -> Porter:
    """Goes round and tells the owners what is not well."""

    def go(
        conn: Connection, seen: rounds.Seen, patience: Patience, before: Mapping[str, datetime]
    ) -> rounds.Round:
        return rounds.go(conn, house(conn), seen, patience, before)

    async def kept(seen: rounds.Seen, patience: Patience, before: Mapping[str, datetime]) -> rounds.Round:
        return await channel.sender.commit(go, seen, patience, before)

    async def call(chat_id: int, language: str) -> None:
        await channel.call(chat_id, speech.voice(language, "UTC").html(rounds.DATABASE))

    own = config.nightly or config.patience.backup != USUAL.backup  # else somebody else makes copies
    return Porter(
        config.data,
        config.patience if own else replace(config.patience, backup=None),
        kept,
        call,
        channel.leads,
        lambda: channel.intake.last_success,
        lambda: channel.hours.off,
        db.alive,
        now,
        time.monotonic,
        asyncio.sleep,
    )


def nightly(
    config: Config,
    channel: Channel,
    db: Database,
    house: Callable[[Connection], House],
    now: Callable[[], datetime],
) -> Nightly:
    """Makes a copy of the database each night."""

    async def zone() -> ZoneInfo:
        return (await db.read(house)).zone

    return Nightly(config.data, zone, channel.leads, now, asyncio.sleep)


def board(
    channel: Channel,
    db: Database,
    parts: Callable[[], Mapping[str, bool]],
    now: Callable[[], datetime],
    porter: Porter,
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
        watched=porter.watched,
    )
