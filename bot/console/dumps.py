"""Backup and restore of a PostgreSQL database, with PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy.engine import URL, Connection

from bot import migrate, wayback
from bot.columns import EPOCH
from bot.console.call import Refused
from bot.db.postgres import address, engine_at
from bot.desk.privacy.ledger import Erasure
from bot.schema import erasures
from bot.schema.ledgers import GUARD

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


def bring_back(url: str, copy: Path, aside: Path, named: Path) -> Path | None:
    """Put a copy in the place of what is there, which is kept at `aside` first; where it is kept.

    `named`: the copy as its owner knows it. No desk opens on the database until `wayback.complete`.
    """
    _program("pg_restore")
    engine = engine_at(url, most=1)
    try:
        half = wayback.Half(named.absolute(), _kept(engine, url, aside))
        with engine.begin() as conn:
            _alone(conn)  # a desk may have opened while what was there was kept
            _empty(conn)
            wayback.begin(conn, half)
    except Refused:
        aside.unlink(missing_ok=True)  # all is in its place
        raise
    finally:
        engine.dispose()
    restoring = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    try:
        _run(url, "pg_restore", *restoring, f"--dbname={_shown(url)}", str(copy))
        migrate.upgrade(url)
    except (Refused, migrate.SchemaProblem) as error:
        raise Refused(f"{error}\n{half}") from None
    return half.aside


def _kept(engine: Engine, url: str, aside: Path) -> Path | None:
    """Where what is there is kept now; what a restore that was cut short has left is no hotel."""
    with engine.connect() as conn:
        _alone(conn)
        if half := wayback.unfinished(conn):
            return half.aside
        something = bool(inspect(conn).get_table_names())
    return dump(url, aside.absolute()) if something else None


def _alone(conn: Connection) -> None:
    """Refused while a desk is at work."""
    if not wayback.no_desk(conn):
        raise Refused("A desk is working with this database. Stop every desk first.")


def erasures_in(copy: Path) -> list[Erasure]:
    """The list of erasures that a copy holds."""
    said = _told("pg_restore", "--data-only", f"--table={erasures.name}", "--file=-", str(copy))
    head, _, rest = said.partition(f"COPY public.{erasures.name} (")[2].partition(") FROM stdin;\n")
    names = [one.strip('"') for one in head.split(", ")]
    lines = (one.split("\t") for one in rest.partition("\\.\n")[0].splitlines())
    rows = [dict(zip(names, one, strict=True)) for one in lines]
    return [Erasure.of(row | {"at": EPOCH + timedelta(milliseconds=int(row["at"]))}) for row in rows]


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
    _told(name, *words, password=address(url).password)


def _told(name: str, *words: str, password: str | None = None) -> str:
    """What it wrote; Refused when it failed."""
    secret = {"PGPASSWORD": password} if password else {}
    done = subprocess.run(  # noqa: S603  # PostgreSQL's programs, and no word of a stranger's
        [_program(name), *words], env=os.environ | secret, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it does not say why"]
        raise Refused(f"{name} could not do it: {said[0]}")
    return done.stdout
