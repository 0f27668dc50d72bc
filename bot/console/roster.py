"""qonaq roster export · import: everybody's shifts as a spreadsheet"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from bot import ledger
from bot.console import given
from bot.console.call import TROUBLE, WELL, Call, Refused
from bot.console.words import counted
from bot.desk.cases import roster_sheet
from bot.desk.cases.roster_sheet import Wrong
from bot.desk.catalog.staff_check import check_staffing
from bot.desk.catalog.staffing import Roster
from bot.sheets.tables import xlsx

DAYS = "mon-fri, sat, holiday, every day, away, or dates like 2026-12-31"
SAID = {
    "heading": f"the heading is missing; begin with {', '.join(roster_sheet.COLUMNS)}",
    "column": f"{{value!r}} is no column; use {', '.join(roster_sheet.COLUMNS)}",
    "name": f"no name; write whose shift it is, or {roster_sheet.HOLIDAY}",
    "code": "{value!r} is no department's code; write it as in hotel.yaml, like reception",
    "two_departments": "another row says {value}; keep one",
    "no_day": "no day; write the first one, like 2026-12-31",
    "order": "it is before from; swap them",
    "time": "{value!r} is not a time; write it like 07:00",
    "no_time": "no time; write it like 07:00",
    "day": "{value!r} is not a day; write it like 2026-12-31",
    "days": f"{{value!r}} is no day; write {DAYS}",
    "mixed": "weekdays and dates in one row; give each a row of its own",
    "night": "{value!r} is neither yes nor nothing; write yes, or leave it empty",
    "too_many": "more than {value} rows; split the file",
}


def export(call: Call, asked: Namespace) -> int:
    """The live roster as a workbook; without one, a line that shows how."""
    rows = roster_sheet.rows(given.house(call).catalog.roster)
    Path(asked.file).write_bytes(xlsx(rows, roster_sheet.SHEET))
    call.say(f"Written: {asked.file} ({counted(len(rows) - 1, 'row')})")
    return WELL


def bring_in(call: Call, asked: Namespace) -> int:
    """Read strictly; nothing changes when one cell is to be mended."""
    house = given.house(call)
    found, wrong = roster_sheet.read(given.table(asked.file))
    for one in wrong:
        call.warn(told(one))
    catalog = house.catalog.model_copy(update={"roster": found})
    problems = [one for one in check_staffing(catalog, house.today) if one.where[0] == "roster"]
    for problem in problems:
        call.warn(f"{problem.level}: {problem.problem}; {problem.fix}")
    if wrong or any(one.level == "error" for one in problems):
        raise Refused("Nothing was changed.", TROUBLE)
    counts = f"{counted(len(found.people), 'person', 'people')}, {_shifts(found)}"
    if asked.dry_run or found == house.catalog.roster:
        call.say(f"{counts}. Nothing was changed.")
        return WELL
    facts = {"catalog": catalog.model_dump(mode="json", by_alias=True), "base": house.version}
    about = {"author": "console", "reason": f"roster from {Path(asked.file).name}"}
    made = ledger.act(call.config, "catalog.publish", facts | about, now=call.now())
    call.say(f"{counts}. Live as version {made}; `qonaq catalog undo` takes it back.")
    return WELL


def _shifts(found: Roster) -> str:
    return counted(sum(len(one.shifts) for one in found.people), "shift")


def told(one: Wrong) -> str:
    return f"{one.cell}: {SAID[one.key].format(value=one.value)}"
