"""What staff remember of a guest or a room: allergies, a quiet room, tea at seven. No guest reads it.

A note on a guest ends with the retention of their stay, like all the desk knows of a family; one on a room
that nobody lives in is about the room and ends after three months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import bindparam, delete, insert, or_, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk.house import House
from bot.desk.people import Colleague, Guest
from bot.desk.stays import phones, register
from bot.schema import guests, notes, stays

Kind = Literal["note", "allergy", "quiet", "vip"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OF_A_ROOM = timedelta(days=90)
LONGEST = 300  # letters

_OURS = (notes.c.property_id == bindparam("p"), notes.c.ended_at.is_(None))
_ABOUT = (
    select(notes)
    .where(
        *_OURS,
        or_(
            notes.c.guest_id == bindparam("g"),
            notes.c.stay_id == bindparam("s"),
            (notes.c.stay_id.is_(None)) & (notes.c.guest_id.is_(None)) & (notes.c.room == bindparam("room")),
        ),
    )
    .order_by((notes.c.kind == "allergy").desc(), notes.c.id.desc())
)
_IN_ROOM = (
    select(guests.c.id)
    .where(guests.c.property_id == bindparam("p"), guests.c.room == bindparam("room"), guests.c.verified)
    .where(guests.c.verified_until > bindparam("now", type_=Moment))
    .order_by(guests.c.id.desc())
    .limit(1)
)
_BY_ID = select(notes).where(notes.c.property_id == bindparam("p"), notes.c.id == bindparam("i"))
_HERE = (
    select(notes)
    .join(stays, stays.c.id == notes.c.stay_id)
    .where(*_OURS, stays.c.state == "in_house", notes.c.kind != "note")
    .order_by(notes.c.room, notes.c.id)
)
_PAST_STAY = select(stays.c.id).where(
    stays.c.property_id == bindparam("p"), stays.c.closed_at < bindparam("left", type_=Moment)
)
_FORGET = delete(notes).where(
    notes.c.property_id == bindparam("p"),
    or_(
        notes.c.stay_id.in_(_PAST_STAY),
        (notes.c.stay_id.is_(None)) & (notes.c.at < bindparam("old", type_=Moment)),
        notes.c.ended_at < bindparam("left", type_=Moment),
    ),
)


@dataclass(frozen=True)
class Note:
    id: int
    room: str | None
    guest_id: int | None
    stay_id: int | None
    kind: Kind
    words: str
    by: int
    at: datetime


def write(
    conn: Connection,
    house: House,
    who: Colleague,
    words: str,
    *,
    guest: Guest | None = None,
    room: str | None = None,
) -> Note:
    """On a guest, and their stay where the desk knows it; on a room: on whoever lives there now."""
    stay = phones.stay_of(conn, house, guest.id) if guest else None
    living = register.living(conn, house, room) if room and not guest else []
    there = stay or (living[0] if living else None)
    known = guest.id if guest else None if there else _proved(conn, house, room)
    facts = {
        "property_id": house.id,
        "room": room or (guest.room if guest else None),
        "guest_id": known,
        "stay_id": there.id if there else None,
        "kind": "note",
        "words": words.strip()[:LONGEST],
        "by": who.user_id,
        "at": house.now,
    }
    new_id = conn.execute(insert(notes).values(facts).returning(notes.c.id)).scalar_one()
    return by_id(conn, house, new_id)


def _proved(conn: Connection, house: House, room: str | None) -> int | None:
    """Who lives in a room in a hotel that keeps no stays: whoever reception has confirmed there."""
    found: int | None = conn.execute(_IN_ROOM, {"p": house.id, "room": room, "now": house.now}).scalar()
    return found


def by_id(conn: Connection, house: House, note_id: int) -> Note:
    return _of(conn.execute(_BY_ID, {"p": house.id, "i": note_id}).mappings().one())


def mark(conn: Connection, house: House, note: Note, kind: Kind) -> Note:
    """It is more than a remark: the kitchen must know, or reception when it gives out the room."""
    conn.execute(update(notes).where(notes.c.id == note.id).values(kind=kind))
    return by_id(conn, house, note.id)


def end(conn: Connection, house: House, note: Note) -> None:
    """It is no longer so, or was a slip."""
    conn.execute(update(notes).where(notes.c.id == note.id).values(ended_at=house.now))


def about(conn: Connection, house: House, guest: Guest) -> list[Note]:
    """What is known of a guest, their stay and their room; allergies first, then the newest."""
    stay = phones.stay_of(conn, house, guest.id)
    facts = {"p": house.id, "g": guest.id, "s": stay.id if stay else -1, "room": guest.room or ""}
    return _all(conn, _ABOUT, facts)


def in_house(conn: Connection, house: House) -> list[Note]:
    """What the next shift must know of who sleeps here: allergies, quiet, honoured guests."""
    return _all(conn, _HERE, {"p": house.id})


def forget(conn: Connection, house: House) -> None:
    """With the stay's own retention; what is about a room alone after three months."""
    left = house.now - timedelta(days=house.hotel.family_days)
    conn.execute(_FORGET, {"p": house.id, "left": left, "old": house.now - OF_A_ROOM})


def _all(conn: Connection, statement: Any, facts: dict[str, Any]) -> list[Note]:
    rows: Sequence[Any] = conn.execute(statement, facts).mappings().all()
    return [_of(row) for row in rows]


def _of(row: Any) -> Note:
    return Note(**{name: row[name] for name in Note.__dataclass_fields__})
