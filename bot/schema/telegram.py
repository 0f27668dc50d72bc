"""What this desk and Telegram have agreed on."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

from bot.columns import Moment
from bot.schema.base import metadata, of_property

file_ids = Table(  # what Telegram calls a picture that it has; another bot's names are worth nothing
    "file_ids",
    metadata,
    of_property(),
    Column("bot", Text, nullable=False),  # a hash of its number, never the token
    Column("digest", Text, nullable=False),  # sha256 of the content
    Column("file_id", Text, nullable=False),
    PrimaryKeyConstraint("property_id", "bot", "digest"),
)

told = Table(
    "told",
    metadata,
    of_property(),
    Column("part", Text, nullable=False),  # webhook; name:ru, commands:chat:5: a part of the profile
    Column("value", Text, nullable=False),  # the webhook's secret; the hash of what the part holds
    Column("not_before", Moment),  # Telegram asked us to wait with this part until then
    PrimaryKeyConstraint("property_id", "part"),
)
