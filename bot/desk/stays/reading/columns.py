"""What each column is: proposed from what stands above it and from what is in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from bot.desk.stays import numbers
from bot.desk.stays.reading import names
from bot.desk.stays.reading.dates import Order, looks_like_a_day, order_of, span_of
from bot.desk.stays.reading.people import party_of
from bot.desk.stays.reading.table import Cell, Row, Table, shown
from bot.desk.stays.reading.words import KEPT, OTHER, PRIVATE, fields_of, plain

IsRoom = Callable[[str], bool]
HEADER_WITHIN = 40  # rows in which a header may stand below titles
SAMPLE = 60  # rows that show what a column holds
WEIGHTS = dict.fromkeys(("guest", "surname", "arrival", "departure", "dates", "room"), 3)
NAMES = ("guest", "surname", "given")
DAYS = ("arrival", "departure")
EMAIL, PHONE = re.compile(r"\S@\S+\.\w"), re.compile(r"^\+?[\d\s()./-]{9,20}$")
FIRST = re.compile(r"surname|фио|ф и о|фамилия|nev|soyad|s a a|аты жөні|тегі", re.I)
CYRILLIC = re.compile(r"[Ѐ-ӿ]")


@dataclass(frozen=True)
class Columns:
    """Which column holds what, and how its dates and names are to be taken."""

    places: Mapping[str, int]
    order: Order = "dmy"
    surname_first: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What an arrival cannot do without, and nobody has found yet."""
        here = self.places
        who = () if "guest" in here or "surname" in here else ("guest",)
        if "dates" in here:
            return who
        came = () if "arrival" in here else ("arrival",)
        left = () if "departure" in here or "nights" in here else ("departure",)
        return (*who, *came, *left)

    def put(self, what: str, column: int) -> Columns:
        """The same with `what` in that column, whatever was thought of either before."""
        kept = {name: at for name, at in self.places.items() if at != column and name != what}
        if what == "guest":
            kept = {name: at for name, at in kept.items() if name not in NAMES}
        return replace(self, places=kept | {what: column})

    def packed(self) -> dict[str, Any]:
        return {"places": dict(self.places), "order": self.order, "surname_first": self.surname_first}

    @staticmethod
    def unpacked(raw: Mapping[str, Any]) -> Columns:
        return Columns(dict(raw["places"]), raw["order"], bool(raw["surname_first"]))


@dataclass(frozen=True)
class Proposal:
    """What we make of a table. `shape` is the same for every file that this system or person makes."""

    columns: Columns
    labels: tuple[str, ...]  # above each column; empty where nothing stands
    body: tuple[Row, ...]
    shape: str
    private: tuple[str, ...] = ()  # kinds of data that are left out
    sure: bool = True  # the dates prove their order

    def as_before(self, known: Columns) -> Columns:
        """As such a file was confirmed; and the numbers to ring, which were not taken over once."""
        at = self.columns.places.get("phone")
        new = at is not None and "phone" not in known.places and at not in known.places.values()
        return known.put("phone", at) if new and at is not None else known

    def put(self, columns: Columns, what: str, at: int) -> Columns:
        """`what` in that column; a number there is how many nights, not when they leave."""
        cells = [cell for one in self.body[:SAMPLE] if (cell := one.at(at)) is not None]
        nights = what == "departure" and cells and all(isinstance(_number(one), int) for one in cells)
        return columns.put("nights" if nights and not any(map(looks_like_a_day, cells)) else what, at)


@dataclass(frozen=True)
class _Header:
    labels: tuple[str, ...]
    alone: tuple[str, ...]  # without what stands above a group of columns
    ends: int  # index of the first row of the body
    score: int


def propose(table: Table, *, today: date, is_room: IsRoom) -> Proposal:
    """Never fails: where nothing is recognised, `columns.missing` says what is not."""
    header = _header(table)
    above = {shown(one.at(0)) for one in table.rows[: max(0, header.ends - 1)]} - {""}
    body = tuple(one for one in table.rows[header.ends :] if not _again(one, header, above))
    width = max((len(one.cells) for one in table.rows), default=0)
    labels = (*header.labels, *[""] * (width - len(header.labels)))[:width]
    samples = [[cell for one in body[:SAMPLE] if (cell := one.at(at)) is not None] for at in range(width)]
    places, private = _assign(header, samples, is_room)
    columns = _habits(Columns(places), labels, body, today)
    return Proposal(columns[0], labels, body, _shape(labels, places), private, columns[1])


def _shape(labels: Sequence[str], places: Mapping[str, int]) -> str:
    """The same for what stands above the columns; without that, for what is in them."""
    named = [plain(label) for label in labels]
    said = (
        named if any(named) else [f"{len(labels)} columns", *(f"{k}{v}" for k, v in sorted(places.items()))]
    )
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:32]


