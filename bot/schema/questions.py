"""What guests ask: a row a question, and what they add up to."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

_KEPT = text("words IS NOT NULL")


def _counter(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


questions = Table(  # docs/questions.md says what each counts as
    "questions",
    metadata,
    row_id(),
    of_property(),
    Column("at", Moment, nullable=False),
    Column("day", Text, nullable=False),  # the hotel's date, ISO 8601
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("language", Text, nullable=False),
    Column("decision", Text, nullable=False),  # what the words called for; tap: a button
    Column("outcome", Text, nullable=False),  # of bot/desk/reports/question_log.py
    Column("topic", Text, nullable=False),  # the understood intent, a guess unless answered; "" is none
    Column("entry", Text),  # what answered: of the knowledge base, or an offer
    Column("complex", Boolean, nullable=False),  # several wishes, long, or another try
    Column("first", Boolean, nullable=False),  # of this guest on this day: a visit
    Column("words", Text),  # masked; of what the desk had no answer to
    Column("words_until", Moment),  # then they are forgotten
    Index("ix_questions_guest", "property_id", "guest_id", "at"),
    Index(
        "ix_questions_words",
        "property_id",
        "topic",
        "words_until",
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    ),
)

question_counts = Table(  # kept in the same transaction: a report adds up these
    "question_counts",
    metadata,
    of_property(),
    Column("span", Text, nullable=False),  # a day of the hotel's, 2026-11-20, or a month, 2026-11
    Column("topic", Text, nullable=False),
    Column("language", Text, nullable=False),  # none: all topics in all languages
    _counter("visits"),
    _counter("answered"),
    _counter("clarified"),
    _counter("empty"),
    _counter("escalated"),
    _counter("chosen"),
    _counter("called"),
    _counter("complex"),
    PrimaryKeyConstraint("property_id", "span", "topic", "language"),
    sqlite_with_rowid=False,
)
