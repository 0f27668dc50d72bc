"""Rows → arrivals, and a problem by row and column for each that cannot be one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.desk.stays import numbers
from bot.desk.stays.reading import names, people
from bot.desk.stays.reading.columns import Columns, IsRoom, Proposal
from bot.desk.stays.reading.dates import day_of, span_of
from bot.desk.stays.reading.table import Cell, Row, shown
from bot.desk.stays.reading.words import TOTALS, plain
from bot.desk.stays.register import Arrival

WRONG = (  # what a row lacks, or has twice
    *("no_name", "no_arrival", "no_departure", "no_day", "departure_first", "too_long", "too_far"),
    *("nights_differ", "no_room"),
)
LONGEST, FURTHEST = 366, 800  # nights of a stay; days until it begins
MOST_NOTE, MOST_NUMBER, MOST_VALUE = 200, 60, 40
ROOM = re.compile(r"(?:№|#|no\.?|rm\.?|room|szoba|otaq|номер|комната|бөлме|oda|zimmer)\s*", re.I)


@dataclass(frozen=True)
class Problem:
    """What is wrong in which cell. `key` is of WRONG."""

    row: int
    column: int | None
    key: str
    value: str = ""


@dataclass(frozen=True)
class Reading:
    """What a file says. Every row of its body is counted in exactly one of these."""

    arrivals: tuple[tuple[int, Arrival], ...]
    problems: tuple[Problem, ...] = ()
    past: tuple[int, ...] = ()  # rows of guests who have left
    skipped: tuple[int, ...] = ()  # rows that are no arrivals: totals, remarks
    sharing: tuple[int, ...] = ()  # a further guest of a stay that is there already


class _Wrong(Exception):
    def __init__(self, what: str, key: str, value: Cell = None) -> None:
        self.what, self.key, self.value = what, key, shown(value)[:MOST_VALUE]


def arrivals(proposal: Proposal, columns: Columns, *, today: date, is_room: IsRoom) -> Reading:
    """Every row that is an arrival, or a reason why it is not."""
    found: list[tuple[int, Arrival]] = []
    problems: list[Problem] = []
    past: list[int] = []
    skipped: list[int] = []
    for row in proposal.body:
        if _no_arrival(row, columns):
            skipped.append(row.number)
            continue
        try:
            one = _arrival(row, columns, today, is_room)
        except _Wrong as wrong:
            problems.append(Problem(row.number, columns.places.get(wrong.what), wrong.key, wrong.value))
            continue
        if one.departure < today:
            past.append(row.number)
        else:
            found.append((row.number, one))
    kept, sharing = _merged(found)
    return Reading(tuple(kept), tuple(problems), tuple(past), tuple(skipped), tuple(sharing))


def _no_arrival(row: Row, columns: Columns) -> bool:
    """A total, a remark, a line between groups."""
    first = next((plain(shown(cell)) for cell in row.cells if cell is not None), "")
    if first.split()[:1] and (first in TOTALS or first.split()[0] in TOTALS):
        return True
    core = ("guest", "surname", "arrival", "departure", "dates", "nights", "room", "external")
    return sum(row.at(columns.places[one]) is not None for one in core if one in columns.places) < 2


def _arrival(row: Row, columns: Columns, today: date, is_room: IsRoom) -> Arrival:
    cells = {what: row.at(at) for what, at in columns.places.items()}
    gone = people.cancelled(cells.get("status"))
    who = _who(cells, columns)
    start, end = _days(cells, columns, today)
    adults, ages = _party(cells)
    return Arrival(
        room=_room(cells.get("room"), is_room),
        surname=who.surname,
        name=who.given,
        arrival=start,
        departure=end,
        external=shown(cells.get("external"))[:MOST_NUMBER] or None,
        adults=adults,
        ages=ages,
        language=people.language_of(cells.get("language")),
        note=shown(cells.get("note"))[:MOST_NOTE] or None,
        cancelled=gone,
        phone=numbers.within(shown(cells.get("phone"))),
    )


def _who(cells: dict[str, Cell], columns: Columns) -> names.Name:
    family, given = shown(cells.get("surname")), shown(cells.get("given"))
    if family and any(map(str.isalpha, family)):
        whole = names.split(f"{family}, {given}", surname_first=True)
    else:
        whole = names.split(shown(cells.get("guest")) or given, surname_first=columns.surname_first)
    if whole is None:
        raise _Wrong("guest" if "guest" in cells else "surname", "no_name")
    return whole


def _days(cells: dict[str, Cell], columns: Columns, today: date) -> tuple[date, date]:
    if "dates" in cells and "arrival" not in cells:
        span = span_of(cells["dates"], columns.order, today)
        if span is None:
            raise _Wrong("dates", "no_day" if cells["dates"] is not None else "no_arrival", cells["dates"])
        return _checked(cells, *span, "dates", today)
    start = _day(cells, "arrival", columns, today)
    stayed = _nights(cells.get("nights"))
    if cells.get("departure") is None and stayed:
        return _checked(cells, start, start + timedelta(days=stayed), "nights", today)
    if "departure" not in cells:
        raise _Wrong("nights", "no_departure", cells.get("nights"))
    end = _day(cells, "departure", columns, start + timedelta(days=7))
    _checked(cells, start, end, "departure", today)
    if stayed and (end - start).days != stayed:
        raise _Wrong("nights", "nights_differ", stayed)
    return start, end


def _day(cells: dict[str, Cell], what: str, columns: Columns, near: date) -> date:
    cell = cells.get(what)
    if cell is None:
        raise _Wrong(what, f"no_{what}")
    found = day_of(cell, columns.order, near)
    if found is None:
        raise _Wrong(what, "no_day", cell)
    return found


def _checked(cells: dict[str, Cell], start: date, end: date, what: str, today: date) -> tuple[date, date]:
    """A stay that can be; else the cell that says otherwise, as it stands in the file."""
    if end <= start:
        raise _Wrong(what, "departure_first", cells[what])
    if (end - start).days > LONGEST:
        raise _Wrong(what, "too_long", cells[what])
    if (start - today).days > FURTHEST:
        begins = "dates" if what == "dates" else "arrival"
        raise _Wrong(begins, "too_far", cells[begins])
    return start, end


def _nights(cell: Cell) -> int | None:
    found = re.match(r"\D{0,3}(\d{1,3})\b", shown(cell)) if not isinstance(cell, date) else None
    return int(found[1]) if found and 0 < int(found[1]) <= LONGEST else None


def _party(cells: dict[str, Cell]) -> tuple[int | None, tuple[int, ...]]:
    adults, ages = people.party_of(cells["adults"]) if cells.get("adults") is not None else (None, ())
    if adults is None and cells.get("people") is not None:
        adults, ages = people.party_of(cells["people"])
    if cells.get("ages") is not None:
        ages = people.ages_of(cells["ages"])
    if not ages and isinstance(cells.get("children"), str):
        ages = people.party_of(cells["children"])[1]
    return adults, ages


def _room(cell: Cell, is_room: IsRoom) -> str | None:
    """The hotel's own name of the room; None when it is not given out yet."""
    said = ROOM.sub("", shown(cell)).strip()
    if not said or said in ("-", "—", "0", "?"):
        return None
    parts = re.split(r"[\s,;/+(]+", said)
    if sum(map(is_room, parts)) > 1:  # two rooms are two rows: each has its own guests and its own key
        raise _Wrong("room", "no_room", cell)
    tries = [said, said.removesuffix(".0"), said.lstrip("0"), *parts[:1]]
    for one in dict.fromkeys(tries):
        if is_room(one):
            return one
    raise _Wrong("room", "no_room", cell)


