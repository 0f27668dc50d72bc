"""A catalog laid out on pages; what no flat page can say stands on the last of them, value by value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.desk.catalog.model import Catalog, Entry, Offer, Rules
from bot.workbook import gathering, kinds, priced, shapes
from bot.workbook.pages import Grid, Page, spoken
from bot.workbook.shapes import Leaf, Named, Part, Shape, inside
from bot.workbook.sheets import (
    ANY,
    EACH,
    FACTS,
    FURTHER,
    HOTEL,
    MORE,
    ORDER,
    PRICED,
    PRICES,
    REST,
    SPOKEN,
    TEXT,
    Column,
    Table,
    tables,
)
from bot.workbook.tree import Place, labelled, missing, plain, whole
from bot.workbook.words import SELDOM

Cells = list[str | None]
LANGUAGE = kinds.Kind("text")
CHUNK = 8_000  # characters of data in one cell
DATA = "json:"
SUBJECTS = {"hotel": "hotel", "offers": "offer", "knowledge": "answer"}


def pages(catalog: Catalog) -> list[Page]:
    """Every page, in the order in which people see them."""
    tree, said = labelled(plain(catalog)), catalog.hotel.default_language
    laid = {one.name: _table(tree, one, said) for one in tables()}
    laid[PRICES] = _prices(tree, said)
    laid[TEXT] = _texts(tree, _languages(catalog, tree))
    laid[HOTEL], laid[MORE] = Page(HOTEL, FACTS), Page(MORE, REST)
    flat = gathering.said([Grid.of(one) for one in laid.values()])
    for place, value in _rest(tree, flat):
        _put(laid, place, value)
    return [laid[name] for name in ORDER]


def _found(tree: Any, root: Place, keys: Cells, where: Place = ()) -> Iterator[tuple[Cells, Place, Any]]:
    """Everything at a root, with the names that lead to it."""
    if not root:
        yield keys, where, tree
        return
    step, rest = root[0], root[1:]
    if step not in (ANY, EACH):
        if isinstance(tree, dict) and step in tree:
            yield from _found(tree[step], rest, keys, (*where, step))
        return
    for name, one in tree.items() if isinstance(tree, dict) else ():
        if step == EACH and name.isdecimal():
            yield from _found(one, rest, keys, (*where, name))
        elif step == ANY and not name.isdecimal():
            yield from _found(one, rest, [*keys, name], (*where, name))


def _table(tree: Any, table: Table, said: str) -> Page:
    page = Page(table.name, table.every)
    for keys, _, part in _found(tree, table.root, []):
        noted = [_title(tree, table.root, keys, said)] if table.titled else []
        page.rows.append([*keys, *noted, *_cells(part, table.columns)])
    for _, _, part in _found(tree, table.otherwise, []) if table.otherwise else ():
        page.rows.append([None, *_cells(part, table.columns)])
    return page


def _title(tree: Any, root: Place, keys: Cells, language: str) -> str | None:
    """Of an offer or answer, as the hotel calls it."""
    found = _at(tree, (root[0], keys[0] or "", "title", language))
    return found if isinstance(found, str) and kinds.survives(found) else None


def _cells(part: Any, columns: Sequence[Column]) -> Cells:
    return [_cell(_at(part, one.place), one) for one in columns]


def _at(part: Any, place: Place) -> Any:
    for step in place:
        part = part.get(step) if isinstance(part, dict) else None
    return part


def _cell(said: Any, column: Column) -> str | None:
    if said is None:
        return column.usual or None
    found = kinds.cell(column.kind, said)
    return None if found is not None and found == column.usual else found


def _prices(tree: Any, said: str) -> Page:
    """A row for each unit, a column for each season; a price at other times has a row of its own."""
    columns = priced.seasons(map(str, _at(tree, ("hotel", "seasons")) or ()))
    seasons = [one.place[1] for one in columns]
    page = Page(PRICES, (*PRICED, *columns, *FURTHER))
    for keys, _, options in _found(tree, ("offers", ANY, "options", ANY), []):
        units = options.get("units") if isinstance(options, dict) else None
        for name, unit in units.items() if isinstance(units, dict) else ():
            title = _title(tree, ("offers",), keys, said)
            page.rows += _unit([*keys, name, title], unit, seasons)
    return page


def _unit(keys: Cells, unit: Mapping[str, Any], seasons: Sequence[str]) -> Iterator[Cells]:
    prices = unit.get("prices")
    rows = list(prices.values()) if isinstance(prices, dict) else []
    plain = _leading(rows, seasons)
    own = _cells(unit, [one for one in PRICED if one.place and not one.key])
    steps = [_cell(unit.get("tiers"), one) if one.place == ("tiers",) else None for one in FURTHER]
    yield [*keys, *own, *(plain.get(one) for one in seasons), *steps]
    for row in rows[len(plain) :]:
        price = _cell(row.get("price"), PRICED[-1])
        at = row.get("season")
        base = None if at else price
        yield [
            *keys,
            None,
            None,
            base,
            *(price if one == at else None for one in seasons),
            *_cells(row, FURTHER),
        ]


def _leading(rows: Sequence[Mapping[str, Any]], seasons: Sequence[str]) -> dict[str, str | None]:
    """The first prices, as long as each is that of a season and they come in the order of the columns."""
    said: dict[str, str | None] = {}
    left = list(seasons)
    for row in rows:
        name = str(row.get("season"))
        if row.keys() != {"season", "price"} or name not in left:
            break
        left = left[left.index(name) + 1 :]
        said[name] = _cell(row["price"], PRICED[-1])
    return said


def _languages(catalog: Catalog, tree: Any) -> list[str]:
    every = dict.fromkeys(catalog.hotel.languages)
    every |= dict.fromkeys(name for _, said in _spoken(tree, shapes.ROOT, ()) for name in said)
    return list(every)


def _spoken(tree: Any, shape: Shape | None, where: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every text that stands at a place with a name."""
    if not isinstance(tree, dict) or (where and where[-1].isdecimal()):
        return
    if isinstance(shape, Named) and shape.spoken:
        yield where, tree
        return
    for name, one in tree.items():
        yield from _spoken(one, inside(shape, name), (*where, name))


