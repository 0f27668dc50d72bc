"""What a person of the hotel has to see to."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

cases = Table(
    "cases",
    metadata,
    row_id(),
    of_property(),
    Column("ref", Text, nullable=False),  # C-4KQ
    # complaint, request, question, lost_item, fault, praise, incident; person, sensitive, booking
    Column("kind", Text, nullable=False),
    Column("category", Text),  # the understood intent, a guess
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),  # as bot/desk/cases/states.py lets it move
    Column("department", Text, nullable=False),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("booking_id", Key),
    Column("stay_id", Key),  # in which it happened, when the desk knows
    Column("source", Text, nullable=False, server_default="words"),  # words, button, staff, service
    Column("outcome", Text),  # of a closed one: solved, withdrawn, settled, accepted, refused
    Column("room", Text),  # as it was when it was reported: it stays though the guest moves
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
    Column("thread_chat", BigInteger),  # the group that the topic is in; another group has none of it
    Column("thread_lost", Integer, nullable=False, server_default="0"),  # topics found deleted or closed
    Column("card_id", BigInteger),  # the card's message in the topic
    UniqueConstraint("property_id", "ref"),
    Index("ix_cases_guest", "property_id", "guest_id", "status"),
    Index("ix_cases_opened", "property_id", "opened_at"),
    Index("ix_cases_thread", "property_id", "thread_id"),
)

case_events = Table(  # history that is only added to: the database refuses all else (bot/schema/ledgers.py)
    "case_events",
    metadata,
    row_id(),
    of_property(),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),  # guest, desk, staff:<user id>
    Column("kind", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Index("ix_case_events_case", "case_id", "id"),
    Index(  # whatever is said in a topic of no case is looked up there
        "ix_case_events_left",
        "property_id",
        sqlite_where=text("kind = 'topic_left'"),
        postgresql_where=text("kind = 'topic_left'"),
    ),
)

drills = Table(  # the chain of danger, played: who answered, and after how many rings
    "drills",
    metadata,
    row_id(),
    of_property(),
    Column("by", BigInteger, nullable=False),  # staff.user_id
    Column("at", Moment, nullable=False),
    Column("rings", Integer, nullable=False),
    Column("answered_by", BigInteger),
    Column("answered_at", Moment),
    Column("ended_at", Moment),
)
