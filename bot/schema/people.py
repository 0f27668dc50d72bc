"""The hotel, its staff and its guests."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

properties = Table(
    "properties",
    metadata,
    Column("id", Text, primary_key=True),
    Column("staff_chat", BigInteger),  # the forum supergroup; follows a migration
    Column("claim_hash", Text),  # of the one-time link that makes an owner
    Column("claim_until", Moment),
    Column("bot_name", Text),  # as Telegram knows us: the name in our links
    Column("payments", Text),  # guests can pay in the chat: live, test; none: no provider is set
)

guests = Table(
    "guests",
    metadata,
    row_id(),
    of_property(),
    Column("chat_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("chosen", Boolean, nullable=False, server_default=false()),  # the language was chosen, not guessed
    Column("room", Text),
    Column("verified", Boolean, nullable=False, server_default=false()),
    Column("verified_until", Moment),  # reception's word ends by itself
    Column("was_in", Text),  # the room left at check-out: open cases are still about it
    Column("party", JSON),  # {"adults": 2, "ages": [5, 10]}
    Column("blocked_at", Moment),
    Column("slowed_at", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("property_id", "chat_id"),
)

room_links = Table(  # what a QR code opens; only the hash is kept
    "room_links",
    metadata,
    of_property(),
    Column("hash", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("stay_id", Key),  # the card of one stay; none: the code on the room's wall
    Column("ended_at", Moment),  # its stay is over: the card is answered kindly and opens nothing
    PrimaryKeyConstraint("property_id", "hash"),
)

staff = Table(
    "staff",
    metadata,
    row_id(),
    of_property(),
    Column("user_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("role", Text, nullable=False),  # owner, manager, reception, department, read_only
    Column("department", Text),
    Column("nights", Boolean, nullable=False, server_default=false()),  # rung first at night
    Column("danger", Boolean, nullable=False, server_default=false()),  # rung first in danger
    Column("state", Text, nullable=False),  # asked, active, declined, left
    Column("asked_at", Moment, nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", Moment),
    Column("there_at", Moment),  # last seen in a group of the staff; who never was is not missed
    UniqueConstraint("property_id", "user_id"),
)
