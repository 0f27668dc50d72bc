"""How far a hotel has got with its own set-up."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, PrimaryKeyConstraint, Table

from bot.columns import Moment
from bot.schema.base import metadata, of_property

setups = Table(
    "setups",
    metadata,
    of_property(),
    Column("answers", JSON, nullable=False),
    Column("by", BigInteger, nullable=False),  # staff.user_id
    Column("updated_at", Moment, nullable=False),
    Column("finished_at", Moment),
    PrimaryKeyConstraint("property_id"),
)
