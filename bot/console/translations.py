"""qonaq catalog missing · translate: what languages lack, out to a translator and back"""

from __future__ import annotations

import csv
import io
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot import ledger
from bot.console import given
from bot.console.call import MISUSE, TROUBLE, WELL, Call, Refused
from bot.console.words import counted
from bot.desk.catalog.missing import WEIGHTS, Gap, Kind, Look, named
from bot.desk.house import House
from bot.desk.learning import translated, translating
from bot.desk.learning.translating import Cell, Read
from bot.sheets.cells import harmless
from bot.sheets.tables import xlsx

SHOWN = 60  # characters of a text
SAID = {
    "heading": "the heading is not ours; keep the first row of `qonaq catalog translate --to xx`",
    "language": "the hotel does not speak {value}; add it to languages: in hotel.yaml first",
    "unknown": "there is no text {value} in the live catalog; remove the row or export again",
    "twice": "{value} stands twice; keep one of the rows",
    "too_long": "too long ({value} characters); shorten it",
    "names": "keep {value} exactly as in the source, each name in its braces",
    "tag": "{value} is HTML; write plain text",
    "braces": "{value} is in braces, and the source has none; write plain text",
    "hidden": "the hidden character {value} stands here; type the text anew",
    "auto": "{value!r} is neither yes nor nothing; write yes for what a machine wrote, else leave it empty",
    "many": "{value} rows or more; send the file in two parts",
    "since": 'the source is "{value}" by now; the translation is taken over and stays in the list',
    "numbers": 'other numbers than in "{value}"; compare them',
}
KINDS: Mapping[Kind, str] = {
    "missing": "missing",
    "outdated": "older than its source",
    "auto": "written by a machine",
}


def missing(call: Call, asked: Namespace) -> int:
    """A line a language; with --lang a line a text."""
    house = given.house(call)
    with ledger.looking(call.config) as conn:
        look = translated.look(conn, house)
    if asked.lang is not None:
        _known(house, asked.lang)
        call.say(*(_line(one) for one in look.of(asked.lang)), _count(look, asked.lang))
        return WELL
    call.say(*(_count(look, one) for one in house.hotel.languages))
    return WELL


def _line(gap: Gap) -> str:
    code, field = named(gap.place)
    words = gap.words if len(gap.words) <= SHOWN else f"{gap.words[: SHOWN - 1]}…"
    return f"{gap.weight:<8} {code}, {field}: {KINDS[gap.kind]}: {words}"


def _count(look: Look, language: str) -> str:
    counts = look.count(language)
    parts = [f"{counts[kind]} {said}" for kind, said in KINDS.items() if counts[kind]]
    by_weight = [f"{_of_weight(look, language, weight)} {weight}" for weight in WEIGHTS]
    lacks = f" ({', '.join(by_weight)})" if counts["missing"] + counts["outdated"] else ""
    return f"{language}  {look.percent[language]:>3} %  {', '.join(parts) or 'complete'}{lacks}"


def _of_weight(look: Look, language: str, weight: str) -> int:
    return sum(one.weight == weight for one in look.of(language, "missing", "outdated"))


def translate(call: Call, asked: Namespace) -> int:
    """Without a file what is missing goes out; with one the translations come in."""
    if asked.file is not None:
        return _bring_in(call, asked)
    if asked.to is None:
        raise Refused("Say what to do: --to xx writes what is missing, FILE brings it back.", MISUSE)
    if not (asked.xlsx or asked.csv):
        raise Refused("Name the file to write: --xlsx FILE or --csv FILE.", MISUSE)
    house = given.house(call)
    _known(house, asked.to)
    with ledger.looking(call.config) as conn:
        look = translated.look(conn, house)
    kinds = ("missing", "outdated", "auto") if asked.auto else ("missing", "outdated")
    rows = translating.rows(house.catalog, look, asked.to, *kinds)
    left = len(look.of(asked.to, *kinds)) - len(rows) + 1
    _write(rows, asked)
    more = f" {counted(left, 'more')} after these are back." if left else ""
    call.say(f"Written: {asked.xlsx or asked.csv} ({counted(len(rows) - 1, 'text')}).{more}")
    return WELL


def _write(rows: Sequence[Sequence[str]], asked: Namespace) -> None:
    try:
        if asked.xlsx:
            Path(asked.xlsx).write_bytes(xlsx(rows, "Texts"))
        else:
            Path(asked.csv).write_bytes(_csv(rows))
    except OSError as error:
        raise Refused(f"{asked.xlsx or asked.csv} cannot be written: {error.strerror}.") from None


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    """With a byte order mark, by which spreadsheets know that it is UTF-8."""
    kept = io.StringIO()
    csv.writer(kept, delimiter=";").writerows([harmless(cell) for cell in row] for row in rows)
    return kept.getvalue().encode("utf-8-sig")


def _bring_in(call: Call, asked: Namespace) -> int:
    house = given.house(call)
    made = translating.read(given.table(asked.file), house.catalog)
    for one in (*made.wrong, *made.doubts):
        call.warn(told(asked.file, one))
    if made.wrong:
        raise Refused("Nothing was changed.", TROUBLE)
    texts, rest = counted(len(made.found), "text"), counted(made.empty, "empty row")
    said = f"{texts} in {made.language}, {_auto(made)}{rest}"
    if asked.dry_run or not made.found:
        call.say(f"{said}. Nothing was changed.")
        return WELL
    about = {"author": "console", "reason": f"translations to {made.language} from {Path(asked.file).name}"}
    version = ledger.act(call.config, "catalog.translated", translated.packed(made) | about, now=call.now())
    call.say(f"{said}. Live as version {version}; `qonaq catalog undo` takes it back.")
    return WELL


def _auto(made: Read) -> str:
    number = sum(one.auto for one in made.found)
    return f"{number} of them written by a machine, " if number else ""


def told(file: str, one: Cell) -> str:
    return f"{file}!{one.cell}: {SAID[one.key].format(value=one.value)}"


def _known(house: House, language: str) -> None:
    if language not in house.hotel.languages:
        raise Refused(f"The hotel speaks {', '.join(house.hotel.languages)}, not {language}.", MISUSE)
