"""The one-time link that makes its bearer the owner; only its hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import update

from bot.db import Connection
from bot.desk import people, rooms
from bot.desk.house import House
from bot.schema import properties

CLAIM_FOR = timedelta(hours=24)  # how long a link that makes an owner may lie around


def new_claim(conn: Connection, property_id: str, *, now: datetime) -> str:
    """A one-time token that makes its bearer the owner within a day; only its hash is kept."""
    token = secrets.token_urlsafe(16)
    kept = {"claim_hash": rooms.digest(token), "claim_until": now + CLAIM_FOR}
    conn.execute(update(properties).where(properties.c.id == property_id).values(kept))
    return token


def end_claim(conn: Connection, property_id: str) -> None:
    """No link makes an owner any more, wherever it still stands."""
    conn.execute(update(properties).where(properties.c.id == property_id).values(claim_hash=None))


def claim(conn: Connection, house: House, token: str, user_id: int, *, name: str, language: str) -> bool:
    """Become the owner by the one-time link; it works once, and for a day."""
    mine = properties.c.id == house.id, properties.c.claim_hash == rooms.digest(token)
    used = conn.execute(
        update(properties).where(*mine, properties.c.claim_until > house.now).values(claim_hash=None)
    )
    if used.rowcount != 1:
        return False
    people.appoint(conn, house, user_id, name=name, language=language, role="owner")
    return True
