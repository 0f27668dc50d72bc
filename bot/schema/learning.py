"""What staff have taught the desk, and the answers that were not right."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Table, Text, UniqueConstraint

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

proposals = Table(  # an answer of staff that may become everybody's
    "proposals",
    metadata,
    row_id(),
    of_property(),
    Column("case_id", Key, ForeignKey("cases.id")),  # where it was given; none: a manager wrote it
    Column("asked", Key),  # case_events.id of the question
    Column("state", Text, nullable=False),  # proposed, approved, joined, rejected, withdrawn
    Column("language", Text, nullable=False),  # of the question as it was asked
    Column("near", JSON, nullable=False),  # entries that the understanding thought of
    Column("phrases", JSON, nullable=False),  # {language: [words]}: how guests ask it
    Column("title", JSON, nullable=False),  # {language: words}
    Column("answer", JSON, nullable=False),  # {language: words}
    Column("topic", Text, nullable=False),
    Column("by", BigInteger, nullable=False),  # staff.user_id
    Column("at", Moment, nullable=False),
    Column("entry", Text),  # what it became, or joined
    Column("change_id", Key),  # changes.id of that; undone, it waits for a decision again
    Column("decided_by", BigInteger),
    Column("decided_at", Moment),
    UniqueConstraint("property_id", "asked"),
    Index("ix_proposals_state", "property_id", "state", "id"),
)

reported_answers = Table(  # an answer of the desk that somebody says is not right
    "reported_answers",
    metadata,
    row_id(),
    of_property(),
    Column("entry", Text, nullable=False),  # of the knowledge base, or an offer
    Column("source", Text, nullable=False),  # guest:<id>, staff:<user id>
    Column("question", Text, nullable=False),  # without names and numbers; "" where nobody knows it
    Column("language", Text, nullable=False),
    Column("answered", Text, nullable=False),  # what was said
    Column("case_id", Key, ForeignKey("cases.id")),
    Column("at", Moment, nullable=False),
    Column("settled_by", BigInteger),  # the manager who saw to it
    Column("settled_at", Moment),
    Index("ix_reported_answers_entry", "property_id", "entry", "settled_at"),
)
