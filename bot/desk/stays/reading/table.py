"""What is left of a file once its format is behind us: rows of cells, numbered as its reader counts them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

MOST_BYTES = 10_000_000
MOST_ROWS = 5_000  # arrivals in one file; a large hotel brings in a month at a time
MOST_COLUMNS = 80
MOST_CHARACTERS = 1_000  # of one cell; the hotel's longest texts have 600
MARKS = 8  # combining marks in a row; more is ornament

UNREADABLE = (  # why nothing can be read from a file; "gone" is said by who fetches it
    *("too_big", "too_many", "broken", "not_a_table", "old_excel", "quotes", "empty", "gone"),
)
Cell = str | int | float | date | None
Kind = Literal["table", "calendar"]
# Bidirectional overrides, zero-width signs and the like; joiners stay, scripts need them.
INVISIBLE = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200B, 0x200E, 0x200F, 0x061C, 0xFEFF, 0x00AD, 0x2060]
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Row:
    """One row that has something in it; `number` is what a spreadsheet shows at its left."""

    number: int
    cells: tuple[Cell, ...]

    def at(self, column: int) -> Cell:
        return self.cells[column] if 0 <= column < len(self.cells) else None


@dataclass(frozen=True)
class Table:
    rows: tuple[Row, ...]
    kind: Kind = "table"
    sheet: str = ""  # its name, when the file had several


@dataclass(frozen=True)
class Unreadable:
    """Why nothing can be read from a file; each key has a text and a sentence for the console."""

    key: str  # of UNREADABLE
    row: int = 0


def clean(said: str) -> str:
    """One line of text without controls, bidi overrides, lone surrogates or towers of marks."""
    if said.isascii() and said.isprintable():
        return said.strip()[:MOST_CHARACTERS]
    said = said[: MOST_CHARACTERS * 4].translate(INVISIBLE).encode("utf-8", "replace").decode()
    said = _SPACES.sub(" ", unicodedata.normalize("NFC", said))
    kept: list[str] = []
    marks = 0
    for ch in said[: MOST_CHARACTERS * 2]:
        marks = marks + 1 if unicodedata.combining(ch) else 0
        if marks <= MARKS and unicodedata.category(ch) not in ("Cc", "Cs", "Co", "Cn"):
            kept.append(ch)
    return "".join(kept).strip()[:MOST_CHARACTERS]


def tidy(value: object) -> Cell:
    """A cell of any format as one of ours; a moment becomes its day, what is not data becomes nothing."""
    match value:
        case None | bool():
            return None
        case datetime():
            return value.date()
        case date() | int():
            return value
        case time():
            return f"{value:%H:%M}"
        case float():
            return _number(value)
        case str():
            return clean(value) or None
    return None


def _number(value: float) -> int | float | None:
    if value != value or abs(value) > 1e15:
        return None
    return int(value) if value == int(value) else value


def row(number: int, values: Sequence[object]) -> Row | None:
    """None when nothing is in it."""
    if values.count(None) == len(values):
        return None
    cells = tuple(tidy(value) for value in values[:MOST_COLUMNS])
    while cells and cells[-1] is None:
        cells = cells[:-1]
    return Row(number, cells) if cells else None


def shown(cell: Cell) -> str:
    """A cell as text: room 214.0 is "214"."""
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def letter(column: int) -> str:
    """0 is A, 27 is AB."""
    said = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def column_of(said: str) -> int | None:
    """ "C" is 2; None for what no column is called."""
    if not re.fullmatch(r"[A-Za-z]{1,2}", said):
        return None
    number = 0
    for ch in said.upper():
        number = number * 26 + ord(ch) - 64
    return number - 1
