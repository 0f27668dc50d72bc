"""What was proposed to guests and is not wanted now."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, PrimaryKeyConstraint, Table, Text

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property

turned_down = Table(
    "turned_down",
    metadata,
    of_property(),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("offer", Text, nullable=False),
    Column("day", Text, nullable=False),  # the hotel's date, ISO 8601: on it nobody proposes it again
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "guest_id", "offer", "day"),
)
