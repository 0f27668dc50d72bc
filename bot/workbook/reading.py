"""A workbook that came back: the catalog it says, or every cell to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.desk.catalog.check import findings
from bot.desk.catalog.issues import Issue, Where, broken, in_words, like, shown
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.told import Name, Told, told
from bot.workbook import gathering, shapes, tongue, unpacking
from bot.workbook.gathered import Gathered
from bot.workbook.pages import Grid
from bot.workbook.sheets import HELP, HOTEL, MEND, META, MORE, ORDER, SCHEMA, TEXT
from bot.workbook.tongue import Heard
from bot.workbook.tree import unlabelled
from bot.workbook.unpacking import Refused


@dataclass(frozen=True)
class Read:
    """`catalog` only when nothing is broken; `base` is the version that the file came from, if it says so."""

    catalog: Catalog | None
    issues: list[Issue] = field(default_factory=list)
    base: int | None = None


def read(
    data: bytes,
    *,
    photos: frozenset[str] | None = None,
    today: date | None = None,
    heard: Heard | None = None,
) -> Read:
    """Never raises. `photos` are the names of the pictures there are; without them none is missed. `heard`
    are the words of other languages that heads and drop-downs may be in."""
    try:
        grids = [tongue.back(one, heard or {}) for one in unpacking.grids(data)]
        return understood(grids, photos=photos, today=today)
    except Refused as refused:
        return Read(None, [Issue(refused.place, None, refused.problem, refused.fix)])


def understood(
    grids: Sequence[Grid], *, photos: frozenset[str] | None = None, today: date | None = None
) -> Read:
    """What the cells say."""
    meta = _meta(grids)
    base = int(meta["base"]) if meta.get("base") else None
    issues = list(_strangers(grids, meta))
    if broken(issues):
        return Read(None, issues, base)
    found = gathering.gather([*_named(grids)])
    if found.misbuilt:
        return Read(None, [*issues, *found.misbuilt], base)
    catalog, more = _catalog(found, photos, today)
    issues += [*found.issues, *more]
    return Read(None if broken(issues) else catalog, issues, base)


def _meta(grids: Iterable[Grid]) -> dict[str, str]:
    rows = next((one.rows for one in grids if one.name == META), ())
    return {str(row.get(0, "")): _number(row.get(1)) for _, row in rows[:20]}


def _number(found: Any) -> str:
    """The digits of a cell, however a program kept them; nothing when it holds more than a number."""
    said = str(found).strip().removesuffix(".0")
    return said if re.fullmatch("[0-9]{1,9}", said) else ""


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()


def _named(grids: Sequence[Grid]) -> Iterator[Grid]:
    """The sheets that are read, by the names that they were given."""
    known = {_same(one): one for one in ORDER}
    return (Grid(known[_same(one.name)], one.rows) for one in grids if _same(one.name) in known)


def _strangers(grids: Sequence[Grid], meta: Mapping[str, str]) -> Iterator[Issue]:
    """Sheets that are missing, and those that nobody knows."""
    if int(meta.get("schema") or 0) > SCHEMA:
        yield Issue("workbook", None, told("issue.newer"), told("fix.upgrade"))
    names = [one.name for one in grids]
    have = {_same(one) for one in names}
    missing = [one for one in ORDER if _same(one) not in have]
    spare = [one for one in names if _same(one) not in {_same(known) for known in (*ORDER, HELP, META, MEND)}]
    if len(missing) == len(ORDER):
        yield Issue("workbook", None, told("issue.no_sheets"), told("fix.fresh_begin"))
        return
    for name in missing:
        meant = like(name.lower(), [one.lower() for one in spare])
        said = next((one for one in spare if one.lower() == meant), None)
        fix = told("fix.renamed_sheet", said=shown(said), sheet=name) if said else told("fix.fresh_copy")
        yield Issue(name, None, told("issue.sheet_gone", sheet=name), fix)
    for one in spare:
        yield Issue(
            one[:60] or "workbook",
            None,
            told("issue.sheet_unread"),
            told("fix.keep_or_remove"),
            "warning",
        )


def _catalog(
    found: Gathered, photos: frozenset[str] | None, today: date | None
) -> tuple[Catalog | None, list[Issue]]:
    places: dict[Where, str] = {}
    try:
        data = unlabelled(found.root, shapes.ROOT, (), places)
        catalog = Catalog.model_validate(data)
    except ValidationError as refused:
        return None, list(_unfit(found, refused, places))
    if broken(found.issues):
        return None, []
    pictures = photos
    if pictures is None:
        pictures = frozenset(catalog.shown())
    return catalog, [
        Issue(_cell(places, one.where), None, one.problem, one.fix, one.level)
        for one in findings(catalog, pictures, today=today)
    ]


def _cell(places: Mapping[Where, str], where: Where) -> str:
    """The cell of a place, or of the nearest thing around it."""
    while where and where not in places:
        where = where[:-1]
    return places.get(where, HOTEL)


def _unfit(found: Gathered, refused: ValidationError, places: Mapping[Where, str]) -> Iterator[Issue]:
    cells = {one.file for one in found.issues if one.level == "error"}
    for error in refused.errors():
        cell = _cell(places, error["loc"])
        if cell in cells and error["type"] != "missing":
            continue  # said already, of the cell itself
        problem, fix = in_words(error, Catalog, _text(error["loc"]))
        if error["type"] == "missing":
            fix = _home(error)
        yield Issue(cell, None, problem, fix)


def _text(where: Where) -> Told | None:
    """The name and the language of a text."""
    steps = [str(one) for one in where if isinstance(one, str)]
    if len(steps) > 1 and re.fullmatch("[a-z]{2}", steps[-1]):
        return told("issue.text_in", field=Name(steps[-2]), language=steps[-1])
    return None


def _home(error: ErrorDetails) -> Told:
    """Where something that is missing is written."""
    steps = [one for one in error["loc"] if isinstance(one, str)]
    last = steps[-1] if steps else ""
    shape = shapes.at(tuple(map(str, error["loc"])))
    if isinstance(shape, shapes.Named) and shape.spoken:
        return told("fix.row_on_sheet", sheet=TEXT)
    sheets = {"options": "Options", "units": "Prices", "hotel": HOTEL, "departments": TEXT, "clocks": HOTEL}
    if last in sheets:
        return told("fix.row_on_sheet", sheet=sheets[last])
    if steps and steps[0] in ("ladder", "roster", "remedies", "replies"):
        return told("fix.row_on_sheet", sheet=MORE)
    return told("fix.this_row") if steps and steps[0] != "hotel" else told("fix.row_on_sheet", sheet=HOTEL)
