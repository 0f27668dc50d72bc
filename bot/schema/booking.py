"""Places, bookings and who waits for one."""

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

buckets = Table(  # how many places a start has, and how many are taken
    "buckets",
    metadata,
    of_property(),
    Column("resource", Text, nullable=False),  # "offer/option"
    Column("start", Moment, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("used", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("property_id", "resource", "start"),
    CheckConstraint("used >= 0 AND used <= capacity", name="places"),
)

bookings = Table(
    "bookings",
    metadata,
    row_id(),
    of_property(),
    Column("ref", Text, nullable=False),  # B-7F3K
    Column("request", Text, nullable=False),  # the same wish twice is the same booking
    Column("replaces", Key),  # the booking that ends when this one is confirmed: a move
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("offer", Text, nullable=False),
    Column("option", Text, nullable=False),
    Column("start", Moment),  # none: on request, the wish stands in `wish`
    Column("end", Moment),
    Column("wish", Text),  # what a guest asked for in words; a date alone is ISO 8601
    Column(
        "status", Text, nullable=False
    ),  # OCTO: ON_HOLD CONFIRMED EXPIRED CANCELLED REDEEMED PENDING REJECTED
    Column("expires_at", Moment),
    Column("party", JSON, nullable=False),
    Column("quote", JSON, nullable=False),  # every line as it was shown
    Column("sold", JSON, nullable=False),  # title, place, what to bring, terms: as they were sold
    Column("payment", Text),  # room, desk
    Column("catalog_n", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("ended_at", Moment),
    Column("reason", Text),
    Column("kept_minor", BigInteger),  # the cancellation fee that is kept
    Column("redeemed_at", Moment),
    Column("no_show_at", Moment),  # nobody came: the status stays CONFIRMED
    Column("sequence", Integer, nullable=False, server_default="0"),  # RFC 5545: rises with every change
    Column("calendar", Text),  # the number its calendar entry began with; a move takes it along
    Column("calendar_at", Moment),  # when the guest was given the calendar file: from then on it follows
    Column("bundle_id", Key),  # the package that it is a part of
    Column("part", Text),  # which part: the offer that the package names
    UniqueConstraint("property_id", "ref"),
    UniqueConstraint("property_id", "request"),
    Index("ix_bookings_guest", "property_id", "guest_id", "status"),
    Index("ix_bookings_expiry", "property_id", "status", "expires_at"),
    Index("ix_bookings_start", "property_id", "start"),
    Index("ix_bookings_bundle", "property_id", "bundle_id"),
)

bundles = Table(  # packages as they were sold; their parts are bookings
    "bundles",
    metadata,
    row_id(),
    of_property(),
    Column("ref", Text, nullable=False),  # P-7F3K
    Column("request", Text, nullable=False),  # the same wish twice is the same package
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("offer", Text, nullable=False),
    Column("option", Text, nullable=False),
    Column("party", JSON, nullable=False),
    Column("quote", JSON, nullable=False),  # the price of the whole, which the parts sum to
    Column("apart_minor", BigInteger, nullable=False),  # what the parts cost singly
    Column("sold", JSON, nullable=False),  # title, which parts stay: as it was sold
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("property_id", "ref"),
    UniqueConstraint("property_id", "request"),
)

claims = Table(  # who holds which places: the ledger behind the counters
    "claims",
    metadata,
    row_id(),
    of_property(),
    Column("booking_id", Key, ForeignKey("bookings.id"), nullable=False),
    Column("resource", Text, nullable=False),
    Column("start", Moment, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("state", Text, nullable=False),  # live, released
    Index("ix_claims_booking", "booking_id"),
    Index("ix_claims_bucket", "property_id", "resource", "start", "state"),
)

waits = Table(  # the waiting list of a start: a whole party or nothing
    "waits",
    metadata,
    row_id(),
    of_property(),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("offer", Text, nullable=False),
    Column("option", Text, nullable=False),
    Column("start", Moment, nullable=False),
    Column("party", JSON, nullable=False),
    Column("priority", Integer, nullable=False, server_default="0"),  # larger goes first
    Column("state", Text, nullable=False),  # waiting, offered, accepted, declined, expired, left, closed
    Column("booking_id", Key),  # the hold that it was last offered as
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("property_id", "guest_id", "offer", "option", "start"),
)

booking_acts = Table(  # who of the hotel did what with a booking; only added to
    "booking_acts",
    metadata,
    row_id(),
    of_property(),
    Column("booking_id", Key, ForeignKey("bookings.id")),  # none: about the book as a whole
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),  # staff:<user id>, console
    Column("name", Text, nullable=False),  # as they were called then
    Column("act", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_booking_acts_booking", "booking_id", "id"),
)

booking_events = Table(  # every state a booking was in: only added to, the database refuses all else
    "booking_events",
    metadata,
    row_id(),
    of_property(),
    Column("booking_id", Key, ForeignKey("bookings.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("sequence", Integer, nullable=False),  # of the booking
    Column("status", Text, nullable=False),
    Column("start", Moment),
    Column("total_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("kept_minor", BigInteger),
    Column("payment", Text),
    Column("reason", Text),  # a word of the desk's own, never of people (`book.REASONS`)
    Column("data", JSON, nullable=False),  # until: the end of a hold; absent: nobody came
    UniqueConstraint("booking_id", "sequence"),
)

booking_links = Table(  # what the QR code of a voucher opens; only the hash is kept
    "booking_links",
    metadata,
    of_property(),
    Column("hash", Text, nullable=False),
    Column("booking_id", Key, ForeignKey("bookings.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "hash"),
)

feeds = Table(  # the secret calendar of a department; only the hash of its address is kept
    "feeds",
    metadata,
    of_property(),
    Column("department", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "department"),
    UniqueConstraint("property_id", "hash"),
)
