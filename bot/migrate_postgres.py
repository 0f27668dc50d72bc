"""The form of a PostgreSQL database. All of an upgrade is one transaction: whole or not at all."""

from __future__ import annotations

from sqlalchemy import insert, inspect
from sqlalchemy.engine import Connection

from bot import migrate
from bot.db.postgres import address, engine_at
from bot.schema import metadata

ALONE = "SELECT pg_advisory_xact_lock(7103, 0)"  # of two desks that start together one makes the tables
NO_HASTE = "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0"


def shown(url: str) -> str:
    """The address without its password."""
    return address(url).set(drivername="postgresql").render_as_string(hide_password=True)


def revision(url: str) -> str | None:
    """The form the database has; None when it is empty, "" when it is not Qonaq's."""
    engine = engine_at(url)
    try:
        with engine.connect() as conn:
            return _revision(conn)
    finally:
        engine.dispose()


def upgrade(url: str) -> str:
    """Bring the database to this version's form. Returns what was done."""
    engine = engine_at(url)
    try:
        with engine.begin() as conn:
            conn.exec_driver_sql(NO_HASTE)
            conn.exec_driver_sql(ALONE)
            return _upgrade(conn, url)
    finally:
        engine.dispose()


def _revision(conn: Connection) -> str | None:
    tables = set(inspect(conn).get_table_names())
    if "alembic_version" not in tables:
        return "" if tables else None
    return conn.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def _upgrade(conn: Connection, url: str) -> str:
    found = _revision(conn)
    migrate.refuse_unknown(shown(url), found)
    if found == migrate.HEAD:
        return "nothing to do"
    if found is None:
        create(conn)
        return "created"
    migrate.run_steps(conn, migrate.HEAD)
    return f"brought from {found} to {migrate.HEAD}"


def create(conn: Connection) -> None:
    """All tables at once; a test proves that the steps give the same."""
    metadata.create_all(conn)
    migrate.mark.create(conn)
    conn.execute(insert(migrate.mark).values(version_num=migrate.HEAD))
