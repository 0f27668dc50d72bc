"""Policy: after how many minutes a case is passed on at this hour, and to whom. No connection.

A clock that runs keeps its moment, whatever is edited meanwhile: a guest was told of it. New minutes count
from the next clock that starts; who is called is read when it runs out.
"""

from __future__ import annotations

from datetime import datetime

from bot.desk.catalog import staffing
from bot.desk.catalog.staffing import USUAL, ClockName
from bot.desk.house import House


def running(house: House) -> frozenset[str]:
    """The hours of the ladder that it now is."""
    return house.catalog.ladder.running(house.now, house.zone, house.catalog.roster.free_days)


def minutes(house: House, clock: ClockName, severity: str, department: str) -> int | None:
    """What the hotel's rules say, else hotel.yaml; None for a clock that this hotel does not use."""
    rule = house.catalog.ladder.clock(clock, severity, department, running(house))
    if rule:
        return rule.minutes(clock)
    usual = house.hotel.clocks[severity]  # type: ignore[index]  # a stored severity is S1..S4
    return getattr(usual, clock, None)


def due(
    house: House, clock: ClockName, severity: str, department: str, *, usual: int | None = None
) -> datetime | None:
    """When the clock runs out that starts now; `usual` minutes where no rule names it."""
    rule = house.catalog.ladder.clock(clock, severity, department, running(house))
    if rule is None:
        counted = usual or minutes(house, clock, severity, department)
        return None if counted is None else house.later(counted)
    counted = rule.minutes(clock) or 0
    if rule.within is None:
        return house.later(counted)
    hours = house.catalog.ladder.hours.get(rule.within, [])
    return staffing.after(hours, house.now, counted, house.zone, house.catalog.roster.free_days)


def first(house: House, severity: str, department: str, *, kind: str = "") -> dict[str, datetime]:
    """Both clocks of a case that is opened, or opened again, now; a question has a clock of its own."""
    asked = house.hotel.answer_minutes if kind == "question" else None
    taken = due(house, "acknowledge", severity, department, usual=asked) or house.now
    solved = due(house, "resolve", severity, department) or house.now
    return {"ack_due": taken, "resolve_due": max(taken, solved)}


def steps(house: House, severity: str, department: str) -> tuple[str, ...]:
    """Who is called, step by step, as the hotel writes it."""
    found = house.catalog.ladder.called(severity, department, running(house))
    return tuple(found.call) if found else USUAL


def night_first(house: House, severity: str, department: str) -> bool:
    """Whether the night duty is rung before the steps: not where these are for this hour, or name it."""
    found = house.catalog.ladder.called(severity, department, running(house))
    return found is None or (found.when is None and "night" not in found.call)
