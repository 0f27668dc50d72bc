"""Tell the owners that something needs them: once an hour for each cause, in private."""

from __future__ import annotations

from sqlalchemy import select

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.house import House
from bot.say import Value, say, text
from bot.schema import timers as timer_rows

QUIET = 60  # minutes


def tell_owners(conn: Connection, house: House, key: str, **params: Value) -> bool:
    """True when it was said now; False when it was said within the hour."""
    known = select(timer_rows.c.id).where(
        timer_rows.c.property_id == house.id, timer_rows.c.kind == "quiet", timer_rows.c.ref == key
    )
    if conn.execute(known).first():
        return False
    timers.start(conn, house, "quiet", key, house.later(QUIET))
    for owner in people.owners(conn, house):
        outbox.send(conn, house, owner.user_id, say(text(key, **params)), lane=outbox.ALARM)
    return True
