"""The database: `read()` for looking, `write()` for use cases that commit together.

SQLite has one writing thread. It takes the use cases that wait, runs each in a savepoint of its own and
commits them with one fsync; a caller is answered only after the commit. The connection recipe and the
trap of the vanished transaction are explained in `docs/decisions/0005-one-writer.md`; PostgreSQL, which
several desks may share, in `docs/decisions/0009-postgresql.md`.
"""

from sqlalchemy.engine import Connection

from bot.db.database import Database, Where
from bot.db.engine import PRAGMAS, writing_engine
from bot.db.job import Job
from bot.db.present import PRESENT
from bot.db.seal import Kept
from bot.db.sqlite import File
from bot.db.trouble import StorageTrouble
from bot.db.writer import commit_together

__all__ = [
    "PRAGMAS",
    "PRESENT",
    "Connection",
    "Database",
    "File",
    "Job",
    "Kept",
    "StorageTrouble",
    "Where",
    "commit_together",
    "open_database",
    "writing_engine",
]


def open_database(where: Where, hotel: str, kept: Kept | None = None) -> Database:
    """The desk's own file, with what its seal says, or the PostgreSQL database at an address."""
    if isinstance(where, str):
        from bot.db.postgres import Postgres  # its driver is an extra

        return Postgres(where, hotel)
    return File(where, kept=kept)
