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
