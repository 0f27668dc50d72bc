"""Shifts of each colleague for the manager, by tap or as a spreadsheet; and who works now, for everybody."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from bot.db import Connection
from bot.desk import dialogues, people
from bot.desk.asked import Asked, reply
from bot.desk.cases import roster, shift_ends
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.staffing import EVERY_DAY, DutyDay, Roster, Shift
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import SHIFTS, WORK, shown
from bot.desk.menu.cases.staffing_words import shift_said, told
from bot.desk.menu.labels import fitted
from bot.desk.menu.manager_screen import kindly, managed, page_of
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import Choice, Days, Join, Value, choice, say, text

HOURS = "m_hours"  # what the next words are
WHEN: Mapping[str, Sequence[DutyDay]] = {
    "every": EVERY_DAY,
    "weekdays": EVERY_DAY[:5],
    "weekend": EVERY_DAY[5:7],
}
NEXT = {"today": 0, "tomorrow": 1}
USUAL = (("07:00", "15:00"), ("15:00", "23:00"), ("23:00", "07:00"))
SPAN = re.compile(r"([01]?\d|2[0-3])[:.]?([0-5]\d)?\s*[-–—]\s*([01]?\d|2[0-4])[:.]?([0-5]\d)?")
SHOWN = 3  # shifts with a button


class NotHours(DeskError):
    """The words are no hours of a shift."""

    key = "refuse.shift_hours"


def shifts(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Whose shifts, or all of them as a spreadsheet."""
    some, more = page_of(roster.staff(conn, house), int(facts.get("page", 0)), "m_shifts")
    ways = [choice(fitted(one.name), "m_shift", user=one.user_id) for one in some]
    strangers = Join(roster.unmatched(conn, house)) if roster.unmatched(conn, house) else None
    unknown = text("roster.unknown", names=strangers) if strangers else None
    reply(conn, house, asked, say(text("roster.whose"), unknown, choices=[*ways, more, WORK]))


def one(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Every shift of a colleague; a tap takes one out, another adds one."""
    about = people.on_file(conn, house, facts["user"])
    mine = roster.of(house, about)
    found = mine.shifts if mine else []
    lines: list[Value] = [
        text("roster.line", number=n, shift=shift_said(one)) for n, one in enumerate(found, 1)
    ]
    add = choice(text("button.m_shift_add"), "m_shift_days", user=about.user_id)
    gone = [
        choice(text("button.m_shift_gone", number=n + 1), "m_shift_gone", user=about.user_id, index=n)
        for n in range(min(len(found), SHOWN))
    ]
    head = text("roster.of" if found else "roster.of_none", name=about.name)
    absent = [one for one in mine.away if (one.until or one.start) >= house.today] if mine else []
    away = [choice(text("button.m_away"), "m_away", user=about.user_id)]
    if absent:
        day = absent[0].start.isoformat()
        lines += [text("roster.away", days=Days(one.start, one.until or one.start)) for one in absent]
        away.append(choice(text("button.m_away_gone"), "m_away_gone", user=about.user_id, day=day))
    swap = choice(text("button.m_swap"), "m_swap", user=about.user_id) if found else None
    ways = [add, swap, *gone, *away, SHIFTS]
    reply(conn, house, asked, say(head, Join(lines, "lines") if lines else None, choices=ways))


def days(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    about = people.on_file(conn, house, facts["user"])
    ways = [
        choice(text(f"button.m_days_{one}"), "m_shift_hours", user=about.user_id, days=one)
        for one in (*WHEN, *NEXT)
    ]
    asking = text("roster.which_days", name=about.name)
    reply(conn, house, asked, say(asking, choices=[*ways, _person(about.user_id)]))


def _person(user: int) -> Choice:
    return choice(text("button.m_back"), "m_shift", user=user)


def hours(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    user = int(facts["user"])
    place: dict[str, str | int] = {"user": user, "days": str(facts["days"])}
    dialogues.wait_for(conn, house, asked.chat_id, HOURS, **place)
    ways = [choice(f"{a}–{b}", "m_shift_set", open=a, close=b, **place) for a, b in USUAL]
    reply(conn, house, asked, say(text("roster.which_hours"), choices=[*ways, _person(user)]))


def hours_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found = SPAN.fullmatch((asked.text or "").strip())
    if found is None:
        dialogues.wait_for(conn, house, asked.chat_id, HOURS, **facts)
        ways = [_person(facts["user"]), HOME]
        kindly(conn, house, asked, NotHours(example="09:00–17:30", ways=ways), ways=ways)
        return
    dialogues.done(conn, house, asked.chat_id)
    opens, closes = time(int(found[1]), int(found[2] or 0)), time(int(found[3]) % 24, int(found[4] or 0))
    _add(conn, house, asked, who, facts, opens, closes)


def shift_set(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    span = (time.fromisoformat(facts["open"]), time.fromisoformat(facts["close"]))
    _add(conn, house, asked, who, facts, *span)


def _add(
    conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, opens: time, closes: time
) -> None:
    about = people.on_file(conn, house, facts["user"])
    when = str(facts["days"])
    dates = [house.today + timedelta(days=NEXT[when])] if when in NEXT else []
    new = edits.with_shift(
        house.catalog.roster,
        _name(house, about),
        about.department,
        opens,
        closes,
        days=WHEN.get(when, ()),
        dates=dates,
    )
    mine = next(one for one in new.people if one.name == _name(house, about))
    _live(conn, house, asked, who, new, about, mine.shifts[-1], added=True)


def _name(house: House, about: Colleague) -> str:
    """Under which the roster knows them already, else their own."""
    mine = roster.of(house, about)
    return mine.name if mine else about.name


def shift_gone(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    about = people.on_file(conn, house, facts["user"])
    mine = roster.of(house, about)
    if mine is None or facts["index"] >= len(mine.shifts):
        one(conn, house, asked, who, facts)
        return
    new = edits.without_shift(house.catalog.roster, mine.name, facts["index"])
    _live(conn, house, asked, who, new, about, mine.shifts[facts["index"]], added=False)


def _live(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    new: Roster,
    about: Colleague,
    shift: Shift,
    *,
    added: bool,
) -> None:
    kept = shift.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    facts: dict[str, Any] = {"kind": "shift", "name": about.name, "shift": kept}
    before, after = {**facts, "value": not added}, {**facts, "value": added}
    made = edits.change(conn, house, "roster", new, who.name, before, after)
    shift_ends.edited(conn, house, new)
    shown(conn, house, asked, text("ladder.live", what=told(before, after)), made, _person(about.user_id))


ACTS: dict[str, StaffAct] = {
    "m_shifts": managed(shifts),
    "m_shift": managed(one),
    "m_shift_days": managed(days),
    "m_shift_hours": managed(hours),
    "m_shift_set": managed(shift_set),
    "m_shift_gone": managed(shift_gone),
}
AWAITED = {HOURS: hours_typed}
