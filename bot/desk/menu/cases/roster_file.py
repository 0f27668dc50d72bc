"""The roster as a spreadsheet in the chat: out to be filled in, back to be read strictly."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, FileWanted, reply
from bot.desk.cases import roster_sheet, shift_ends
from bot.desk.catalog import staffing_edits as edits
from bot.desk.catalog.staff_check import check_staffing
from bot.desk.catalog.staffing import Roster
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import SHIFTS, shown
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.desk.stays.reading.table import Table
from bot.say import Join, Text, Value, choice, say, text

MOST_WRONG = 8
DAYS = "mon-fri, sat, holiday, every day, away"  # words of the file


AGAIN = choice(text("button.m_roster_file"), "m_roster_file")


def wrong_cell(one: roster_sheet.Wrong) -> Text:
    """What to write in a cell; the words of the file are the same in every language."""
    words = {"heading": ", ".join(roster_sheet.COLUMNS), "name": roster_sheet.HOLIDAY, "days": DAYS}
    words |= {"code": "reception", "night": roster_sheet.YES[0]}
    return text(f"roster.bad_{one.key}", value=one.value, words=words.get(one.key, ""))


def file(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The roster as it is, to be filled in and sent back."""
    letter = say(text("roster.file", days=DAYS, holiday=roster_sheet.HOLIDAY), choices=[SHIFTS])
    rows = roster_sheet.rows(house.catalog.roster)
    outbox.table(conn, house, asked.chat_id, letter, {"name": "roster.xlsx", "sheet": "Roster", "rows": rows})


def offered(conn: Connection, house: House, asked: Asked) -> bool:
    """True when a manager's file is a roster: it is read strictly, and shown before anything changes."""
    who = people.colleague(conn, house, asked.user_id)
    if asked.file is None or asked.edited or who is None or who.state != "active" or not who.manages:
        return False
    if asked.brought is None:
        raise FileWanted(asked.file)
    if not isinstance(asked.brought, Table) or not roster_sheet.is_roster(asked.brought):
        return False
    found, wrong = roster_sheet.read(asked.brought)
    if wrong or _unfit(house, found):
        _mend(conn, house, asked, wrong, _unfit(house, found))
        return True
    shifts = sum(len(one.shifts) for one in found.people)
    keep = choice(text("button.m_roster_keep"), "m_roster_keep", roster=edits.packed(found))
    told = text("roster.read", people=len(found.people), shifts=shifts, holidays=len(found.holidays))
    reply(conn, house, asked, say(told, choices=[keep, SHIFTS]))
    return True


def _unfit(house: House, found: Roster) -> list[str]:
    """Departments that this hotel does not have."""
    there = house.hotel.departments
    return [one.department for one in found.people if one.department and one.department not in there]


def _mend(
    conn: Connection, house: House, asked: Asked, wrong: Sequence[roster_sheet.Wrong], unknown: Sequence[str]
) -> None:
    lines: list[Value] = [
        text("roster.cell", cell=one.cell, what=wrong_cell(one)) for one in wrong[:MOST_WRONG]
    ]
    lines += [text("roster.no_department", code=one, file="hotel.yaml") for one in dict.fromkeys(unknown)]
    said = say(text("roster.mend"), Join(lines[: MOST_WRONG + 1], "lines"), choices=[AGAIN, SHIFTS])
    reply(conn, house, asked, said)


def keep(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The roster that was read is live."""
    new = Roster.model_validate(facts["roster"])
    broken = [one for one in check_staffing(house.catalog.model_copy(update={"roster": new}), house.today)]
    if any(one.level == "error" and one.where[0] == "roster" for one in broken):
        reply(conn, house, asked, say(text("roster.mend"), choices=[AGAIN, SHIFTS]))
        return
    made = edits.change(conn, house, "roster", new, who.name, {"kind": "file"}, {"kind": "file"})
    shift_ends.edited(conn, house, new)
    shown(conn, house, asked, text("roster.kept", count=len(new.people)), made, SHIFTS)


ACTS: dict[str, StaffAct] = {"m_roster_file": managed(file), "m_roster_keep": managed(keep)}
