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

pauses = Table(  # no sale of these offers from `since` to `until`; who has booked keeps the booking
    "pauses",
    metadata,
    row_id(),
    of_property(),
    Column("offers", JSON, nullable=False),  # codes
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Index("ix_pauses_until", "property_id", "until"),
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

drafts = Table(  # whole catalogs that were checked and wait for a manager's word, or for their hour
    "drafts",
    metadata,
    row_id(),
    of_property(),
    Column("base", Integer),  # the version it was made from: 0 before the first, none when nobody knows
    Column("content", Text, nullable=False),
    Column("source", Text, nullable=False),  # folder, workbook, chat, translations, console
    Column("place", Text, nullable=False),  # the file or folder it came from
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("publish_at", Moment),
    Column("state", Text, nullable=False),  # open, scheduled, published, discarded
    Column("version", Integer),  # that it became
    Index("ix_drafts_state", "property_id", "state", "id"),
)

outdated_texts = Table(  # translations that are older than what they were made from
    "outdated_texts",
    metadata,
    of_property(),
    Column("place", Text, nullable=False),  # "offers/canoe/about"
    Column("language", Text, nullable=False),
    Column("source", Text, nullable=False),  # the words it was translated from
    Column("since", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "place", "language"),
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
