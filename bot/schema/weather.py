"""When the weather closes what is outdoors: a row a decision, and one for every booking it concerns."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

weather_actions = Table(  # sales of these offers are closed from `since` to `until`, unless it is stopped
    "weather_actions",
    metadata,
    row_id(),
    of_property(),
    Column("request", Text, nullable=False),  # the same press twice is the same action
    Column("how", Text, nullable=False),  # move, cancel
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("offers", JSON, nullable=False),  # codes
    Column("state", Text, nullable=False),  # running, done, stopping, stopped
    Column("by", BigInteger, nullable=False),  # staff.user_id
    Column("chat_id", BigInteger, nullable=False),  # where its card stands
    Column("message_id", BigInteger, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    UniqueConstraint("property_id", "request"),
    Index("ix_weather_actions_until", "property_id", "until"),
)

weather_parties = Table(  # each booking once: what it was told and what became of it
    "weather_parties",
    metadata,
    row_id(),
    of_property(),
    Column("action_id", Key, ForeignKey("weather_actions.id"), nullable=False),
    Column("booking_id", Key, ForeignKey("bookings.id"), nullable=False),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("state", Text, nullable=False),  # due, told, moved, cancelled, gone, kept
    Column("why", Text),  # of a cancellation: guest, silent, staff
    Column("answer_by", Moment),
    Column("moved_to", Key),  # the booking that took its place
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("property_id", "action_id", "booking_id"),
    Index("ix_weather_parties_state", "action_id", "state", "answer_by"),
    Index("ix_weather_parties_booking", "property_id", "booking_id"),
)
