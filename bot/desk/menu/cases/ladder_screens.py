"""The manager's screens of the ladder: minutes and steps of a severity, holidays. Edits can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.cases import roster
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.model import Severity
from bot.desk.catalog.staffing import CLOCKS, ROLES, ClockName, Roster
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.staffing_words import named, span, told
from bot.desk.menu.labels import fitted
from bot.desk.menu.manager_screen import kindly, managed, page_of
from bot.desk.menu.staying_words import read
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import Choice, Days, Join, Span, Text, Value, choice, say, text

LADDER = choice(text("button.m_ladder"), "m_ladder")
HOLIDAYS = choice(text("button.m_holidays"), "m_holidays")
SHIFTS = choice(text("button.m_shifts"), "m_shifts")
WORK = choice(text("button.m_work"), "m_work")
MINUTES, HOLIDAY = "m_minutes", "m_holiday"  # what the next words are
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
SHOWN = 4  # holidays


class NotMinutes(DeskError):
    """The words are no number of minutes between one and {most}."""

    key = "refuse.minutes"


class OutOfOrder(DeskError):
    """Solved before it is taken, or given back before a word is due."""

    key = "refuse.clock_order"


class NotADay(DeskError):
    """The words are no day."""

    key = "refuse.holiday_day"


def home(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    lines = [
        text("ladder.line", severity=one, clocks=_clocks(house, one), steps=_steps(house, one))
        for one in SEVERITIES
    ]
    special = sum(not one.plain for one in (*house.catalog.ladder.clocks, *house.catalog.ladder.steps))
    more = text("ladder.special", count=special) if special else None
    ways = [choice(one, "m_severity", severity=one) for one in SEVERITIES]
    said = say(text("ladder.home"), *lines, more, choices=[*ways, WORK, HOME])
    reply(conn, house, asked, said)


def _clocks(house: House, severity: str) -> Value:
    found = ((one, edits.minutes_of(house.catalog, severity, one)) for one in CLOCKS)
    return Join([text(f"ladder.list_{one}", time=Span(minutes)) for one, minutes in found if minutes])


def _steps(house: House, severity: str) -> Value:
    return Join([named(one) for one in edits.steps_of(house.catalog, severity)[:STEPS]])


def severity(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Four clocks, a button each, and who is called."""
    one = str(facts["severity"])
    clocks = [choice(text(f"button.m_clock_{name}"), "m_clock", severity=one, clock=name) for name in CLOCKS]
    whom = choice(text("button.m_steps"), "m_steps", severity=one)
    said = text("ladder.severity", severity=one, clocks=_clocks(house, one), steps=_steps(house, one))
    reply(conn, house, asked, say(said, choices=[*clocks, whom, LADDER]))


