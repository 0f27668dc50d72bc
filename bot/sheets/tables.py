"""A table as a workbook that people fill in: every cell is text, so 07:00 stays 07:00 in every program."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

WIDTH, WIDEST = 16, 48  # characters of a column; longer texts are wrapped


def xlsx(rows: Sequence[Sequence[str]], sheet: str) -> bytes:
    """The first row is the heading."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book: Any = Workbook()
    page = book.active
    page.title = sheet
    for number, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            cell = page.cell(number, column)
            cell.value, cell.number_format, cell.data_type = value or None, "@", "s"
            if len(value) > WIDEST:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, cell in enumerate(page[1]):
        cell.font = Font(bold=True)
        page.column_dimensions[cell.column_letter].width = _width(rows, column)
    page.freeze_panes = "A2"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _width(rows: Sequence[Sequence[str]], column: int) -> int:
    """By the longest text in it."""
    return min(WIDEST, max(WIDTH, *(len(cells[column]) for cells in rows if column < len(cells))))
