"""Edits of the ladder and the roster: each gives a new one; `change` makes it live, kept in the journal.

`change` does so for remedies and the order of ready replies as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Literal, TypeVar

from bot.db import Connection
from bot.desk.catalog import changing, journal, versions
from bot.desk.catalog.journal import Deed
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.recovery import Remedies
from bot.desk.catalog.replying import Replies
from bot.desk.catalog.staffing import (
    CLOCKS,
    USUAL,
    ClockName,
    ClockRule,
    Days,
    DutyDay,
    DutyHours,
    Fits,
    Ladder,
    Person,
    Roster,
    Shift,
    StepRule,
)
from bot.desk.catalog.ways import SINCE
from bot.desk.house import House

F = TypeVar("F", bound=Fits)


@dataclass(frozen=True)
class Scope:
    """For which cases an edit is: those of a department, those of certain hours, or all of them."""

    department: str = ""
    when: str = ""


ALL = Scope()
PartName = Literal["ladder", "roster", "remedies", "replies"]
Part = Ladder | Roster | Remedies | Replies
MOST_STEPS = 6


def minutes_of(catalog: Catalog, severity: str, clock: ClockName, scope: Scope = ALL) -> int | None:
    """What counts for this department at every hour, or in these hours for every department, unless a rule
    for some of them stands before it.
    """
    for rule in catalog.ladder.clocks:
        if _counts(rule, severity, scope) and rule.minutes(clock) is not None:
            return rule.minutes(clock)
    return getattr(catalog.hotel.clocks.get(severity), clock, None)  # type: ignore[call-overload]  # a severity


def _counts(rule: Fits, severity: str, scope: Scope) -> bool:
    """At every hour for this department, or for all of them; in these hours only for all of them."""
    for_it = (
        rule.when is None if scope.department else not rule.department and rule.when in (None, *_run(scope))
    )
    return for_it and rule.holds(severity, scope.department, _run(scope))


def _run(scope: Scope) -> tuple[str, ...]:
    return (scope.when,) if scope.when else ()


def with_minutes(
    ladder: Ladder, severity: str, clock: ClockName, minutes: int | None, scope: Scope = ALL
) -> Ladder:
    """This clock of this severity, for one department, for certain hours or for all. None: no such clock; of
    a department or of hours, as for all.
    """
    rules = list(ladder.clocks)
    at = _own(rules, severity, scope)
    if at is None:
        at = _place(rules, severity, scope)
        rules.insert(at, _for(ClockRule, severity, scope, {}))
    rules[at] = rules[at].model_copy(update={clock: minutes})
    kept = [one for one in rules if any(one.minutes(name) for name in CLOCKS)]
    return ladder.model_copy(update={"clocks": kept})


def in_order(catalog: Catalog, severity: str, scope: Scope = ALL) -> bool:
    """Nobody has to solve what nobody had to take yet, nor to answer after the case was taken from them."""
    taken, solved = (minutes_of(catalog, severity, one, scope) for one in ("acknowledge", "resolve"))
    spoken, given = (minutes_of(catalog, severity, one, scope) for one in ("act", "silent"))
    return (taken or 0) <= (solved or taken or 0) and (spoken or 0) <= (given or spoken or 0)


def steps_of(catalog: Catalog, severity: str, scope: Scope = ALL) -> tuple[str, ...]:
    rule = next((one for one in catalog.ladder.steps if _counts(one, severity, scope)), None)
    return tuple(rule.call) if rule else USUAL


def with_step(
    ladder: Ladder, severity: str, step: int, name: str, *, before: Sequence[str], scope: Scope = ALL
) -> Ladder:
    """Who is called at this step; `before` are the steps that count until now."""
    call = [*before]
    call[step : step + 1] = [name]
    rules = list(ladder.steps)
    at = _own(rules, severity, scope)
    if at is None:
        at = _place(rules, severity, scope)
        rules.insert(at, _for(StepRule, severity, scope, {"call": call}))
    rules[at] = rules[at].model_copy(update={"call": call[:MOST_STEPS]})
    return ladder.model_copy(update={"steps": rules})


def without_own(ladder: Ladder, severity: str, scope: Scope) -> Ladder:
    """What was written for just this scope and severity goes: it is as for all again."""
    clocks, steps = list(ladder.clocks), list(ladder.steps)
    if (at := _own(clocks, severity, scope)) is not None:
        del clocks[at]
    if (at := _own(steps, severity, scope)) is not None:
        del steps[at]
    return ladder.model_copy(update={"clocks": clocks, "steps": steps})


def special(ladder: Ladder, severity: str, scope: Scope) -> bool:
    """Something is written for just this scope and severity."""
    return without_own(ladder, severity, scope) != ladder


def _for(kind: type[F], severity: str, scope: Scope, facts: Mapping[str, Any]) -> F:
    only = {"department": [scope.department]} if scope.department else {"when": scope.when or None}
    return kind.model_validate({"severity": [severity], **only, **facts})


def _own(rules: Sequence[Fits], severity: str, scope: Scope) -> int | None:
    """The rule that is for this severity and scope alone."""
    place = ([severity], [scope.department] if scope.department else [], scope.when or None)
    found = ((list(one.severity), list(one.department), one.when) for one in rules)
    return next((n for n, one in enumerate(found) if one == place), None)


def _place(rules: Sequence[Fits], severity: str, scope: Scope) -> int:
    """Before the first rule that would count instead; those for some hours stand before all others."""
    if scope.when:
        before = (n for n, one in enumerate(rules) if one.when is None or _counts(one, severity, scope))
        return next(before, len(rules))
    if not scope.department:
        return next((n for n, one in enumerate(rules) if one.plain), len(rules))
    return next((n for n, one in enumerate(rules) if _counts(one, severity, scope)), len(rules))


def with_hours(ladder: Ladder, when: str, parts: Sequence[DutyHours]) -> Ladder:
    """When these hours are; without any they go, and every rule that was for them alone."""
    if parts:
        return ladder.model_copy(update={"hours": {**ladder.hours, when: list(parts)}})
    hours = {name: one for name, one in ladder.hours.items() if name != when}
    clocks = [one for one in ladder.clocks if one.when != when]
    steps = [one for one in ladder.steps if one.when != when]
    return ladder.model_copy(update={"hours": hours, "clocks": clocks, "steps": steps})


def with_holiday(roster: Roster, day: date) -> Roster:
    if roster.holiday(day):
        return roster
    found = [*roster.holidays, Days.model_validate({"from": day})]
    return roster.model_copy(update={"holidays": sorted(found, key=lambda one: one.start)})


def without_holiday(roster: Roster, day: date) -> Roster:
    """The entry that holds this day goes, whole."""
    return roster.model_copy(update={"holidays": [one for one in roster.holidays if not one.holds(day)]})


def with_shift(
    roster: Roster,
    name: str,
    department: str | None,
    open: time,
    close: time,
    *,
    days: Sequence[DutyDay] = (),
    dates: Sequence[date] = (),
) -> Roster:
    """One more shift; the night duty is whoever works past midnight."""
    when = {"dates": list(dates)} if dates else {"days": list(days)}
    shift = Shift(open=open, close=close, night=close <= open, **when)
    mine = next((one for one in roster.people if one.name == name), None)
    if mine is None:
        added = Person(name=name, department=department, shifts=[shift])
        return roster.model_copy(update={"people": [*roster.people, added]})
    return _put(roster, mine, [*mine.shifts, shift])


def without_shift(roster: Roster, name: str, index: int) -> Roster:
    mine = next((one for one in roster.people if one.name == name), None)
    if mine is None or index >= len(mine.shifts):
        return roster
    return _put(roster, mine, [one for n, one in enumerate(mine.shifts) if n != index])


def with_away(roster: Roster, name: str, department: str | None, first: date, last: date) -> Roster:
    """On none of these days do they work; who has no shift yet stands in the roster for that."""
    away = Days.model_validate({"from": first, "until": last})
    mine = next((one for one in roster.people if one.name == name), None)
    if mine is None:
        added = Person(name=name, department=department, away=[away])
        return roster.model_copy(update={"people": [*roster.people, added]})
    return _swap(roster, mine, mine.model_copy(update={"away": [*mine.away, away]}))


def without_away(roster: Roster, name: str, day: date) -> Roster:
    """The absence that holds this day goes, whole."""
    mine = next((one for one in roster.people if one.name == name), None)
    if mine is None:
        return roster
    kept = [one for one in mine.away if not one.holds(day)]
    return _swap(roster, mine, mine.model_copy(update={"away": kept}))


def _swap(roster: Roster, before: Person, after: Person) -> Roster:
    return roster.model_copy(update={"people": [after if one is before else one for one in roster.people]})


def _put(roster: Roster, mine: Person, shifts: Sequence[Shift]) -> Roster:
    return _swap(roster, mine, mine.model_copy(update={"shifts": list(shifts)}))


def packed(part: Part) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def change(
    conn: Connection,
    house: House,
    name: PartName,
    part: Part,
    by: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> int | None:
    """Live at once; the journal's id, or None when it was so already. `before`, `after`: what is told of it.

    Conflict when `house` is not of the live version, EditUnfit when the catalog would be broken.
    """
    old = packed(getattr(house.catalog, name))
    if old == (new := packed(part)):
        return None
    catalog = house.catalog.model_copy(update={name: part})
    changing.must_hold(house.catalog, catalog, ways=SINCE)
    reason = f"{name} in chat"
    versions.publish(conn, house.id, catalog, base=house.version, author=by, reason=reason, now=house.now)
    deed = Deed("staffing", name, {**before, "part": old}, {**after, "part": new})
    return journal.record(conn, house.id, deed, at=house.now, actor=by)
