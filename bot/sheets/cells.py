"""What a person typed stays words in a spreadsheet, also when it begins like a formula."""

from __future__ import annotations

from typing import TypeVar

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BEFORE = " \u00a0\0\ufeff"  # what a spreadsheet leaves out before it looks
Cell = TypeVar("Cell", bound=str | int | float | None)


def harmless(cell: Cell) -> Cell | str:
    """For a CSV: with an apostrophe where a program would reckon. Numbers are numbers.

    A bare carriage return ends a line for whoever reads it, and Python leaves it without quotes.
    """
    if not isinstance(cell, str):
        return cell
    words = cell.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{words}" if _reckons(words) else words


def as_typed(cell: str) -> str:
    """What `harmless` was given, of a file that comes back."""
    return cell[1:] if cell[:1] == "'" and _reckons(cell[1:]) else cell


def _reckons(words: str) -> bool:
    return words.lstrip(BEFORE).startswith(FORMULA)
