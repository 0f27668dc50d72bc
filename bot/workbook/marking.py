"""The workbook sent back: cells to mend are coloured, say what is wrong, and are listed on a first sheet."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Sequence, Set
from typing import Any

from bot.desk.catalog.issues import Issue
from bot.desk.catalog.told import told
from bot.workbook import unpacking
from bot.workbook.pages import where
from bot.workbook.sheets import MEND
from bot.workbook.tongue import Tongue, Words

SIGN = told("help.mend_sign")
HEADS = (told("help.mend_where"), told("help.mend_wrong"), told("help.mend_fix"))
COLOURS = {"error": "FFFFC7CE", "warning": "FFFFEB9C"}
CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
AUTHOR = "Qonaq"
WIDE = (16, 60, 60)
MOST = 500


def marked(
    data: bytes, issues: Sequence[Issue], *, words: Words | None = None, signs: Sequence[str] = ()
) -> bytes:
    """The same workbook with the issues in it; what was marked before and is not named now is plain again.

    A file that cannot be opened is answered with a workbook that only lists them. `signs` are the beginnings
    of our comments in every language.
    """
    tongue, book = Tongue(words or {}), _book(data)
    sign = tongue.told(SIGN)
    _unmark(book, {sign, str(SIGN), *signs})
    for one in issues[:MOST]:
        _mark(book, one, sign)
    _list(book, issues[:MOST], tongue)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _book(data: bytes) -> Any:
    from openpyxl import Workbook, load_workbook

    try:
        unpacking.grids(data)  # nothing is opened that is not read
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what it cannot keep of styles and pictures
            return load_workbook(io.BytesIO(data), keep_links=False)
    except Exception:  # a file from anywhere, in a library's hands
        book: Any = Workbook()
        book.remove(book.active)
        return book


def _unmark(book: Any, signs: Set[str]) -> None:
    from openpyxl.styles import PatternFill

    for name in [one for one in book.sheetnames if one.startswith(MEND)]:
        del book[name]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                sign = next((one for one in signs if cell.comment and one in cell.comment.text), None)
                if sign:
                    before = cell.comment.text.partition(sign)[0].strip()
                    cell.comment = _comment(before) if before else None
                    cell.fill = PatternFill()


def _comment(said: str) -> Any:
    from openpyxl.comments import Comment

    return Comment(said, AUTHOR, height=120, width=320)


def _mark(book: Any, issue: Issue, sign: str) -> None:
    from openpyxl.styles import PatternFill

    cell = _cell(book, issue.file)
    if cell is None:
        return
    before = cell.comment.text if cell.comment else ""
    said = f"{issue.problem}; {issue.fix}"
    cell.comment = _comment(f"{before}\n{said}" if sign in before else f"{before}\n{sign} {said}".strip())
    if issue.level == "error" or sign not in before:
        cell.fill = PatternFill("solid", fgColor=COLOURS[issue.level])


def _cell(book: Any, address: str) -> Any:
    name, at = where(address)
    sheet = next((one for one in book.sheetnames if one.strip().casefold() == name.casefold()), None)
    return book[sheet][at] if sheet and CELL.fullmatch(at) else None


def _list(book: Any, issues: Iterable[Issue], tongue: Tongue) -> None:
    """A first sheet with a link to each cell."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book.create_sheet(MEND, 0)
    for at, (said, wide) in enumerate(zip(HEADS, WIDE, strict=True), 1):
        sheet.cell(1, at, tongue.told(said)).font = Font(bold=True)
        sheet.column_dimensions["ABC"[at - 1]].width = wide
    for row, one in enumerate(issues, 2):
        for at, words in enumerate((one.file, one.problem, one.fix), 1):
            cell = sheet.cell(row, at)
            cell.value, cell.data_type = str(words), "s"
        name, place = where(one.file)
        if _cell(book, one.file) is not None:
            sheet.cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=f"'{name}'!{place}")
            sheet.cell(row, 1).font = Font(color="FF0563C1", underline="single")
    sheet.freeze_panes = "A2"
    book.active = 0
