"""What came to people in a period, and how it went: from the cases and from their history, never from memory.

A figure belongs to the day on which its case was opened. Requests to confirm a booking are bookings' matter,
drills are nobody's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from statistics import median
from typing import Any

from sqlalchemy import bindparam, func, select

from bot.db import Connection
from bot.desk import people
from bot.desk.cases import loss, promises
from bot.desk.cases.promises import Rate
from bot.desk.house import House
from bot.desk.reports.periods import CUT, ONE, Period
from bot.money import Money
from bot.schema import case_events, cases, guests, praises, remedies

SPOKE = ("claimed", "on_my_way", "staff_wrote", "resolved", "accepted", "refused")  # a person has answered
GROUPS: Mapping[str, tuple[str, ...]] = {  # what is drawn together
    "trouble": ("complaint", "sensitive", "incident", "fault"),
    "wish": ("request", "lost_item", "booking"),
    "question": ("question", "person"),
    "praise": ("praise",),
}
_IN = (
    cases.c.property_id == bindparam("p"),
    cases.c.opened_at >= bindparam("since"),
    cases.c.opened_at < bindparam("until"),
    cases.c.kind != "booking",
)
_CASES = (
    select(cases, guests.c.language)
    .join(guests, guests.c.id == cases.c.guest_id)
    .where(*_IN)
    .order_by(cases.c.id)
)
_EVENTS = (
    select(case_events.c.case_id, case_events.c.kind, case_events.c.at, case_events.c.actor)
    .join(cases, cases.c.id == case_events.c.case_id)
    .where(*_IN, case_events.c.kind.in_((*SPOKE, "reopened", "missed_acknowledge", "missed_resolve")))
    .order_by(case_events.c.id)
)
_GIVEN = (
    select(func.count(), func.sum(remedies.c.cost_minor))
    .join(cases, cases.c.id == remedies.c.case_id)
    .where(*_IN, remedies.c.state == "given", remedies.c.currency == bindparam("currency"))
)
_PRAISED = (
    select(praises.c.staff, func.count())
    .where(praises.c.property_id == bindparam("p"))
    .where(praises.c.at >= bindparam("since"), praises.c.at < bindparam("until"))
    .group_by(praises.c.staff)
)


@dataclass(frozen=True)
class One:
    """A case as the report sees it."""

    ref: str
    opened_at: datetime
    kind: str
    category: str | None
    severity: str
    status: str
    department: str
    room: str | None
    language: str
    source: str
    outcome: str | None
    owner: int | None
    first: int | None = None  # minutes until a person answered
    solved: int | None = None  # minutes until it was solved for the first time
    by: str = ""  # who answered first
    reopened: int = 0
    missed: int = 0  # clocks

    @property
    def cause(self) -> str:
        """What it was about, as far as that was understood; of danger no more than that it was one."""
        return self.kind if self.kind == "sensitive" else self.category or self.kind


@dataclass(frozen=True)
class Figures:
    """Of many cases. Minutes are medians: one forgotten night does not hide a good month."""

    opened: int = 0
    first: int | None = None
    solved: int | None = None
    reopened: int = 0
    missed: int = 0


@dataclass(frozen=True)
class Colleagues:
    """One colleague's: for their manager alone."""

    name: str
    taken: int
    first: int | None
    promises: Rate | None
    praised: int


@dataclass(frozen=True)
class Report:
    period: Period
    as_of: datetime
    total: Figures
    before: Figures
    parts: Mapping[str, Mapping[str, int]]  # by day or month: how many of each group
    causes: Mapping[str, int]
    departments: Mapping[str, int]
    shifts: Mapping[str, int]
    languages: Mapping[str, int]
    promises: Rate
    reasons: Mapping[str, int]
    remedies: int
    cost: Money
    praised: int


def report(conn: Connection, house: House, period: Period) -> Report:
    """Everything of the period, and the totals of as many days before it."""
    found, before = rows(conn, house, period), rows(conn, house, period.before())
    since, until = _span(house, period)
    facts = {"p": house.id, "since": since, "until": until}
    given, cost = conn.execute(_GIVEN, {**facts, "currency": house.hotel.currency}).one()
    return Report(
        period=period,
        as_of=house.now,
        total=figures(found),
        before=figures(before),
        parts=_parts(house, period, found),
        causes=_counted(found, lambda one: one.cause),
        departments=_counted(found, lambda one: one.department),
        shifts=_counted(found, lambda one: promises.shift_of(house, one.opened_at)),
        languages=_counted(found, lambda one: one.language),
        promises=_all(promises.kept(conn, house, since, until, "what")),
        reasons=_reasons(conn, house, found),
        remedies=int(given),
        cost=Money(int(cost or 0), house.hotel.currency),
        praised=sum(_praised(conn, facts).values()),
    )


def rows(conn: Connection, house: House, period: Period) -> list[One]:
    """Every case of the period, in the order in which they came."""
    since, until = _span(house, period)
    facts = {"p": house.id, "since": since, "until": until}
    happened: dict[int, list[Any]] = defaultdict(list)
    for event in conn.execute(_EVENTS, facts):
        happened[event.case_id].append(event)
    return [_one(row, happened[row["id"]]) for row in conn.execute(_CASES, facts).mappings()]


