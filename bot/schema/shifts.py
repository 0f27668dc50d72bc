"""Who said that they begin or end their work: it counts before the roster."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Table, UniqueConstraint

from bot.columns import Moment
from bot.schema.base import metadata, of_property, row_id

duty_marks = Table(  # one a colleague; the newest counts until its end
    "duty_marks",
    metadata,
    row_id(),
    of_property(),
    Column("user_id", BigInteger, nullable=False),
    Column("working", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    UniqueConstraint("property_id", "user_id"),
)
