"""How a connection to SQLite must be made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

from bot.db.seal import break_
from bot.db.trouble import VANISHED, StorageTrouble

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON")
UNIT = "unit"  # set while a group of use cases has its transaction


def _prepare(engine: Engine, pragmas: Sequence[str]) -> None:
    """Make SQLAlchemy leave transactions to us: the driver's own rules break savepoints."""

    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, record: Any) -> None:
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(conn: Connection) -> None:
        driver: Any = conn.connection.dbapi_connection
        if not (conn.info.get(UNIT) or driver.in_transaction):  # else the writer has said it
            conn.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "before_cursor_execute")
    def look(conn: Connection, *_: Any) -> None:
        """What is written after the database rolled back by itself would commit alone."""
        driver: Any = conn.connection.dbapi_connection
        if conn.info.get(UNIT) and not driver.in_transaction:
            raise StorageTrouble(VANISHED)


def writing_engine(path: Path, *, pragmas: Sequence[str] = PRAGMAS, sealed: bool = False) -> Engine:
    """`sealed`: what it writes is kept in the seal. Whoever does not do that ends it."""
    if not sealed:
        break_(path)
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"check_same_thread": False},
        poolclass=NullPool,
        hide_parameters=True,  # an error would quote guests
    )
    _prepare(engine, pragmas)
    return engine