def _one(row: Mapping[Any, Any], happened: Sequence[Any]) -> One:
    known = {name: row[name] for name in One.__dataclass_fields__ if name in row}
    spoke = next((one for one in happened if one.kind in SPOKE), None)
    solved = next((one for one in happened if one.kind == "resolved"), None)
    opened: datetime = row["opened_at"]
    return One(
        **known,
        first=_minutes(opened, spoke.at if spoke else None),
        solved=_minutes(opened, solved.at if solved else row["closed_at"]),
        by=spoke.actor if spoke else "",
        reopened=sum(one.kind == "reopened" for one in happened),
        missed=sum(one.kind.startswith("missed_") for one in happened),
    )


def _minutes(opened: datetime, at: datetime | None) -> int | None:
    return None if at is None else max(0, int((at - opened).total_seconds() // 60))


def figures(found: Sequence[One]) -> Figures:
    return Figures(
        opened=len(found),
        first=_middle(one.first for one in found),
        solved=_middle(one.solved for one in found),
        reopened=sum(one.reopened > 0 for one in found),
        missed=sum(one.missed > 0 for one in found),
    )


def _middle(minutes: Iterable[int | None]) -> int | None:
    known = [one for one in minutes if one is not None]
    return round(median(known)) if known else None


def _counted(found: Sequence[One], key: Callable[[One], str]) -> dict[str, int]:
    """The most frequent first."""
    return dict(Counter(key(one) for one in found).most_common())


def _parts(house: House, period: Period, found: Sequence[One]) -> dict[str, dict[str, int]]:
    by = period.by()
    parts = {name: dict.fromkeys(GROUPS, 0) for name in period.parts(by)}
    for one in found:
        part = parts.get(house.local(one.opened_at).date().isoformat()[: CUT[by]])
        group = next((name for name, kinds in GROUPS.items() if one.kind in kinds), None)
        if part is not None and group:
            part[group] += 1
    return parts


def _all(rates: Sequence[Rate]) -> Rate:
    return Rate("all", *(sum(getattr(one, name) for one in rates) for name in ("kept", "broken", "moved")))


def _reasons(conn: Connection, house: House, found: Sequence[One]) -> dict[str, int]:
    """What exactly it was, as managers found out after the bad ones."""
    refs = {one.ref for one in found}
    told = (one["what"] for one in loss.rows(conn, house) if one["case"] in refs)
    return dict(Counter(one for one in told if one).most_common())


def _praised(conn: Connection, facts: Mapping[str, Any]) -> dict[int | None, int]:
    return {user: int(n) for user, n in conn.execute(_PRAISED, facts)}


def colleagues(conn: Connection, house: House, period: Period) -> list[Colleagues]:
    """Who took how much and how it went; whoever did nothing in that time is not listed."""
    found = rows(conn, house, period)
    since, until = _span(house, period)
    rates = {one.of: one for one in promises.kept(conn, house, since, until, "person")}
    praised = _praised(conn, {"p": house.id, "since": since, "until": until})
    every = [_colleague(one, found, rates, praised) for one in people.team(conn, house)]
    busy = [one for one in every if one.taken or one.promises or one.praised]
    return sorted(busy, key=lambda one: -one.taken)


def _colleague(
    who: people.Colleague,
    found: Sequence[One],
    rates: Mapping[str, Rate],
    praised: Mapping[int | None, int],
) -> Colleagues:
    me = f"staff:{who.user_id}"
    mine = [one for one in found if one.owner == who.user_id or one.by == me]
    answered = [one.first for one in found if one.by == me]
    return Colleagues(
        who.name, len(mine), _middle(answered), rates.get(str(who.user_id)), praised.get(who.user_id, 0)
    )


def _span(house: House, period: Period) -> tuple[datetime, datetime]:
    """From the first midnight of the hotel to the one after the last day."""
    return house.moment(period.first, time()), house.moment(period.last + ONE, time())


def table(conn: Connection, house: House, period: Period) -> list[list[str]]:
    """One line a case, as plain words; names and what guests wrote stay with the desk."""
    head = (
        *("case", "opened", "kind", "category", "severity", "status", "outcome", "department", "room"),
        *("language", "source", "first_answer_min", "solved_min", "opened_again", "clocks_missed"),
    )
    return [list(head), *(_line(house, one) for one in rows(conn, house, period))]


def _line(house: House, one: One) -> list[str]:
    opened = house.local(one.opened_at)
    few = one.kind == "sensitive"  # who reads of danger is for an owner to say
    about, room = ("", "") if few else (one.category, one.room)
    known = (one.kind, about, one.severity, one.status, one.outcome, one.department, room)
    numbers = (one.first, one.solved, one.reopened, one.missed)
    return [
        one.ref,
        f"{opened:%Y-%m-%d %H:%M}",
        *(each or "" for each in known),
        one.language,
        one.source,
        *("" if each is None else str(each) for each in numbers),
    ]
