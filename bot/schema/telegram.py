"""What this desk and Telegram have agreed on."""

from __future__ import annotations

from sqlalchemy import Column, PrimaryKeyConstraint, Table, Text

from bot.columns import Moment
from bot.schema.base import metadata, of_property

told = Table(
    "told",
    metadata,
    of_property(),
    Column("part", Text, nullable=False),  # webhook; name:ru, commands:chat:5: a part of the profile
    Column("value", Text, nullable=False),  # the webhook's secret; the hash of what the part holds
    Column("not_before", Moment),  # Telegram asked us to wait with this part until then
    PrimaryKeyConstraint("property_id", "part"),
)
