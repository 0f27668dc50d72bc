"""A case as it stands, its history, and how it is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk.house import House
from bot.schema import case_events, cases

OPEN = ("new", "acked")

_BY_ID = select(cases).where(cases.c.property_id == bindparam("p"), cases.c.id == bindparam("i"))
_BY_THREAD = select(cases).where(cases.c.property_id == bindparam("p"), cases.c.thread_id == bindparam("t"))
_OPEN_OF = (
    select(cases)
    .where(
        cases.c.property_id == bindparam("p"),
        cases.c.guest_id == bindparam("g"),
        cases.c.status.in_((*OPEN, "resolved")),
        cases.c.kind != "booking",
    )
    .order_by(cases.c.id.desc())
)
_NOTE = insert(case_events)


@dataclass(frozen=True)
class Case:
    id: int
    ref: str
    kind: str
    category: str | None
    severity: str
    status: str
    department: str
    guest_id: int
    booking_id: int | None
    words: str
    opened_at: datetime
    ack_due: datetime
    acked_at: datetime | None
    resolve_due: datetime
    resolved_at: datetime | None
    closed_at: datetime | None
    owner: int | None
    level: int
    thread_id: int | None

    @property
    def open(self) -> bool:
        return self.status in OPEN


_FIELDS = tuple(Case.__dataclass_fields__)


def of(row: Any) -> Case:
    return Case(**{name: row[name] for name in _FIELDS})


def by_id(conn: Connection, house: House, case_id: int) -> Case:
    return of(conn.execute(_BY_ID, {"p": house.id, "i": case_id}).mappings().one())


def by_thread(conn: Connection, house: House, thread_id: int) -> Case | None:
    row = conn.execute(_BY_THREAD, {"p": house.id, "t": thread_id}).mappings().first()
    return of(row) if row else None


def open_case_of(conn: Connection, house: House, guest_id: int) -> Case | None:
    """The guest's newest case that is not closed yet."""
    row = conn.execute(_OPEN_OF, {"p": house.id, "g": guest_id}).mappings().first()
    return of(row) if row else None


def for_booking(conn: Connection, house: House, booking_id: int) -> Case | None:
    """The case in which staff decide about a booking."""
    asked = select(cases).where(cases.c.property_id == house.id, cases.c.booking_id == booking_id)
    row = conn.execute(asked).mappings().first()
    return of(row) if row else None


def change(conn: Connection, house: House, case: Case, **values: Any) -> Case:
    conn.execute(update(cases).where(cases.c.id == case.id).values(**values))
    return by_id(conn, house, case.id)


def note(conn: Connection, house: House, case: Case, kind: str, actor: str, **data: Any) -> None:
    """Add to the history; nothing is ever taken out of it."""
    values = {"property_id": house.id, "case_id": case.id, "at": house.now}
    conn.execute(_NOTE, values | {"actor": actor, "kind": kind, "data": data})


def last_at(conn: Connection, case: Case, kind: str) -> datetime | None:
    """When something of this kind last happened in the case."""
    found: datetime | None = conn.execute(
        select(case_events.c.at)
        .where(case_events.c.case_id == case.id, case_events.c.kind == kind)
        .order_by(case_events.c.id.desc())
        .limit(1)
    ).scalar()
    return found