def _merged(found: Sequence[tuple[int, Arrival]]) -> tuple[list[tuple[int, Arrival]], list[int]]:
    """A line for each guest of one stay, or the same line twice, is one stay."""
    kept: dict[object, tuple[int, Arrival]] = {}
    sharing: list[int] = []
    for number, one in found:
        key = _key(one)
        if key not in kept:
            kept[key] = (number, one)
            continue
        first = kept[key]
        cancelled, phone = first[1].cancelled and one.cancelled, first[1].phone or one.phone
        kept[key] = (first[0], replace(first[1], cancelled=cancelled, phone=phone))
        sharing.append(number)
    return list(kept.values()), sharing


def _key(one: Arrival) -> object:
    if one.external and one.room:
        return one.external, one.room
    return one.external, one.room, plain(one.surname), plain(one.name), one.arrival


def example(reading: Reading) -> tuple[int, Arrival] | None:
    """The row that shows the most of what was understood."""
    live = [one for one in reading.arrivals if not one[1].cancelled] or list(reading.arrivals)
    return max(live[:50], key=lambda one: _filled(one[1]), default=None)


def _filled(one: Arrival) -> int:
    facts: Iterable[object] = (one.room, one.name, one.adults, one.ages, one.language, one.external)
    return sum(1 for fact in facts if fact) + (one.arrival.day > 12)
