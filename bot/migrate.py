"""Which form the database has, and bringing it to the form that this version needs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Column, MetaData, String, Table, insert

from bot.db import PRAGMAS, Connection, Where, writing_engine
from bot.schema import metadata

FOLDER = Path(__file__).parent / "migrations"
HEAD = "0002"  # the newest step; a test holds it to the folder
# While tables are rebuilt their references hang in the air; what is left over is checked at the end.
WHILE_MOVING = (*(one for one in PRAGMAS if not one.startswith("foreign_keys")), "foreign_keys=OFF")
mark = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True, nullable=False)
)


class SchemaProblem(Exception):
    """The database cannot be used by this version; the message names the cure."""


def looking(path: Path) -> sqlite3.Connection:
    """A connection that cannot write and leaves no file behind; sqlite3.Error when this is no database."""
    return _connect(path, "mode=ro" if _has_log(path) else "mode=ro&immutable=1")


def _has_log(path: Path) -> bool:
    return path.with_name(f"{path.name}-wal").exists()


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?{how}", uri=True, timeout=5)


def revision(path: Where) -> str | None:
    """The form the database has; None when it is new, "" when it is not Qonaq's."""
    if isinstance(path, str):
        from bot import migrate_postgres  # its driver is an extra

        return migrate_postgres.revision(path)
    if not path.exists() or not path.stat().st_size:
        return None
    with closing(looking(path)) as conn:
        tables = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in tables:
            return "" if tables else None
        row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    return row[0] if row else ""


def steps() -> list[str]:
    """All forms this version knows, oldest first."""
    return sorted(one.name[:4] for one in (FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.py"))


def refuse_unknown(path: Where, found: str | None) -> None:
    """SchemaProblem unless this version can work with what was found."""
    if found == "":
        raise SchemaProblem(
            f"{path} is a database of another program. Choose another folder with QONAQ_DATA_DIR, "
            "or another database with QONAQ_DATABASE_URL."
        )
    if found is not None and found not in steps():
        raise SchemaProblem(
            f"{path} was written by a newer Qonaq (form {found}, this one knows up to {HEAD}). "
            "Install that version again, or go back to an older backup with `qonaq restore --over DIR`."
        )


def upgrade(path: Where) -> str:
    """Bring the database to this version's form, keeping a copy of an older file. Returns what was done."""
    if isinstance(path, str):
        from bot import migrate_postgres  # its driver is an extra

        return migrate_postgres.upgrade(path)
    found = revision(path)
    refuse_unknown(path, found)
    if found == HEAD:
        return "nothing to do"
    if found is None:
        _create(path)
        return "created"
    kept = copy(path, path.with_name(f"{path.name}.before-{HEAD}"))
    move(path, HEAD)
    return f"brought from {found} to {HEAD}; the database as it was is kept as {kept.name}"


def copy(path: Path, to: Path) -> Path:
    """A whole copy at one moment, also of a database in use. Replaces `to` only when it is complete."""
    partial = to.with_name(f".{to.name}.part")
    partial.unlink(missing_ok=True)
    had_log = _has_log(path)
    try:
        with closing(looking(path)) as source, closing(sqlite3.connect(partial)) as target:
            partial.chmod(0o600)  # guests' words are in it
            source.execute("BEGIN")  # one moment to the end, whatever the desk writes meanwhile
            source.execute("SELECT 1 FROM sqlite_master").fetchone()
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # one file that needs no other beside it
            check_whole(target)
        if had_log or not _has_log(path):
            return partial.replace(to)
    finally:
        partial.unlink(missing_ok=True)
    return copy(path, to)  # a desk has opened it meanwhile, and may have written while we read


def check_whole(conn: sqlite3.Connection) -> None:
    """sqlite3.DatabaseError when the database is damaged."""
    (said,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise sqlite3.DatabaseError(f"the database is damaged: {said}")


def move(path: Path, to: str) -> None:
    """Run the steps up to `to` in one transaction."""
    engine = writing_engine(path, pragmas=WHILE_MOVING)
    try:
        with engine.begin() as conn:
            run_steps(conn, to)
            _check_references(conn)
    finally:
        engine.dispose()


def run_steps(conn: Connection, to: str) -> None:
    """On a connection, in its transaction."""
    from alembic import command  # slow to load, and needed only here
    from alembic.config import Config as Steps

    chosen = Steps()
    chosen.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    chosen.attributes["connection"] = conn
    command.upgrade(chosen, to)


def _check_references(conn: Connection) -> None:
    if conn.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise SchemaProblem("After the steps some rows would refer to nothing; the database stays as it was.")


def _create(path: Path) -> None:
    """All tables at once, without loading Alembic; a test proves that the steps give the same."""
    engine = writing_engine(path)
    try:
        with engine.begin() as conn:
            metadata.create_all(conn)
            mark.create(conn, checkfirst=True)
            conn.execute(mark.delete())
            conn.execute(insert(mark).values(version_num=HEAD))
    finally:
        engine.dispose()
