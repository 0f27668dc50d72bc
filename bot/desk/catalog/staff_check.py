"""What the model cannot see in the ladder and the roster, and the hours at which nobody would answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.desk.catalog.issues import Finding, Level, Where, shown, suggest
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.parts import WEEKDAYS
from bot.desk.catalog.staffing import CLOCKS, DAY, ROLES, USUAL, ClockRule, Fits, Person, Roster, Span
from bot.desk.catalog.told import Cell, Name, Told, told
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
                ("ladder", "hours", name),
                told("issue.no_hours", name=name),
                told("fix.hours_below", open=Name("open"), close=Name("close")),
            )


def _clock(catalog: Catalog, rule: ClockRule, where: Where) -> Iterator[Finding]:
    yield from _fits(catalog, rule, where)
    if rule.within is not None:
        yield from _named(catalog, rule.within, (*where, "within"))
        if not rule.severity or "S1" in rule.severity:
            problem = told("issue.danger", field=Name("within"))
            yield Finding(
                (*where, "within"),
                problem,
                told("fix.other_severities", field=Name("severity"), value="[S2, S3, S4]"),
            )
    if all(rule.minutes(one) is None for one in CLOCKS):
        yield Finding(where, told("issue.no_clock"), told("fix.add_one_of", known=", ".join(CLOCKS)))
    for first, second in (("acknowledge", "resolve"), ("act", "silent")):
        one, other = getattr(rule, first), getattr(rule, second)
        if one is not None and other is not None and other < one:
            yield Finding(
                (*where, second),
                told("issue.shorter", second=Name(second), first=Name(first)),
                told("fix.it_larger"),
            )


def _fits(catalog: Catalog, rule: Fits, where: Where) -> Iterator[Finding]:
    if rule.when is not None:
        yield from _named(catalog, rule.when, (*where, "when"))
    for index, code in enumerate(rule.department):
        if code not in catalog.hotel.departments:
            fix = suggest(
                code, catalog.hotel.departments, told("fix.add_it_to", part="departments", file="hotel.yaml")
            )
            yield Finding((*where, "department", index), told("issue.no_such_department", code=code), fix)


def _named(catalog: Catalog, name: str, where: Where) -> Iterator[Finding]:
    if name not in catalog.ladder.hours:
        fix = suggest(name, catalog.ladder.hours, told("fix.add_under", code=name, part="hours"))
        yield Finding(where, told("issue.hours_unknown", name=name), fix)


def _called(catalog: Catalog, names: Sequence[str], where: Where) -> Iterator[Finding]:
    """A step is a role, a department or somebody of the roster; a number is a Telegram id."""
    people = [one.name for one in catalog.roster.people]
    known = (*ROLES, *catalog.hotel.departments, *people)
    for index, name in enumerate(names):
        bare = name.removeprefix("@")
        if not bare.isdecimal() and bare.casefold() not in {one.casefold() for one in known}:
            fix = suggest(bare, known, told("fix.step_name", known=", ".join(ROLES), file="roster.yaml"))
            level: Level = "warning" if name[0].isupper() or name.startswith("@") else "error"
            problem = told("issue.step_nobody", name=shown(name))
            yield Finding((*where, index), problem, fix, level)


def _people(catalog: Catalog) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, person in enumerate(catalog.roster.people):
        where = ("roster", "people", index)
        if person.name.casefold() in seen:
            yield Finding((*where, "name"), told("issue.twice", name=person.name), told("fix.one_name"))
        seen.add(person.name.casefold())
        if person.department is not None and person.department not in catalog.hotel.departments:
            fix = suggest(
                person.department,
                catalog.hotel.departments,
                told("fix.add_it_to", part="departments", file="hotel.yaml"),
            )
            problem = told("issue.no_such_department", code=person.department)
            yield Finding((*where, "department"), problem, fix)
        for number, shift in enumerate(person.shifts):
            if shift.start and shift.until and shift.until < shift.start:
                place = (*where, "shifts", number, "until")
                yield Finding(
                    place, told("issue.before", last=Name("until"), first=Name("from")), told("fix.swap")
                )


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
            said = tuple(_stretch(one, zone) for one in gaps[:MOST])
            problem = told("issue.alone", code=code, gaps=said)
            if len(gaps) > MOST:
                problem = told("issue.alone_more", code=code, gaps=said, number=len(gaps) - MOST)
            fix = told("fix.shift_then", code=code)
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


def _stretch(gap: Span, zone: tzinfo) -> Told:
    """ "mon 22:00 to tue 06:00" on the hotel's clock."""
    first, last = (one.astimezone(zone) for one in gap)
    if last - first >= 7 * DAY:
        return told("issue.whole_week")
    end = f"{last:%H:%M}" if first.date() == last.date() else _moment(last)
    return told("issue.stretch", first=_moment(first), last=end)


def _moment(at: datetime) -> Told:
    return told("issue.moment", day=Cell(WEEKDAYS[at.weekday()]), time=f"{at:%H:%M}")
