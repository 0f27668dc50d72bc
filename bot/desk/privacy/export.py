"""A guest's data: every record that leads to them, under a few headings, with values a person can read."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert

from bot.db import Connection
from bot.desk import people
from bot.desk.house import House
from bot.desk.outbox import REPLY
from bot.desk.people import Guest
from bot.desk.privacy import walk
from bot.say import Say, pack_say
from bot.schema import letters
from bot.schema.privacy import OF_GUESTS

PARTS = ("you", "stay", "family", "bookings", "payments", "said", "wishes", "raw")
OF_STAFF = ("user", "by", "asked_by", "staff")  # who of the hotel: that is theirs


@dataclass(frozen=True)
class Record:
    """One row: the table it stands in and what it says; a moment is a datetime, the rest plain JSON."""

    table: str
    facts: Mapping[str, Any]


Parts = Mapping[str, list[Record]]


def gathered(conn: Connection, house: House, guest: Guest) -> Parts:
    """By heading; a heading with nothing under it is left out."""
    found: dict[str, list[Record]] = {part: [] for part in PARTS}
    for table, rows in walk.records(conn, walk.person(conn, house, guest)):
        if part := OF_GUESTS[table.name].part:
            found[part] += [Record(table.name, dict(_facts(table, row))) for row in rows]
    return {part: records for part, records in found.items() if records}


def _facts(table: Table, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    held = OF_GUESTS[table.name]
    for name, value in row.items():
        if name not in held.withheld and value not in (None, "", {}, []):
            yield name, _bare(value)


def _bare(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {name: fact for name, fact in value.items() if name not in OF_STAFF}


def count(conn: Connection, house: House, guest: Guest) -> int:
    return sum(len(records) for records in gathered(conn, house, guest).values())


def post(conn: Connection, house: House, guest: Guest, chat_id: int, said: Say) -> None:
    """A letter whose file is made at sending: between asking and sending nothing of it lies anywhere."""
    content = {"say": pack_say(said), "guest": guest.id}
    facts = {"property_id": house.id, "chat_id": chat_id, "method": "own_data", "content": content}
    facts |= {"token": secrets.token_urlsafe(12) if said.choices else None, "created_at": house.now}
    conn.execute(insert(letters).values(**facts, kind="critical", lane=REPLY))


def for_letter(conn: Connection, house: House, guest_id: int) -> tuple[str, Parts]:
    """Their name and all there is, as it is now."""
    guest = people.guest_by_id(conn, guest_id)
    return guest.name, gathered(conn, house, guest)


def plain(parts: Parts) -> dict[str, list[dict[str, Any]]]:
    """For another program."""
    return {
        part: [
            {"table": one.table, **{name: _plain(fact) for name, fact in one.facts.items()}} for one in found
        ]
        for part, found in parts.items()
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
