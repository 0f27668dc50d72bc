"""Who was erased since a copy was made, from everything that may know it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot import copies, erased, migrate
from bot.columns import EPOCH
from bot.config import PROPERTY, Config
from bot.console.call import Refused
from bot.copies import BadCopy, Copy
from bot.desk.privacy import ledger
from bot.desk.privacy.ledger import Erasure
from bot.ledger import looking

UNKNOWN = (
    "No list of erasures that goes on to the last could be read; who asked to be forgotten since "
    "{since:%Y-%m-%d %H:%M} UTC may be back. "
    "Look through `qonaq privacy`, and erase them again: qonaq privacy erase WHO"
)
TROUBLE = (SQLAlchemyError, sqlite3.Error, OSError, BadCopy, Refused)


@dataclass(frozen=True)
class Gathered:
    """`since`: from then on nothing could be read; None when something goes on to the last erasing."""

    lines: list[Erasure]
    since: datetime | None


@dataclass(frozen=True)
class Told:
    """By one witness; `until` when it knows of everybody, None: to the last erasing."""

    lines: list[Erasure]
    until: datetime | None


def gather(config: Config, found: Path, copied: datetime) -> Gathered:
    """From the database that is here, the lists beside it and the copies, and what copies are newer."""
    told = [*_database(config), *_lists(config, found.parent), *_newer(config, found, copied)]
    known = dict.fromkeys(line for one in told for line in one.lines)
    ends = [one.until for one in told if one.until]
    return Gathered(list(known), max([copied, *ends]) if len(ends) == len(told) else None)


def _database(config: Config) -> Iterator[Told]:
    with suppress(*TROUBLE), looking(config) as conn:
        yield Told(ledger.all_of(conn, PROPERTY), None)


def _lists(config: Config, beside: Path) -> Iterator[Told]:
    """One that the desk does not add to, as beside a copy made by hand, is whole to its last line."""
    followed = erased.followed(config)
    for folder in dict.fromkeys([*(one.parent for one in followed), beside.absolute()]):
        for path in sorted(folder.glob(erased.ALL)):
            with suppress(*TROUBLE):
                lines = erased.read(path, config.passphrase)
                last = max((one.at for one in lines), default=EPOCH)
                yield Told(lines, None if path in followed else last)


def _newer(config: Config, found: Path, copied: datetime) -> Iterator[Told]:
    for copy in copies.listed(found.parent):
        if copy.at > copied and copy.path != found:
            with suppress(*TROUBLE):
                yield Told(_of_copy(config, copy), copy.at)


def _of_copy(config: Config, copy: Copy) -> list[Erasure]:
    opened = config.data / ".erasures.part"
    try:
        plain = copies.plain(copy.path, opened, config.passphrase)
        if copy.of_server:
            from bot.console import dumps  # its driver is an extra

            return dumps.erasures_in(plain)
        engine = create_engine("sqlite://", creator=lambda: migrate.looking(plain), poolclass=NullPool)
        with engine.connect() as conn:
            return ledger.all_of(conn, PROPERTY)
    finally:
        opened.unlink(missing_ok=True)
