"""What the model cannot see in the ladder and the roster, and the hours at which nobody would answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.desk.catalog.issues import Finding, Level, Where, shown, suggest
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.parts import WEEKDAYS
from bot.desk.catalog.staffing import CLOCKS, DAY, ROLES, USUAL, ClockRule, Fits, Person, Roster, Span
from bot.desk.catalog.wall import zone_of

MOST = 4  # stretches named in one line


def check_staffing(catalog: Catalog, day: date) -> Iterator[Finding]:
    yield from _hours(catalog)
    for index, rule in enumerate(catalog.ladder.clocks):
        yield from _clock(catalog, rule, ("ladder", "clocks", index))
    for index, step in enumerate(catalog.ladder.steps):
        yield from _fits(catalog, step, ("ladder", "steps", index))
        yield from _called(catalog, step.call, ("ladder", "steps", index, "call"))
    yield from _people(catalog)
    yield from _alone(catalog, day)


def _hours(catalog: Catalog) -> Iterator[Finding]:
    for name, parts in catalog.ladder.hours.items():
        if not parts:
            yield Finding(
                ("ladder", "hours", name), f"{name} has no hours", "add - open: and close: below it"
            )


def _clock(catalog: Catalog, rule: ClockRule, where: Where) -> Iterator[Finding]:
    yield from _fits(catalog, rule, where)
    if rule.within is not None:
        yield from _named(catalog, rule.within, (*where, "within"))
        if not rule.severity or "S1" in rule.severity:
            problem = "danger does not wait for working hours, and within: makes S1 wait"
            yield Finding((*where, "within"), problem, "name the other severities: severity: [S2, S3, S4]")
    if all(rule.minutes(one) is None for one in CLOCKS):
        yield Finding(where, "the rule sets no clock", f"add one of {', '.join(CLOCKS)}")
    for first, second in (("acknowledge", "resolve"), ("act", "silent")):
        one, other = getattr(rule, first), getattr(rule, second)
        if one is not None and other is not None and other < one:
            yield Finding((*where, second), f"{second} is shorter than {first}", "make it the larger number")


def _fits(catalog: Catalog, rule: Fits, where: Where) -> Iterator[Finding]:
    if rule.when is not None:
        yield from _named(catalog, rule.when, (*where, "when"))
    for index, code in enumerate(rule.department):
        if code not in catalog.hotel.departments:
            fix = suggest(code, catalog.hotel.departments, "add it to departments: in hotel.yaml")
            yield Finding((*where, "department", index), f"department {code} does not exist", fix)


def _named(catalog: Catalog, name: str, where: Where) -> Iterator[Finding]:
    if name not in catalog.ladder.hours:
        fix = suggest(name, catalog.ladder.hours, f"add {name}: under hours:")
        yield Finding(where, f"hours {name} are not described", fix)


def _called(catalog: Catalog, names: Sequence[str], where: Where) -> Iterator[Finding]:
    """A step is a role, a department or somebody of the roster; a number is a Telegram id."""
    people = [one.name for one in catalog.roster.people]
    known = (*ROLES, *catalog.hotel.departments, *people)
    for index, name in enumerate(names):
        bare = name.removeprefix("@")
        if not bare.isdecimal() and bare.casefold() not in {one.casefold() for one in known}:
            fix = suggest(bare, known, f"name {', '.join(ROLES)}, a department or a person of roster.yaml")
            level: Level = "warning" if name[0].isupper() or name.startswith("@") else "error"
            problem = f"step {shown(name)} is nobody that these files know"
            yield Finding((*where, index), problem, fix, level)


def _people(catalog: Catalog) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, person in enumerate(catalog.roster.people):
        where = ("roster", "people", index)
        if person.name.casefold() in seen:
            yield Finding((*where, "name"), f"{person.name} stands twice", "put the shifts under one name")
        seen.add(person.name.casefold())
        if person.department is not None and person.department not in catalog.hotel.departments:
            fix = suggest(person.department, catalog.hotel.departments, "add it in hotel.yaml")
            problem = f"department {person.department} does not exist"
            yield Finding((*where, "department"), problem, fix)
        for number, shift in enumerate(person.shifts):
            if shift.start and shift.until and shift.until < shift.start:
                place = (*where, "shifts", number, "until")
                yield Finding(place, "until is before from", "swap them")


def _alone(catalog: Catalog, day: date) -> Iterator[Finding]:
    """For each department the hours of the week at which the roster has nobody for its cases."""
    zone = zone_of(catalog.hotel.zone)
    if zone is None or not any(one.shifts for one in catalog.roster.people):
        return
    monday = day + timedelta(days=7 - day.weekday())
    first = datetime(monday.year, monday.month, monday.day, tzinfo=zone).astimezone(UTC)
    plain = catalog.roster.model_copy(update={"holidays": []})  # a week like most
    for code in catalog.hotel.departments:
        found = _working(plain, _owners(catalog, code), monday, zone)
        if gaps := _gaps(found, (first, first + 7 * DAY)):
            said = ", ".join(_stretch(one, zone) for one in gaps[:MOST])
            more = f" and {len(gaps) - MOST} more" if len(gaps) > MOST else ""
            problem = f"nobody is on duty for {code}: {said}{more}"
            fix = f"add a shift then, or write people into the steps for {code}"
            yield Finding(("roster", "people"), problem, fix, "warning")


def _owners(catalog: Catalog, department: str) -> list[Person]:
    """Whoever of the roster answers for a department: its own people, and whoever its steps name."""
    steps = [one.call for one in catalog.ladder.steps if not one.department or department in one.department]
    named = {one.removeprefix("@").casefold() for call in steps for one in call} or {*USUAL, "night"}
    if named & {"manager", "owner"}:
        named.add("duty")
    return [one for one in catalog.roster.people if _answers(one, department, named)]


def _answers(person: Person, department: str, named: set[str]) -> bool:
    nights = "night" in named and any(one.night for one in person.shifts)
    return (
        nights or person.department == department or bool({person.name.casefold(), person.department} & named)
    )


def _working(roster: Roster, people: Iterable[Person], monday: date, zone: tzinfo) -> list[Span]:
    days = [monday + DAY * n for n in range(-1, 7)]
    return sorted(
        found
        for one in people
        for day in days
        if not any(away.holds(day) for away in one.away)
        for shift in one.shifts
        if (found := shift.on(day, zone, roster.free_days))
    )


def _gaps(busy: Sequence[Span], week: Span) -> list[Span]:
    gaps, at = [], week[0]
    for first, last in busy:
        if first > at:
            gaps.append((at, min(first, week[1])))
        at = max(at, last)
        if at >= week[1]:
            break
    return [*gaps, (at, week[1])] if at < week[1] else gaps


def _stretch(gap: Span, zone: tzinfo) -> str:
    """ "mon 22:00 to tue 06:00" on the hotel's clock."""
    first, last = (one.astimezone(zone) for one in gap)
    if last - first >= 7 * DAY:
        return "the whole week"
    said = f"{WEEKDAYS[first.weekday()]} {first:%H:%M}"
    if first.date() == last.date():
        return f"{said} to {last:%H:%M}"
    return f"{said} to {WEEKDAYS[last.weekday()]} {last:%H:%M}"
