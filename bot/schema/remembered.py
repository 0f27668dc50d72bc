"""What is kept of a guest beside the stay: a number to ring, and with their yes what they wished for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from bot.columns import Key, Moment
from bot.schema.base import metadata, of_property, row_id

phone_numbers = Table(  # read by whoever has a case of theirs, and by nobody else; forgotten with the stay
    "phone_numbers",
    metadata,
    row_id(),
    of_property(),
    Column("guest_id", Key, ForeignKey("guests.id")),  # none: of the stay, as the hotel's list has it
    Column("stay_id", Key, ForeignKey("stays.id")),
    Column("number", Text, nullable=False),  # +994501234567
    Column("by", Text, nullable=False),  # guest, staff:<user id>, import
    Column("at", Moment, nullable=False),
    Index("ix_phone_numbers_guest", "property_id", "guest_id"),
    Index("ix_phone_numbers_stay", "property_id", "stay_id"),
)

wishes = Table(  # for the next stay; only of who said yes to it at the end of the last one
    "wishes",
    metadata,
    row_id(),
    of_property(),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("kind", Text, nullable=False),  # note, quiet, vip; offer: they had booked it
    Column("words", Text, nullable=False),  # of a note; of an offer its code
    Column("by", BigInteger),  # staff.user_id of who noted it
    Column("at", Moment, nullable=False),
    Column("keep_until", Moment, nullable=False),
    Index("ix_wishes_guest", "property_id", "guest_id"),
    Index("ix_wishes_until", "property_id", "keep_until"),
)
