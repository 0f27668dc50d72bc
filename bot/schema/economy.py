"""How far guests come with an offer, counted and nobody's; and what a lost guest is worth to this hotel."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, PrimaryKeyConstraint, Table, Text

from bot.columns import Moment
from bot.schema.base import metadata, of_property

offer_steps = Table(  # docs/economy.md says what each counts; no guest is in it
    "offer_steps",
    metadata,
    of_property(),
    Column("day", Text, nullable=False),  # the hotel's date, ISO 8601
    Column("offer", Text, nullable=False),
    Column("step", Text, nullable=False),  # seen, begun, priced; refused:<reason>
    Column("n", Integer, nullable=False),
    PrimaryKeyConstraint("property_id", "day", "offer", "step"),
    sqlite_with_rowid=False,
)

lifetimes = Table(  # the inputs of bot/desk/reports/economy/lifetime.py, as managers set them
    "lifetimes",
    metadata,
    of_property(),
    Column("inputs", JSON, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id"),
)
