"""A table on its way from the process that reads files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.desk.stays.reading.table import Cell, Row, Table, Unreadable


def packed(found: Table | Unreadable) -> dict[str, Any]:
    if isinstance(found, Unreadable):
        return {"key": found.key, "row": found.row}
    rows = [[one.number, [_out(cell) for cell in one.cells]] for one in found.rows]
    return {"rows": rows, "kind": found.kind, "sheet": found.sheet}


def unpacked(raw: Mapping[str, Any]) -> Table | Unreadable:
    if "key" in raw:
        return Unreadable(raw["key"], raw["row"])
    rows = tuple(Row(number, tuple(map(_in, cells))) for number, cells in raw["rows"])
    return Table(rows, raw["kind"], raw["sheet"])


def _out(cell: Cell) -> Any:
    return {"d": cell.isoformat()} if isinstance(cell, date) else cell


def _in(raw: Any) -> Cell:
    return date.fromisoformat(raw["d"]) if isinstance(raw, dict) else raw
