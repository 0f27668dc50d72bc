"""The ledger of promises: who told whom what by when, and what became of it. Every fact is written once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import bindparam, insert, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk.house import House
from bot.schema import promises

if TYPE_CHECKING:
    from bot.desk.cases.case import Case

What = Literal["answer", "done"]
By = Literal["department", "shift", "person", "what"]
ONE_OF_ITS_KIND = timedelta(hours=12)  # an hour so near does not come twice

_OURS = promises.c.property_id == bindparam("p")
_RUNNING = (
    promises.c.kept_at.is_(None),
    promises.c.broken_at.is_(None),
    promises.c.void_at.is_(None),
    promises.c.replaced_by.is_(None),
)
_BY_ID = select(promises).where(_OURS, promises.c.id == bindparam("i"))
_OF_CASE = select(promises).where(_OURS, promises.c.case_id == bindparam("c")).order_by(promises.c.id)
_DUE = (
    select(promises)
    .where(_OURS, *_RUNNING, promises.c.due < bindparam("until", type_=Moment))
    .order_by(promises.c.due, promises.c.id)
)
_MADE = (
    select(promises)
    .where(
        _OURS,
        promises.c.due >= bindparam("since", type_=Moment),
        promises.c.due < bindparam("until", type_=Moment),
        promises.c.void_at.is_(None),
    )
    .order_by(promises.c.id)
)
_MAKE = insert(promises).returning(promises.c.id)


@dataclass(frozen=True)
class Promise:
    id: int
    case_id: int
    what: What
    by: int | None
    department: str
    guest_id: int
    to_staff: int | None
    due: datetime
    made_at: datetime
    kept_at: datetime | None
    broken_at: datetime | None
    void_at: datetime | None
    replaced_by: int | None

    @property
    def running(self) -> bool:
        return not (self.kept_at or self.broken_at or self.void_at or self.replaced_by)

    @property
    def waits(self) -> bool:
        """Broken and not made good: no new time was given and nothing was done yet."""
        return self.broken_at is not None and not (self.kept_at or self.void_at or self.replaced_by)


@dataclass(frozen=True)
class Rate:
    """How the promises of one department, shift or person fared. A new time in time is moved, not broken."""

    of: str
    kept: int = 0
    broken: int = 0
    moved: int = 0

    @property
    def share(self) -> float | None:
        """Of those that came to be judged; None while there are none."""
        judged = self.kept + self.broken
        return self.kept / judged if judged else None


def make(
    conn: Connection,
    house: House,
    case: Case,
    what: What,
    due: datetime,
    *,
    by: int | None = None,
    to_staff: int | None = None,
) -> Promise:
    """A new time; the one that stood until now for the same thing points to it."""
    earlier = standing(conn, house, case.id, what)
    facts = {"property_id": house.id, "case_id": case.id, "what": what, "by": by, "to_staff": to_staff}
    where = {"department": case.department, "guest_id": case.guest_id, "due": due, "made_at": house.now}
    new_id = conn.execute(_MAKE, facts | where).scalar_one()
    if earlier:
        _break_if_over(conn, house, earlier)
        _once(conn, earlier, "replaced_by", new_id)
    return by_id(conn, house, new_id)


def by_id(conn: Connection, house: House, promise_id: int) -> Promise:
    return _of(conn.execute(_BY_ID, {"p": house.id, "i": promise_id}).mappings().one())


def of_case(conn: Connection, house: House, case_id: int) -> list[Promise]:
    return [_of(row) for row in conn.execute(_OF_CASE, {"p": house.id, "c": case_id}).mappings()]


def standing(conn: Connection, house: House, case_id: int, what: What) -> Promise | None:
    """What the guest counts on, also when it is late and no new time was given."""
    found = [one for one in of_case(conn, house, case_id) if one.what == what]
    return found[-1] if found and (found[-1].running or found[-1].waits) else None


def heard(conn: Connection, house: House, case_id: int) -> Promise | None:
    """What a guest is told who asks "how long?": a time for the thing itself before a time for an answer."""
    done = standing(conn, house, case_id, "done")
    return done or standing(conn, house, case_id, "answer")


def since_when(conn: Connection, house: House, late: Promise) -> datetime | None:
    """When the first time was broken that led to this one; None when none was."""
    broke = _broken_before(conn, house, late)
    return broke[0].due if broke else None


def times_broken(conn: Connection, house: House, late: Promise) -> int:
    """How many times in a row, up to this one, went by without what was promised."""
    return len(_broken_before(conn, house, late))


def _broken_before(conn: Connection, house: House, late: Promise) -> list[Promise]:
    found: list[Promise] = []
    for one in of_case(conn, house, late.case_id):
        if one.what == late.what and one.id <= late.id:
            found = [] if one.kept_at or one.void_at else [*found, *([one] if one.broken_at else [])]
    return found


def keep(conn: Connection, house: House, promise: Promise) -> None:
    """It was done; after its due it is kept late, which is broken."""
    _break_if_over(conn, house, promise)
    _once(conn, promise, "kept_at", house.now)


def broken(conn: Connection, house: House, promise: Promise) -> None:
    """Its time came and nothing had happened."""
    _once(conn, promise, "broken_at", promise.due)


def drop(conn: Connection, house: House, promise: Promise) -> None:
    """It counts for nothing any more: neither kept nor broken."""
    _once(conn, promise, "void_at", house.now)


def _break_if_over(conn: Connection, house: House, promise: Promise) -> None:
    if promise.running and house.now > promise.due:
        broken(conn, house, promise)


def followed(conn: Connection, house: House, before: Case, after: Case) -> None:
    """What a change of a case means for what was promised in it: the desk's own times are promises too."""
    if before.open and after.status == "resolved":
        _settle(conn, house, after, "kept_at")
    elif before.open and not after.open:
        done = after.resolved_at is not None or after.outcome == "solved"
        _settle(conn, house, after, "kept_at" if done else "void_at")
    elif after.acked_at and not before.acked_at:
        if answer := standing(conn, house, after.id, "answer"):
            keep(conn, house, answer)
    elif after.acked_at is None and (before.acked_at or after.ack_due != before.ack_due):
        make(conn, house, after, "answer", after.ack_due)


