"""The workbook in its reader's language: heads, drop-downs and help go out in it, and come back from any.

`words` are by the key of their text (`column.price`, `cell.yes`, `help.int`); without them all is English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from bot.desk.catalog.told import PLACE, Cell, Fact, Name, Told
from bot.workbook import shapes
from bot.workbook.heads import SEARCHED, plain
from bot.workbook.kinds import EVERY_DAY, WORDS, Kind, Value, tidy
from bot.workbook.pages import Grid, Page, spoken, steps
from bot.workbook.shapes import Part, Shape, fields, inside
from bot.workbook.sheets import (
    ANY,
    FACTS,
    FURTHER,
    HOTEL,
    MORE,
    PRICED,
    PRICES,
    REST,
    SPOKEN,
    TEXT,
    Column,
    tables,
)

YES_NO = ("yes", "no")
Words = Mapping[str, str]
Heard = Mapping[str, Sequence[str]]  # a word of some language, and the keys of ours that it may stand for
PLACED = {HOTEL: 0, TEXT: 2}  # the column of the place within the hotel, an offer, an answer
ROOTS = {"offer": ("offers", ANY), "answer": ("knowledge", ANY)}
SPAN = re.compile(r"(.+?) ?[-–] ?(.+)")
EVERY = "every_day"


@dataclass(frozen=True)
class Tongue:
    """One reader's."""

    words: Words = field(default_factory=dict)

    def told(self, said: str) -> str:
        """A sentence or a name of ours as they have it."""
        match said:
            case Told(key=key, facts=facts) if key in self.words:
                return PLACE.sub(lambda found: self._fact(facts[found[1]]), self.words[key])
            case Name():
                return self.words.get(f"column.{said.slug}") or self.words.get(f"fact.{said}", str(said))
            case Cell():
                return self.words.get(f"cell.{said}", str(said))
        return str(said)

    def _fact(self, fact: Fact) -> str:
        if isinstance(fact, tuple):
            return ", ".join(map(self.told, fact))
        return self.told(fact) if isinstance(fact, str) else str(fact)

    def header(self, column: Column) -> str:
        """Seasons and languages are called by their codes."""
        return column.header if column.place[:1] == ("season",) else self.told(Name(column.header))

    def headers(self, columns: Sequence[Column]) -> list[str]:
        """One that would be called like a season stays as we call it."""
        codes = {plain(one.header) for one in columns if one.place[:1] == ("season",)}
        return [one.header if plain(self.header(one)) in codes else self.header(one) for one in columns]

    def cell(self, column: Column, said: str) -> str:
        if not (known := choices(column.kind)):
            return said
        if said == EVERY_DAY:
            return self.words.get(f"cell.{EVERY}", said)
        return ", ".join(self.told(Cell(one)) if one in known else one for one in said.split(", "))

    def row(self, page: Page, row: Sequence[str | None]) -> list[str | None]:
        """Its cells; what its place is called, but no code in it, is in their language too."""
        cells = [said and self.cell(one, said) for one, said in zip(page.columns, row, strict=True)]
        if (at := PLACED.get(page.name)) is not None and (place := row[at]):
            cells[at] = spoken([*self._named(steps(place), _root(page.name, row[0] or ""))])
        return cells

    def _named(self, place: Sequence[str], shape: Shape | None) -> Iterator[str]:
        for step in place:
            yield self.told(Name(step)) if isinstance(shape, Part) else step
            shape = inside(shape, step)

    def offered(self, kind: Kind) -> list[str]:
        return [self.told(Cell(one)) for one in choices(kind)]


def choices(kind: Kind) -> tuple[str, ...]:
    return YES_NO if kind.name == "bool" else kind.choices


def columns_of(sheet: str) -> tuple[Column, ...]:
    """Those that every workbook has; seasons and languages come on top."""
    others = {PRICES: (*PRICED, *FURTHER), TEXT: SPOKEN, HOTEL: FACTS, MORE: REST}
    return next((one.every for one in tables() if one.name == sheet), others.get(sheet, ()))


