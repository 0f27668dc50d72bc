"""The manager's screens of the ladder: minutes and steps of a severity, for all or for one department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.cases import roster
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.model import Severity
from bot.desk.catalog.staffing import CLOCKS, ROLES, ClockName, Ladder
from bot.desk.catalog.staffing_edits import ALL, Scope
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.staffing_words import hours_said, named, packed_hours, span, told
from bot.desk.menu.labels import fitted
from bot.desk.menu.manager_screen import kindly, managed, page_of, short
from bot.desk.people import Colleague
from bot.desk.problems import DeskError, OldButton
from bot.say import Choice, Join, Local, Span, Text, Value, choice, say, text

LADDER = choice(text("button.m_ladder"), "m_ladder")
HOLIDAYS = choice(text("button.m_holidays"), "m_holidays")
SHIFTS = choice(text("button.m_shifts"), "m_shifts")
WORK = choice(text("button.m_work"), "m_work")
BY = choice(text("button.m_ladder_for"), "m_ladder_for")
BY_HOURS = choice(text("button.m_ladder_hours"), "m_hours_named")
REMEDIES = choice(text("button.m_remedies"), "m_remedies")
MINUTES = "m_minutes"  # what the next words are
SEVERITIES: tuple[Severity, ...] = ("S1", "S2", "S3", "S4")
OFFERED: Mapping[ClockName, tuple[int, ...]] = {
    "acknowledge": (5, 10, 15, 30),
    "act": (5, 10, 15, 30),
    "silent": (10, 20, 30, 60),
    "resolve": (30, 60, 120, 240),
}
MAY_BE_OFF = ("act", "silent")
FARTHEST: Mapping[ClockName, int] = {"acknowledge": 1440, "act": 1440, "silent": 1440, "resolve": 10080}
STEPS = 3  # that are edited in chat; a file may have six


class NotMinutes(DeskError):
    """The words are no number of minutes between one and {most}."""

    key = "refuse.minutes"


class OutOfOrder(DeskError):
    """Solved before it is taken, or given back before a word is due."""

    key = "refuse.clock_order"


def home(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The clocks and steps of each severity: of one department, of certain hours, or of all."""
    mine = scope_of(facts)
    lines = [
        text("ladder.line", severity=one, clocks=_clocks(house, one, mine), steps=_steps(house, one, mine))
        for one in SEVERITIES
    ]
    ways = [choice(one, "m_severity", **_at(one, mine)) for one in SEVERITIES]
    if mine.when:
        edit = choice(text("button.m_hours_parts"), "m_hours_parts", when=mine.when)
        head = text("ladder.home_when", hours=_named(house, mine))
        said = say(head, *lines, choices=[*ways, edit, BY_HOURS])
    elif mine.department:
        head = text("ladder.home_of", department=_named(house, mine))
        said = say(head, *lines, choices=[*ways, BY, LADDER])
    else:
        hours = sum(
            one.when is not None for one in (*house.catalog.ladder.clocks, *house.catalog.ladder.steps)
        )
        more = text("ladder.special", count=hours) if hours else None
        said = say(text("ladder.home"), *lines, more, choices=[*ways, BY, WORK, REMEDIES, HOME])
    reply(conn, house, asked, said)


