"""What makes it good: offered by the ladder, given within a limit, above it with a manager's yes.

A role's total of a shift is one row that a guarded UPDATE adds to: of two who give at once, the second is
refused when both together would pass the limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as put  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk import people, timers
from bot.desk.booking import gift
from bot.desk.cases import case
from bot.desk.cases.case import Case
from bot.desk.catalog.recovery import Remedy
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import DeskError, OldButton
from bot.money import Money
from bot.say import Join, Local, Value, text
from bot.schema import remedies, remedy_spend

OVER = "remedy_over"  # timer; its ref is the remedy's id
NO_LIMIT = 2**53

_HERE = remedies.c.property_id == bindparam("p")
_BY_ID = select(remedies).where(_HERE, remedies.c.id == bindparam("i"))
_OF_CASE = select(remedies).where(_HERE, remedies.c.case_id == bindparam("c")).order_by(remedies.c.id)
_ENTER = insert(remedies).returning(remedies.c.id)
_DECIDE = update(remedies).where(_HERE, remedies.c.id == bindparam("i"), remedies.c.state == "asked")
_WENT = update(remedies).where(_HERE, remedies.c.case_id == bindparam("c"), remedies.c.state == "given")
_BEGIN = put(remedy_spend).on_conflict_do_nothing()
_SHIFT = (
    remedy_spend.c.property_id == bindparam("p"),
    remedy_spend.c.role == bindparam("r"),
    remedy_spend.c.shift == bindparam("s"),
)
_SPEND = (
    update(remedy_spend)
    .where(*_SHIFT, remedy_spend.c.minor + bindparam("x") <= bindparam("most"))
    .values(minor=remedy_spend.c.minor + bindparam("x"))
)
_SPENT = select(remedy_spend.c.minor).where(*_SHIFT)


@dataclass(frozen=True)
class Given:
    """A remedy of a case: asked for, given, or neither any more."""

    id: int
    case_id: int
    code: str
    kind: str
    title: Mapping[str, str]
    cost: Money
    state: str
    asked_by: int
    asked_at: datetime
    expires_at: datetime | None
    decided_by: int | None
    decided_at: datetime | None
    role: str | None
    shift: str | None
    voucher: str | None
    outcome: str | None

    @property
    def called(self) -> Value:
        return Local(self.title) if self.title else text(f"remedy.kind_{self.kind}")

    @classmethod
    def of(cls, row: RowMapping) -> Given:
        known = {name: row[name] for name in cls.__dataclass_fields__ if name in row}
        return cls(**known, cost=Money(row["cost_minor"], row["currency"]))


class RemedyGiven(DeskError):
    """This case has it already, or a manager is being asked for it."""

    key = "refuse.remedy_given"


class RemedyDecided(DeskError):
    """A colleague has answered it, or its time is over."""

    key = "refuse.remedy_decided"


class OwnRemedy(DeskError):
    """Nobody says yes to what they have asked for themselves."""

    key = "refuse.remedy_own"


class OverLimit(DeskError):
    """More than this role may give at once, and there is nobody above who could."""

    key = "refuse.remedy_limit"


class ShiftSpent(DeskError):
    """The role's total of this shift would be passed."""

    key = "refuse.remedy_shift"


def fitting(house: House, opened: Case) -> list[Remedy]:
    """The ladder for this trouble: what is meant for just this fault first, then as the hotel wrote it."""
    found = [one for one in house.catalog.remedies.ladder if one.fits(opened.severity, opened.category)]
    return sorted(found, key=lambda one: not one.faults)


def called(one: Remedy) -> Value:
    return Local(one.title) if one.title else text(f"remedy.kind_{one.kind}")


def told_apart(one: Remedy, among: Sequence[Remedy]) -> Value:
    """With its code, where another of them is called the same."""
    name = called(one)
    alone = sum(called(other) == name for other in among) == 1
    return name if alone else Join([name, one.code], "dot")


def by_id(conn: Connection, house: House, remedy_id: int) -> Given:
    row = conn.execute(_BY_ID, {"p": house.id, "i": remedy_id}).mappings().first()
    if row is None:
        raise OldButton
    return Given.of(row)


def of_case(conn: Connection, house: House, case_id: int) -> list[Given]:
    return [Given.of(row) for row in conn.execute(_OF_CASE, {"p": house.id, "c": case_id}).mappings()]


