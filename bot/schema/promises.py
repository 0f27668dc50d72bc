"""What one shift owes the guests and tells the next: promises, handovers, notes."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Table, Text

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

promises = Table(  # each fact is written once: docs/decisions/0018-promises.md
    "promises",
    metadata,
    row_id(),
    of_property(),
    Column("case_id", Key, ForeignKey("cases.id"), nullable=False),
    Column("what", Text, nullable=False),  # answer: somebody answers; done: it is done
    Column("by", BigInteger),  # staff.user_id; none: the desk itself
    Column("department", Text, nullable=False),  # that had to keep it
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("to_staff", BigInteger),  # the colleague who asked for it, of another department
    Column("due", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("kept_at", Moment),
    Column("broken_at", Moment),  # its own due, however late that was noticed
    Column("void_at", Moment),  # the guest took it back, or the next word is theirs
    Column("replaced_by", Key),  # promises.id of the new time
    Index("ix_promises_case", "property_id", "case_id", "id"),
    Index("ix_promises_due", "property_id", "due"),
)

handovers = Table(
    "handovers",
    metadata,
    row_id(),
    of_property(),
    Column("from_staff", BigInteger, nullable=False),
    Column("to_staff", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("listed", JSON, nullable=False),  # {"cases": [12, 15], "promises": [7]} as both saw them
    Column("given_at", Moment),  # confirmed by who goes
    Column("taken_at", Moment),  # and by who comes
    Column("moved_at", Moment),  # what the one had is the other's
    Index("ix_handovers_at", "property_id", "at"),
)

notes = Table(  # what staff remember of a guest or a room; never shown to guests
    "notes",
    metadata,
    row_id(),
    of_property(),
    Column("room", Text),
    Column("guest_id", Key),
    Column("stay_id", Key),
    Column("kind", Text, nullable=False),  # note, allergy, quiet, vip
    Column("words", Text, nullable=False),
    Column("by", BigInteger, nullable=False),  # staff.user_id
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_notes_room", "property_id", "room"),
    Index("ix_notes_guest", "property_id", "guest_id"),
    Index("ix_notes_stay", "property_id", "stay_id"),
)
