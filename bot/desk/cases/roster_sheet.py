"""The roster as a table that people fill in: a row a shift; what is read wrongly is named by its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.desk.catalog.staffing import EVERY_DAY, Days, DutyDay, Person, Roster, Shift
from bot.desk.stays.reading.table import Row, Table, letter, shown

SHEET = "Roster"
COLUMNS = ("person", "department", "days", "from", "until", "open", "close", "night", "except")
WEEK: tuple[DutyDay, ...] = EVERY_DAY[:7]
AWAY, HOLIDAY, EVERY = "away", "HOLIDAY", "every day"
EMPTY = [""] * 4  # times, night and exceptions of a line without hours
EXAMPLE = ("Dana", "reception", "mon-fri", "", "", "07:00", "15:00", "", "")
TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?")
YES, NO = ("yes", "x", "1", "true"), ("", "no", "0", "false")
SPLIT = re.compile(r"[,;\s]+")
MOST = 2_000  # rows
WRONG = (
    *("heading", "column", "name", "code", "two_departments", "no_day", "order", "time", "no_time", "day"),
    *("days", "mixed", "night", "too_many"),
)


@dataclass(frozen=True)
class Wrong:
    """One cell to mend."""

    cell: str
    key: str  # of WRONG; each has a text, and a sentence for the console
    value: str = ""


def rows(roster: Roster) -> list[list[str]]:
    """The heading and every line; an empty roster gets a line that shows how."""
    found = [[*COLUMNS]]
    for person in roster.people:
        place = [person.name, person.department or ""]
        found += [[*place, *_shift(one)] for one in person.shifts]
        found += [[*place, AWAY, *_dates(one), *EMPTY] for one in person.away]
        if not person.shifts and not person.away:
            found.append([*place, "", "", "", *EMPTY])
    found += [[HOLIDAY, "", "", *_dates(one), *EMPTY] for one in roster.holidays]
    return found if len(found) > 1 else [*found, [*EXAMPLE]]


def _shift(one: Shift) -> list[str]:
    days = " ".join(each.isoformat() for each in one.dates) or _days(one.days)
    span = [one.start.isoformat() if one.start else "", one.until.isoformat() if one.until else ""]
    but = " ".join(each.isoformat() for each in one.but)
    return [days, *span, f"{one.open:%H:%M}", f"{one.close:%H:%M}", "yes" if one.night else "", but]


def _days(days: Sequence[DutyDay]) -> str:
    if list(days) == list(EVERY_DAY):
        return EVERY
    return " ".join(days)


def _dates(one: Days) -> list[str]:
    return [one.start.isoformat(), one.until.isoformat() if one.until else ""]


def is_roster(table: Table) -> bool:
    """Whether its heading is ours."""
    return bool(table.rows) and _words(table.rows[0])[:3] == list(COLUMNS[:3])


def _words(row: Row) -> list[str]:
    return [shown(cell).strip().casefold() for cell in row.cells]


def read(table: Table) -> tuple[Roster, list[Wrong]]:
    """The roster, and every cell that is to be mended: with one, nothing is to be taken over."""
    if not is_roster(table):
        return Roster(), [Wrong(f"{_sheet(table)}!A1", "heading")]
    heading = _words(table.rows[0])
    wrong = [
        Wrong(f"{_sheet(table)}!{letter(n)}1", "column", word)
        for n, word in enumerate(heading)
        if word and (n >= len(COLUMNS) or word != COLUMNS[n])
    ]
    people: dict[str, dict[str, Any]] = {}
    holidays: list[Days] = []
    if len(table.rows) > MOST:
        wrong.append(Wrong(f"{_sheet(table)}!A{table.rows[MOST].number}", "too_many", str(MOST)))
    for row in table.rows[1:MOST]:
        line = _Line(_sheet(table), row)
        line.into(people, holidays)
        wrong += line.wrong
    found = Roster(people=[Person.model_validate(one) for one in people.values()], holidays=holidays)
    return found, wrong


def _sheet(table: Table) -> str:
    return table.sheet or SHEET


class _Line:
    """One row while it is read; what does not fit is kept in `wrong`."""

    def __init__(self, sheet: str, row: Row) -> None:
        self.sheet, self.row = sheet, row
        self.wrong: list[Wrong] = []

    def said(self, name: str) -> str:
        return shown(self.row.at(COLUMNS.index(name))).strip()

    def bad(self, name: str, key: str, value: str = "") -> None:
        cell = f"{self.sheet}!{letter(COLUMNS.index(name))}{self.row.number}"
        self.wrong.append(Wrong(cell, key, value))

    def into(self, people: dict[str, dict[str, Any]], holidays: list[Days]) -> None:
        name, days = self.said("person"), self.said("days").casefold()
        if name.casefold() == HOLIDAY.casefold():
            holidays += self.off()
            return
        if not name:
            self.bad("person", "name")
            return
        mine = people.setdefault(name, {"name": name, "department": None, "shifts": [], "away": []})
        self.department(mine)
        if days == AWAY:
            mine["away"] += self.off()
        elif any(self.said(one) for one in COLUMNS[2:]):
            mine["shifts"] += self.shift(days)

    def department(self, mine: dict[str, Any]) -> None:
        said = self.said("department")
        if said and mine["department"] not in (None, said):
            self.bad("department", "two_departments", mine["department"])
        mine["department"] = mine["department"] or said or None
        if said and not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", said):
            self.bad("department", "code", said)
            mine["department"] = None

    def off(self) -> Iterator[Days]:
        first, last = self.day("from"), self.day("until")
        if first is None and not self.said("from"):
            self.bad("from", "no_day")
        elif first and last and last < first:
            self.bad("until", "order")
        elif first:
            yield Days.model_validate({"from": first, "until": last})

    def shift(self, said: str) -> list[Shift]:
        days, dates = self.days(said)
        first, last = self.day("from"), self.day("until")
        opens, closes = self.time("open"), self.time("close")
        night = self.said("night").casefold()
        if night not in (*YES, *NO):
            self.bad("night", "night", night)
        if first and last and last < first:
            self.bad("until", "order")
        if self.wrong or opens is None or closes is None:
            return []
        facts: dict[str, Any] = {
            "days": days or list(EVERY_DAY),
            "dates": dates,
            "from": first,
            "until": last,
        }
        facts |= {"except": self.but(), "open": opens, "close": closes, "night": night in YES}
        return [] if self.wrong else [Shift.model_validate(facts)]

    def but(self) -> list[date]:
        """Days on which somebody else has it."""
        words = SPLIT.split(self.said("except")) if self.said("except") else []
        found = [_date(one) for one in words]
        if None in found:
            self.bad("except", "day", words[found.index(None)])
        return [one for one in found if one]

    def time(self, name: str) -> time | None:
        said = self.said(name)
        if found := TIME.fullmatch(said):
            return time(int(found[1]), int(found[2]))
        self.bad(name, "time" if said else "no_time", said)
        return None

    def day(self, name: str) -> date | None:
        said = self.said(name)
        found = _date(said) if said else None
        if said and found is None:
            self.bad(name, "day", said)
        return found

    def days(self, said: str) -> tuple[list[DutyDay], list[date]]:
        """Weekdays, runs of them, "every day", or single dates."""
        days: list[DutyDay] = []
        dates: list[date] = []
        for word in [] if said in ("", EVERY) else SPLIT.split(said):
            if day := _date(word):
                dates.append(day)
            elif found := _run(word):
                days += found
            else:
                self.bad("days", "days", word)
        if days and dates:
            self.bad("days", "mixed")
        return [one for one in EVERY_DAY if one in days], dates


def _run(word: str) -> list[DutyDay]:
    """ "fri-mon" is friday to monday."""
    first, _, last = word.partition("-")
    ends = [one for one in EVERY_DAY if one in (first, last or first)]
    if first not in EVERY_DAY or (last or first) not in EVERY_DAY:
        return []
    if not last or first == last or "holiday" in ends:
        return [one for one in EVERY_DAY if one == first] if not last or first == last else []
    start, end = WEEK.index(first), WEEK.index(last)
    return [*WEEK[start : end + 1]] if start <= end else [*WEEK[start:], *WEEK[: end + 1]]


def _date(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if len(said) == 10 else None
    except ValueError:
        return None
