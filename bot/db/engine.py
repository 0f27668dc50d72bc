"""How a connection to SQLite must be made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")


def prepare(engine: Engine, pragmas: Sequence[str], begin: str) -> None:
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
        if engine.dialect.is_async:
            conn.exec_driver_sql(begin)
        else:  # straight to the driver: this is said three times a message
            conn.connection.dbapi_connection.execute(begin)  # type: ignore[union-attr]  # sqlite3 has it


def writing_engine(path: Path, *, pragmas: Sequence[str] = PRAGMAS) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False}, poolclass=NullPool)
    prepare(engine, pragmas, "BEGIN IMMEDIATE")
    return engine
