"""What comes in, what is owed, what is due."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

inbox = Table(  # raw updates, kept before Telegram is told that we have them
    "inbox",
    metadata,
    row_id(),
    of_property(),
    Column("update_id", BigInteger, nullable=False),
    Column("dedupe", Text),  # cleared after 72 h: Telegram may reuse ids after a quiet week
    Column("chat", Text, nullable=False),  # what is worked in order
    Column("raw", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", Text, nullable=False, server_default="new"),  # new, done, dead
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Moment),
    Column("done_at", Moment),
    Column("error", Text),
    UniqueConstraint("property_id", "dedupe"),
    Index(
        "ix_inbox_open",
        "property_id",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_inbox_chat", "property_id", "chat", "received_at"),
)

letters = Table(  # the outbox: what the desk owes, and the buttons it carries
    "letters",
    metadata,
    row_id(),
    of_property(),
    Column("chat_id", BigInteger),  # none: the staff group, wherever it is by then
    Column("case_id", Key),  # the topic it belongs to
    Column("lane", Integer, nullable=False),  # smaller goes first
    Column("kind", Text, nullable=False),  # critical, soft, idempotent
    Column("method", Text, nullable=False),  # send, edit, answer, copy, card, sheet, voucher …
    Column("content", JSON, nullable=False),
    Column("token", Text),  # names its buttons: "<token>:<index>"
    Column("state", Text, nullable=False, server_default="new"),  # new, sending, sent, dropped, dead
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("repeat", Boolean, nullable=False, server_default=false()),  # may have arrived before
    Column("not_before", Moment),
    Column("desk", BigInteger),  # which of several desks is sending it
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("message_id", BigInteger),
    Column("error", Text),
    UniqueConstraint("token"),
    Index(
        "ix_letters_open",
        "property_id",
        "lane",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_letters_message", "chat_id", "message_id"),
)

timers = Table(
    "timers",
    metadata,
    row_id(),
    of_property(),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    UniqueConstraint("property_id", "kind", "ref"),
    Index("ix_timers_due", "property_id", "due_at"),
)

turns = Table(  # which of several desks works a chat: one at a time
    "turns",
    metadata,
    of_property(),
    Column("chat", Text, nullable=False),
    Column("desk", BigInteger, nullable=False),
    PrimaryKeyConstraint("property_id", "chat"),
)

posts = Table(  # what only one of several desks does: sender, poller
    "posts",
    metadata,
    of_property(),
    Column("post", Text, nullable=False),
    Column("desk", BigInteger, nullable=False),
    PrimaryKeyConstraint("property_id", "post"),
)

dialogues = Table(  # where a chat stands: one row a chat
    "dialogues",
    metadata,
    of_property(),
    Column("chat_id", BigInteger, nullable=False),
    Column("screen", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("updated_at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "chat_id"),
)
