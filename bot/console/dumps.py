"""Backup and restore of a PostgreSQL database, with PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import URL, Connection

from bot import migrate
from bot.console.call import Refused
from bot.db import PRESENT
from bot.db.postgres import address, engine_at
from bot.schema.ledgers import GUARD

PATTERN = "qonaq-*.pgdump"
NEEDED = (
    "{program} is not here; it comes with PostgreSQL's client (apt install postgresql-client), in the "
    "version of the server or newer. Or use the backups of whoever runs the database."
)


def dump(url: str, to: Path) -> Path:
    """A whole copy at one moment, also of a database in use; `to` appears only when it is complete."""
    partial = to.with_name(f".{to.name}.part")
    try:
        partial.touch(mode=0o600)  # guests' words are in it
        _run(
            url,
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--file={partial}",
            _shown(url),
        )
        _run(url, "pg_restore", "--list", str(partial))
        return partial.replace(to)
    finally:
        partial.unlink(missing_ok=True)


def bring_back(url: str, copy: Path, aside: Path) -> None:
    """Put a copy in the place of what is there, which is kept at `aside` first."""
    engine = engine_at(url, most=1)
    try:
        with engine.connect() as conn:
            if conn.execute(PRESENT).first():
                raise Refused("A desk is working with this database. Stop every desk first.")
            something = bool(inspect(conn).get_table_names())
        _program("pg_restore")
        if something:
            dump(url, aside)
        with engine.begin() as conn:
            _empty(conn)
    finally:
        engine.dispose()
    restoring = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(url, "pg_restore", *restoring, f"--dbname={_shown(url)}", str(copy))
    migrate.upgrade(url)


def filled(url: str) -> bool:
    """Whether the database holds anything."""
    engine = engine_at(url, most=1)
    try:
        with engine.connect() as conn:
            return bool(inspect(conn).get_table_names())
    finally:
        engine.dispose()


def _empty(conn: Connection) -> None:
    names = ", ".join(f'"{name}"' for name in inspect(conn).get_table_names())
    if names:
        conn.exec_driver_sql(f"DROP TABLE {names} CASCADE")
    conn.exec_driver_sql(f"DROP FUNCTION IF EXISTS {GUARD} CASCADE")


def _program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise Refused(NEEDED.format(program=name))
    return found


def _shown(url: str) -> str:
    """Without the password, which everybody on this machine could read among the arguments."""
    whole = address(url)
    bare = URL.create("postgresql", whole.username, None, whole.host, whole.port, whole.database, whole.query)
    return bare.render_as_string(hide_password=False)


def _run(url: str, name: str, *words: str) -> None:
    secret = {"PGPASSWORD": address(url).password or ""} if address(url).password else {}
    done = subprocess.run(  # noqa: S603  # PostgreSQL's programs, and no word of a stranger's
        [_program(name), *words], env=os.environ | secret, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it does not say why"]
        raise Refused(f"{name} could not do it: {said[0]}")