def _header(table: Table) -> _Header:
    """The row, or the two rows, above the data that name the most."""
    rows = table.rows[:HEADER_WITHIN]
    found = [_one_line(one, at) for at, one in enumerate(rows)]
    found += [_two_lines(a, b, at) for at, (a, b) in enumerate(pairwise(rows)) if b.number == a.number + 1]
    best = max(found, key=lambda one: (one.score, -one.ends), default=_Header((), (), 0, 0))
    return best if best.score >= 4 else _unknown_words(rows)


def _unknown_words(rows: Sequence[Row]) -> _Header:
    """A header in words that we do not know: text alone, as wide as the rows below it, which hold days."""
    for at, (line, below) in enumerate(pairwise(rows[:10])):
        words = all(cell is None or any(map(str.isalpha, shown(cell))) for cell in line.cells)
        if (
            words
            and len(line.cells) >= max(2, len(below.cells) - 1)
            and not _is_data(line)
            and _is_data(below)
        ):
            labels = tuple(map(shown, line.cells))
            return _Header(labels, labels, at + 1, 0)
    return _Header((), (), 0, 0)


def _one_line(line: Row, at: int) -> _Header:
    labels = tuple(shown(cell) if isinstance(cell, str) else "" for cell in line.cells)
    return _Header(labels, labels, at + 1, 0 if _is_data(line) else _score(labels, labels))


def _two_lines(top: Row, bottom: Row, at: int) -> _Header:
    """A group above its columns: "Guest" over "Surname" and "First name". Merged cells stand at the left."""
    above, groups, alone = "", [], []
    for column in range(max(len(top.cells), len(bottom.cells))):
        over, under = top.at(column), bottom.at(column)
        above = over if isinstance(over, str) else above if under is not None else ""
        alone.append(shown(under) or above)
        groups.append(f"{above} {shown(under)}".strip() if above != shown(under) else above)
    if _is_data(top) or _is_data(bottom) or len(top.cells) < 2:
        return _Header((), (), at, 0)
    return _Header(tuple(groups), tuple(alone), at + 2, _score(tuple(groups), tuple(alone)))


def _is_data(line: Row) -> bool:
    return any(looks_like_a_day(cell) for cell in line.cells)


def _score(labels: Sequence[str], alone: Sequence[str]) -> int:
    best = {fields[0][0] for one in zip(labels, alone, strict=True) if (fields := _meanings(*one))}
    return sum(WEIGHTS.get(one, 1) for one in best)


def _meanings(label: str, alone: str) -> tuple[tuple[str, int], ...]:
    """By the column's own name first; what stands over a group only helps where that says nothing."""
    found = fields_of(alone) or fields_of(label)
    private = [one for one in found if one[0] in PRIVATE]
    exact = (
        found
        and found[0][0] in KEPT
        and found[0][0] not in PRIVATE
        and plain(alone).replace(" ", "")
        and found[0][1] > 2 * len(plain(alone))
    )
    return tuple(private[:1]) if private and not exact else found


def _again(line: Row, header: _Header, above: set[str]) -> bool:
    """The titles and the header, repeated at the top of a page."""
    if shown(line.at(0)) in above and not _is_data(line):
        return True
    same = sum(
        1 for cell, label in zip(line.cells, header.labels, strict=False) if label and shown(cell) == label
    )
    return same >= 2


