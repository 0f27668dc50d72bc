"""Money that guests paid in the chat: what was asked, what came, and what is owed back."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

payments = Table(
    "payments",
    metadata,
    row_id(),
    of_property(),
    Column("request", Text, nullable=False),  # the same press twice is the same invoice
    Column("payload", Text, nullable=False),  # what Telegram brings back with the money; random
    Column("booking_id", Key, ForeignKey("bookings.id"), nullable=False),
    Column("bundle_id", Key),  # over a whole package: `booking_id` is then the first of its parts
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("approved_at", Moment),  # Telegram asked whether it still holds, and we said yes
    Column("paid_at", Moment),
    Column("charge_id", Text),  # Telegram's own number of the payment
    Column("provider_charge_id", Text),  # the provider's: by it reception finds the payment there
    UniqueConstraint("property_id", "request"),
    UniqueConstraint("property_id", "payload"),
    UniqueConstraint("property_id", "charge_id"),
    Index("ix_payments_booking", "property_id", "booking_id"),
    Index("ix_payments_bundle", "property_id", "bundle_id"),
)

refunds = Table(  # what is owed back of a payment, and whether it has gone
    "refunds",
    metadata,
    row_id(),
    of_property(),
    Column("payment_id", Key, ForeignKey("payments.id"), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("done_at", Moment),  # a colleague has done it at the provider
    Column("done_by", Text),  # staff:<user id>
    Index("ix_refunds_payment", "property_id", "payment_id"),
)
