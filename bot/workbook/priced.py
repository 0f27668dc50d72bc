"""The page of prices: a row for each unit, a column for each season, rows of their own for other times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.desk.catalog.told import Name, told
from bot.workbook.gathered import Gathered, Row, each
from bot.workbook.heads import Head, plain
from bot.workbook.kinds import Kind
from bot.workbook.pages import Grid
from bot.workbook.sheets import FURTHER, PRICED, Column
from bot.workbook.tree import Place


def seasons(codes: Iterable[str]) -> list[Column]:
    """A column for each; one that is called like another column says that it is a season."""
    taken = {plain(one.header) for one in (*PRICED, *FURTHER)}
    found = []
    for code in codes:
        header = next((one for one in (code, f"season {code}") if plain(one) not in taken), None)
        if header:  # else its prices stand on the last page
            taken.add(plain(header))
            help = told("help.season", code=code)
            found.append(Column(header, Kind("amount"), ("season", code), help))
    return found


def gather(found: Gathered, grid: Grid | None) -> None:
    known = found.find(("hotel", "seasons"))
    columns = seasons(known.inner if known else ())
    head = Head((*PRICED, *columns, *FURTHER), strict=True)
    each(found, grid, head, lambda row: _price(found, row, columns))


def _price(found: Gathered, row: Row, seasons: Sequence[Column]) -> None:
    offer, option, unit = PRICED[:3]
    names = [row.said(one) for one in (offer, option, unit)]
    for one, name in zip((offer, option, unit), names, strict=True):
        if not name:
            found.mend(
                row.cell(one), told("issue.not_named", column=Name(one.header.lower())), told("fix.its_code")
            )
            return
    units: Place = ("offers", names[0], "options", names[1], "units")
    if not found.exists(units[:-1], row.cell(offer if found.find(units[:2]) is None else option)):
        return
    if any(row.value(one) is not None for one in FURTHER if one.place != ("tiers",)):
        if found.exists((*units, names[2]), row.cell(unit)):
            _further(found, row, (*units, names[2], "prices"), seasons)
        return
    place = (*units, _label(found, units, names[2]))
    found.node(place, row.cell(unit))
    for column in (*PRICED[4:], *FURTHER):
        found.take((*place, *column.place), column.kind, row.value(column), row.cell(column), column.usual)
    for column in seasons:
        _priced(found, row, (*place, "prices"), column)


def _label(found: Gathered, units: Place, name: str) -> str:
    """The second CHILD of an option is CHILD 2."""
    kind = name.split()[0].upper() if name.split() else name
    above = found.find(units)
    n = sum(one.split()[0] == kind for one in above.inner) if above else 0
    return kind if not n else f"{kind} {n + 1}"


def _priced(found: Gathered, row: Row, prices: Place, column: Column) -> Place | None:
    if row.value(column) is None:
        return None
    above = found.find(prices)
    place = (*prices, str(len(above.inner) + 1 if above else 1))
    found.take((*place, "price"), column.kind, row.value(column), row.cell(column))
    if column.place[0] == "season":
        found.put((*place, "season"), column.place[1], row.cell(column))
    return place


def _further(found: Gathered, row: Row, prices: Place, seasons: Sequence[Column]) -> None:
    """Prices at other times: each that the row names is one."""
    for column in (PRICED[-1], *seasons):
        if place := _priced(found, row, prices, column):
            for one in FURTHER:
                found.take((*place, *one.place), one.kind, row.value(one), row.cell(one), one.usual)
