"""Before the desk works on its database: is it as it was left, and if not, what is the way back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Column, MetaData, Table, Text, insert, inspect, select

from bot import copies, migrate
from bot.columns import EPOCH
from bot.config import Config
from bot.copies import Copy
from bot.db import PRESENT, Connection, Kept, whole
from bot.db.present import WHILE_NONE_BEGINS, WHILE_NONE_LOOKS
from bot.db.wal import log_of
from bot.db.whole import Damaged
from bot.lock import AnotherDesk, only_one

# What a gap is counted in: rows of that table, by the moment when they came.
COUNTED = (
    ("inbox", "received_at", "message"),
    ("bookings", "created_at", "booking"),
    ("cases", "opened_at", "case"),
)


RESTORED = "restored.sqlite3"  # what a restore puts in the place of the database
OPENED, ASKED = ".opened.part", ".erasures.part"  # copies that it has opened: its own, and newer ones
CUT_SHORT = (
    "A restore was cut short. Give the command again: qonaq restore DIR\n"
    "What was here before is kept in the data folder, as replaced-….sqlite3."
)
UNFINISHED = Table("unfinished_restore", MetaData(), Column("copy", Text), Column("aside", Text))
LINKED = (
    "{database} is a link to {real}. SQLite keeps its log beside that file, where neither the desk nor "
    "a copy looks for it: what was confirmed last would be missing."
)
UNLINK = "Move that file, with its -wal and -shm, to the place of the link; or make the whole folder a link."
HALF = "A restore of the database in QONAQ_DATABASE_URL was cut short. Give the command again:\n  {again}"
KEPT = "\nWhat was in it before is kept as {aside}; to go back to that instead:\n  {back}"


class NoStart(Exception):
    """The desk must not open; the message says what is wrong and every way on."""


def ready(config: Config, now: datetime) -> Kept | None:
    """The desk's file in this version's form, with its seal. NoStart when it is not as it was left.

    Whoever calls holds the folder of a file.
    """
    (sweep_if_free if config.url else sweep)(config)
    found = looked_over(config, now)
    migrate.upgrade(config.where)
    return None if config.url else whole.begin(config.database, found)


def looked_over(config: Config, now: datetime) -> Kept | None:
    """What the seal of the desk's file says, if it has one. NoStart when it is not as it was left."""
    if config.url:
        whole_server(config.url)
        return None
    refuse_link(config)
    if (config.data / RESTORED).exists() and not config.database.exists():
        raise NoStart(CUT_SHORT)
    try:
        return whole.examine(config.database)
    except Damaged as damaged:
        raise NoStart("\n".join(advice(config, damaged, now))) from None


def refuse_link(config: Config) -> None:
    if said := linked(config):
        raise NoStart(f"{said}\n{UNLINK}")


def linked(config: Config) -> str:
    """What is wrong with a file that lies elsewhere; empty when it does not. A linked folder is fine."""
    there = config.database
    if config.url or not there.is_symlink():
        return ""
    return LINKED.format(database=there, real=there.resolve())


def sweep(config: Config) -> None:
    """What a restore that was killed has opened: guests' words, which no passphrase locks any more.

    Whoever calls holds the folder: no restore is at work.
    """
    for name in (OPENED, ASKED, f".{RESTORED}.part*"):
        for left in config.data.glob(name):
            left.unlink(missing_ok=True)


def sweep_if_free(config: Config) -> None:
    """A desk that is running has swept at its start."""
    with suppress(AnotherDesk, OSError), only_one(config.data):
        sweep(config)


@dataclass(frozen=True)
class Half:
    """A restore that has begun: of which copy, and where what was there before is kept."""

    copy: Path
    aside: Path | None

    def __str__(self) -> str:
        kept = KEPT.format(aside=self.aside, back=_restoring(self.aside)) if self.aside else ""
        return HALF.format(again=_restoring(self.copy)) + kept


def _restoring(copy: Path) -> str:
    return f"qonaq restore --over {copy}"


def whole_server(url: str) -> None:
    """NoStart while a restore of that database has begun and not ended. One that begins now is waited for."""
    from bot.db.postgres import engine_at  # its driver is an extra

    engine = engine_at(url, most=1)
    try:
        with engine.connect() as conn:
            conn.execute(WHILE_NONE_BEGINS)
            half = unfinished(conn)
    finally:
        engine.dispose()
    if half:
        raise NoStart(str(half))


def unfinished(conn: Connection) -> Half | None:
    if not inspect(conn).has_table(UNFINISHED.name):
        return None
    row = conn.execute(select(UNFINISHED)).one()
    return Half(Path(row.copy), Path(row.aside) if row.aside else None)


def no_desk(conn: Connection) -> bool:
    """Whether none is at work; until the transaction ends none looks whether it may open."""
    conn.execute(WHILE_NONE_LOOKS)
    return conn.execute(PRESENT).first() is None


def begin(conn: Connection, half: Half) -> None:
    """From here to `complete` no desk opens on this database."""
    UNFINISHED.create(conn)
    conn.execute(insert(UNFINISHED).values(copy=str(half.copy), aside=half.aside and str(half.aside)))


def complete(conn: Connection) -> None:
    UNFINISHED.drop(conn, checkfirst=True)


def advice(config: Config, damaged: Damaged, now: datetime) -> list[str]:
    """What to do about it, for whoever runs the desk."""
    said = [str(damaged)]
    if copy := copies.newest_good(copies.places(config), now):
        said += [
            f"The newest good copy is {copy.path}, of {_hour(copy.at)}.",
            f"To go back to it: qonaq restore --over {copy.path}",
            f"That loses {gap(config, copy)}. The damaged database is kept beside it.",
        ]
    else:
        where = " or ".join(str(one) for one in copies.places(config))
        said += [
            f"There is no good copy in {where}.",
            "If you have one elsewhere: qonaq restore --over FILE",
        ]
    return [
        *said,
        "If you know why it changed, or to lose as little as can be: qonaq restore --as-it-is keeps all that "
        "can still be read, and says whether that is sound.",
    ]


def gap(config: Config, copy: Copy) -> str:
    """What would be lost: from the copy to the last time the desk wrote, and what came meanwhile."""
    until = _last_written(config.database)
    span = max(timedelta(), until - copy.at)
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    counted = _counted(config.database, copy.at)
    return f"what happened from then until {_hour(until)} ({hours} h {minutes} min): {counted}"


def _counted(database: Path, since: datetime) -> str:
    found = [_count(database, *one, since) for one in COUNTED]
    return ", ".join(found) + ", as far as it can still be read"


def _count(database: Path, table: str, column: str, name: str, since: datetime) -> str:
    try:
        with closing(migrate.looking(database)) as conn:
            asked = f"SELECT count(*) FROM {table} WHERE {column} > ?"  # noqa: S608  # names of our own
            (n,) = conn.execute(asked, [(since - EPOCH) // timedelta(milliseconds=1)]).fetchone()
    except sqlite3.Error:
        return f"an unknown number of {name}s"
    return f"{n} {name if n == 1 else name + 's'}"


def _last_written(database: Path) -> datetime:
    times = [one.stat().st_mtime for one in (database, log_of(database)) if one.exists()]
    return datetime.fromtimestamp(max(times), UTC) if times else EPOCH


def _hour(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