def _texts(tree: Any, languages: Sequence[str]) -> Page:
    page = Page(TEXT, (*SPOKEN, *(Column(one, LANGUAGE, (one,), wide=36) for one in languages)))
    for where, said in _with_gaps(tree):
        kind = _kind((*where, languages[0]))
        subject, code, rest = _subject(where)
        if any("/" in one for one in where):
            continue
        page.rows.append(
            [
                subject,
                code,
                spoken(rest),
                *(kinds.cell(kind, said[one]) if one in said else None for one in languages),
            ]
        )
    return page


def _subject(where: Place) -> tuple[str, str | None, Place]:
    """("offers", "canoe", "title") → offer, canoe, title"""
    subject = SUBJECTS.get(where[0], where[0])
    return (subject, where[1], where[2:]) if subject in ("offer", "answer") else (subject, None, where[1:])


def _with_gaps(tree: Any) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every text, and an empty one where an offer or answer might have one more."""
    for root, one in tree.items():
        if root not in ("offers", "knowledge"):
            yield from _spoken(one, inside(shapes.ROOT, root), (root,))
            continue
        for code, part in one.items():
            where = (root, code)
            found = dict(_spoken(part, shapes.at(where), where))
            usual = _usual(Offer if root == "offers" else Entry)
            gaps: dict[Place, Mapping[str, Any]] = {(*where, *rest): {} for rest in usual}
            yield from {**gaps, **found}.items()


def _usual(model: type[Offer] | type[Entry]) -> Iterator[Place]:
    for name, one in shapes.fields(model).items():
        if isinstance(one.shape, Named) and one.shape.spoken and name not in SELDOM:
            yield (name,)
        elif one.shape == Part(Rules):
            yield (name, "note")


def _kind(place: Place) -> kinds.Kind:
    found = shapes.at(place)
    return found.kind if isinstance(found, Leaf) else LANGUAGE


def _rest(tree: Any, said: Any) -> Iterator[tuple[Place, Any]]:
    """What the pages lack, down to single values where a value can stand alone."""
    for place, value in missing(tree, said):
        yield from _split(place, value, said)


def _split(place: Place, value: Any, said: Any) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, dict) and value and _at(said, place) is None:
        for key, one in value.items():
            yield from _split((*place, key), one, said)
    else:
        yield place, value


def _put(laid: Mapping[str, Page], place: Place, value: Any) -> None:
    """A value on the page of the hotel, if it is one, else on the last."""
    shape = shapes.at(place)
    cell = kinds.cell(shape.kind, value) if isinstance(shape, Leaf) and not isinstance(value, dict) else None
    if cell is not None and not cell.startswith(DATA):
        page = laid[HOTEL] if place[0] == "hotel" else laid[MORE]
        page.rows.append([spoken(place[1:] if page.name == HOTEL else place), cell])
        return
    data = json.dumps(whole(value, shape).data).replace("_x", "\\u005fx")  # programs read _x0041_ as A
    for start in range(0, len(data), CHUNK):
        laid[MORE].rows.append([spoken(place), DATA + data[start : start + CHUNK]])
