"""What is not well with the desk itself, and when its owners were told."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, PrimaryKeyConstraint, Table, Text, false

from bot.columns import Moment
from bot.schema.base import metadata, of_property

troubles = (
    Table(  # one row a kind of trouble, kept after it is over: so no storm comes of what comes and goes
        "troubles",
        metadata,
        of_property(),
        Column("kind", Text, nullable=False),  # of bot/desk/alerts.py; "heard": since when Telegram is heard
        Column("since", Moment, nullable=False),
        Column("open", Boolean, nullable=False, server_default=false()),
        Column("said", JSON),  # what the owners read of it, packed
        Column("told_at", Moment),
        Column(
            "told", Boolean, nullable=False, server_default=false()
        ),  # of this spell; then they hear its end
        Column("letters", JSON),  # the last ones: called back when newer words come before they have gone
        PrimaryKeyConstraint("property_id", "kind"),
    )
)
