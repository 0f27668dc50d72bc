"""Days on which the house is short: public holidays, added as a day is typed and taken out by a tap."""

from __future__ import annotations

from datetime import date

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.staffing import Roster
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import HOLIDAYS, LADDER, WORK, shown
from bot.desk.menu.cases.staffing_words import told
from bot.desk.menu.manager_screen import kindly, managed
from bot.desk.menu.staying_words import read
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.say import Days, Join, choice, say, text

HOLIDAY = "m_holiday"  # what the next words are
SHOWN = 4


class NotADay(DeskError):
    """The words are no day."""

    key = "refuse.holiday_day"


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


ACTS: dict[str, StaffAct] = {"m_holidays": managed(holidays), "m_holiday_gone": managed(holiday_gone)}
AWAITED = {HOLIDAY: holiday_typed}
