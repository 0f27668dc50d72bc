"""Who was erased since a copy was made, from everything that may know it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot import copies, erased, migrate, wayback
from bot.columns import EPOCH
from bot.config import PROPERTY, Config
from bot.console.call import Refused
from bot.copies import BadCopy, Copy
from bot.desk.privacy import ledger
from bot.desk.privacy.ledger import Erasure
from bot.erased import Gap
from bot.ledger import looking

UNKNOWN = (
    "No list of erasures that goes on to the last could be read; who asked to be forgotten since "
    "{since:%Y-%m-%d %H:%M} UTC may be back. "
    "Look through `qonaq privacy`, and erase them again: qonaq privacy erase WHO"
)
TROUBLE = (SQLAlchemyError, sqlite3.Error, OSError, BadCopy, Refused)


@dataclass(frozen=True)
class Gathered:
    """`since`: from then on nobody could tell, now (`gaps`) or by an earlier restore; None: all is known."""

    lines: list[Erasure]
    gaps: list[Gap]
    since: datetime | None


@dataclass(frozen=True)
class Told:
    """By one witness; `until` when it knows of everybody but in `gaps`, None: to the last erasing."""

    lines: list[Erasure]
    until: datetime | None
    gaps: Collection[Gap] = ()


def gather(config: Config, found: Path, *, copied: datetime, now: datetime) -> Gathered:
    """From the database that is here, the lists beside it and the copies, and what copies are newer."""
    told = [*_database(config), *_lists(config, found.parent), *_newer(config, found, copied)]
    mine = [Gap(since, now) for since in _unknown(Gap(copied, now), told)]
    before = {gap for one in told for gap in one.gaps if gap.until > copied}
    unknown = [max(since, copied) for gap in before for since in _unknown(gap, told)]
    known = dict.fromkeys(line for one in told for line in one.lines)
    return Gathered(list(known), mine, min([*unknown, *(gap.since for gap in mine)], default=None))


def _unknown(gap: Gap, told: Sequence[Told]) -> Iterator[datetime]:
    """From when on; nothing when somebody knows of everybody in it."""
    others = [one.until for one in told if gap not in one.gaps]
    if None not in others:
        yield max([gap.since, *(until for until in others if until and until < gap.until)])


def _database(config: Config) -> Iterator[Told]:
    """What a restore has not ended is of the copy, and what one has ended knows no more than it did then."""
    gaps = list[Gap]()
    with suppress(*TROUBLE):
        gaps = erased.read(erased.followed(config)[0], None).gaps
    with suppress(*TROUBLE), looking(config) as conn:
        if not wayback.unfinished(conn):
            yield Told(ledger.all_of(conn, PROPERTY), None, gaps)


def _lists(config: Config, beside: Path) -> Iterator[Told]:
    """One that the desk does not add to, as beside a copy made by hand, is whole to its last line."""
    followed = erased.followed(config)
    for folder in dict.fromkeys([*(one.parent for one in followed), beside.absolute()]):
        for path in sorted(folder.glob(erased.ALL)):
            with suppress(*TROUBLE):
                found = erased.read(path, config.passphrase)
                last = max((one.at for one in found.lines), default=EPOCH)
                yield Told(found.lines, None if path in followed else last, found.gaps)


def _newer(config: Config, found: Path, copied: datetime) -> Iterator[Told]:
    for copy in copies.listed(found.parent):
        if copy.at > copied and copy.path != found:
            with suppress(*TROUBLE):
                yield Told(_of_copy(config, copy), copy.at)


def _of_copy(config: Config, copy: Copy) -> list[Erasure]:
    opened = config.data / wayback.ASKED
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
