"""A tree that is being gathered from cells: what stands where, and a word about each that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.desk.catalog.issues import Issue, Level, shown, suggest
from bot.desk.catalog.told import Name, Told, told
from bot.workbook import heads, kinds
from bot.workbook.heads import Head
from bot.workbook.kinds import Kind, Unfit, Value
from bot.workbook.pages import Grid, address, spoken
from bot.workbook.sheets import ANY, HOTEL, Column, tables
from bot.workbook.tree import Node, Place, Whole

BROKEN = "?"
MOST_ISSUES = 200
NAMES = {"offers": "offer", "options": "option", "units": "unit", "knowledge": "answer"}
OWNED = (
    *(one.root for one in tables() if one.owns and one.root[-1] == ANY),
    ("offers", ANY, "options", ANY, "units", ANY),
)


class TooMany(Exception):
    """More is wrong than anybody reads."""


@dataclass
class Gathered:
    root: Node = field(default_factory=lambda: Node(HOTEL))
    issues: list[Issue] = field(default_factory=list)
    misbuilt: list[Issue] = field(default_factory=list)  # of headers: what is below them says little

    def mend(self, cell: str, problem: Told, fix: Told, level: Level = "error") -> None:
        self.issues.append(Issue(cell, None, problem, fix, level))
        if len(self.issues) >= MOST_ISSUES:
            raise TooMany

    def head(self, cell: str, problem: Told, fix: Told, level: Level = "error") -> None:
        if level == "error":
            self.misbuilt.append(Issue(cell, None, problem, fix, level))
        else:
            self.mend(cell, problem, fix, level)

    def find(self, place: Place) -> Node | None:
        node: Node | None = self.root
        for step in place:
            node = node.inner.get(step) if node else None
        return node

    def node(self, place: Place, cell: str) -> Node:
        """The node of a place, made where there was none."""
        node = self.root
        for step in place:
            node = node.inner.setdefault(step, Node(cell))
        return node

    def put(self, place: Place, said: Any, cell: str) -> None:
        known = self.find(place)
        if known and (known.said is not None or known.inner) and not isinstance(said, Whole):
            self.mend(
                cell, told("issue.twice_first", name=spoken(place), place=known.cell), told("fix.keep_one")
            )
            return
        node = self.node(place, cell)
        node.cell, node.said = cell, said

    def take(self, place: Place, kind: Kind, found: Value | None, cell: str, usual: str = "") -> None:
        """A cell's value in its place; an empty one, and one that says what is usual, say nothing."""
        if found is None or kinds.empty(found) or (usual and kinds.tidy(found) == usual):
            return
        try:
            said = kinds.value(kind, found)
        except Unfit as unfit:
            self.mend(cell, unfit.problem, unfit.fix)
            said = BROKEN
        if isinstance(said, dict):
            for language, text in said.items():
                self.put((*place, language), text, cell)
        elif isinstance(said, list) and said and isinstance(said[0], dict):
            for n, one in enumerate(said, 1):
                for name, value in one.items():
                    self.put((*place, str(n), name), value, cell)
        else:
            self.put(place, said, cell)

    def exists(self, place: Place, cell: str) -> bool:
        """False, and said so, when a row is about something that no row made."""
        for size in range(2, len(place) + 1):
            if _fits(place[:size], OWNED) and self.find(place[:size]) is None:
                above = self.find(place[: size - 1])
                what, name = NAMES.get(place[size - 2], place[size - 2]), place[size - 1]
                fix = suggest(name, above.inner if above else (), told("fix.add_on_sheet", sheet=HOMES[what]))
                self.mend(cell, _lacking(what, shown(name), place[size - 3 :]), fix)
                return False
        return True


def _lacking(what: str, name: str, of: Place) -> Told:
    if what in ("option", "unit"):
        return told(f"issue.no_{what}", name=name, of=of[0])
    if what in ("offer", "answer"):
        return told(f"issue.no_{what}", name=name)
    return told("issue.no_thing", part=Name(what), name=name)


HOMES = {"offer": "Offers", "option": "Options", "unit": "Prices", "answer": "Knowledge"}
HOMES |= {one.root[1]: one.name for one in tables() if one.owns and one.root[0] == "hotel"}


def _fits(place: Place, patterns: Iterable[Place]) -> bool:
    return any(
        len(place) == len(one) and all(a in (ANY, b) for a, b in zip(one, place, strict=True))
        for one in patterns
    )


@dataclass(frozen=True)
class Row:
    """One row: its cells by column, and where it stands."""

    sheet: str
    number: int
    cells: Mapping[Column, tuple[int, Value]]

    def value(self, column: Column) -> Value | None:
        return self.cells[column][1] if column in self.cells else None

    def cell(self, column: Column | None = None) -> str:
        at = self.cells.get(column, (0,))[0] if column else 0
        return address(self.sheet, self.number, at)

    def said(self, column: Column) -> str:
        value = self.value(column)
        return "" if value is None or kinds.empty(value) else str(kinds.value(column.kind, value))


def each(found: Gathered, grid: Grid | None, head: Head, take: Callable[[Row], None]) -> None:
    """Every row that has something in it."""
    if grid is None:
        return
    columns, body = heads.matched(grid, head, found.head)
    for number, cells in body:
        known = {
            columns[at]: (at, one)
            for at, one in cells.items()
            if at in columns and not columns[at].note and not kinds.empty(one)
        }
        if not known:
            continue
        row = Row(grid.name, number, known)
        try:
            take(row)
        except Unfit as unfit:  # of a key: nothing else in the row has a place
            bad = next((one for one in known if one.key), None)
            found.mend(row.cell(bad), unfit.problem, unfit.fix)
