"""Who was erased, without saying who: a keyed hash, so that a restored backup is erased again."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

erasures = Table(  # carried over into a restored database and done there again (bot/desk/privacy/again.py)
    "erasures",
    metadata,
    row_id(),
    of_property(),
    Column("ref", Text, nullable=False),  # E-7F3K: what the guest was told
    Column("key", Text, nullable=False),  # random, the same for all of one database
    Column("hash", Text, nullable=False),  # of the chat's number, with that key
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),  # guest, staff:<user id>, console, idle, restore
    Column("records", Integer, nullable=False),  # deleted or emptied at once
    Column("guest_id", Key),  # the row that is left, with no name; none once nothing waits any more
    Column("cleaned_at", Moment),  # since then the file holds no remains either
    UniqueConstraint("property_id", "ref"),
    Index("ix_erasures_hash", "property_id", "hash"),
)

retention = Table(  # what is forgotten by time alone: when it was last looked through, and what went
    "retention",
    metadata,
    of_property(),
    Column("what", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("records", Integer, nullable=False),  # that went on that day
    PrimaryKeyConstraint("property_id", "what"),
)
