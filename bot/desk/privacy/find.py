"""Whose data is asked for at the desk: by room, name, the number of a booking, case or stay, or chat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import by_hand
from bot.desk.house import House
from bot.desk.outbox import NOWHERE
from bot.desk.people import Guest
from bot.desk.privacy import walk
from bot.desk.stays import register
from bot.desk.stays.names import compared
from bot.schema import bookings, bundles, cases, guests, stay_guests, stays

MOST = 6
CHAT = re.compile(r"[1-9]\d{4,14}", re.ASCII)
REF = re.compile(r"[BPCS]-\w{3,6}")
_OF_REF = {"B": bookings, "P": bundles, "C": cases}
_KNOWN = guests.c.property_id == bindparam("p"), guests.c.chat_id > bindparam("nowhere")
_GUESTS = (
    select(guests.c.id, guests.c.name, guests.c.room, guests.c.was_in)
    .where(*_KNOWN)
    .order_by(guests.c.id.desc())
)
_STAYS = (
    select(stays.c.id, stays.c.surname, stays.c.room, stays.c.ref)
    .where(stays.c.property_id == bindparam("p"), func.length(stays.c.surname) > 0)
    .order_by(stays.c.id.desc())
)
_PHONES = (
    select(guests.c.id)
    .join(stay_guests, stay_guests.c.guest_id == guests.c.id)
    .join(stays, stays.c.id == stay_guests.c.stay_id)
    .where(*_KNOWN, walk.PART, stays.c.id == bindparam("s"))
    .order_by(stay_guests.c.id)
)


def found(conn: Connection, house: House, words: str) -> list[Guest]:
    """The newest first, at most six. A stay of which no phone is known has somebody who stands for it."""
    said = " ".join(words.split())
    if CHAT.fullmatch(said):
        one = people.guest(conn, house, int(said))
        return [one] if one else []
    if REF.fullmatch(said.upper()) and said[0].upper() in _OF_REF:
        return _by_ref(conn, house, said.upper())
    ids = _matching(conn.execute(_GUESTS, {"p": house.id, "nowhere": NOWHERE}), said)
    for stay_id in _matching(conn.execute(_STAYS, {"p": house.id}), said):
        ids += _of_stay(conn, house, stay_id)
    return [people.guest_by_id(conn, one) for one in dict.fromkeys(ids)][:MOST]


def _matching(rows: Iterable[Sequence[Any]], said: str) -> list[int]:
    """Six rows of that name, room or number. A database's own lower case may know English letters alone."""
    name, written = compared(said), {said, said.upper()}
    fits = (row[0] for row in rows if compared(row[1]) == name or written & set(row[2:]))
    return list(islice(fits, MOST))


def erased(guest: Guest) -> bool:
    """A button for somebody who is nobody any more."""
    return guest.chat_id <= NOWHERE


def _by_ref(conn: Connection, house: House, ref: str) -> list[Guest]:
    table = _OF_REF[ref[0]]
    mine = table.c.property_id == house.id, table.c.ref == ref
    whose = conn.execute(select(table.c.guest_id).where(*mine)).scalar()
    known = people.guest_by_id(conn, whose) if whose else None
    return [known] if known and known.chat_id > NOWHERE else []


def _of_stay(conn: Connection, house: House, stay_id: int) -> list[int]:
    facts = {"p": house.id, "s": stay_id, "nowhere": NOWHERE}
    if known := list(conn.execute(_PHONES, facts).scalars()):
        return known
    stay = register.find(conn, house, stay_id)
    return [by_hand.guest_of(conn, house, stay, None).id] if stay else []
