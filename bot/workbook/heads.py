"""The first row: which column is which, wherever somebody moved it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from bot.desk.catalog.issues import like, shown
from bot.desk.catalog.told import Name, Told, told
from bot.workbook import kinds
from bot.workbook.kinds import Kind, Value
from bot.workbook.pages import Grid, address
from bot.workbook.sheets import FACTS, REST, SPOKEN, Column, Table

SEARCHED = 10  # rows in which headers are looked for
LANGUAGE = re.compile(r"[a-z]{2}")
SEASON = re.compile(r"\w+")
Mend = Callable[..., None]
Body = Sequence[tuple[int, Mapping[int, Value]]]


@dataclass(frozen=True)
class Head:
    """The columns that must be there; `strict`: what else has a header is a mistake."""

    columns: tuple[Column, ...]
    strict: bool = False


def of_table(table: Table) -> Head:
    return Head(table.every)


def of_facts(name: str) -> Head:
    return Head(FACTS if name == "Hotel" else REST)


def of_texts(grid: Grid) -> Head:
    """A column for each language that the page has."""
    at, _ = _row_of(grid, {plain(one.header) for one in SPOKEN})
    said = [str(one).strip().lower() for one in (grid.rows[at][1].values() if grid.rows else ())]
    found = dict.fromkeys(one for one in said if LANGUAGE.fullmatch(one))
    return Head((*SPOKEN, *(Column(one, Kind("text"), (one,)) for one in found)))


def plain(header: object) -> str:
    return " ".join(re.findall(r"\w+", str(header).replace("_", " ").lower()))


def _row_of(grid: Grid, headers: Set[str]) -> tuple[int, int]:
    """The row that holds most of them, and how many those are."""
    scores = [
        (len({plain(one) for one in row.values()} & headers), -at)
        for at, (_, row) in enumerate(grid.rows[:SEARCHED])
    ]
    score, at = max(scores, default=(0, 0))
    return -at, score


def matched(grid: Grid, head: Head, mend: Mend) -> tuple[dict[int, Column], Body]:
    """The columns by where they stand, and the rows below the headers."""
    wanted = {plain(one.header): one for one in head.columns}
    at, score = _row_of(grid, wanted.keys())
    if not score:
        mend(grid.name, told("issue.no_headers"), told("fix.fresh_copy"))
        return {}, ()
    number, row = grid.rows[at]
    body = grid.rows[at + 1 :]
    found = _columns(grid.name, number, row, wanted, mend)
    unknown = {one: plain(said) for one, said in row.items() if one not in found and not kinds.empty(said)}
    for name, column in wanted.items():
        if column not in found.values() and not column.note:
            meant = like(name, unknown.values())
            old = next((one for one, words in unknown.items() if words == meant), None)
            unknown = {one: words for one, words in unknown.items() if one != old}
            _missing(f"{grid.name}!{number}", column, None if old is None else shown(row[old]), mend)
    _strangers(grid.name, number, row, unknown, head, wanted, body, mend)
    return found, body


def _missing(cell: str, column: Column, renamed: str | None, mend: Mend) -> None:
    """A season that was written today has no column yet."""
    if len(column.place) == 2 and column.place[0] == "season" and renamed is None:
        problem = told("issue.season_column", name=column.place[1])
        mend(cell, problem, told("fix.season_column", header=column.header), "warning")
        return
    fix = told("fix.renamed", said=renamed, header=Name(column.header)) if renamed else told("fix.fresh_copy")
    mend(cell, told("issue.column_gone", header=Name(column.header)), fix)


def _strangers(
    sheet: str,
    number: int,
    row: Mapping[int, Value],
    unknown: Mapping[int, str],
    head: Head,
    wanted: Mapping[str, Column],
    body: Body,
    mend: Mend,
) -> None:
    """Columns with something in them that nobody reads; one named like a season would lose its prices."""
    for one, name in unknown.items():
        if not any(one in cells for _, cells in body):
            continue
        cell, fix = address(sheet, number, one), _nearest(name, wanted)
        if head.strict and SEASON.fullmatch(str(row[one]).strip()):
            mend(cell, told("issue.no_column", header=shown(row[one])), fix)
        else:
            mend(cell, told("issue.column_unread", header=shown(row[one])), fix, "warning")


def _nearest(name: str, wanted: Mapping[str, Column]) -> Told:
    meant = like(name, wanted)
    return told("fix.meant", meant=Name(wanted[meant].header)) if meant else told("fix.own_sheet")


def _columns(
    sheet: str, number: int, row: Mapping[int, Value], wanted: Mapping[str, Column], mend: Mend
) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for at, said in sorted(row.items()):
        column = wanted.get(plain(said))
        if column in found.values():
            mend(
                address(sheet, number, at),
                told("issue.column_twice", header=shown(said)),
                told("fix.keep_one"),
            )
        elif column:
            found[at] = column
    return found
