"""The desk's database, as a second process beside the running desk may use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from bot import lock, migrate
from bot.config import PROPERTY, Config
from bot.db import PRAGMAS, Connection, writing_engine
from bot.desk import people
from bot.desk.catalog import versions
from bot.desk.catalog.model import Catalog

# Two processes that write back the log of one database at once can damage it before SQLite 3.51.3.
BESIDE_A_DESK = (*PRAGMAS, "wal_autocheckpoint=0")


@contextmanager
def writing(config: Config) -> Iterator[Connection]:
    """One transaction on the database, which is made or brought up to date first."""
    config.data.mkdir(parents=True, exist_ok=True)
    running = lock.is_held(config.data)
    if not running:
        migrate.upgrade(config.database)
    engine = writing_engine(config.database, pragmas=BESIDE_A_DESK if running else PRAGMAS)
    try:
        with engine.begin() as conn:
            people.ensure_property(conn, PROPERTY)
            yield conn
    finally:
        engine.dispose()


def live(config: Config) -> tuple[int, Catalog | None]:
    """The live version; 0 and None before the first, or while there is no database of this version."""
    if not config.database.exists() or migrate.revision(config.database) != migrate.HEAD:
        return 0, None
    with looking(config) as conn:
        number = versions.live_number(conn, PROPERTY)
        return number, versions.load(conn, PROPERTY, number) if number else None


@contextmanager
def looking(config: Config) -> Iterator[Connection]:
    """A connection that cannot write."""
    engine = create_engine("sqlite://", creator=lambda: migrate.looking(config.database), poolclass=NullPool)
    try:
        with engine.connect() as conn:
            yield conn
    finally:
        engine.dispose()
