"""What QR codes open: the code on a room's wall, and the card of one stay. Only hashes are kept."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.db import Connection
from bot.desk import rooms
from bot.desk.house import House
from bot.desk.stays.register import Stay, find
from bot.schema import room_links

BYTES = 16  # 128 bits: with a million guesses at 500 rooms the chance of one hit is 1.5e-30
PREFIX = "r-"
SHORTEST = 20  # characters of what may be a code; a link to us may end with a word of somebody's own

_LINK = select(room_links.c.room, room_links.c.stay_id, room_links.c.ended_at).where(
    room_links.c.property_id == bindparam("p"), room_links.c.hash == bindparam("h")
)
_PUT = insert(room_links)


@dataclass(frozen=True)
class Code:
    """`over`: the card of a stay that has ended; it opens nothing any more."""

    room: str | None
    stay_id: int | None
    over: bool


def behind(conn: Connection, house: House, payload: str) -> Code | None:
    """What the code in this start payload opens; always one look-up of a hash, hit or miss."""
    row = conn.execute(_LINK, {"p": house.id, "h": rooms.digest(payload.removeprefix(PREFIX))}).first()
    if row is None:
        return None
    if row.stay_id is None:
        return Code(row.room, None, False)
    stay = find(conn, house, row.stay_id)
    over = row.ended_at is not None or stay is None or not stay.open
    return Code((stay.room if stay else None) or row.room or None, row.stay_id, over)


def like_one(payload: str) -> bool:
    """Whether somebody meant a code by it."""
    return payload.startswith(PREFIX) or len(payload) >= SHORTEST


def wall(conn: Connection, house: House, wanted: Sequence[str], *, only: bool) -> list[tuple[str, str]]:
    """A fresh wall code for each of these rooms; the codes they had, or with `only` all others, end."""
    ours = room_links.c.property_id == house.id, room_links.c.stay_id.is_(None)
    ending = ours if only else (*ours, room_links.c.room.in_(wanted))
    conn.execute(delete(room_links).where(*ending))
    return [(room, _new(conn, house, room, None)) for room in wanted]


def on_walls(conn: Connection, house: House) -> int:
    """How many rooms have a wall code."""
    ours = room_links.c.property_id == house.id, room_links.c.stay_id.is_(None)
    return int(conn.execute(select(func.count()).select_from(room_links).where(*ours)).scalar_one())


def card(conn: Connection, house: House, stay: Stay) -> str:
    """A card of this stay; those printed for it before stay good, a lost one may be under a pillow."""
    return _new(conn, house, stay.room or "", stay.id)


def end(conn: Connection, house: House, stay: Stay) -> None:
    """The stay is over: its cards open nothing any more."""
    mine = room_links.c.property_id == house.id, room_links.c.stay_id == stay.id
    conn.execute(update(room_links).where(*mine, room_links.c.ended_at.is_(None)).values(ended_at=house.now))


def again(conn: Connection, house: House, stay: Stay) -> None:
    """Its end was a mistake: its cards are good again."""
    mine = room_links.c.property_id == house.id, room_links.c.stay_id == stay.id
    conn.execute(update(room_links).where(*mine).values(ended_at=None))


def _new(conn: Connection, house: House, room: str, stay_id: int | None) -> str:
    token = secrets.token_urlsafe(BYTES)
    values = {"property_id": house.id, "hash": rooms.digest(token), "room": room, "stay_id": stay_id}
    conn.execute(_PUT, values)
    return PREFIX + token
