"""Pages as a tree: every cell in its place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

from bot.desk.catalog.issues import Issue, shown, suggest
from bot.desk.catalog.told import Name, Told, told
from bot.workbook import heads, priced, shapes
from bot.workbook.gathered import Gathered, Row, TooMany, each
from bot.workbook.kinds import Kind
from bot.workbook.pages import Grid, spoken, steps
from bot.workbook.shapes import Leaf, Named, Part
from bot.workbook.sheets import ANY, EACH, HOTEL, MORE, PRICES, TEXT, Column, Table, tables
from bot.workbook.tree import Node, Place, Whole

DATA = "json:"
SUBJECTS = {"offer": "offers", "answer": "knowledge"}


def said(grids: Sequence[Grid]) -> Any:
    """The tree that pages of our own making say."""
    return _data(gather(grids).root)


def _data(node: Node) -> Any:
    return {key: _data(one) for key, one in node.inner.items()} if node.said is None else node.said


def gather(grids: Sequence[Grid]) -> Gathered:
    """Whatever the order of the sheets is: what is named comes before what names it."""
    found, by_name = Gathered(), {one.name: one for one in grids}
    try:
        for table in tables():
            each(found, by_name.get(table.name), heads.of_table(table), partial(_row, found, table))
            if table.name == "Options":
                priced.gather(found, by_name.get(PRICES))
        for name, before in ((HOTEL, ("hotel",)), (MORE, ())):
            _facts(found, by_name.get(name), before)
        _texts(found, by_name.get(TEXT))
    except TooMany:
        found.misbuilt += [
            *found.issues,
            Issue("workbook", None, told("issue.more_like_this"), told("fix.these_first")),
        ]
    return found


def _place(found: Gathered, table: Table, row: Row) -> Place | None:
    """Where the row belongs; None, and said so, when it does not say."""
    names = [row.said(one) for one in table.keys]
    root = table.otherwise if table.otherwise and not names[0] else table.root
    place: Place = ()
    for step in root:
        if step == ANY:
            name = names.pop(0)
            if not name:
                key = table.keys[len(table.keys) - len(names) - 1]
                found.mend(
                    row.cell(key),
                    told("issue.not_named", column=Name(key.header.lower())),
                    told("fix.its_code"),
                )
                return None
            place = (*place, name)
        elif step == EACH:
            above = found.find(place)
            place = (*place, str(len(above.inner) + 1 if above else 1))
        else:
            place = (*place, step)
    return place


def _row(found: Gathered, table: Table, row: Row) -> None:
    place = _place(found, table, row)
    if place is None:
        return
    key = table.keys[-1]
    own = table.owns and place[-1] == row.said(key)
    if own and (known := found.find(place)):
        found.mend(
            row.cell(key), told("issue.twice_first", name=place[-1], place=known.cell), told("fix.keep_one")
        )
        return
    if not found.exists(place[:-1] if table.owns else place, row.cell(table.keys[0])):
        return
    node = found.node(place, row.cell(key))
    node.cell = row.cell(key) if table.owns else node.cell
    for column in table.columns:
        found.take((*place, *column.place), column.kind, row.value(column), row.cell(column), column.usual)


def _facts(found: Gathered, grid: Grid | None, before: Place) -> None:
    parts: dict[Place, list[tuple[str, str]]] = {}
    head = heads.of_facts(grid.name if grid else "")

    def take(row: Row) -> None:
        key, value = head.columns
        place = (*before, *steps(row.said(key)))
        said, cell = row.value(value), row.cell(value)
        if isinstance(said, str) and said.startswith(DATA):
            parts.setdefault(place, []).append((said.removeprefix(DATA), cell))
            return
        shape = shapes.at(place)
        if shape is not None and not isinstance(shape, Leaf):
            found.mend(row.cell(key), told("issue.no_one_value", place=spoken(place)), told("fix.one_value"))
        elif shape is None or not row.said(key):
            found.mend(row.cell(key), told("issue.place_unknown", place=shown(row.said(key))), _meant(place))
        else:
            found.take(place, shape.kind, said, cell)

    each(found, grid, head, take)
    for place, said in parts.items():
        _whole(found, place, "".join(one for one, _ in said), said[0][1])


def _meant(place: Place) -> Told:
    """The nearest name that the model knows at the step that it does not."""
    for size in range(1, len(place) + 1):
        above = shapes.at(place[: size - 1])
        if shapes.at(place[:size]) is None and isinstance(above, Part):
            known = list(shapes.fields(above.model))
            return suggest(place[size - 1], known, told("fix.use_one_of", known=", ".join(known)))
    return told("fix.as_sent")


def _whole(found: Gathered, place: Place, said: str, cell: str) -> None:
    try:
        found.put(place, Whole(json.loads(said)), cell)
    except (ValueError, RecursionError):
        found.mend(cell, told("issue.data", sign="json:"), told("fix.fresh_cell"))


def _texts(found: Gathered, grid: Grid | None) -> None:
    if grid is None:
        return
    head = heads.of_texts(grid)
    subject, code, name = head.columns[:3]

    def take(row: Row) -> None:
        root = SUBJECTS.get(row.said(subject), row.said(subject))
        if root in SUBJECTS.values() and not row.said(code):
            found.mend(
                row.cell(code), told("issue.not_named", column=Name(row.said(subject))), told("fix.its_code")
            )
            return
        inner = steps(row.said(name))
        place = (root, row.said(code), *inner) if root in SUBJECTS.values() else (root, *inner)
        shape = shapes.at(place)
        if not isinstance(shape, Named) or not shape.spoken or not isinstance(shape.each, Leaf):
            found.mend(row.cell(name), told("issue.no_text", place=shown(spoken(place))), _meant(place))
        elif found.exists(place, row.cell(code)):
            _spoken(found, row, place, shape.each.kind, head.columns[3:])

    each(found, grid, head, take)


def _spoken(found: Gathered, row: Row, place: Place, kind: Kind, languages: Sequence[Column]) -> None:
    """A row of texts; an empty one stands for nothing, unless something must be there."""
    above = shapes.at(place[:-1])
    said = [one for one in languages if row.value(one) is not None]
    needed = isinstance(above, Part) and shapes.fields(above.model)[place[-1]].required
    if said or needed:
        found.node(place, row.cell(row_key(row)))
    for one in said:
        found.take((*place, *one.place), kind, row.value(one), row.cell(one))


def row_key(row: Row) -> Column:
    return next(iter(row.cells))
