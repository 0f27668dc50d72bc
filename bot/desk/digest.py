"""When more waits for the staff group than Telegram lets through: one message that says what waits.

It is edited in place while the rest follows by and by, alarms first, and says so when all has come.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from bot.db import Connection
from bot.desk import outbox, timers
from bot.desk.house import House
from bot.say import Join, Say, Value, say, text, unpack
from bot.schema import cases, letters

TIMER = "digest"  # looks again a minute later
MANY = 15  # messages: up to here they come within the minute
SHOWN = 10  # cases named at once
STANDS = timedelta(hours=1)  # so long an earlier one is edited; later it is out of sight

_WAITING = (
    letters.c.property_id == bindparam("p"),
    letters.c.state == "new",
    letters.c.method != "answer",
    or_(letters.c.chat_id.is_(None), letters.c.chat_id == bindparam("c")),
)
_COUNT = select(func.count()).where(*_WAITING)
_OF_CASES = (
    select(cases.c.title, func.min(letters.c.lane).label("lane"), func.min(letters.c.id).label("first"))
    .join(letters, letters.c.case_id == cases.c.id)
    .where(*_WAITING)
    .group_by(cases.c.id)
    .order_by("lane", "first")
    .limit(SHOWN)
)
_LAST = (
    select(letters.c.message_id)
    .where(letters.c.property_id == bindparam("p"), letters.c.chat_id == bindparam("c"))
    .where(letters.c.method == "digest", letters.c.state == "sent", letters.c.created_at > bindparam("since"))
    .order_by(letters.c.id.desc())
    .limit(1)
)


def owe(conn: Connection, house: House, group: int) -> None:
    """Say what waits, unless it was said within the minute."""
    if timers.due_at(conn, house, TIMER, str(group)) is not None:
        return
    number = _number(conn, house, group)
    if number > MANY:
        timers.start(conn, house, TIMER, str(group), house.later(1))
        outbox.digest(
            conn, house, group, _said(conn, house, group, number), over=_standing(conn, house, group)
        )


def look_again(conn: Connection, house: House, group: int) -> None:
    """A minute later: what still waits, or that all has come."""
    if _number(conn, house, group) > MANY:
        owe(conn, house, group)
    elif (over := _standing(conn, house, group)) is not None:
        outbox.digest(conn, house, group, say(text("digest.done")), over=over)


def _number(conn: Connection, house: House, group: int) -> int:
    return int(conn.execute(_COUNT, {"p": house.id, "c": group}).scalar_one())


def _standing(conn: Connection, house: House, group: int) -> int | None:
    facts = {"p": house.id, "c": group, "since": house.now - STANDS}
    found: int | None = conn.execute(_LAST, facts).scalar()
    return found


def _said(conn: Connection, house: House, group: int, number: int) -> Say:
    rows: Sequence[Any] = conn.execute(_OF_CASES, {"p": house.id, "c": group}).all()
    named: list[Value] = [unpack(row.title) for row in rows if row.title]
    return say(text("digest.waiting", number=number), Join(named, "lines") if named else None)
