"""Which desks are at work, for statements that must not take from a living one. Only on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Select, select, text
from sqlalchemy.sql import literal_column

DESKS = 7105  # a class of advisory locks: each desk at work holds the one of its number
_OURS = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
_HERE = f"locktype = 'advisory' AND classid = {DESKS} AND objsubid = 2 AND granted AND {_OURS}"
PRESENT: Select[tuple[int]] = (
    select(literal_column("objid::bigint")).select_from(text("pg_locks")).where(text(_HERE))
)
SELECT_PRESENT = f"SELECT objid::bigint FROM pg_locks WHERE {_HERE}"  # noqa: S608  # of our own making
# A restore begins only while no desk looks whether one has begun, and a desk looks once more when it can be
# seen: so either the restore sees the desk, or the desk sees the restore.
RESTORES = 7107  # a class of advisory locks
WHILE_NONE_LOOKS = text(f"SELECT pg_advisory_xact_lock({RESTORES}, 0)")
WHILE_NONE_BEGINS = text(f"SELECT pg_advisory_xact_lock_shared({RESTORES}, 0)")
