"""A guest's yes to what we keep of their health: to which sentence, when; and taking it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Table, bindparam, delete, func, insert, or_, select, update

from bot.db import Connection
from bot.desk.booking.answers import kept_until
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.privacy import walk
from bot.desk.stays import phones
from bot.schema import booking_answers, bookings, consents, families, notes

HEALTH = "health"  # stands for an offer: allergies, said for the kitchen and whoever leads an outing
EDITION = "1"  # of the sentence that stands over the question
SPOKEN_OF = ("allergies",)  # what is health in the answers to an offer; sizes are not

_GIVE = insert(consents)
_GIVEN = select(func.max(consents.c.at)).where(
    consents.c.property_id == bindparam("p"),
    consents.c.guest_id == bindparam("g"),
    consents.c.offer == HEALTH,
)


def give(conn: Connection, house: House, guest: Guest) -> None:
    """They have read what it is for and how long it is kept, and wrote it."""
    stay = phones.stay_of(conn, house, guest.id)
    last = house.moment(stay.departure, house.hotel.check_out) if stay else house.now
    facts = {"property_id": house.id, "guest_id": guest.id, "stay_id": stay.id if stay else None}
    known = {"offer": HEALTH, "ages": [], "edition": EDITION, "language": guest.language, "at": house.now}
    conn.execute(_GIVE, {**facts, **known, "keep_until": kept_until(house, max(last, house.now))})


def given(conn: Connection, house: House, guest: Guest) -> datetime | None:
    """When they last said yes, if it still holds."""
    found: datetime | None = conn.execute(_GIVEN, {"p": house.id, "g": guest.id}).scalar()
    return found


def take_back(conn: Connection, house: House, guest: Guest) -> None:
    """The yes and all it allowed: what they told, for every booking, and what staff noted of it."""
    who = walk.person(conn, house, guest)
    mine = consents.c.property_id == house.id, consents.c.guest_id == guest.id
    conn.execute(delete(consents).where(*mine, consents.c.offer == HEALTH))
    _unsay(conn, families, families.c.property_id == house.id, families.c.stay_id.in_(who.stays))
    booked = select(bookings.c.id).where(bookings.c.property_id == house.id, bookings.c.guest_id == guest.id)
    here = booking_answers.c.property_id == house.id
    _unsay(conn, booking_answers, here, booking_answers.c.booking_id.in_(booked))
    noted = or_(notes.c.guest_id == guest.id, notes.c.stay_id.in_(who.stays))
    conn.execute(delete(notes).where(notes.c.property_id == house.id, noted, notes.c.kind == "allergy"))


def _unsay(conn: Connection, table: Table, *where: object) -> None:
    assert isinstance(table.c.told.type, JSON)  # noqa: S101  # both tables keep it so
    key = list(table.primary_key)
    for row in conn.execute(select(table).where(*where)).mappings().all():  # type: ignore[arg-type]  # conditions
        told = {name: fact for name, fact in row["told"].items() if name not in SPOKEN_OF}
        same = [column == row[column.name] for column in key]
        conn.execute(update(table).where(*same).values(told=told))