def back(grid: Grid, heard: Heard) -> Grid:
    """The page as if it had been written in English, whatever the language of each word is."""
    if not heard:
        return grid
    columns = columns_of(grid.name)
    heads = {plain(one.header): one for one in columns}
    slugs = {Name(one.header).slug: one for one in columns}
    foreign = {
        plain(word): slugs[key.removeprefix("column.")]
        for word, keys in heard.items()
        for key in keys
        if key.removeprefix("column.") in slugs
    }
    at = _head_row(grid, heads.keys() | foreign.keys())
    if at is None:
        return grid
    found = _columns(grid.rows[at][1], heads, foreign)
    rows = list(grid.rows)
    rows[at] = (rows[at][0], rows[at][1] | {n: one.header for n, one in found.items()})
    said = {n: _meanings(one.kind, heard) for n, one in found.items() if choices(one.kind)}
    ours = {columns.index(one): n for n, one in found.items()}
    for n, (number, cells) in enumerate(rows[at + 1 :], at + 1):
        row = cells | dict(_meant(cells, said))
        row |= dict(_placed(grid.name, row, ours, heard))
        rows[n] = (number, row)
    return Grid(grid.name, rows)


def _root(sheet: str, subject: str) -> Shape | None:
    """What the place of a row is within."""
    return shapes.at(("hotel",) if sheet == HOTEL else ROOTS.get(subject, (subject,)))


def _placed(
    sheet: str, row: Mapping[int, Value], ours: Mapping[int, int], heard: Heard
) -> Iterator[tuple[int, str]]:
    """The place of a row by our names, where it is called by names that we know."""
    at = ours.get(PLACED.get(sheet, -1))
    said = tidy(row.get(at, "")) if at is not None else ""
    if at is not None and isinstance(said, str) and said:
        subject = tidy(row.get(ours.get(0, -1), ""))
        place = spoken([*_known(steps(said), _root(sheet, str(subject)), heard)])
        if place != spoken(steps(said)):
            yield at, place


def _known(place: Sequence[str], shape: Shape | None, heard: Heard) -> Iterator[str]:
    for step in place:
        name = _field(shape.model, step, heard) if isinstance(shape, Part) else step
        yield name
        shape = inside(shape, name)


def _field(model: type[BaseModel], said: str, heard: Heard) -> str:
    """Our name of a field that has been called by a word of any language."""
    known = fields(model)
    meant = (key.partition(".")[2] for key in heard.get(said, ()) if not key.startswith("cell."))
    return said if said in known else next((one for one in meant if one in known), said)


def _head_row(grid: Grid, known: set[str]) -> int | None:
    scores = [
        (sum(plain(one) in known for one in cells.values()), -at)
        for at, (_, cells) in enumerate(grid.rows[:SEARCHED])
    ]
    score, at = max(scores, default=(0, 0))
    return -at if score else None


def _columns(
    row: Mapping[int, Value], heads: Mapping[str, Column], foreign: Mapping[str, Column]
) -> dict[int, Column]:
    """A foreign head counts where ours is not there itself."""
    ours = {at: heads[plain(said)] for at, said in row.items() if plain(said) in heads}
    theirs = {at: foreign[plain(said)] for at, said in row.items() if plain(said) in foreign}
    return ours | {at: one for at, one in theirs.items() if at not in ours and one not in ours.values()}


def _meanings(kind: Kind, heard: Heard) -> dict[str, str]:
    known = (*choices(kind), EVERY)
    found = {
        word.lower(): key.removeprefix("cell.")
        for word, keys in heard.items()
        for key in keys
        if key.startswith("cell.") and key.removeprefix("cell.") in known
    }
    return {word: EVERY_DAY if meant == EVERY else meant for word, meant in found.items()}


def _meant(cells: Mapping[int, Value], said: Mapping[int, Mapping[str, str]]) -> Iterator[tuple[int, str]]:
    for at, meanings in said.items():
        if isinstance(value := tidy(cells.get(at, "")), str) and value:
            found = [_word(one, meanings) for one in WORDS.split(value)]
            meant = meanings.get(value.lower()) or ", ".join(one for one in found if one)
            if all(found) and meant != value:
                yield at, meant


def _word(said: str, meanings: Mapping[str, str]) -> str:
    """A value, or a run of days; nothing when it is neither."""
    word = said.strip().lower()
    ran = SPAN.fullmatch(word)
    if word not in meanings and ran and ran[1] in meanings and ran[2] in meanings:
        return f"{meanings[ran[1]]}-{meanings[ran[2]]}"
    return meanings.get(word, "")
