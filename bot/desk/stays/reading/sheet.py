"""Excel workbooks, with a bound on everything that a small file can blow up to."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator

from bot.desk.stays.reading.table import MOST_COLUMNS, MOST_ROWS, Row, Table, Unreadable, row
from bot.sheets.archive import Bounds, too_large

LAST_ROW = 60_000  # rows that only a slip of the hand put there are not looked for
SHEETS = 12
TOO_BIG = Unreadable("too_big")


def read(content: bytes) -> Table | Unreadable:
    """The sheet that holds the most, of those that are not hidden."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if found := _unfit(archive):
                return found
        return _read(content)
    except Exception:  # a file from anywhere, in a library's hands: whatever it raises, the file is to blame
        return Unreadable("broken")


def _unfit(archive: zipfile.ZipFile) -> Unreadable | None:
    """A bomb, or another kind of file."""
    names = {part.filename for part in archive.infolist()}
    if "xl/workbook.xml" not in names and not any(name.endswith("workbook.xml") for name in names):
        return Unreadable("not_a_table")
    return TOO_BIG if too_large(archive, Bounds()) else None


def _read(content: bytes) -> Table | Unreadable:
    from openpyxl import load_workbook  # a tenth of a second and 20 MB: only for who sends a workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it cannot keep of styles and headers
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [one for one in book.worksheets if one.sheet_state == "visible"][:SHEETS]
            tables = [Table(tuple(_rows(one)), sheet=one.title) for one in sheets]
        finally:
            book.close()
    best = max(tables, key=lambda one: sum(len(row.cells) for row in one.rows), default=Table(()))
    if len(best.rows) > MOST_ROWS:
        return Unreadable("too_many", MOST_ROWS)
    return best if best.rows else Unreadable("empty")


def _rows(sheet: object) -> Iterator[Row]:
    """Up to one more than may be: then it is too many."""
    found = 0
    cells = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS, values_only=True)  # type: ignore[attr-defined]  # the stubs know no read-only sheet
    for number, values in enumerate(cells, 1):
        if kept := row(number, values):
            yield kept
            found += 1
        if found > MOST_ROWS:
            return
