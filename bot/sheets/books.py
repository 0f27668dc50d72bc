"""Figures as a workbook: numbers are numbers, and a word that begins like a formula stays a word."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Cell = str | int | float | None
WIDE, NARROW = 34, 14  # characters
NAME = 31  # of a sheet, at most


def book(pages: Sequence[Mapping[str, Any]]) -> bytes:
    """A sheet for each page: its "name", its "rows" with the heading first, and perhaps a "chart".

    A chart is {"title", "columns": [2, 3], "rows": 12, "stacked": true}: columns of the sheet, counted from
    1, over its first rows.
    """
    from openpyxl import Workbook

    found: Any = Workbook()
    found.remove(found.active)
    for page in pages:
        sheet = found.create_sheet(page["name"][:NAME])
        fill(sheet, page["rows"])
        if page.get("chart"):
            _chart(sheet, page["chart"])
    kept = io.BytesIO()
    found.save(kept)
    return kept.getvalue()


def fill(sheet: Any, rows: Iterable[Sequence[Cell]]) -> None:
    """Row by row; the first is the head. A guest's words stay words, also when they begin like a formula."""
    from openpyxl.styles import Font

    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            _put(sheet.cell(row, column), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        letter = column[0].column_letter
        sheet.column_dimensions[letter].width = WIDE if letter == "A" else NARROW
    sheet.freeze_panes = "B2"


def _put(cell: Any, value: Cell) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def _chart(sheet: Any, facts: Mapping[str, Any]) -> None:
    from openpyxl.chart import BarChart, Reference

    chart, rows = BarChart(), facts["rows"]
    chart.type, chart.title, chart.height, chart.width = "col", facts["title"], 10, 24
    if facts.get("stacked"):
        chart.grouping, chart.overlap = "stacked", 100
    for column in facts["columns"]:
        chart.add_data(Reference(sheet, min_col=column, min_row=1, max_row=rows + 1), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=rows + 1))
    sheet.add_chart(chart, f"B{sheet.max_row + 3}")
