"""What a language lacks as a table for a translator, and the table back: strictly read, all or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.desk.catalog import marks
from bot.desk.catalog.characters import hidden
from bot.desk.catalog.missing import Gap, Kind, Look, source_of
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.placeholders import BRACES
from bot.desk.catalog.places import Place, find, plain
from bot.desk.catalog.texts import TAG, TITLE
from bot.desk.catalog.truth import numbers_in
from bot.desk.stays.reading.table import MOST_ROWS, Row, Table, clean, letter, shown
from bot.sheets.cells import as_typed

CODE, FIELD, AUTO, NOTE, FROM, TO, NOW = "code", "field", "auto", "note", "from", "to", "now"
LONGEST = 600  # characters of a text, as in the model
LONG = 120  # of the source as it was, in a note
YES, NO = (
    ("yes", "auto", "x", "1", "true", "да", "иә", "bəli", "igen", "evet", "ja"),
    ("", "no", "0", "false"),
)
TARGET = re.compile(r"to ([a-z]{2})")
WRONG = (
    "heading",
    "language",
    "unknown",
    "twice",
    "too_long",
    "names",
    "tag",
    "braces",
    "hidden",
    "auto",
    "many",
)
DOUBTS = ("since", "numbers")


@dataclass(frozen=True)
class Cell:
    """One cell to mend, or to look at again."""

    cell: str
    key: str  # of WRONG or DOUBTS; each has a text, and a sentence for the console
    value: str = ""


@dataclass(frozen=True)
class Translated:
    """A text as the file has it. `made_from`: the source beside it; auto: a machine wrote it."""

    place: Place
    words: str
    auto: bool
    made_from: str


@dataclass
class Read:
    """With something wrong nothing is to be taken over; what is doubtful may be."""

    language: str
    found: list[Translated] = field(default_factory=list)
    wrong: list[Cell] = field(default_factory=list)
    doubts: list[Cell] = field(default_factory=list)
    empty: int = 0  # rows that are not filled in yet


def rows(catalog: Catalog, look: Look, language: str, *kinds: Kind) -> list[list[str]]:
    """The heading and a line for each text, the most visible first; as many as can be read back."""
    gaps = look.of(language, *(kinds or ("missing", "outdated")))[: MOST_ROWS - 1]
    source = catalog.hotel.default_language
    beside = [one for one in catalog.hotel.languages if one not in (language, source)]
    heading = [CODE, FIELD, f"{FROM} {source}", *beside, f"{NOW} {language}", f"{TO} {language}", AUTO, NOTE]
    return [heading, *(_line(one, beside) for one in gaps)]


def _line(gap: Gap, beside: Sequence[str]) -> list[str]:
    part, name = marks.part_of(gap.place)
    others = [gap.texts.get(one, "") for one in beside]
    auto = "yes" if gap.kind == "auto" else ""
    return ["/".join(part), name, gap.words, *others, gap.said, "", auto, "; ".join(_notes(gap))]


def _notes(gap: Gap) -> Iterator[str]:
    yield f"at most {most(gap.place)} characters"
    if names := sorted(set(BRACES.findall(gap.words))):
        yield f"keep {' '.join(names)} as it stands"
    if gap.before:
        yield f"the text changed, it was: {gap.before[:LONG]}"


def most(place: Place) -> int:
    return TITLE if place[-1] == "title" and place[0] in ("offers", "knowledge", "replies") else LONGEST


def is_translation(table: Table) -> bool:
    """Whether its heading is ours."""
    return bool(table.rows) and _words(table.rows[0])[:2] == [CODE, FIELD]


def _words(row: Row) -> list[str]:
    return [shown(cell).strip().casefold() for cell in row.cells]


def read(table: Table, catalog: Catalog) -> Read:
    """The translations, and every cell that is to be mended. Never raises."""
    heading = _words(table.rows[0]) if is_translation(table) else []
    target = next(
        ((at, found[1]) for at, one in enumerate(heading) if (found := TARGET.fullmatch(one))), None
    )
    if target is None:
        return Read("", wrong=[Cell("A1", "heading")])
    column, language = target
    if language not in catalog.hotel.languages:
        return Read(language, wrong=[Cell(f"{letter(column)}1", "language", language)])
    reading = _Reading(catalog, plain(catalog), heading, column, Read(language))
    for row in table.rows[1:]:
        reading.take(row)
    if len(table.rows) >= MOST_ROWS:
        reading.made.wrong.append(Cell(f"A{table.rows[-1].number}", "many", str(MOST_ROWS)))
    return reading.made


@dataclass
class _Reading:
    catalog: Catalog
    facts: dict[str, Any]
    heading: Sequence[str]
    column: int
    made: Read
    seen: set[Place] = field(default_factory=set)

    def take(self, row: Row) -> None:
        words, place = as_typed(shown(row.at(self.column)).strip()), self._place(row)
        if not words:
            self.made.empty += 1
            return
        said = find(self.facts, place)
        if (
            not said
            or place[-1] in ("auto", "phrases")
            or not all(isinstance(one, str) for one in said.values())
        ):
            self._bad(0, row, "unknown", "/".join(place))
            return
        if place in self.seen:
            self._bad(0, row, "twice", "/".join(place))
        self.seen.add(place)
        source = said[source_of(self.catalog, said)]
        for key, value in flaws(place, words, source):
            self._bad(self.column, row, key, value)
        self.made.found.append(Translated(place, words, self._auto(row), self._made_from(row, words, source)))

    def _place(self, row: Row) -> Place:
        return (*shown(row.at(0)).strip().split("/"), *shown(row.at(1)).strip().split("/"))

    def _bad(self, column: int, row: Row, key: str, value: str) -> None:
        self.made.wrong.append(Cell(f"{letter(column)}{row.number}", key, value))

    def _auto(self, row: Row) -> bool:
        at = self.heading.index(AUTO) if AUTO in self.heading else len(self.heading)
        said = shown(row.at(at)).strip().casefold()
        if said not in (*YES, *NO):
            self._bad(at, row, "auto", said)
        return said in YES

    def _made_from(self, row: Row, words: str, source: str) -> str:
        """The source that the translator saw; what is odd about it is noted."""
        at = next((n for n, one in enumerate(self.heading) if one.startswith(f"{FROM} ")), len(self.heading))
        seen = as_typed(shown(row.at(at)).strip())
        cell = f"{letter(self.column)}{row.number}"
        if numbers_in(words) != numbers_in(source):
            self.made.doubts.append(Cell(cell, "numbers", source[:LONG]))
        if seen and seen != clean(source):
            self.made.doubts.append(Cell(cell, "since", source[:LONG]))
            return seen
        return source


def flaws(place: Place, words: str, source: str) -> Iterator[tuple[str, str]]:
    """What keeps a translation from being taken over."""
    if len(words) > most(place):
        yield "too_long", f"{len(words)}/{most(place)}"
    names, wanted = set(BRACES.findall(words)), set(BRACES.findall(source))
    if names != wanted and (wanted or place[0] in ("knowledge", "replies")):
        yield "names", " ".join(sorted(wanted)) or " ".join(sorted(names))
    elif names and not wanted:
        yield "braces", " ".join(sorted(names))
    if tag := TAG.search(words):
        yield "tag", tag[0][:20]
    if sign := hidden(words):
        yield "hidden", sign


def applied(catalog: Catalog, made: Read) -> Catalog:
    """The catalog with these texts in it, and a mark on those that a machine wrote."""
    facts = plain(catalog)
    for one in made.found:
        said = find(facts, one.place)
        if said is not None:
            said[made.language] = one.words
            marks.mark(facts, one.place, made.language, auto=one.auto)
    return Catalog.model_validate(facts)


def behind(catalog: Catalog, made: Read) -> list[tuple[Place, str, str]]:
    """Those that were made from other words than the hotel's of now."""
    facts = plain(catalog)
    found = ((one, find(facts, one.place) or {}) for one in made.found)
    return [
        (one.place, made.language, one.made_from)
        for one, said in found
        if one.made_from != said.get(source_of(catalog, said))
    ]
