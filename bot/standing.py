"""How the house stands at this moment, in numbers: what waits, what is late, what is booked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, func, select

from bot.db import Connection
from bot.schema import bookings, cases, inbox, letters, timers

LANES = {0: "answer", 1: "alarm", 2: "reply", 3: "staff", 4: "soft"}  # a test holds them to the outbox
SEVERITIES = ("S1", "S2", "S3", "S4")
CLOCKS = ("acknowledge", "resolve")
OPEN = ("new", "acked", "in_progress", "waiting_guest", "reopened")
UNTAKEN = ("new", "reopened")
STATUSES = ("ON_HOLD", "CONFIRMED", "EXPIRED", "CANCELLED", "REDEEMED", "PENDING", "REJECTED")

_P: BindParameter[str] = bindparam("p")
_INBOX = select(func.count(), func.min(inbox.c.received_at)).where(
    inbox.c.property_id == _P, inbox.c.state == "new"
)
_OUTBOX = (
    select(letters.c.lane, func.count(), func.min(letters.c.created_at))
    .where(letters.c.property_id == _P, letters.c.state == "new")
    .group_by(letters.c.lane)
)
_LATE = (
    func.sum(case((cases.c.status.in_(UNTAKEN) & (cases.c.ack_missed > 0), 1), else_=0)),
    func.sum(case((cases.c.resolve_missed > 0, 1), else_=0)),
)
_CASES = (
    select(cases.c.severity, func.count(), *_LATE)
    .where(cases.c.property_id == _P, cases.c.status.in_(OPEN))
    .group_by(cases.c.severity)
)
_BOOKINGS: Select[Any] = (
    select(bookings.c.status, func.count()).where(bookings.c.property_id == _P).group_by(bookings.c.status)
)
_TIMERS = (
    select(func.count())
    .select_from(timers)
    .where(timers.c.property_id == _P, timers.c.due_at < bindparam("now"))
)


@dataclass(frozen=True)
class Queue:
    """How many wait, and since when the first of them does."""

    n: int = 0
    oldest: datetime | None = None

    def age(self, now: datetime) -> float:
        return max(0.0, (now - self.oldest).total_seconds()) if self.oldest else 0.0


@dataclass(frozen=True)
class Standing:
    """Counted in one look."""

    inbox: Queue = Queue()
    outbox: dict[int, Queue] = field(default_factory=dict)  # by lane
    cases: dict[str, int] = field(default_factory=dict)  # open ones, by severity
    late: dict[str, int] = field(default_factory=dict)  # open ones, by the clock that was missed
    bookings: dict[str, int] = field(default_factory=dict)  # by status
    timers_overdue: int = 0


def look(conn: Connection, property_id: str, *, now: datetime) -> Standing:
    """The figures of one hotel; each is found by an index, or in a table of modest size."""
    mine = {"p": property_id}
    by_severity = conn.execute(_CASES, mine).all()
    return Standing(
        inbox=Queue(*conn.execute(_INBOX, mine).one()),
        outbox={lane: Queue(n, oldest) for lane, n, oldest in conn.execute(_OUTBOX, mine)},
        cases={row[0]: row[1] for row in by_severity},
        late={clock: sum(int(row[2 + place]) for row in by_severity) for place, clock in enumerate(CLOCKS)},
        bookings={status: n for status, n in conn.execute(_BOOKINGS, mine)},
        timers_overdue=int(conn.execute(_TIMERS, mine | {"now": now}).scalar_one()),
    )