def departments(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """For which department is it different?"""
    ladder, every = house.catalog.ladder, list(house.hotel.departments)
    some, more = page_of(every, int(facts.get("page", 0)), "m_ladder_for")
    ways = [choice(_label(house, code), "m_ladder", department=code) for code in some]
    own = [code for code in every if _special(ladder, Scope(code))]
    names = Join([Local(house.hotel.departments[code].name) for code in own]) if own else ""
    with_own = text("ladder.by_own", names=names) if own else None
    reply(conn, house, asked, say(text("ladder.by"), with_own, choices=[*ways, more, BY_HOURS, LADDER]))


def _special(ladder: Ladder, mine: Scope) -> bool:
    return any(edits.special(ladder, one, mine) for one in SEVERITIES)


def _label(house: House, code: str) -> Local:
    return short(Local(house.hotel.departments[code].name))


def _named(house: House, mine: Scope) -> Value:
    """The department as the hotel calls it; hours as they stand."""
    if mine.when:
        return hours_said(house.catalog.ladder.hours.get(mine.when, []))
    return Local(_texts(house, mine.department))


def _texts(house: House, department: str) -> dict[str, str]:
    """Its name in all languages; `OldButton` for one that a newer catalog does not have."""
    if (found := house.hotel.departments.get(department)) is None:
        raise OldButton(ways=[BY, LADDER])
    return dict(found.name)


def scope_of(facts: Facts) -> Scope:
    return Scope(str(facts.get("department", "")), str(facts.get("when", "")))


def _at(severity: str, mine: Scope) -> dict[str, str]:
    """The place of an edit, for buttons and for the journal."""
    return {"severity": severity} | {name: one for name, one in asdict(mine).items() if one}


def _clocks(house: House, severity: str, mine: Scope) -> Value:
    found = ((one, edits.minutes_of(house.catalog, severity, one, mine)) for one in CLOCKS)
    return Join([text(f"ladder.list_{one}", time=Span(minutes)) for one, minutes in found if minutes])


def _steps(house: House, severity: str, mine: Scope) -> Value:
    return Join([named(one) for one in edits.steps_of(house.catalog, severity, mine)[:STEPS]])


def severity(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Four clocks, a button each, and who is called."""
    one, mine = str(facts["severity"]), scope_of(facts)
    place = _at(one, mine)
    clocks = [choice(text(f"button.m_clock_{name}"), "m_clock", clock=name, **place) for name in CLOCKS]
    whom = choice(text("button.m_steps"), "m_steps", **place)
    own = mine != ALL and edits.special(house.catalog.ladder, one, mine)
    as_all = choice(text("button.m_as_all"), "m_as_all", **place) if own else None
    back = choice(text("button.m_back"), "m_ladder", **_whole(mine)) if mine != ALL else LADDER
    reply(conn, house, asked, say(*_severity(house, one, mine), choices=[*clocks, whom, as_all, back]))


def _whole(mine: Scope) -> dict[str, str]:
    return {name: one for name, one in asdict(mine).items() if one}


def _severity(house: House, one: str, mine: Scope) -> list[Value]:
    head: list[Value] = [text("ladder.only_for", department=_named(house, mine))] if mine != ALL else []
    clocks, steps = _clocks(house, one, mine), _steps(house, one, mine)
    return [*head, text("ladder.severity", severity=one, clocks=clocks, steps=steps)]


def as_all(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """This department, or these hours, are no exception any more."""
    one, mine = str(facts["severity"]), scope_of(facts)
    ladder = edits.without_own(house.catalog.ladder, one, mine)
    place = {"kind": "as_all", **_place(house, one, mine)}
    before, after = {**place, "value": True}, {**place, "value": False}
    made = edits.change(conn, house, "ladder", ladder, who.name, before, after)
    shown(conn, house, asked, text("ladder.live", what=told(before, after)), made, _back(one, mine))


def _place(house: House, severity: str, mine: Scope) -> dict[str, Any]:
    """What the journal keeps: department and hours as they are now, for they may be gone when it is read."""
    if mine.when:
        return {"severity": severity, "hours": packed_hours(house.catalog.ladder.hours.get(mine.when, []))}
    if mine.department:
        return {"severity": severity, "for": _texts(house, mine.department)}
    return {"severity": severity}


def steps(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one, mine = str(facts["severity"]), scope_of(facts)
    place = _at(one, mine)
    ways = [choice(text("button.m_step", number=n + 1), "m_step", step=n, **place) for n in range(STEPS)]
    reply(conn, house, asked, say(*_severity(house, one, mine), choices=[*ways, _back(one, mine)]))


def work(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Who works when: by person, by spreadsheet, and the days on which nobody does."""
    file = choice(text("button.m_roster_file"), "m_roster_file")
    reply(conn, house, asked, say(text("roster.home"), choices=[SHIFTS, file, HOLIDAYS, LADDER]))


def clock(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Usual minutes by a tap, any others as a number."""
    one, name, mine = str(facts["severity"]), _clock(facts), scope_of(facts)
    place = {**_at(one, mine), "clock": name}
    dialogues.wait_for(conn, house, asked.chat_id, MINUTES, **place)
    now = edits.minutes_of(house.catalog, one, name, mine)
    ways = [choice(Span(n), "m_clock_set", minutes=n, **place) for n in OFFERED[name]]
    some = mine != ALL
    label = "button.m_as_all" if some else "button.m_no_clock"
    off = choice(text(label), "m_clock_set", minutes=0, **place) if some or name in MAY_BE_OFF else None
    said = text("ladder.clock", severity=one, clock=text(f"ladder.name_{name}"), now=span(now))
    reply(conn, house, asked, say(said, choices=[*ways, off, _back(one, mine)]))


def _clock(facts: Facts) -> ClockName:
    return next(one for one in CLOCKS if one == facts["clock"])


def _back(one: str, mine: Scope) -> Choice:
    return choice(text("button.m_back"), "m_severity", **_at(one, mine))


def clock_set(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _set(conn, house, asked, who, facts, int(facts["minutes"]) or None)


def minutes_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one, name, said = str(facts["severity"]), _clock(facts), (asked.text or "").split()[0]
    if not (said.isascii() and said.isdecimal() and 1 <= int(said) <= FARTHEST[name]):
        dialogues.wait_for(conn, house, asked.chat_id, MINUTES, **facts)
        back = _back(one, scope_of(facts))
        kindly(conn, house, asked, NotMinutes(most=FARTHEST[name], ways=[back, HOME]), ways=[back])
        return
    dialogues.done(conn, house, asked.chat_id)
    _set(conn, house, asked, who, facts, int(said))


def _set(
    conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, minutes: int | None
) -> None:
    one, name, mine = str(facts["severity"]), _clock(facts), scope_of(facts)
    ladder = edits.with_minutes(house.catalog.ladder, one, name, minutes, mine)
    new = house.catalog.model_copy(update={"ladder": ladder})
    if not edits.in_order(new, one, mine):
        raise OutOfOrder(ways=[_back(one, mine), HOME])
    place = {"kind": "minutes", **_place(house, one, mine), "clock": name}
    before = {**place, "value": edits.minutes_of(house.catalog, one, name, mine)}
    after = {**place, "value": edits.minutes_of(new, one, name, mine)}
    made = edits.change(conn, house, "ladder", ladder, who.name, before, after)
    shown(conn, house, asked, text("ladder.live", what=told(before, after)), made, _back(one, mine))


def shown(conn: Connection, house: House, asked: Asked, said: Text, made: int | None, *ways: Choice) -> None:
    """It is live, and goes back by one tap."""
    undo = choice(text("button.m_undo"), "m_undo", change=made) if made else None
    reply(conn, house, asked, say(said, choices=[undo, *ways, HOME]))


def step(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A role, or somebody by name."""
    severity, n, mine = str(facts["severity"]), int(facts["step"]), scope_of(facts)
    place: dict[str, str | int] = {**_at(severity, mine), "step": n}
    ways = [choice(text(f"button.m_call_{one}"), "m_step_set", name=one, **place) for one in ROLES[:4]]
    person = choice(text("button.m_call_person"), "m_step_who", **place)
    said = text("ladder.step", number=n + 1, severity=severity)
    reply(conn, house, asked, say(said, choices=[*ways, person, _back(severity, mine)]))


def step_who(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    severity, n, mine = str(facts["severity"]), int(facts["step"]), scope_of(facts)
    place: dict[str, str | int] = {**_at(severity, mine), "step": n}
    people, more = page_of(roster.staff(conn, house), int(facts.get("page", 0)), "m_step_who", **place)
    ways = [choice(fitted(one.name), "m_step_set", name=one.name, **place) for one in people]
    said = text("ladder.step", number=n + 1, severity=severity)
    reply(conn, house, asked, say(said, choices=[*ways, more, _back(severity, mine)]))


def step_set(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one, n, name, mine = str(facts["severity"]), int(facts["step"]), str(facts["name"]), scope_of(facts)
    now = edits.steps_of(house.catalog, one, mine)
    ladder = edits.with_step(house.catalog.ladder, one, n, name, before=now, scope=mine)
    place = {"kind": "step", **_place(house, one, mine), "step": n}
    before = {**place, "value": now[n] if n < len(now) else None}
    after = {**place, "value": name}
    made = edits.change(conn, house, "ladder", ladder, who.name, before, after)
    shown(conn, house, asked, text("ladder.live", what=told(before, after)), made, _back(one, mine))


ACTS: dict[str, StaffAct] = {
    "m_ladder": managed(home),
    "m_ladder_for": managed(departments),
    "m_severity": managed(severity),
    "m_as_all": managed(as_all),
    "m_steps": managed(steps),
    "m_work": managed(work),
    "m_clock": managed(clock),
    "m_clock_set": managed(clock_set),
    "m_step": managed(step),
    "m_step_who": managed(step_who),
    "m_step_set": managed(step_set),
}
AWAITED = {MINUTES: minutes_typed}
