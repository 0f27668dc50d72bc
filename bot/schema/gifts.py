"""Codes that take something off a price: what each is worth, and which booking has used it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

gifts = Table(
    "gifts",
    metadata,
    row_id(),
    of_property(),
    Column("ref", Text, nullable=False),  # V-7F3K: what everybody may read; the code itself is secret
    Column("hash", Text, nullable=False),  # of the code
    Column("percent", Integer),  # either so many per cent
    Column("amount_minor", BigInteger),  # or an amount
    Column("currency", Text),
    Column("offers", JSON, nullable=False),  # for these only; none named: for all
    Column("first", Text),  # for services from this date on, ISO 8601
    Column("last", Text),  # and until this one
    Column("most", Integer, nullable=False, server_default="1"),  # how many bookings may use it
    Column("used", Integer, nullable=False, server_default="0"),
    Column("guest_id", Key, ForeignKey("guests.id")),  # for this guest and the phones of their stay only
    Column("case_id", Key, ForeignKey("cases.id")),  # what it makes good
    Column("by", Text, nullable=False),  # who gave it: staff:<user id>, desk, console
    Column("made_at", Moment, nullable=False),
    Column("stopped_at", Moment),  # withdrawn by staff: nobody can use it any more
    UniqueConstraint("property_id", "ref"),
    UniqueConstraint("property_id", "hash"),
    CheckConstraint("used >= 0 AND used <= most", name="uses"),
    Index("ix_gifts_case", "property_id", "case_id"),
)

gift_uses = Table(  # the ledger behind `used`
    "gift_uses",
    metadata,
    row_id(),
    of_property(),
    Column("gift_id", Key, ForeignKey("gifts.id"), nullable=False),
    Column("booking_id", Key, ForeignKey("bookings.id"), nullable=False),
    Column("bundle_id", Key),  # for a whole package: `booking_id` is then the first of its parts
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),  # given back: the booking was not made, or was given up
    Index("ix_gift_uses_booking", "property_id", "booking_id"),
    Index("ix_gift_uses_bundle", "property_id", "bundle_id"),
    Index("ix_gift_uses_gift", "property_id", "gift_id"),
)

gift_tries = Table(  # codes that were none: guessing has a limit
    "gift_tries",
    metadata,
    row_id(),
    of_property(),
    Column("chat_id", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_gift_tries_recent", "property_id", "at"),
)