def _assign(
    header: _Header, samples: Sequence[Sequence[Cell]], is_room: IsRoom
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Each column its likeliest meaning; one column for each meaning that we keep."""
    claims = sorted(_claims(header, samples, is_room), key=lambda one: (-one[0], one[1]))
    places: dict[str, int] = {}
    taken: set[int] = set()
    private: dict[str, None] = {}
    for weight, column, meaning in claims:
        if column in taken or meaning in places or weight < 1:
            continue
        taken.add(column)
        if meaning in KEPT and (meaning != "phone" or _rung(samples[column])):
            places[meaning] = column
        elif meaning in PRIVATE:
            private[meaning] = None
    for column, cells in enumerate(samples):
        if column not in taken and (kind := _private_content(cells)):
            taken.add(column)
            private[kind] = None
    return _settled(_by_content(places, taken, samples, is_room), samples), tuple(private)


def _claims(
    header: _Header, samples: Sequence[Sequence[Cell]], is_room: IsRoom
) -> Iterator[tuple[float, int, str]]:
    for column, (label, alone) in enumerate(zip(header.labels, header.alone, strict=True)):
        cells = samples[column] if column < len(samples) else []
        for meaning, letters in _meanings(label, alone):
            yield letters * _fit(meaning, cells, is_room), column, meaning


def _fit(meaning: str, cells: Sequence[Cell], is_room: IsRoom) -> float:
    """How far what is in a column agrees with the word above it."""
    if not cells or meaning in OTHER or meaning in PRIVATE:
        return 1.0
    match meaning:
        case "arrival" | "departure":
            good = _share(cells, looks_like_a_day) + _share(cells, _is_short_day)
        case "dates":
            good = _share(cells, lambda cell: span_of(cell, "dmy", date(2026, 6, 15)) is not None)
        case "room":
            known = _share(cells, lambda cell: is_room(shown(cell)))
            return (
                1.3
                if known > 0.5
                else 1.0
                if _share(cells, _is_code) > 0.5 and not _all_small(cells)
                else 0.1
            )
        case "guest" | "surname" | "given":
            good = _share(cells, _is_name)
        case "people" | "adults" | "children" | "nights":
            good = _share(cells, lambda cell: party_of(cell)[0] is not None or cell == 0)
        case _:
            return 1.0
    return 1.0 if good > 0.4 else 0.1


def _share(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _is_short_day(cell: Cell) -> bool:
    """ "14.07", which only stands for a day under a word that says so."""
    return isinstance(cell, (str, float)) and bool(re.match(r"\d{1,2}[./]\s?\d{1,2}\.?$", shown(cell)))


def _is_code(cell: Cell) -> bool:
    said = shown(cell)
    return len(said) <= 12 and any(map(str.isdigit, said))


def _all_small(cells: Sequence[Cell]) -> bool:
    return all(isinstance(cell, int) and cell < 10 for cell in map(_number, cells))


def _number(cell: Cell) -> Cell:
    return int(cell) if isinstance(cell, str) and cell.isdecimal() and len(cell) < 9 else cell


def _is_name(cell: Cell) -> bool:
    said = shown(cell)
    letters = sum(map(str.isalpha, said))
    return letters >= 2 and letters * 2 > len(said) and "@" not in said and not looks_like_a_day(cell)


def _rung(cells: Sequence[Cell]) -> bool:
    """ "Contact" may be a person or an address just as well."""
    return bool(cells) and _share(cells, lambda cell: numbers.within(shown(cell)) is not None) > 0.4


def _private_content(cells: Sequence[Cell]) -> str | None:
    if cells and _share(cells, lambda cell: bool(EMAIL.search(shown(cell)))) > 0.5:
        return "email"
    phones = _share(cells, lambda cell: bool(PHONE.match(shown(cell)))) if cells else 0
    return "phone" if phones > 0.5 and not any(map(looks_like_a_day, cells)) else None


def _by_content(
    places: dict[str, int], taken: set[int], samples: Sequence[Sequence[Cell]], is_room: IsRoom
) -> dict[str, int]:
    """What no word has named: columns of days, of the hotel's rooms, of names."""
    free = [at for at, cells in enumerate(samples) if at not in taken and cells]
    found = dict(places)
    days = [at for at in free if _share(samples[at], looks_like_a_day) > 0.6]
    wanted = [one for one in DAYS if one not in found and "dates" not in found]
    if len(wanted) == len(days) or len(days) == 1:
        found |= dict(zip(wanted, days, strict=False))
    rest = [at for at in free if at not in days]
    if "room" not in found:
        rooms = [at for at in rest if _share(samples[at], lambda cell: is_room(shown(cell))) > 0.6]
        found |= dict(zip(["room"], rooms, strict=False))
    if not {"guest", "surname"} & set(found):
        called = [at for at in rest if at not in found.values() and _share(samples[at], _is_name) > 0.7]
        found |= dict(zip(["guest"], sorted(called, key=lambda at: -_two_words(samples[at])), strict=False))
    return found


def _two_words(cells: Sequence[Cell]) -> float:
    return bool(cells) and _share(cells, lambda cell: len(shown(cell).split()) in (2, 3))


def _settled(places: dict[str, int], samples: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """ "Name" beside "Surname" is the given name, beside "First name" the surname; alone, it is the whole."""
    if "surname" in places and "guest" in places and "given" not in places:
        places["given"] = places.pop("guest")
    if "surname" in places and "given" not in places and _two_words(samples[places["surname"]]) > 0.6:
        places["guest"] = places.pop("surname")
    if "given" in places and "guest" in places and "surname" not in places:
        places["surname"] = places.pop("guest")
    if "given" in places and not {"surname", "guest"} & set(places):
        places["guest"] = places.pop("given")
    return places


def _habits(
    columns: Columns, labels: Sequence[str], body: Sequence[Row], today: date
) -> tuple[Columns, bool]:
    """How this file writes days and names."""
    at = columns.places
    days = at.get("arrival", -1), at.get("departure", -1)
    order, sure = order_of([(one.at(days[0]), one.at(days[1])) for one in body], today)
    said = [shown(one.at(at.get("guest", -1))) for one in body[:500]]
    above = plain(labels[at["guest"]]) if "guest" in at and at["guest"] < len(labels) else ""
    usual = bool(FIRST.search(above)) or sum(bool(CYRILLIC.search(one)) for one in said) * 2 > len(said)
    first, _ = names.surname_first(said, usual=usual)
    return replace(columns, order=order, surname_first=first), sure
