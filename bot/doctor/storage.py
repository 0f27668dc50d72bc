"""The database: can it be read, is it whole, and does this version know its form."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime

from bot import copies, lock, migrate, wayback
from bot.config import Config
from bot.db import whole
from bot.doctor.finding import Finding, mend, ok

WHAT = "Database"
RESTORE = "Stop the desk and go back to the newest backup with `qonaq restore --over DIR`."
CAREFUL = (3, 51, 3)  # older ones may damage a database that two programs write at once


def examine_storage(config: Config, now: datetime) -> list[Finding]:
    """The file of a desk of its own; PostgreSQL has its own checks."""
    try:
        return list(_examine(config, now))
    except (sqlite3.Error, OSError) as error:
        words = f"{config.database} cannot be read ({error})."
        cure = f"Run this as the user who runs the desk. If it is damaged: {RESTORE[0].lower()}{RESTORE[1:]}"
        return [mend("database.unreadable", WHAT, words, cure)]


def _examine(config: Config, now: datetime) -> Iterator[Finding]:
    if said := wayback.linked(config):
        yield mend("database.link", WHAT, said, wayback.UNLINK)
        return
    found = migrate.revision(config.database)
    if found is None and (config.data / wayback.RESTORED).exists():
        words, _, cure = wayback.CUT_SHORT.partition(". ")
        yield mend("database.half", WHAT, f"{words[:1].lower()}{words[1:]}.", cure)
        return
    if found is None:
        yield ok("database", WHAT, "it will be made at the first start.")
        return
    if found == "":
        words = f"{config.database} belongs to another program."
        yield mend("database.foreign", WHAT, words, "Choose another folder with QONAQ_DATA_DIR.")
        return
    if found not in migrate.steps():
        yield _newer(found)
        return
    if why := _damage(config):
        yield mend("database.damaged", WHAT, f"{config.database} is damaged: {why}.", _cure(config, now))
    elif found != migrate.HEAD:
        words = f"of an older version ({found}); the next start brings it to {migrate.HEAD}, after a copy."
        yield ok("database.older", WHAT, words)
    else:
        yield ok("database", WHAT, f"whole, and of this version. {_sqlite(sqlite3.sqlite_version_info)}")


def _damage(config: Config) -> str:
    """Beside a running desk only the structure can be looked at; else every page, by its seal."""
    if not lock.is_held(config.data):
        try:
            whole.examine(config.database)
        except whole.Damaged as found:
            return found.why
    with closing(migrate.looking(config.database)) as conn:
        (said,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    return "" if said == "ok" else str(said)


def _cure(config: Config, now: datetime) -> str:
    good = copies.newest_good(copies.places(config), now)
    return f"Stop the desk, then: qonaq restore --over {good.path}" if good else RESTORE


def _newer(found: str) -> Finding:
    words = f"it was written by a newer Qonaq (form {found}; this one knows up to {migrate.HEAD})."
    cure = "Install that version again, or go back to an older backup with `qonaq restore --over DIR`."
    return mend("database.newer", WHAT, words, cure)


def _sqlite(version: tuple[int, ...]) -> str:
    said = f"SQLite {'.'.join(map(str, version))}"
    alone = "fine, as long as only Qonaq's own commands open it"
    return f"{said}." if version >= CAREFUL else f"{said}: {alone}."
