"""What storage failures are called, whichever database it is."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

VANISHED = "the transaction was rolled back by the database"
SIGNS = ("disk is full", "readonly", "read-only", "disk I/O", "unable to open", "malformed", "locked")
# PostgreSQL's classes: connection, conflict, resources, not in this state, operator's doing, system.
CLASSES = ("08", "40", "53", "55", "57", "58")
READ_ONLY = "25006"  # a standby, or an administrator's wish


class StorageTrouble(Exception):
    """The disk is full, read-only or broken: nothing was kept, nothing may be confirmed."""


def trouble(error: BaseException) -> BaseException:
    """Storage failures get one name; a use case's own exception stays what it is."""
    if isinstance(error, PoolTimeout):
        return StorageTrouble("no connection to the database became free")
    if isinstance(error, sqlite3.Error) and any(sign in str(error) for sign in SIGNS):
        return StorageTrouble(str(error))
    if isinstance(error, DBAPIError) and _of_storage(error):
        return StorageTrouble(str(error.orig).strip())
    return error


def _of_storage(error: DBAPIError) -> bool:
    if error.connection_invalidated or any(sign in str(error.orig) for sign in SIGNS):
        return True
    state = sqlstate(error)
    unreachable = isinstance(error, OperationalError) and hasattr(error.orig, "sqlstate") and not state
    return unreachable or state == READ_ONLY or state[:2] in CLASSES


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's code for what went wrong; "" when there is none."""
    orig = error.orig if isinstance(error, DBAPIError) else error
    return getattr(orig, "sqlstate", None) or ""
