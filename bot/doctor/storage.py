"""The database: can it be read, is it whole, and does this version know its form."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot import ledger, migrate
from bot.config import PROPERTY, Config
from bot.db import Connection
from bot.desk.catalog import versions
from bot.desk.catalog.model import Catalog
from bot.desk.people import staff_chat
from bot.doctor.finding import Finding, look, ok
from bot.schema import staff

WHAT = "Database"
RESTORE = "Go back to the newest backup with `qonaq restore DIR`."
CAREFUL = (3, 51, 3)  # older ones may damage a database that two programs write at once


@dataclass(frozen=True)
class Known:
    """What the database tells the other checks; nothing when it cannot be read."""

    catalog: Catalog | None = None
    version: int = 0
    staff_chat: int | None = None
    owners: int = 0

    @classmethod
    def of(cls, config: Config) -> Known:
        try:
            number, live = ledger.live(config)
            if not number:
                return cls()
            with ledger.looking(config) as conn:
                return cls(live, number, staff_chat(conn, PROPERTY), _owners(conn))
        except (sqlite3.Error, SQLAlchemyError, OSError, ValueError, versions.NoVersion):
            return cls()  # the checks of the database say why


def _owners(conn: Connection) -> int:
    mine = staff.select().where(
        staff.c.property_id == PROPERTY, staff.c.role == "owner", staff.c.state == "active"
    )
    return len(conn.execute(mine).all())


def examine_storage(config: Config) -> list[Finding]:
    try:
        return list(_examine(config))
    except (sqlite3.Error, OSError) as error:
        words = f"{config.database} cannot be read ({error})."
        return [look(WHAT, words, f"Check who may read it. If it is damaged: {RESTORE}")]


def _examine(config: Config) -> Iterator[Finding]:
    found = migrate.revision(config.database)
    if found is None:
        yield ok(WHAT, "it will be made at the first start.")
        return
    try:
        migrate.refuse_unknown(config.database, found)
    except migrate.SchemaProblem as problem:
        yield look(WHAT, str(problem))
        return
    with closing(migrate.looking(config.database)) as conn:
        (said,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        yield look(WHAT, f"{config.database} is damaged.", RESTORE)
    elif found != migrate.HEAD:
        yield ok(
            WHAT, f"of an older version ({found}); the next start brings it to {migrate.HEAD}, after a copy."
        )
    else:
        yield ok(WHAT, f"whole, and of this version. {_sqlite(sqlite3.sqlite_version_info)}")


def _sqlite(version: tuple[int, ...]) -> str:
    said = f"SQLite {'.'.join(map(str, version))}"
    return (
        f"{said}." if version >= CAREFUL else f"{said}: fine, as long as only Qonaq's own commands open it."
    )
