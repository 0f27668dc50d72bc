"""Pages of a workbook before they are drawn, and after they were read: headers and rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.workbook.kinds import Value
from bot.workbook.sheets import Column


@dataclass
class Page:
    """To be drawn: a row is as long as there are columns; None is an empty cell."""

    name: str
    columns: Sequence[Column]
    rows: list[list[str | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """As it was read: each row with the number that a program shows, its cells by column (from 0)."""

    name: str
    rows: Sequence[tuple[int, dict[int, Value]]]

    @classmethod
    def of(cls, page: Page) -> Grid:
        head: dict[int, Value] = {at: one.header for at, one in enumerate(page.columns)}
        body = [{at: one for at, one in enumerate(row) if one is not None} for row in page.rows]
        rows: list[tuple[int, dict[int, Value]]] = [(1, head)]
        rows += [(n, dict(one)) for n, one in enumerate(body, 2)]
        return cls(page.name, rows)


def letter(column: int) -> str:
    """0 is A, 27 is AB."""
    said = ""
    column += 1
    while column > 0:
        column, rest = divmod(column - 1, 26)
        said = chr(65 + rest) + said
    return said


def address(sheet: str, row: int, column: int) -> str:
    return f"{sheet}!{letter(column)}{row}"


def where(address: str) -> tuple[str, str]:
    """ "Prices!C7" is Prices and C7; the second is empty for a whole sheet."""
    sheet, _, cell = address.partition("!")
    return sheet, cell


def spoken(steps: Sequence[str]) -> str:
    """A place as people read it."""
    return " / ".join(steps)


def steps(said: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in said.split("/"))