def _settle(conn: Connection, house: House, over: Case, fact: str) -> None:
    for one in of_case(conn, house, over.id):
        if one.running or one.waits:
            _break_if_over(conn, house, one)
            _once(conn, one, fact, house.now)


def due(conn: Connection, house: House, until: datetime) -> list[Promise]:
    """Every promise that runs and falls due before then, the soonest first."""
    return [_of(row) for row in conn.execute(_DUE, {"p": house.id, "until": until}).mappings()]


def of_time(conn: Connection, house: House, since: datetime, until: datetime) -> list[Promise]:
    """Every promise that fell due in that time and was not taken back by the guest."""
    facts = {"p": house.id, "since": since, "until": until}
    return [_of(row) for row in conn.execute(_MADE, facts).mappings()]


def kept(
    conn: Connection, house: House, since: datetime, until: datetime, by: By = "department"
) -> list[Rate]:
    """How many promises that fell due in that time were kept, by department, shift (of the due hour), person
    (a user id, or "desk") or what was promised. What is still running is not judged.
    """
    groups: dict[str, list[Promise]] = defaultdict(list)
    for one in of_time(conn, house, since, until):
        groups[_group(house, one, by)].append(one)
    return [rate(name, found) for name, found in sorted(groups.items())]


def _group(house: House, one: Promise, by: By) -> str:
    match by:
        case "department":
            return one.department
        case "what":
            return one.what
        case "person":
            return str(one.by) if one.by else "desk"
    return shift_of(house, one.due)


def shift_of(house: House, moment: datetime) -> str:
    """When that shift begins on the hotel's clock: 07:00. Before the first of a day it is the last's."""
    starts = sorted(house.catalog.remedies.shifts)
    begun = [start for start in starts if start <= house.local(moment).time()]
    return f"{(begun or starts)[-1]:%H:%M}"


def style(house: House, due: datetime) -> str:
    """The hour is enough today, and at night for the morning: it can be no other. Another day is named."""
    near = abs(due - house.now) < ONE_OF_ITS_KIND
    return "time" if near or house.local(due).date() == house.today else "stamp"


def rate(name: str, found: Sequence[Promise]) -> Rate:
    """Of these: kept in time, broken, and moved in time."""
    broke = sum(one.broken_at is not None for one in found)
    held = sum(one.kept_at is not None and one.broken_at is None for one in found)
    moved = sum(one.replaced_by is not None and one.broken_at is None for one in found)
    return Rate(name, held, broke, moved)


def _once(conn: Connection, promise: Promise, fact: str, value: Any) -> None:
    """Write a fact that is not there yet; one that is, stays."""
    column = promises.c[fact]
    conn.execute(update(promises).where(promises.c.id == promise.id, column.is_(None)).values({fact: value}))


def _of(row: Any) -> Promise:
    return Promise(**{name: row[name] for name in Promise.__dataclass_fields__})
