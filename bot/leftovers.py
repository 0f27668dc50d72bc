"""What a restore or an upgrade has kept of the database as it was before: guests' words are in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import wayback
from bot.config import Config

KEPT_FOR = timedelta(days=30)
TAILS = ("", "-wal", "-shm", ".seal")
REPLACED = re.compile(r"replaced-(\d{8}-\d{6})\.(?:sqlite3|pgdump)")
UPGRADED = re.compile(r"(?:qonaq|restored)\.sqlite3\.before-[\w-]+")


@dataclass(frozen=True, order=True)
class Leftover:
    at: datetime
    path: Path


def listed(config: Config) -> list[Leftover]:
    """The oldest first. What a restore was about to put in the database's place is one once it stands."""
    there = config.data.iterdir() if config.data.is_dir() else ()
    return sorted(one for one in (_of(config, path) for path in there) if one)


def _of(config: Config, path: Path) -> Leftover | None:
    if found := REPLACED.fullmatch(path.name):
        return Leftover(datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC), path)
    unused = path.name == wayback.RESTORED and config.database.exists()
    if unused or UPGRADED.fullmatch(path.name):
        return Leftover(datetime.fromtimestamp(path.stat().st_mtime, UTC), path)
    return None


def old(config: Config, now: datetime) -> list[Leftover]:
    return [one for one in listed(config) if now - one.at > KEPT_FOR]


def expire(config: Config, now: datetime) -> list[Path]:
    """Delete what was kept for its time. Only right after a copy was made: one is left."""
    gone = [one.path for one in old(config, now)]
    for path in gone:
        for tail in TAILS:
            path.with_name(path.name + tail).unlink(missing_ok=True)
    return gone
