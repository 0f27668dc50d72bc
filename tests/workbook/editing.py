"""Somebody opens the workbook in a program, changes it and saves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

from openpyxl import load_workbook

from bot.workbook import Read, read, unpacking, write
from bot.workbook.kinds import Fault, Formula, Value
from bot.workbook.pages import Grid, address
from bot.workbook.reading import understood
from tests.desk.tiny import tiny_catalog


@cache
def tiny() -> bytes:
    """Madina's hotel as it is sent to her; version 4 is live."""
    return write(tiny_catalog(), base=4)


def edited(change: Callable[[Any], None], data: bytes | None = None) -> bytes:
    book: Any = load_workbook(io.BytesIO(data or tiny()))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def with_cells(cells: dict[str, Any]) -> Read:
    """Each "Prices!F2" given another value, as reading a file would bring it."""
    grids = unpacking.grids(tiny())
    for place, value in cells.items():
        sheet, row, column = _coordinates(place)
        (grid,) = (one for one in grids if one.name == sheet)
        (found,) = (one for number, one in grid.rows if number == row)
        found.pop(column, None)
        if value is not None:
            found[column] = _brought(value)
    return understood(grids)


def _coordinates(place: str) -> tuple[str, int, int]:
    sheet, _, cell = place.partition("!")
    letters = cell.rstrip("0123456789")
    return sheet, int(cell[len(letters) :]), unpacking.column(letters)


def _brought(value: Any) -> Value:
    if isinstance(value, str) and value.startswith("="):
        return Formula()
    if isinstance(value, str) and value.startswith("#"):
        return Fault(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def at(book: Any, place: str) -> Any:
    sheet, _, cell = place.partition("!")
    return book[sheet][cell]


def find(sheet: str, header: str, *keys: str) -> str:
    """The place of a cell by its column and the first cells of its row."""
    (grid,) = (one for one in laid() if one.name == sheet)
    column = next(at for at, one in grid.rows[0][1].items() if one == header)
    for number, row in grid.rows[1:]:
        if [str(row.get(at, "")) for at in range(len(keys))] == list(keys):
            return address(sheet, number, column)
    raise AssertionError(f"no row {keys} on {sheet}")


@cache
def laid() -> list[Grid]:
    return unpacking.grids(tiny())


def errors(found: Read) -> list[str]:
    """What is to be mended in a workbook that is not taken."""
    assert found.catalog is None
    return [str(one) for one in found.issues if one.level == "error"]


def said(data: bytes) -> list[str]:
    return errors(read(data))


def repacked(change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> bytes:
    """The same package with parts changed, left out or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(tiny())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
        for name, part in (more or {}).items():
            new.writestr(name, part)
    return out.getvalue()
