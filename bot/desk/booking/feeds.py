"""A department's bookings as a calendar that its people subscribe to, at an address that nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from bot.db import Connection
from bot.desk import rooms
from bot.desk.booking import answers, calendar, daybook, log, wished
from bot.desk.booking.daybook import Entry
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.say import Join, Local, Value
from bot.schema import feeds
from bot.speech import Voice

BYTES = 24
BACK, AHEAD = timedelta(days=7), timedelta(days=90)
FRESH = timedelta(minutes=15)  # how often a phone may look again
_OURS = feeds.c.property_id == bindparam("p")
_BEHIND = select(feeds.c.department).where(_OURS, feeds.c.hash == bindparam("h"))
_MADE = select(feeds.c.department, feeds.c.made_at).where(_OURS)
_END = delete(feeds).where(_OURS, feeds.c.department == bindparam("d"))
_PUT = insert(feeds)


class NoDepartment(DeskError):
    """The hotel has no department of that name."""

    key = "refuse.no_department"


def renew(conn: Connection, house: House, facts: Mapping[str, Any]) -> str | None:
    """facts: department, again. A fresh token, at which the old address ends; None when there is one already.

    Raises `NoDepartment`.
    """
    department = facts["department"]
    if department not in house.hotel.departments:
        raise NoDepartment(names=", ".join(sorted(house.hotel.departments)))
    if department in made(conn, house) and not facts["again"]:
        return None
    token = secrets.token_urlsafe(BYTES)
    conn.execute(_END, {"p": house.id, "d": department})
    row = {"property_id": house.id, "department": department, "hash": rooms.digest(token)}
    conn.execute(_PUT, {**row, "made_at": house.now})
    log.note_console(conn, house, "feed", department=department)
    return token


def made(conn: Connection, house: House) -> dict[str, datetime]:
    """Which departments have an address, and since when."""
    return {department: at for department, at in conn.execute(_MADE, {"p": house.id}).all()}


def behind(conn: Connection, house: House, token: str) -> str | None:
    """The department of this address; one look-up of a hash, hit or miss."""
    row = conn.execute(_BEHIND, {"p": house.id, "h": rooms.digest(token)}).first()
    return str(row[0]) if row and row[0] in house.hotel.departments else None


def jobs(conn: Connection, house: House, department: str) -> list[tuple[Entry, Value, str]]:
    """Its bookings, who each is for, and what the party told that staff must know."""
    first, last = house.local(house.now - BACK).date(), house.local(house.now + AHEAD).date()
    every = daybook.between(conn, house, first, last)
    moved = calendar.replaced(conn, house)
    found = [one for one in every if one.department == department and one.booking.id not in moved]
    return [(one, daybook.who(conn, house, one), _allergies(conn, house, one)) for one in found]


def _allergies(conn: Connection, house: House, entry: Entry) -> str:
    return str(answers.of(conn, house, entry.booking.id).get("allergies") or "")


def ics(house: House, voice: Voice, department: str, found: Sequence[tuple[Entry, Value, str]]) -> str:
    """One entry a booking, under the same UID as in the guest's own calendar; what is off is marked so."""
    whole = calendar.empty("PUBLISH")
    name = voice.label(Local(house.hotel.departments[department].name))
    whole.add("x-wr-calname", f"{name} · {voice.label(Local(house.hotel.name))}")
    whole.add("x-wr-timezone", house.hotel.zone)
    whole.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", "PT15M")
    for entry, who, allergies in found:
        one = entry.booking
        if first := one.start or wished.of(one.wish).day:
            event = calendar.entry(one, first, house)
            event.add(
                "summary",
                voice.label(Join([Local(one.sold.title), entry.room or "", one.party.said()], "dot")),
            )
            event.add("location", voice.label(Local(one.sold.place)))
            ready = voice.label(Local(one.sold.prepare)) if one.sold.prepare else ""
            notes = [one.ref, voice.label(who), allergies and f"! {allergies}", ready, one.status]
            event.add("description", "\n".join(note for note in notes if note))
            whole.add_component(event)
    content: str = whole.to_ical().decode()
    return content
