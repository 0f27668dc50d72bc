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
from bot.config import PROPERTY, Config
from bot.console.call import Refused
from bot.copies import BadCopy, Copy
from bot.desk.privacy import ledger
from bot.desk.privacy.ledger import Erasure
from bot.ledger import looking

UNKNOWN = (
    "The list of erasures could not be read; who asked to be forgotten since {since:%Y-%m-%d %H:%M} UTC "
    "may be back. Look through `qonaq privacy`, and erase them again: qonaq privacy erase WHO"
)
TROUBLE = (SQLAlchemyError, sqlite3.Error, OSError, BadCopy, Refused)


@dataclass(frozen=True)
class Gathered:
    """`since`: from then on nothing could be read; None when something goes on to the last erasing."""

    lines: list[Erasure]
    since: datetime | None


def gather(config: Config, found: Path, copied: datetime) -> Gathered:
    """From the database that is here, the lists beside it and the copies, and what copies are newer."""
    live, known, since = list(_live(config, found.parent)), dict[Erasure, None](), copied
    for lines in live:
        known.update(dict.fromkeys(lines))
    for copy in copies.listed(found.parent):
        if copy.at > copied and copy.path != found:
            with suppress(*TROUBLE):
                known.update(dict.fromkeys(_of_copy(config, copy)))
                since = max(since, copy.at)
    return Gathered(list(known), None if live else since)


def _live(config: Config, beside: Path) -> Iterator[list[Erasure]]:
    """What was written down to the end, as far as it can be read."""
    with suppress(*TROUBLE), looking(config) as conn:
        yield ledger.all_of(conn, PROPERTY)
    for folder in dict.fromkeys(one.absolute() for one in (config.data, beside, *copies.places(config))):
        for path in sorted(folder.glob(erased.ALL)):
            with suppress(*TROUBLE):
                yield erased.read(path, config.passphrase)


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
