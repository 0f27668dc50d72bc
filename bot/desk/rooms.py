"""The hotel's rooms, and the links that their QR codes open."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import bindparam, delete, insert, select

from bot.db import Connection
from bot.desk.house import House
from bot.schema import room_links

_LINK = select(room_links.c.room).where(
    room_links.c.property_id == bindparam("p"), room_links.c.hash == bindparam("h")
)


def exists(house: House, room: str) -> bool:
    return any(_within(room, span) for span in house.hotel.rooms)


def _within(room: str, span: str) -> bool:
    first, dash, last = span.partition("-")
    if not dash:
        return room == first
    return room.isdecimal() and len(room) == len(first) and int(first) <= int(room) <= int(last)


def every(house: House) -> list[str]:
    """Every room of the hotel once, in the catalog's order."""
    return list(dict.fromkeys(room for span in house.hotel.rooms for room in _spread(span)))


def _spread(span: str) -> list[str]:
    first, dash, last = span.partition("-")
    if not dash:
        return [first]
    return [str(n).zfill(len(first)) for n in range(int(first), int(last) + 1)]


def behind(conn: Connection, house: House, token: str) -> str | None:
    """The room whose QR code carries this token."""
    found: str | None = conn.execute(_LINK, {"p": house.id, "h": digest(token)}).scalar()
    return found


def link(conn: Connection, house: House) -> list[tuple[str, str]]:
    """A fresh token for each room's QR code; earlier codes open nothing any more. Only hashes are kept."""
    conn.execute(delete(room_links).where(room_links.c.property_id == house.id))
    made = [(room, secrets.token_hex(10)) for room in every(house)]
    for room, token in made:
        conn.execute(insert(room_links).values(property_id=house.id, hash=digest(token), room=room))
    return made


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
