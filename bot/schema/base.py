"""What every table begins with."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Text

from bot.columns import Key

metadata = MetaData(
    naming_convention={"ix": "ix_%(column_0_label)s", "ck": "ck_%(table_name)s_%(constraint_name)s"}
)


def row_id() -> Column[int]:
    return Column("id", Key, primary_key=True, autoincrement=True)


def of_property() -> Column[str]:
    return Column("property_id", Text, nullable=False)
