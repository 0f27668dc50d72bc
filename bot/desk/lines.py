"""A line of ours that stays in a chat until the answer takes its place."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from bot.db import Connection
from bot.desk.house import House
from bot.schema import letters

_POSTED = select(func.max(letters.c.id)).where(
    letters.c.property_id == bindparam("p"),
    letters.c.chat_id == bindparam("c"),
    letters.c.method == "send",
)
_ARRIVED = select(letters.c.message_id).where(letters.c.id == bindparam("i"))


def posted(conn: Connection, house: House, chat_id: int) -> int | None:
    """The letter that was posted last to a chat: asked in the transaction that posts it, it is that one."""
    found: int | None = conn.execute(_POSTED, {"p": house.id, "c": chat_id}).scalar()
    return found


def arrived(conn: Connection, letter: int) -> int | None:
    """The message that a letter has become; none while it is on its way."""
    found: int | None = conn.execute(_ARRIVED, {"i": letter}).scalar()
    return found