def standing(conn: Connection, house: House, case_id: int) -> list[Given]:
    """What was given, or still waits for a yes."""
    return [one for one in of_case(conn, house, case_id) if one.state in ("given", "asked")]


def may_give(house: House, who: Colleague, cost: Money) -> bool:
    """Whether one remedy of this cost is within what the role may give at once."""
    each = house.catalog.remedies.limit(who.role).each
    return each is None or cost <= house.money(each)


def left(conn: Connection, house: House, role: str) -> Money | None:
    """What the role may still give in this shift; None: no limit."""
    most = house.catalog.remedies.limit(role).shift
    if most is None:
        return None
    spent = conn.execute(_SPENT, {"p": house.id, "r": role, "s": shift(house)}).scalar() or 0
    return Money(max(0, house.money(most).minor - spent), house.hotel.currency)


def shift(house: House) -> str:
    """The shift that it now is, by the moment at which it began."""
    local, starts = house.local(house.now), house.catalog.remedies.shifts
    begun = [one for one in starts if one <= local.time()]
    day = local.date() if begun else local.date() - timedelta(days=1)
    return f"{day.isoformat()}T{(begun or starts)[-1].isoformat('minutes')}"


def approvers(conn: Connection, house: House, who: Colleague, cost: Money) -> list[Colleague]:
    """Who may say yes to it: managers with that much authority, and never whoever asks."""
    team = [one for one in people.team(conn, house) if one.manages and one.user_id != who.user_id]
    return [one for one in team if may_give(house, one, cost)]


def give(
    conn: Connection, house: House, opened: Case, who: Colleague, chosen: Remedy, amount: Decimal
) -> Given:
    """Given at once within the limits of the role; above them it waits for a manager's yes.

    Raises RemedyGiven for what the case has already, OverLimit or ShiftSpent where nobody could say yes.
    """
    cost = house.money(amount)
    _not_twice(conn, house, opened, chosen)
    if may_give(house, who, cost) and spend(conn, house, who.role, cost):
        made = _enter(conn, house, opened, who, chosen, cost, state="given", role=who.role, by=who.user_id)
        return _hand_over(conn, house, opened, made)
    if not approvers(conn, house, who, cost):
        raise _beyond(conn, house, who)
    asked = _enter(conn, house, opened, who, chosen, cost, state="asked")
    facts = {"remedy": asked.id, "code": asked.code, "minor": cost.minor, "currency": cost.currency}
    case.note(conn, house, opened, "remedy_asked", f"staff:{who.user_id}", **facts)
    if asked.expires_at:
        timers.start(conn, house, OVER, str(asked.id), asked.expires_at)
    return asked


def _beyond(conn: Connection, house: House, who: Colleague) -> DeskError:
    each, still = house.catalog.remedies.limit(who.role).each, left(conn, house, who.role)
    if each is not None and (still is None or house.money(each) < still):
        return OverLimit(price=house.money(each))
    return ShiftSpent(price=still if still is not None else house.money(0))


def _not_twice(conn: Connection, house: House, opened: Case, chosen: Remedy) -> None:
    for one in standing(conn, house, opened.id):
        if one.code == chosen.code and one.outcome != "reopened":
            name = people.on_file(conn, house, one.decided_by or one.asked_by).name
            raise RemedyGiven(extra=one.called, person=name)


def _enter(
    conn: Connection,
    house: House,
    opened: Case,
    who: Colleague,
    chosen: Remedy,
    cost: Money,
    *,
    state: str,
    role: str | None = None,
    by: int | None = None,
) -> Given:
    given = state == "given"
    row = {
        "property_id": house.id,
        "case_id": opened.id,
        "code": chosen.code,
        "kind": chosen.kind,
        "title": dict(chosen.title or {}),
        "cost_minor": cost.minor,
        "currency": cost.currency,
        "state": state,
        "asked_by": who.user_id,
        "asked_at": house.now,
        "expires_at": None if given else house.later(house.catalog.remedies.approval_minutes),
        "decided_by": by,
        "decided_at": house.now if given else None,
        "role": role,
        "shift": shift(house) if given else None,
    }
    return by_id(conn, house, conn.execute(_ENTER, row).scalar_one())


