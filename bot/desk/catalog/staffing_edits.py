"""Edits of the ladder and the roster: each gives a new one; `change` makes it live, kept in the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, Literal, TypeVar

from bot.db import Connection
from bot.desk.catalog import journal, versions
from bot.desk.catalog.journal import Deed
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.staffing import (
    CLOCKS,
    USUAL,
    ClockName,
    ClockRule,
    Days,
    DutyDay,
    Fits,
    Ladder,
    Person,
    Roster,
    Shift,
    StepRule,
)
from bot.desk.house import House

F = TypeVar("F", bound=Fits)
PartName = Literal["ladder", "roster"]
MOST_STEPS = 6


def minutes_of(catalog: Catalog, severity: str, clock: ClockName) -> int | None:
    """What counts at every hour for every department, unless a rule for some of them stands before it."""
    for rule in catalog.ladder.clocks:
        if rule.plain and rule.holds(severity, "", ()) and rule.minutes(clock) is not None:
            return rule.minutes(clock)
    return getattr(catalog.hotel.clocks.get(severity), clock, None)  # type: ignore[call-overload]  # a severity


def with_minutes(ladder: Ladder, severity: str, clock: ClockName, minutes: int | None) -> Ladder:
    """This clock of this severity, for every department at every hour; None: the hotel has no such clock."""
    rules = list(ladder.clocks)
    at = _own(rules, severity)
    if at is None:
        at = _first_plain(rules)
        rules.insert(at, _for(ClockRule, severity, {}))
    rules[at] = rules[at].model_copy(update={clock: minutes})
    kept = [one for one in rules if any(one.minutes(name) for name in CLOCKS)]
    return ladder.model_copy(update={"clocks": kept})


def in_order(catalog: Catalog, severity: str) -> bool:
    """Nobody has to solve what nobody had to take yet, nor to answer after the case was taken from them."""
    taken, solved = (minutes_of(catalog, severity, one) for one in ("acknowledge", "resolve"))
    spoken, given = (minutes_of(catalog, severity, one) for one in ("act", "silent"))
    return (taken or 0) <= (solved or taken or 0) and (spoken or 0) <= (given or spoken or 0)


def steps_of(catalog: Catalog, severity: str) -> tuple[str, ...]:
    rule = next((one for one in catalog.ladder.steps if one.plain and one.holds(severity, "", ())), None)
    return tuple(rule.call) if rule else USUAL


def with_step(ladder: Ladder, severity: str, step: int, name: str, *, before: Sequence[str]) -> Ladder:
    """Who is called at this step; `before` are the steps that count until now."""
    call = [*before]
    call[step : step + 1] = [name]
    rules = list(ladder.steps)
    at = _own(rules, severity)
    if at is None:
        at = _first_plain(rules)
        rules.insert(at, _for(StepRule, severity, {"call": call}))
    rules[at] = rules[at].model_copy(update={"call": call[:MOST_STEPS]})
    return ladder.model_copy(update={"steps": rules})


def _for(kind: type[F], severity: str, facts: Mapping[str, Any]) -> F:
    return kind.model_validate({"severity": [severity], **facts})


def _own(rules: Sequence[Fits], severity: str) -> int | None:
    """The rule that is for this severity alone, at every hour."""
    found = (n for n, one in enumerate(rules) if one.plain and list(one.severity) == [severity])
    return next(found, None)


def _first_plain(rules: Sequence[Fits]) -> int:
    """Behind the rules for some departments or hours, before those for all."""
    return next((n for n, one in enumerate(rules) if one.plain), len(rules))


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


def _put(roster: Roster, mine: Person, shifts: Sequence[Shift]) -> Roster:
    changed = mine.model_copy(update={"shifts": list(shifts)})
    return roster.model_copy(update={"people": [changed if one is mine else one for one in roster.people]})


def packed(part: Ladder | Roster) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def change(
    conn: Connection,
    house: House,
    name: PartName,
    part: Ladder | Roster,
    by: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> int | None:
    """Live at once; the journal's id, or None when it was so already. `before`, `after`: what is told of it.

    Conflict when `house` is not of the live version.
    """
    old = packed(getattr(house.catalog, name))
    if old == (new := packed(part)):
        return None
    catalog = house.catalog.model_copy(update={name: part})
    reason = f"{name} in chat"
    versions.publish(conn, house.id, catalog, base=house.version, author=by, reason=reason, now=house.now)
    deed = Deed("staffing", name, {**before, "part": old}, {**after, "part": new})
    return journal.record(conn, house.id, deed, at=house.now, actor=by)
