"""What follows a trouble: what makes it good, how the guest saw it, who was praised, what it cost."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

asks = Table(  # what a guest is asked at most once a stay
    "asks",
    metadata,
    of_property(),
    Column("what", Text, nullable=False),  # rating, silent
    Column("stay_key", Text, nullable=False),  # stay:<id>, or guest:<id>:<month> of who is linked to none
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("stay_id", Key),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "what", "stay_key"),
    Index("ix_asks_guest", "property_id", "guest_id", "what"),
)

ratings = Table(
    "ratings",
    metadata,
    row_id(),
    of_property(),
    Column("stay_key", Text, nullable=False),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("stars", Integer, nullable=False),
    Column("why", Text),  # the guest's words, asked for when it is low
    Column("why_at", Moment),
    UniqueConstraint("property_id", "stay_key"),
    CheckConstraint("stars >= 1 AND stars <= 5", name="stars"),
    Index("ix_ratings_at", "property_id", "at"),
)

praises = Table(
    "praises",
    metadata,
    row_id(),
    of_property(),
    Column("at", Moment, nullable=False),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("case_id", Key, ForeignKey("cases.id")),
    Column("staff", BigInteger),  # staff.user_id of who was praised; none: the house
    Column("words", Text, nullable=False),
    Index("ix_praises_at", "property_id", "at"),
    Index("ix_praises_guest", "property_id", "guest_id"),
)

remedies = Table(
    "remedies",
    metadata,
    row_id(),
    of_property(),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("code", Text, nullable=False),  # of the ladder
    Column("kind", Text, nullable=False),  # apology, gift, voucher, refund, move
    Column("title", JSON, nullable=False),  # as it was called then
    Column("cost_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),  # asked, given, declined, expired
    Column("asked_by", BigInteger, nullable=False),  # staff.user_id
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment),  # of what waits for a manager
    Column("decided_by", BigInteger),
    Column("decided_at", Moment),
    Column("role", Text),  # on whose limit it went
    Column("shift", Text),
    Column("voucher", Text),  # the number of the voucher, V-7F3K
    Column("outcome", Text),  # solved, unanswered, reopened: how the case went on
    Index("ix_remedies_case", "property_id", "case_id"),
    Index("ix_remedies_asked", "property_id", "asked_at"),
)

remedy_spend = Table(  # what each role has given away in a shift: one guarded UPDATE keeps it under the limit
    "remedy_spend",
    metadata,
    of_property(),
    Column("role", Text, nullable=False),
    Column("shift", Text, nullable=False),  # 2026-11-20T07:00 on the hotel's clock
    Column("minor", BigInteger, nullable=False),
    PrimaryKeyConstraint("property_id", "role", "shift"),
)

loss_reviews = Table(  # the seven questions after a bad case
    "loss_reviews",
    metadata,
    row_id(),
    of_property(),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("answers", JSON, nullable=False),  # {"mood": {"tap": "calm"}, "what": {"words": "…"}}
    Column("by", BigInteger),  # staff.user_id of who answered last
    Column("changed_at", Moment),
    Column("done_at", Moment),
    Column("reminded_at", Moment),
    UniqueConstraint("property_id", "case_id"),
)
