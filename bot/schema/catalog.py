"""What is on sale, and what was done to it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from bot.columns import Moment
from bot.schema.base import metadata, of_property, row_id

catalog_versions = Table(
    "catalog_versions",
    metadata,
    of_property(),
    Column("n", Integer, nullable=False),
    Column("parent", Integer),
    Column("content", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "n"),
)

stops = Table(  # stop sale: instant, not part of the catalog
    "stops",
    metadata,
    of_property(),
    Column("offer", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("since", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "offer"),
)

capacities = Table(  # a day's capacity set by hand
    "capacities",
    metadata,
    of_property(),
    Column("offer", Text, nullable=False),
    Column("option", Text, nullable=False),
    Column("day", Text, nullable=False),  # the hotel's date, ISO 8601
    Column("capacity", Integer, nullable=False),
    PrimaryKeyConstraint("property_id", "offer", "option", "day"),
)

changes = Table(  # what managers did, and what undoes it
    "changes",
    metadata,
    row_id(),
    of_property(),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),  # price, stop, resume, capacity, import, undo
    Column("subject", Text, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("undone_at", Moment),
    Index("ix_changes_recent", "property_id", "id"),
)
