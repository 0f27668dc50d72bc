"""How far a hotel has got with its own set-up."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, PrimaryKeyConstraint, Table, Text

from bot.columns import Moment
from bot.schema.base import metadata, of_property

setups = Table(  # a row: the hotel began with the demo's catalog, of which nothing is true until confirmed
    "setups",
    metadata,
    of_property(),
    Column("answers", JSON, nullable=False),
    Column("asking", Text),  # the question that waits for its answer
    Column("group", JSON),  # the staff group as Telegram last showed it
    Column("declined", JSON, nullable=False),  # ["offer:sauna", "entry:pool"]: what the hotel does not have
    Column("by", BigInteger, nullable=False),  # staff.user_id
    Column("updated_at", Moment, nullable=False),
    Column("finished_at", Moment),
    PrimaryKeyConstraint("property_id"),
)
