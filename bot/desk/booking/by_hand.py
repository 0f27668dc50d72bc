"""Guests for whom staff book: who lives in a room, by their phone if the desk knows it, else without one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.booking import bundles, line
from bot.desk.house import House
from bot.desk.people import Colleague, Guest
from bot.desk.stays import phones
from bot.desk.stays.register import Stay
from bot.schema import bookings, cases, guests

_THEIRS = select(guests.c.id).where(
    guests.c.property_id == bindparam("p"), guests.c.chat_id == bindparam("c")
)
_OVER = (
    update(bookings)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.guest_id == bindparam("old"))
    .values(guest_id=bindparam("new"))
)
_STAYS = (
    update(bookings)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.guest_id == bindparam("old"))
    .where(bookings.c.created_at >= bindparam("since", type_=Moment))
    .values(guest_id=bindparam("new"))
)
_CASES = (
    update(cases)
    .where(cases.c.property_id == bindparam("p"), cases.c.guest_id == bindparam("old"))
    .where(cases.c.booking_id.in_(select(bookings.c.id).where(bookings.c.guest_id == bindparam("new"))))
    .values(guest_id=bindparam("new"))
)


def guest_of(conn: Connection, house: House, stay: Stay, who: Colleague | None) -> Guest:
    """Whose bookings the stay's are: the first of its phones; without one, a guest who reads nothing."""
    there = phones.linked(conn, house, stay.id)
    if real := next((one for one in there if not outbox.phoneless(one.chat_id)), None):
        return real
    return there[0] if there else _without_phone(conn, house, stay, who)


def _without_phone(conn: Connection, house: House, stay: Stay, who: Colleague | None) -> Guest:
    """Letters to them go nowhere; their bookings are on the room's bill and end with the stay."""
    chat_id = outbox.NO_PHONE - stay.id
    language = stay.language if stay.language in house.hotel.languages else house.hotel.default_language
    found = conn.execute(_THEIRS, {"p": house.id, "c": chat_id}).scalar()
    facts: dict[str, Any] = {"name": stay.surname, "language": language, "created_at": house.now}
    row = {"property_id": house.id, "chat_id": chat_id, "party": _party(stay), **facts}
    made = found or conn.execute(insert(guests).values(**row).returning(guests.c.id)).scalar_one()
    guest = people.guest_by_id(conn, int(made))
    phones.link(conn, house, stay, guest, how="staff", by=who.user_id if who else None)
    return people.guest_by_id(conn, guest.id)


def _party(stay: Stay) -> dict[str, Any] | None:
    return {"adults": stay.adults, "ages": list(stay.ages)} if stay.adults else None


def take_over(conn: Connection, house: House, guest: Guest) -> int:
    """The stay's first phone: what was booked, asked or waited for without one is this guest's now.

    How many bookings.
    """
    stay = phones.stay_of(conn, house, guest.id)
    if stay is None or outbox.phoneless(guest.chat_id):
        return 0
    old = conn.execute(_THEIRS, {"p": house.id, "c": outbox.NO_PHONE - stay.id}).scalar()
    if old is None:
        return 0
    known = {"p": house.id, "old": old, "new": guest.id}
    bundles.take_over(conn, house, old, guest.id)
    line.take_over(conn, house, old, guest.id)
    many = conn.execute(_OVER, known).rowcount
    conn.execute(_CASES, known)
    return many


def leave_to(conn: Connection, house: House, stay: Stay, guest_id: int) -> int:
    """A phone is gone and its stay goes on: what was booked with it is the room's. How many."""
    new = guest_of(conn, house, stay, None)
    since = stay.opened_at or house.now
    bundles.take_over(conn, house, guest_id, new.id, since)
    return conn.execute(_STAYS, {"p": house.id, "old": guest_id, "new": new.id, "since": since}).rowcount
