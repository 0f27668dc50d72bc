"""Pages drawn as a workbook: every cell is text, so that no program makes a date of 3-12."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from typing import Any

from bot.desk.catalog.model import Catalog
from bot.workbook import laying, words
from bot.workbook.kinds import Kind
from bot.workbook.pages import Page, letter
from bot.workbook.sheets import HELP, META, PRICES, SCHEMA, TEXT, Column, tables
from bot.workbook.tongue import Tongue, Words
from bot.workbook.tree import plain

CELL, KEY, HEAD = "Qonaq cell", "Qonaq code", "Qonaq header"
AUTHOR = "Qonaq"
SEASONS = 8  # columns for more of them
SPARE = 500  # rows below the last that have drop-downs too
MOST_LISTED = 255  # characters of a drop-down's own list
LOCKED = frozenset({one.name for one in tables() if one.owns and one.root[-1] == "*"} | {PRICES, TEXT})
REFERRED = {"Offer": "Offers", "Package": "Offers", "Alternative": "Offers", "Resource": "Resources"}
REFERRED |= {"Season": "Seasons"}


def write(catalog: Catalog, *, base: int | None, words: Words | None = None) -> bytes:
    """The whole catalog, in the language of `words`; `base` is the version that it is."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    _styles(book)
    tongue, pages = Tongue(words or {}), laying.pages(catalog)
    for page in pages:
        _draw(book, page, tongue)
    _draw(book, _help(pages, tongue), tongue)
    _meta(book, catalog, base)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _styles(book: Any) -> None:
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill, Protection

    top = Alignment(vertical="top", wrap_text=True)
    for name, locked in ((CELL, False), (KEY, True), (HEAD, True)):
        style = NamedStyle(name, number_format="@", alignment=top, protection=Protection(locked=locked))
        if name == HEAD:
            style.font, style.fill = Font(bold=True), PatternFill("solid", fgColor="FFE3ECE6")
        book.add_named_style(style)


def _draw(book: Any, page: Page, tongue: Tongue) -> None:
    from openpyxl.comments import Comment

    sheet = book.create_sheet(page.name)
    locked = page.name in LOCKED
    heads = tongue.headers(page.columns)
    for at, column in enumerate(page.columns, 1):
        put(sheet.cell(1, at), heads[at - 1], HEAD)
        if column.help:
            sheet.cell(1, at).comment = Comment(tongue.told(column.help), AUTHOR, height=90, width=260)
        _column(sheet, page, at, tongue)
    if page.name == PRICES:
        _room(sheet, len(page.columns))
    styles = [KEY if one.note or (one.key and locked) else CELL for one in page.columns]
    for number, row in enumerate(page.rows, 2):
        for at, said in enumerate(tongue.row(page, row), 1):
            if said is not None or page.columns[at - 1].key:
                put(sheet.cell(number, at), said, styles[at - 1])
    keys = sum(one.key or one.note for one in page.columns)
    sheet.freeze_panes = f"{letter(keys)}2"
    _protect(sheet)


def put(cell: Any, said: str | None, style: str) -> None:
    """Words stay words, also when they begin like a formula."""
    cell.style = style
    if said is not None:
        cell.value = said
        cell.data_type = "s"


def _column(sheet: Any, page: Page, at: int, tongue: Tongue) -> None:
    """Its width, its drop-down, and the format of its empty cells."""
    from openpyxl.styles import Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    column, there = page.columns[at - 1], sheet.column_dimensions[letter(at - 1)]
    there.width = max(column.wide, len(tongue.header(column)) + 2)
    there.number_format, there.protection = "@", Protection(locked=False)
    own = column.key and page.name == REFERRED.get(column.header)
    listed = _listed(column.kind, "" if own else column.header, tongue)
    if listed:
        offered = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=False)
        offered.add(f"{letter(at - 1)}2:{letter(at - 1)}{len(page.rows) + SPARE}")
        sheet.add_data_validation(offered)


def _room(sheet: Any, used: int) -> None:
    """Columns for the seasons that somebody adds."""
    from openpyxl.styles import Protection

    for at in range(used, used + SEASONS):
        there = sheet.column_dimensions[letter(at)]
        there.number_format, there.protection = "@", Protection(locked=False)


def _listed(kind: Kind, header: str, tongue: Tongue) -> str | None:
    if kind.many:
        return None
    if choices := tongue.offered(kind):
        said = ",".join(choices)
        return f'"{said}"' if len(said) < MOST_LISTED else None
    return f"{REFERRED[header]}!$A$2:$A${SPARE}" if header in REFERRED else None


def _protect(sheet: Any) -> None:
    """Headers and codes stay as they are until somebody lifts the protection: there is no password."""
    guard = sheet.protection
    guard.sheet = True
    for free in (
        "formatCells",
        "formatColumns",
        "formatRows",
        "insertRows",
        "deleteRows",
        "sort",
        "autoFilter",
    ):
        setattr(guard, free, False)  # False: it is allowed


def _help(pages: Sequence[Page], tongue: Tongue) -> Page:
    head = [Column(tongue.told(name), Kind("text"), wide=wide) for name, wide in words.GUIDE]
    page = Page(HELP, head)
    for one in words.RULES:
        page.rows.append([None, None, tongue.told(one), None])
    for sheet in pages:
        for header, column in zip(tongue.headers(sheet.columns), sheet.columns, strict=True):
            said = words.example(column.kind)
            example = said and tongue.cell(column, said)
            page.rows.append([sheet.name, header, tongue.told(column.help) or None, example])
    return page


def _meta(book: Any, catalog: Catalog, base: int | None) -> None:
    sheet = book.create_sheet(META)
    sheet.sheet_state = "hidden"
    facts = {"schema": str(SCHEMA), "base": None if base is None else str(base), "hash": digest(catalog)}
    for row, (name, said) in enumerate(facts.items(), 1):
        put(sheet.cell(row, 1), name, KEY)
        put(sheet.cell(row, 2), said, KEY)


def digest(catalog: Catalog) -> str:
    """Equal catalogs have equal ones."""
    return hashlib.sha256(json.dumps(plain(catalog), sort_keys=True).encode()).hexdigest()