def steps(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one = str(facts["severity"])
    ways = [choice(text("button.m_step", number=n + 1), "m_step", severity=one, step=n) for n in range(STEPS)]
    said = text("ladder.severity", severity=one, clocks=_clocks(house, one), steps=_steps(house, one))
    reply(conn, house, asked, say(said, choices=[*ways, _back(one)]))


def work(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Who works when: by person, by spreadsheet, and the days on which nobody does."""
    file = choice(text("button.m_roster_file"), "m_roster_file")
    reply(conn, house, asked, say(text("roster.home"), choices=[SHIFTS, file, HOLIDAYS, LADDER]))


def clock(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Usual minutes by a tap, any others as a number."""
    one, name = str(facts["severity"]), _clock(facts)
    dialogues.wait_for(conn, house, asked.chat_id, MINUTES, severity=one, clock=name)
    now = edits.minutes_of(house.catalog, one, name)
    place = {"severity": one, "clock": name}
    ways = [choice(Span(n), "m_clock_set", minutes=n, **place) for n in OFFERED[name]]
    off = choice(text("button.m_no_clock"), "m_clock_set", minutes=0, **place) if name in MAY_BE_OFF else None
    said = text("ladder.clock", severity=one, clock=text(f"ladder.name_{name}"), now=span(now))
    reply(conn, house, asked, say(said, choices=[*ways, off, _back(one)]))


def _clock(facts: Facts) -> ClockName:
    return next(one for one in CLOCKS if one == facts["clock"])


def _back(one: str) -> Choice:
    return choice(text("button.m_back"), "m_severity", severity=one)


def clock_set(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _set(conn, house, asked, who, str(facts["severity"]), _clock(facts), int(facts["minutes"]) or None)


def minutes_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one, name, said = str(facts["severity"]), _clock(facts), (asked.text or "").split()[0]
    if not (said.isascii() and said.isdecimal() and 1 <= int(said) <= FARTHEST[name]):
        dialogues.wait_for(conn, house, asked.chat_id, MINUTES, severity=one, clock=name)
        kindly(
            conn, house, asked, NotMinutes(most=FARTHEST[name], ways=[_back(one), HOME]), ways=[_back(one)]
        )
        return
    dialogues.done(conn, house, asked.chat_id)
    _set(conn, house, asked, who, one, name, int(said))


def _set(
    conn: Connection, house: House, asked: Asked, who: Colleague, one: str, name: ClockName, n: int | None
) -> None:
    ladder = edits.with_minutes(house.catalog.ladder, one, name, n)
    if not edits.in_order(house.catalog.model_copy(update={"ladder": ladder}), one):
        raise OutOfOrder(ways=[_back(one), HOME])
    place = {"kind": "minutes", "severity": one, "clock": name}
    before = {**place, "value": edits.minutes_of(house.catalog, one, name)}
    made = edits.change(conn, house, "ladder", ladder, who.name, before, {**place, "value": n})
    shown(conn, house, asked, text("ladder.live", what=told(before, {**place, "value": n})), made, _back(one))


def shown(conn: Connection, house: House, asked: Asked, said: Text, made: int | None, *ways: Choice) -> None:
    """It is live, and goes back by one tap."""
    undo = choice(text("button.m_undo"), "m_undo", change=made) if made else None
    reply(conn, house, asked, say(said, choices=[undo, *ways, HOME]))


def step(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """A role, or somebody by name."""
    severity, n = str(facts["severity"]), int(facts["step"])
    place: dict[str, str | int] = {"severity": severity, "step": n}
    ways = [choice(text(f"button.m_call_{one}"), "m_step_set", name=one, **place) for one in ROLES[:4]]
    person = choice(text("button.m_call_person"), "m_step_who", **place)
    said = text("ladder.step", number=n + 1, severity=severity)
    reply(conn, house, asked, say(said, choices=[*ways, person, _back(str(facts["severity"]))]))


def step_who(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    severity, n = str(facts["severity"]), int(facts["step"])
    place: dict[str, str | int] = {"severity": severity, "step": n}
    people, more = page_of(roster.staff(conn, house), int(facts.get("page", 0)), "m_step_who", **place)
    ways = [choice(fitted(one.name), "m_step_set", name=one.name, **place) for one in people]
    said = text("ladder.step", number=n + 1, severity=severity)
    reply(conn, house, asked, say(said, choices=[*ways, more, _back(str(facts["severity"]))]))


def step_set(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    one, n, name = str(facts["severity"]), int(facts["step"]), str(facts["name"])
    now = edits.steps_of(house.catalog, one)
    ladder = edits.with_step(house.catalog.ladder, one, n, name, before=now)
    place = {"kind": "step", "severity": one, "step": n}
    before = {**place, "value": now[n] if n < len(now) else None}
    made = edits.change(conn, house, "ladder", ladder, who.name, before, {**place, "value": name})
    shown(
        conn, house, asked, text("ladder.live", what=told(before, {**place, "value": name})), made, _back(one)
    )


def holidays(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The coming ones; a tap takes one out, a typed day adds one."""
    dialogues.wait_for(conn, house, asked.chat_id, HOLIDAY)
    coming = [one for one in house.catalog.roster.holidays if (one.until or one.start) >= house.today]
    lines = [
        text("roster.line", number=n, shift=Days(one.start, one.until or one.start))
        for n, one in enumerate(coming, 1)
    ]
    ways = [
        choice(text("button.m_holiday_gone", number=n), "m_holiday_gone", day=one.start.isoformat())
        for n, one in enumerate(coming[:SHOWN], 1)
    ]
    said = text("ladder.holidays", days=Join(lines, "lines") if lines else "")
    reply(conn, house, asked, say(said, choices=[*ways, WORK]))


def holiday_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    day = read(house, asked.text or "").day
    if day is None:
        dialogues.wait_for(conn, house, asked.chat_id, HOLIDAY)
        kindly(conn, house, asked, NotADay(example="31.12", ways=[HOLIDAYS]), ways=[HOLIDAYS, LADDER])
        return
    dialogues.done(conn, house, asked.chat_id)
    _holiday(conn, house, asked, who, edits.with_holiday(house.catalog.roster, day), day, added=True)


def holiday_gone(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    day = date.fromisoformat(facts["day"])
    _holiday(conn, house, asked, who, edits.without_holiday(house.catalog.roster, day), day, added=False)


def _holiday(
    conn: Connection, house: House, asked: Asked, who: Colleague, new: Roster, day: date, *, added: bool
) -> None:
    facts = {"kind": "holiday", "day_of": day.isoformat()}
    before, after = {**facts, "value": not added}, {**facts, "value": added}
    made = edits.change(conn, house, "roster", new, who.name, before, after)
    shown(conn, house, asked, text("ladder.live", what=told(before, after)), made, HOLIDAYS)


ACTS: dict[str, StaffAct] = {
    "m_ladder": managed(home),
    "m_severity": managed(severity),
    "m_steps": managed(steps),
    "m_work": managed(work),
    "m_clock": managed(clock),
    "m_clock_set": managed(clock_set),
    "m_step": managed(step),
    "m_step_who": managed(step_who),
    "m_step_set": managed(step_set),
    "m_holidays": managed(holidays),
    "m_holiday_gone": managed(holiday_gone),
}
AWAITED = {MINUTES: minutes_typed, HOLIDAY: holiday_typed}
