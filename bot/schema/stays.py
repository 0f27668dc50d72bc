"""Who stays in which room from when to when, and how the desk came to know it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
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

stays = Table(
    "stays",
    metadata,
    row_id(),
    of_property(),
    Column("ref", Text, nullable=False),  # S-7F3K
    Column("source", Text, nullable=False),  # import, staff
    Column("external", Text),  # the booking number in the hotel's own system
    Column("room", Text),  # none: not given out yet
    Column("surname", Text, nullable=False),
    Column("name", Text, nullable=False),  # as the file or staff wrote it
    Column("arrival", Text, nullable=False),  # the hotel's date, ISO 8601
    Column("departure", Text, nullable=False),
    Column("state", Text, nullable=False),  # expected, in_house, departed, no_show, cancelled
    Column("adults", Integer),
    Column("ages", JSON),  # of the children
    Column("language", Text),
    Column("note", Text),
    Column("agency", Text),  # through whom they booked, as a price rule calls it
    Column("member", Text),  # their loyalty tier, as a price rule calls it
    Column("group_size", Integer),  # how many people their group has, all rooms together
    Column("told", JSON),  # what the hotel's system last said: {"room", "departure", "cancelled", …}
    Column("pin_hash", Text),  # what the guest says with the surname, if the hotel gives one out
    Column("created_at", Moment, nullable=False),
    Column("opened_at", Moment),
    Column("closed_at", Moment),
    UniqueConstraint("property_id", "ref"),
    Index("ix_stays_room", "property_id", "room", "state"),
    Index("ix_stays_external", "property_id", "external"),
    Index("ix_stays_arrival", "property_id", "arrival"),
)

stay_guests = Table(  # the phones of a stay
    "stay_guests",
    metadata,
    row_id(),
    of_property(),
    Column("guest_id", Key, ForeignKey("guests.id"), nullable=False),
    Column("stay_id", Key, ForeignKey("stays.id"), nullable=False),
    Column("state", Text, nullable=False),  # asked, linked, declined, ended
    Column("how", Text, nullable=False),  # qr, surname, pin, staff
    Column("asked_at", Moment, nullable=False),
    Column("known", Text),  # yes, no: what those who live there already say of them
    Column("decided_by", BigInteger),  # staff.user_id
    Column("decided_at", Moment),
    Column("ended_at", Moment),
    UniqueConstraint("property_id", "stay_id", "guest_id"),
    Index("ix_stay_guests_guest", "property_id", "guest_id", "state"),
)

attempts = Table(  # tries to link to a room: guessing has a limit
    "attempts",
    metadata,
    row_id(),
    of_property(),
    Column("chat_id", BigInteger, nullable=False),
    Column("what", Text, nullable=False, server_default="name"),  # name: a surname or PIN; code: of a link
    Column("at", Moment, nullable=False),
    Index("ix_attempts_recent", "property_id", "at"),
)

stay_imports = Table(  # what each file changed, so that it can be taken back
    "stay_imports",
    metadata,
    row_id(),
    of_property(),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("before", JSON, nullable=False),
    Column("undone_at", Moment),
)

stay_mappings = Table(  # how a file of this shape is read: confirmed once
    "stay_mappings",
    metadata,
    of_property(),
    Column("shape", Text, nullable=False),  # hash of the header row
    Column("mapping", JSON, nullable=False),
    Column("confirmed_by", Text, nullable=False),
    Column("confirmed_at", Moment, nullable=False),
    PrimaryKeyConstraint("property_id", "shape"),
)
