"""Every table of the desk. Times are UTC; money is minor units; every table belongs to a property."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.columns import Key, Moment

metadata = MetaData(
    naming_convention={"ix": "ix_%(column_0_label)s", "ck": "ck_%(table_name)s_%(constraint_name)s"}
)


def _id() -> Column[int]:
    return Column("id", Key, primary_key=True, autoincrement=True)


def _property() -> Column[str]:
    return Column("property_id", Text, nullable=False)


properties = Table(
    "properties",
    metadata,
    Column("id", Text, primary_key=True),
    Column("staff_chat", BigInteger),  # the forum supergroup; follows a migration
    Column("claim_hash", Text),  # of the one-time link that makes an owner
)

inbox = Table(  # raw updates, kept before Telegram is told that we have them
    "inbox",
    metadata,
    _id(),
    _property(),
    Column("update_id", BigInteger, nullable=False),
    Column("dedupe", Text),  # cleared after 72 h: Telegram may reuse ids after a quiet week
    Column("chat", Text, nullable=False),  # what is worked in order
    Column("raw", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", Text, nullable=False, server_default="new"),  # new, done, dead
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("not_before", Moment),
    Column("done_at", Moment),
    Column("error", Text),
    UniqueConstraint("property_id", "dedupe"),
    Index(
        "ix_inbox_open",
        "property_id",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_inbox_chat", "property_id", "chat", "received_at"),
)

letters = Table(  # the outbox: what the desk owes, and the buttons it carries
    "letters",
    metadata,
    _id(),
    _property(),
    Column("chat_id", BigInteger),  # none: the staff group, wherever it is by then
    Column("case_id", Key),  # the topic it belongs to
    Column("lane", Integer, nullable=False),  # smaller goes first
    Column("kind", Text, nullable=False),  # critical, soft, idempotent
    Column("method", Text, nullable=False),  # send, edit, answer, copy, card, title, close
    Column("content", JSON, nullable=False),
    Column("token", Text),  # names its buttons: "<token>:<index>"
    Column("state", Text, nullable=False, server_default="new"),  # new, sending, sent, dropped, dead
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("repeat", Boolean, nullable=False, server_default=text("0")),  # may have arrived before
    Column("not_before", Moment),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("message_id", BigInteger),
    Column("error", Text),
    UniqueConstraint("token"),
    Index(
        "ix_letters_open",
        "property_id",
        "lane",
        "id",
        sqlite_where=text("state = 'new'"),
        postgresql_where=text("state = 'new'"),
    ),
    Index("ix_letters_message", "chat_id", "message_id"),
)

timers = Table(
    "timers",
    metadata,
    _id(),
    _property(),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    UniqueConstraint("property_id", "kind", "ref"),
    Index("ix_timers_due", "property_id", "due_at"),
)

dialogues = Table(  # where a chat stands: one row a chat
    "dialogues",
    metadata,
    _property(),
    Column("chat_id", BigInteger, nullable=False),
    Column("screen", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("updated_at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "chat_id"),
)

guests = Table(
    "guests",
    metadata,
    _id(),
    _property(),
    Column("chat_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column(
        "chosen", Boolean, nullable=False, server_default=text("0")
    ),  # the language was chosen, not guessed
    Column("room", Text),
    Column("verified", Boolean, nullable=False, server_default=text("0")),
    Column("verified_until", Moment),  # reception's word ends by itself
    Column("party", JSON),  # {"adults": 2, "ages": [5, 10]}
    Column("blocked_at", Moment),
    Column("slowed_at", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("property_id", "chat_id"),
)

room_links = Table(  # what a room's QR code opens; only the hash is kept
    "room_links",
    metadata,
    _property(),
    Column("hash", Text, nullable=False),
    Column("room", Text, nullable=False),
    PrimaryKeyConstraint("property_id", "hash"),
)

staff = Table(
    "staff",
    metadata,
    _id(),
    _property(),
    Column("user_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("role", Text, nullable=False),  # owner, manager, reception, department
    Column("department", Text),
    Column("state", Text, nullable=False),  # asked, active, declined, left
    Column("asked_at", Moment, nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", Moment),
    UniqueConstraint("property_id", "user_id"),
)

catalog_versions = Table(
    "catalog_versions",
    metadata,
    _property(),
    Column("n", Integer, nullable=False),
    Column("parent", Integer),
    Column("content", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "n"),
)

stops = Table(  # stop sale: instant, not part of the catalog
    "stops",
    metadata,
    _property(),
    Column("offer", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("since", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "offer"),
)

capacities = Table(  # a day's capacity set by hand
    "capacities",
    metadata,
    _property(),
    Column("offer", Text, nullable=False),
    Column("option", Text, nullable=False),
    Column("day", Text, nullable=False),  # the hotel's date, ISO 8601
    Column("capacity", Integer, nullable=False),
    PrimaryKeyConstraint("property_id", "offer", "option", "day"),
)

changes = Table(  # what managers did, and what undoes it
    "changes",
    metadata,
    _id(),
    _property(),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),  # price, stop, resume, capacity, import, undo
    Column("subject", Text, nullable=False),
    Column("before", JSON),
    Column("after", JSON),
    Column("undone_at", Moment),
    Index("ix_changes_recent", "property_id", "id"),
)

buckets = Table(  # how many places a start has, and how many are taken
    "buckets",
    metadata,
    _property(),
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
    _id(),
    _property(),
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
    UniqueConstraint("property_id", "ref"),
    UniqueConstraint("property_id", "request"),
    Index("ix_bookings_guest", "property_id", "guest_id", "status"),
    Index("ix_bookings_expiry", "property_id", "status", "expires_at"),
)

claims = Table(  # who holds which places: the ledger behind the counters
    "claims",
    metadata,
    _id(),
    _property(),
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
    _id(),
    _property(),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("offer", Text, nullable=False),
    Column("option", Text, nullable=False),
    Column("start", Moment, nullable=False),
    Column("party", JSON, nullable=False),
    Column("state", Text, nullable=False),  # waiting, offered, left
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("property_id", "guest_id", "offer", "option", "start"),
)

cases = Table(
    "cases",
    metadata,
    _id(),
    _property(),
    Column("ref", Text, nullable=False),  # C-4KQ
    Column("kind", Text, nullable=False),  # complaint, request, question, person, sensitive, booking
    Column("category", Text),  # the understood intent, a guess
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),  # new, acked, resolved, closed
    Column("department", Text, nullable=False),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("booking_id", Key),
    Column("words", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("ack_due", Moment, nullable=False),
    Column("acked_at", Moment),
    Column("resolve_due", Moment, nullable=False),
    Column("resolved_at", Moment),
    Column("closed_at", Moment),
    Column("owner", BigInteger),  # staff.user_id of who has taken it
    Column("ack_missed", Integer, nullable=False, server_default="0"),  # how often each clock ran out
    Column("resolve_missed", Integer, nullable=False, server_default="0"),
    Column("title", JSON),  # of its topic, before language
    Column("thread_id", BigInteger),  # its topic in the staff group
    Column("thread_lost", Integer, nullable=False, server_default="0"),  # topics found deleted or closed
    Column("card_id", BigInteger),  # the card's message in the topic
    UniqueConstraint("property_id", "ref"),
    Index("ix_cases_guest", "property_id", "guest_id", "status"),
    Index("ix_cases_thread", "property_id", "thread_id"),
)

case_events = Table(  # history that is only added to
    "case_events",
    metadata,
    _id(),
    _property(),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),  # guest, desk, staff:<user id>
    Column("kind", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_case_events_case", "case_id", "id"),
)