def spend(conn: Connection, house: House, role: str, cost: Money) -> bool:
    """Add it to the role's total of this shift; False when that would pass the limit."""
    most = house.catalog.remedies.limit(role).shift
    key = {"p": house.id, "r": role, "s": shift(house)}
    conn.execute(_BEGIN, {"property_id": house.id, "role": role, "shift": key["s"], "minor": 0})
    limit = NO_LIMIT if most is None else house.money(most).minor
    return conn.execute(_SPEND, {**key, "x": cost.minor, "most": limit}).rowcount == 1


def approve(conn: Connection, house: House, remedy_id: int, who: Colleague) -> Given:
    """A manager's yes: the first answer counts, and it goes on the manager's own limit.

    Raises OwnRemedy, RemedyDecided, OverLimit, ShiftSpent; whoever catches one must undo the transaction.
    """
    asked = _undecided(conn, house, remedy_id)
    if asked.asked_by == who.user_id:
        raise OwnRemedy
    each = house.catalog.remedies.limit(who.role).each
    if not may_give(house, who, asked.cost):
        raise OverLimit(price=house.money(each or 0))
    values = {"role": who.role, "shift": shift(house)}
    _decide(conn, house, asked, who, "given", **values)
    if not spend(conn, house, who.role, asked.cost):
        raise ShiftSpent(price=left(conn, house, who.role) or house.money(0))
    opened = case.by_id(conn, house, asked.case_id)
    return _hand_over(conn, house, opened, by_id(conn, house, remedy_id))


def decline(conn: Connection, house: House, remedy_id: int, who: Colleague) -> Given:
    """Not this one. Whoever asked may take theirs back."""
    asked = _undecided(conn, house, remedy_id)
    _decide(conn, house, asked, who, "declined")
    opened = case.by_id(conn, house, asked.case_id)
    case.note(conn, house, opened, "remedy_declined", f"staff:{who.user_id}", remedy=asked.id)
    return by_id(conn, house, remedy_id)


def lapse(conn: Connection, house: House, remedy_id: int) -> Given | None:
    """Nobody answered in time; None when somebody did."""
    done = conn.execute(_DECIDE.values(state="expired"), {"p": house.id, "i": remedy_id})
    if done.rowcount == 0:
        return None
    lapsed = by_id(conn, house, remedy_id)
    opened = case.by_id(conn, house, lapsed.case_id)
    case.note(conn, house, opened, "remedy_expired", "desk", remedy=lapsed.id)
    return lapsed


def _undecided(conn: Connection, house: House, remedy_id: int) -> Given:
    asked = by_id(conn, house, remedy_id)
    over = asked.expires_at is not None and asked.expires_at <= house.now
    if asked.state != "asked" or over:
        decider = people.colleague(conn, house, asked.decided_by) if asked.decided_by else None
        raise RemedyDecided(person=decider.name if decider else "")
    return asked


def _decide(conn: Connection, house: House, asked: Given, who: Colleague, state: str, **more: Any) -> None:
    values = {"state": state, "decided_by": who.user_id, "decided_at": house.now, **more}
    if conn.execute(_DECIDE.values(**values), {"p": house.id, "i": asked.id}).rowcount == 0:
        raise RemedyDecided(person="")
    timers.stop(conn, house, OVER, str(asked.id))


def _hand_over(conn: Connection, house: House, opened: Case, made: Given) -> Given:
    """It is theirs from now on, and the history says who gave it and what it cost."""
    facts = {"remedy": made.id, "code": made.code, "minor": made.cost.minor, "currency": made.cost.currency}
    by = f"staff:{made.decided_by}"
    case.note(conn, house, opened, "remedy_given", by, **facts, asked_by=made.asked_by, role=made.role)
    return made


def voucher(conn: Connection, house: House, opened: Case, made: Given) -> tuple[str, date]:
    """A fresh code for what was given as a voucher, for this guest and their stay; and its last day."""
    chosen = house.catalog.remedies.find(made.code) or Remedy(code=made.code, kind="voucher")
    until = house.today + timedelta(days=chosen.days)
    code = gift.issue(
        conn,
        house,
        worth=made.cost,
        until=until,
        case_id=opened.id,
        guest_id=opened.guest_id,
        by=f"staff:{made.decided_by}",
    )
    number = gift.of_case(conn, house, opened.id)[-1].ref
    conn.execute(update(remedies).where(remedies.c.id == made.id).values(voucher=number))
    return code, until


def went(conn: Connection, house: House, shut: Case, outcome: str) -> None:
    """How the case went on after what was given."""
    conn.execute(_WENT.values(outcome=outcome), {"p": house.id, "c": shut.id})
