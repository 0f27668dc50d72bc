"""The database: `read()` for looking, `write()` for use cases that commit together.

SQLite has one writing thread. It takes the use cases that wait, runs each in a savepoint of its own and
commits them with one fsync; a caller is answered only after the commit. The connection recipe and the
trap of the vanished transaction are explained in `docs/decisions/0005-one-writer.md`.
"""

from sqlalchemy.engine import Connection

from bot.db.engine import PRAGMAS, writing_engine
from bot.db.sqlite import Database
from bot.db.trouble import StorageTrouble
from bot.db.writer import Job, commit_together

__all__ = ["PRAGMAS", "Connection", "Database", "Job", "StorageTrouble", "commit_together", "writing_engine"]
