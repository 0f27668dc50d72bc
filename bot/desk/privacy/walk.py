"""Everything that belongs to one guest, table by table, as bot/schema/privacy says it is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, or_, select

from bot.db import Connection
from bot.desk.house import House
from bot.desk.people import Guest
from bot.schema import bookings, cases, erasures, metadata, stay_guests, stays
from bot.schema.privacy import OF_GUESTS

_ENDED = stay_guests.c.state == "ended"
PART = stay_guests.c.decided_at.is_not(None) & or_(  # until the stay's own end: not who was linked by a slip
    stay_guests.c.state == "linked", _ENDED & (stay_guests.c.ended_at == stays.c.closed_at)
)
_ERASED = _ENDED & stay_guests.c.ended_at.in_(
    select(erasures.c.at).where(
        erasures.c.property_id == bindparam("p"), erasures.c.guest_id == bindparam("g")
    )
)
_STAYS = (
    select(stay_guests.c.stay_id)
    .join(stays, stays.c.id == stay_guests.c.stay_id)
    .where(stay_guests.c.property_id == bindparam("p"), stay_guests.c.guest_id == bindparam("g"))
    .where(or_(PART, _ERASED & stay_guests.c.decided_at.is_not(None)))
    .order_by(stay_guests.c.stay_id)
)


@dataclass(frozen=True)
class Person:
    """A guest and the stays that were theirs; who was only asked about for one has no part in it.

    Nor has whoever was linked to it by a slip and then to their own: that is another family's.
    """

    property_id: str
    guest_id: int
    chat_id: int
    name: str
    stays: tuple[int, ...]


def person(conn: Connection, house: House, guest: Guest) -> Person:
    found = conn.execute(_STAYS, {"p": house.id, "g": guest.id}).scalars()
    return Person(house.id, guest.id, guest.chat_id, guest.name, tuple(found))


def tables() -> Iterator[Table]:
    """Those that may hold something of a guest: what refers to others comes first."""
    return (one for one in reversed(metadata.sorted_tables) if one.name in OF_GUESTS)


def theirs(table: Table, who: Person) -> ColumnElement[bool]:
    """The condition that finds their rows."""
    ways = [_by(table, column, who) for column in OF_GUESTS[table.name].by]
    return (table.c.property_id == who.property_id) & or_(*ways)


def _by(table: Table, column: str, who: Person) -> ColumnElement[bool]:
    match column:
        case "id" | "guest_id":
            return table.c[column] == who.guest_id
        case "stay":
            return table.c.id.in_(who.stays)
        case "stay_id":
            return table.c.stay_id.in_(who.stays)
        case "chat_id":
            return table.c.chat_id == who.chat_id
        case "chat":
            return table.c.chat == str(who.chat_id)
        case "source":
            return table.c.source == f"guest:{who.guest_id}"
        case "case_id":
            return table.c.case_id.in_(_owned(cases, who))
        case "booking_id":
            return table.c.booking_id.in_(_owned(bookings, who))
    raise ValueError(f"nothing leads from a guest to {table.name} by {column}")


def _owned(table: Table, who: Person) -> Select[Any]:
    mine = table.c.property_id == who.property_id, table.c.guest_id == who.guest_id
    return select(table.c.id).where(*mine)


def records(conn: Connection, who: Person) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """Their rows of every table that has any, in the order of bot/schema/privacy."""
    for name in OF_GUESTS:
        table = metadata.tables[name]
        query = select(table).where(theirs(table, who)).order_by(*table.primary_key)
        if rows := [dict(row) for row in conn.execute(query).mappings()]:
            yield table, rows
