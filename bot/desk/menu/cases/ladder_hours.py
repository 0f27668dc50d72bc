"""Certain hours with minutes and people of their own: which there are, when they are, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.staffing import EVERY_DAY, DutyDay, DutyHours, Ladder
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import BY_HOURS, LADDER, shown
from bot.desk.menu.cases.roster_screens import SPAN, USUAL, WHEN, NotHours
from bot.desk.menu.cases.staffing_words import hours_said, packed_hours, part_said, told
from bot.desk.menu.manager_screen import kindly, managed, page_of
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import Choice, Join, Value, choice, say, text

FROM_TO = "m_hours_span"  # what the next words are
DAYS = ("every", "weekdays", "weekend", "holidays")
SHOWN = 4  # parts with a button


class HoursNeeded(DeskError):
    """A rule counts only minutes within these hours, and would have none left."""

    key = "refuse.hours_needed"


def listed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Each of them is a button; another begins a new one."""
    every = list(house.catalog.ladder.hours.items())
    lines = [text("roster.line", number=n, shift=hours_said(parts)) for n, (_, parts) in enumerate(every, 1)]
    some, more = page_of(list(enumerate(every, 1)), int(facts.get("page", 0)), "m_hours_named")
    ways = [choice(text("button.m_hours_one", number=n), "m_ladder", when=name) for n, (name, _) in some]
    new = choice(text("button.m_hours_new"), "m_hours_days", when="")
    told_of = Join(lines[:12], "lines") if lines else None
    reply(conn, house, asked, say(text("ladder.hours"), told_of, choices=[*ways, more, new, LADDER]))


def parts(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """When they are; a tap takes one stretch out, another adds one."""
    when = str(facts["when"])
    found = house.catalog.ladder.hours.get(when, [])
    lines: list[Value] = [
        text("roster.line", number=n, shift=part_said(one)) for n, one in enumerate(found, 1)
    ]
    gone = [
        choice(text("button.m_hours_gone", number=n + 1), "m_hours_gone", when=when, index=n)
        for n in range(min(len(found), SHOWN))
    ]
    add = choice(text("button.m_hours_add"), "m_hours_days", when=when)
    said = say(text("ladder.hours_when"), Join(lines, "lines") if lines else None)
    reply(conn, house, asked, say(*said.body, choices=[add, *gone, _back(when)]))


def _back(when: str) -> Choice:
    return choice(text("button.m_back"), "m_ladder", when=when) if when else BY_HOURS


def days(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    when = str(facts["when"])
    ways = [choice(text(f"button.m_days_{one}"), "m_hours_which", when=when, days=one) for one in DAYS]
    reply(conn, house, asked, say(text("ladder.hours_days"), choices=[*ways, _back(when)]))


def which(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    place = {"when": str(facts["when"]), "days": str(facts["days"])}
    dialogues.wait_for(conn, house, asked.chat_id, FROM_TO, **place)
    ways = [choice(f"{a}–{b}", "m_hours_set", open=a, close=b, **place) for a, b in USUAL]
    reply(conn, house, asked, say(text("roster.which_hours"), choices=[*ways, _back(place["when"])]))


def typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found = SPAN.fullmatch((asked.text or "").strip())
    if found is None:
        dialogues.wait_for(conn, house, asked.chat_id, FROM_TO, **facts)
        ways = [_back(str(facts["when"])), HOME]
        kindly(conn, house, asked, NotHours(example="18:00–22:00", ways=ways), ways=ways)
        return
    dialogues.done(conn, house, asked.chat_id)
    opens, closes = time(int(found[1]), int(found[2] or 0)), time(int(found[3]) % 24, int(found[4] or 0))
    _add(conn, house, asked, who, facts, opens, closes)


def set_(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    _add(conn, house, asked, who, facts, *(time.fromisoformat(facts[one]) for one in ("open", "close")))


def _add(
    conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, opens: time, closes: time
) -> None:
    """A stretch more; the first of new hours gives them a name nobody has to read."""
    part = DutyHours(days=list(_days(str(facts["days"]))), open=opens, close=closes)
    ladder = house.catalog.ladder
    when = str(facts["when"]) or _name(ladder, part)
    _live(conn, house, asked, who, when, [*ladder.hours.get(when, []), part], part, added=True)


def _days(name: str) -> Sequence[DutyDay]:
    return EVERY_DAY[7:] if name == "holidays" else WHEN[name]


def _name(ladder: Ladder, part: DutyHours) -> str:
    base = f"from_{part.open:%H%M}"
    taken = (base, *(f"{base}_{n}" for n in range(2, len(ladder.hours) + 3)))
    return next(one for one in taken if one not in ladder.hours)


def gone(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """With the last stretch the hours go, and what was written for them."""
    when, n = str(facts["when"]), int(facts["index"])
    now = house.catalog.ladder.hours.get(when, [])
    if n >= len(now):
        parts(conn, house, asked, who, facts)
        return
    left = [one for index, one in enumerate(now) if index != n]
    if not left and any(one.within == when for one in house.catalog.ladder.clocks):
        raise HoursNeeded(time=hours_said(now), ways=[_back(when), HOME])
    _live(conn, house, asked, who, when, left, now[n], added=False)


def _live(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    when: str,
    left: Sequence[DutyHours],
    part: DutyHours,
    *,
    added: bool,
) -> None:
    ladder = edits.with_hours(house.catalog.ladder, when, left)
    kept = {"kind": "hours_part", "part_of": packed_hours([part])[0]}
    before, after = {**kept, "value": not added}, {**kept, "value": added}
    made = edits.change(conn, house, "ladder", ladder, who.name, before, after)
    shown(
        conn, house, asked, text("ladder.live", what=told(before, after)), made, _back(when if left else "")
    )


ACTS: dict[str, StaffAct] = {
    "m_hours_named": managed(listed),
    "m_hours_parts": managed(parts),
    "m_hours_days": managed(days),
    "m_hours_which": managed(which),
    "m_hours_set": managed(set_),
    "m_hours_gone": managed(gone),
}
AWAITED = {FROM_TO: typed}
