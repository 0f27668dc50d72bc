"""Writes the demo's cast into the database, so that nobody has to be introduced."""

from __future__ import annotations

from bot.db import Connection
from bot.demo.cast import CAST, Character
from bot.desk import people
from bot.desk.house import House


def seed(conn: Connection, house: House) -> None:
    """Guests in their rooms, colleagues in their roles. Twice is once."""
    for one in CAST:
        if one.role and people.colleague(conn, house, one.user_id) is None:
            _colleague(conn, house, one)
        elif one.room and people.guest(conn, house, one.user_id) is None:
            _guest(conn, house, one)


def _colleague(conn: Connection, house: House, one: Character) -> None:
    assert one.role  # noqa: S101  # asked by the caller
    people.appoint(conn, house, one.user_id, name=one.name, language=one.language, role=one.role)


def _guest(conn: Connection, house: House, one: Character) -> None:
    guest, _ = people.welcome(conn, house, one.user_id, name=one.name, language=one.language)
    people.claim_room(conn, house, guest, one.room or "")
    if one.verified:
        people.verify_room(conn, guest)
