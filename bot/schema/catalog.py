"""What is on sale, and what was done to it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text

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

folders = Table(  # what the desk made of the hotel's own folder, and what waits for a manager's word
    "folders",
    metadata,
    of_property(),
    Column("told", JSON, nullable=False),  # the problems that managers know
    Column("digest", Text),  # of the files that wait, or that may be overwritten
    Column("waiting", Text),  # what they say: an older base, so not published
    Column("since", Integer),  # the version they came from
    Column("live", Integer),  # the version that was live when managers were asked
    Column("accepted", Boolean, nullable=False),  # the files of this digest may be overwritten
    PrimaryKeyConstraint("property_id"),
)

changes = Table(  # what managers did, and what undoes it
    "changes",
    metadata,
    row_id(),
    of_property(),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),  # price, stop, resume, capacity, import, answer, undo
    Column("subject", Text, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("undone_at", Moment),
    Index("ix_changes_recent", "property_id", "id"),
)
