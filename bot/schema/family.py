"""Who comes with a stay, what they told the desk about themselves, and what a parent has agreed to."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
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

companions = Table(  # one person of a stay; all its phones see the same
    "companions",
    metadata,
    row_id(),
    of_property(),
    Column("stay_id", Key, ForeignKey("stays.id"), nullable=False),
    Column("kind", Text, nullable=False),  # adult, child
    Column("name", Text),
    Column("birth", Text),  # ISO 8601
    Column("age", Integer),  # as it was said, where the date of birth was not
    Column("age_on", Text),  # the hotel's date on which it was said
    Column("sizes", JSON, nullable=False),  # {"height": 128, "weight": 27, "shoe": "34", "clothes": "128"}
    Column("at", Moment, nullable=False),
    Index("ix_companions_stay", "property_id", "stay_id", "id"),
)

families = Table(  # what is said once for everybody of a stay
    "families",
    metadata,
    of_property(),
    Column("stay_id", Key, ForeignKey("stays.id"), nullable=False),
    Column("told", JSON, nullable=False),  # {"allergies": "nuts", "licence": true, "swims": true}
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "stay_id"),
)

consents = Table(  # a parent's yes: only added to, and forgotten with the stay
    "consents",
    metadata,
    row_id(),
    of_property(),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),  # whose phone said it
    Column("stay_id", Key, ForeignKey("stays.id")),  # none: of this phone alone
    Column("offer", Text, nullable=False),
    Column("ages", JSON, nullable=False),  # of the children it is for
    Column("edition", Text, nullable=False),  # of the sentence that was agreed to
    Column("language", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("keep_until", Moment, nullable=False),
    Index("ix_consents_stay", "property_id", "stay_id", "offer"),
    Index("ix_consents_until", "property_id", "keep_until"),
)

booking_answers = Table(  # what the staff of a booking need to know of its party
    "booking_answers",
    metadata,
    of_property(),
    Column("booking_id", Key, ForeignKey("bookings.id"), nullable=False),
    Column("told", JSON, nullable=False),
    Column("keep_until", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "booking_id"),
    Index("ix_booking_answers_until", "property_id", "keep_until"),
)

departures = Table(  # whether a start with a smallest group takes place: decided once
    "departures",
    metadata,
    row_id(),
    of_property(),
    Column("offer", Text, nullable=False),
    Column("option", Text, nullable=False),
    Column("start", Moment, nullable=False),
    Column("least", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("state", Text, nullable=False),  # runs, asked, cancelled
    Column("at", Moment, nullable=False),
    Column("decided_by", Text),  # the colleague's name; none: the desk
    UniqueConstraint("property_id", "offer", "option", "start"),
)
