"""What is passed on between a guest and staff, and in which groups staff read it."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, PrimaryKeyConstraint, Table, Text

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

relays = Table(  # so that replies, corrections and what is taken back find their message on the other side
    "relays",
    metadata,
    row_id(),
    of_property(),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("actor", Text, nullable=False),  # guest, staff:<user id>
    Column("source_chat", BigInteger, nullable=False),  # where it was written
    Column("source_message", BigInteger, nullable=False),
    Column("album", Text),  # Telegram's number of the media group it belongs to
    Column("mark", Text),  # of its words and of the file in it: an edit that changes neither is let go
    Column("letter_id", Key),  # that carries it; none: its album is being gathered; 0: it is long gone
    Column("chat_id", BigInteger),  # where it came to stand, once it has
    Column("message_id", BigInteger),
    Column("pieces", JSON),  # the messages before that one, when it was too long for one
    Column("at", Moment, nullable=False),
    Column("unsaid_at", Moment),
    Index("ix_relays_source", "property_id", "source_chat", "source_message"),
    Index("ix_relays_target", "property_id", "chat_id", "message_id"),
    Index("ix_relays_letter", "letter_id"),
    Index("ix_relays_case", "case_id", "id"),
)

staff_groups = Table(  # departments that have a group of their own; the others share the staff group
    "staff_groups",
    metadata,
    of_property(),
    Column("department", Text, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("bound_by", BigInteger, nullable=False),
    Column("bound_at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "department"),
)
