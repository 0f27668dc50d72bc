"""What a guest wished for, kept for the next stay: only with their yes, and for as long as the hotel says.

Allergies are not among it: they are asked when something needs them, and forgotten with the stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.stays import phones, register
from bot.desk.stays.register import Stay
from bot.schema import notes, wishes

KEPT = ("note", "quiet", "vip")  # of what staff noted
OFFER = "offer"
MOST = 12

_OURS = (wishes.c.property_id == bindparam("p"), wishes.c.guest_id == bindparam("g"))
_OF_GUEST = (
    select(wishes).where(*_OURS, wishes.c.keep_until > bindparam("now", type_=Moment)).order_by(wishes.c.id)
)
_DROP = delete(wishes).where(*_OURS)
_PUT = insert(wishes)
_OVER = delete(wishes).where(
    wishes.c.property_id == bindparam("p"), wishes.c.keep_until <= bindparam("now", type_=Moment)
)
_NOTED = (
    select(notes.c.kind, notes.c.words, notes.c.by)
    .where(notes.c.property_id == bindparam("p"), notes.c.ended_at.is_(None), notes.c.kind.in_(KEPT))
    .where((notes.c.guest_id == bindparam("g")) | (notes.c.stay_id == bindparam("s")))
    .order_by(notes.c.id)
)
_NOTE = insert(notes)


@dataclass(frozen=True)
class Wish:
    kind: str
    words: str
    by: int | None


def last_stay(conn: Connection, house: House, guest: Guest) -> Stay | None:
    """The stay that this phone belonged to last, when it belongs to none now."""
    if phones.stay_of(conn, house, guest.id):
        return None
    ended = next((one for one in phones.of_guest(conn, house, guest.id) if one.state == "ended"), None)
    return register.find(conn, house, ended.stay_id) if ended else None


def of_stay(conn: Connection, house: House, guest: Guest, stay: Stay) -> list[Wish]:
    """What staff noted of them in that stay."""
    key = {"p": house.id, "g": guest.id, "s": stay.id}
    return [Wish(*row) for row in conn.execute(_NOTED, key)]


def until(house: House) -> date:
    return house.today + timedelta(days=house.hotel.wishes_days)


def keep(conn: Connection, house: House, guest: Guest, found: Sequence[Wish]) -> None:
    """They said yes: this is kept, in the place of what was kept before."""
    conn.execute(_DROP, {"p": house.id, "g": guest.id})
    till: datetime = house.now + timedelta(days=house.hotel.wishes_days)
    facts: dict[str, Any] = {
        "property_id": house.id,
        "guest_id": guest.id,
        "at": house.now,
        "keep_until": till,
    }
    rows = [{**facts, "kind": one.kind, "words": one.words, "by": one.by} for one in found[:MOST]]
    if rows:
        conn.execute(_PUT, rows)


def of_guest(conn: Connection, house: House, guest: Guest) -> list[Wish]:
    rows = conn.execute(_OF_GUEST, {"p": house.id, "g": guest.id, "now": house.now}).mappings()
    return [Wish(row["kind"], row["words"], row["by"]) for row in rows]


def note_again(conn: Connection, house: House, guest: Guest, stay: Stay, found: Sequence[Wish]) -> None:
    """Notes of the new stay, for its cards and its handovers; what stands there is not written twice."""
    there = {one.words for one in of_stay(conn, house, guest, stay)}
    facts = {"property_id": house.id, "room": stay.room, "guest_id": guest.id, "stay_id": stay.id}
    for one in found:
        if one.kind != OFFER and one.words not in there:
            row = {"kind": one.kind, "words": one.words, "by": one.by or 0, "at": house.now}
            conn.execute(_NOTE, facts | row)


def drop(conn: Connection, house: House, guest: Guest) -> None:
    conn.execute(_DROP, {"p": house.id, "g": guest.id})


def forget(conn: Connection, house: House) -> None:
    """Every hour: what was kept for long enough."""
    conn.execute(_OVER, {"p": house.id, "now": house.now})
