"""A database on PostgreSQL: is it there, does it let us in, and is it new enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot import migrate, wayback
from bot.config import Config
from bot.doctor.finding import Finding, mend, ok
from bot.doctor.storage import WHAT

OLDEST = 140000  # PostgreSQL 14, the oldest that its makers still mended when this was written
WITHIN = 5  # seconds to answer
DRIVER = "Install it: .venv/bin/python -m pip install --require-hashes -r requirements/postgres.txt"
Connect = Callable[..., Any]


def examine_server(config: Config, connect: Connect | None = None) -> list[Finding]:
    """`connect` is psycopg's, unless another is given."""
    try:
        import psycopg  # the driver is an extra
    except ImportError:
        return [mend("database.driver", WHAT, "what speaks with PostgreSQL is not installed.", DRIVER)]
    try:
        with (connect or psycopg.connect)(config.url or "", connect_timeout=WITHIN) as conn:
            number = conn.execute("SELECT current_setting('server_version_num')::int").fetchone()
        return list(_examine(config, number[0] if number else 0))
    except psycopg.Error as error:
        return [_why_not(error)]


def _examine(config: Config, number: int) -> Iterator[Finding]:
    if number < OLDEST:
        words = f"PostgreSQL {number // 10000} is too old; the desk needs {OLDEST // 10000} or newer."
        yield mend("database.old_server", WHAT, words, "Move the database to a newer PostgreSQL.")
        return
    try:
        wayback.whole_server(config.url or "")
    except wayback.NoStart as half:
        words, _, cure = str(half).partition(". ")
        yield mend("database.half", WHAT, f"{words[:1].lower()}{words[1:]}.", cure)
        return
    found = migrate.revision(config.where)
    if found == "":
        words = "the database in QONAQ_DATABASE_URL belongs to another program."
        yield mend("database.foreign", WHAT, words, "Make one for Qonaq alone, and name it there.")
    elif found is not None and found not in migrate.steps():
        words = f"it was written by a newer Qonaq (form {found}; this one knows up to {migrate.HEAD})."
        yield mend("database.newer", WHAT, words, "Install that version again.")
    else:
        yield ok("database", WHAT, f"PostgreSQL {number // 10000}, and it lets the desk in.")


def _why_not(error: Any) -> Finding:
    """Never the address, which may hold the password."""
    said = str(error).lower()
    if error.sqlstate == "28P01" or "password" in said or "no pg_hba.conf entry" in said:
        words = "PostgreSQL does not accept the name or password in QONAQ_DATABASE_URL."
        return mend(
            "database.refused", WHAT, words, "Correct them there; ALTER ROLE … PASSWORD sets a new one."
        )
    if error.sqlstate == "3D000" or "does not exist" in said:
        words = "PostgreSQL has no database, or no user, of the name in QONAQ_DATABASE_URL."
        return mend(
            "database.absent", WHAT, words, "Make it with CREATE DATABASE, or correct the name there."
        )
    words = "PostgreSQL does not answer at the address in QONAQ_DATABASE_URL, so the desk can keep nothing."
    return mend("database.unreachable", WHAT, words, "Start it, or correct host and port; check a firewall.")
