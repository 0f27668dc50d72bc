"""What is due when: a row a timer, taken by a conditional DELETE: it fires once, also after a restart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk.house import House
from bot.schema import timers

_SET = insert(timers)
_OFF = delete(timers).where(
    timers.c.property_id == bindparam("p"), timers.c.kind == bindparam("k"), timers.c.ref == bindparam("r")
)
_DUE_AT = select(timers.c.due_at).where(
    timers.c.property_id == bindparam("p"), timers.c.kind == bindparam("k"), timers.c.ref == bindparam("r")
)
_DUE = (
    select(timers.c.id, timers.c.kind, timers.c.ref, timers.c.due_at)
    .where(timers.c.property_id == bindparam("p"), timers.c.due_at <= bindparam("now"))
    .order_by(timers.c.due_at, timers.c.id)
    .limit(bindparam("most"))
)
_THIS = (  # the number alone may be another timer's by now: SQLite gives them out again
    timers.c.id == bindparam("i"),
    timers.c.kind == bindparam("k"),
    timers.c.ref == bindparam("r"),
    timers.c.due_at == bindparam("due", type_=Moment),
)
_TAKE = delete(timers).where(*_THIS)
_POSTPONE = update(timers).where(*_THIS).values(due_at=bindparam("until", type_=Moment))
_HASTEN = (
    update(timers)
    .where(timers.c.property_id == bindparam("p"), timers.c.kind.in_(bindparam("kinds", expanding=True)))
    .where(timers.c.due_at > bindparam("now", type_=Moment))
    .values(due_at=bindparam("now", type_=Moment))
)
_NEXT = select(func.min(timers.c.due_at)).where(timers.c.property_id == bindparam("p"))


@dataclass(frozen=True)
class Due:
    id: int
    kind: str
    ref: str
    due_at: datetime


def start(conn: Connection, house: House, kind: str, ref: str, due_at: datetime) -> None:
    """Set the timer, replacing an earlier one of the same kind and ref."""
    stop(conn, house, kind, ref)
    conn.execute(_SET, {"property_id": house.id, "kind": kind, "ref": ref, "due_at": due_at})


def stop(conn: Connection, house: House, kind: str, ref: str) -> None:
    conn.execute(_OFF, {"p": house.id, "k": kind, "r": ref})


def due_at(conn: Connection, house: House, kind: str, ref: str) -> datetime | None:
    """When it will fire, if it is set."""
    found: datetime | None = conn.execute(_DUE_AT, {"p": house.id, "k": kind, "r": ref}).scalar()
    return found


def due(conn: Connection, house: House, *, most: int = 50) -> list[Due]:
    rows = conn.execute(_DUE, {"p": house.id, "now": house.now, "most": most})
    return [Due(*row) for row in rows]


def take(conn: Connection, timer: Due) -> bool:
    """True for the one who gets it."""
    return conn.execute(_TAKE, _facts(timer)).rowcount == 1


def postpone(conn: Connection, timer: Due, until: datetime) -> None:
    """It failed; it stays due, a little later."""
    conn.execute(_POSTPONE, {**_facts(timer), "until": until})


def hasten(conn: Connection, house: House, kinds: Collection[str]) -> None:
    """What is set of these kinds is due now."""
    conn.execute(_HASTEN, {"p": house.id, "kinds": list(kinds), "now": house.now})


def _facts(timer: Due) -> dict[str, Any]:
    return {"i": timer.id, "k": timer.kind, "r": timer.ref, "due": timer.due_at}


def next_due(conn: Connection, property_id: str) -> datetime | None:
    found: datetime | None = conn.execute(_NEXT, {"p": property_id}).scalar()
    return found
