"""How many come: "2+1", "2/1", "2 ad 1 ch (5)", ages in a row; and whether, and in which language."""

from __future__ import annotations

import re
from datetime import date

from bot.desk.stays.reading.table import Cell, shown
from bot.desk.stays.reading.words import plain

MOST_ADULTS, MOST_AGE, MOST_CHILDREN = 20, 17, 10
_PLUS = re.compile(r"^\s*(\d{1,2})\s*(?:[+/\\:-]|\s)\s*(\d{1,2})(?:\s*[+/]\s*\d{1,2})?\s*(?:\(|$)")
_ALONE = re.compile(
    r"^\s*(\d{1,2})\s*(?:pax|people|persons?|guests?|чел\w*|гост\w*|nəfər|адам|fő|kişi|personen)?\s*\.?$",
    re.I,
)
_ADULTS = re.compile(r"(\d{1,2})\s*(?:x\s*)?(?:a\b|ad|adl|взр|böy|yet|ересек|feln|erw|ер)", re.I)
_BRACKETS = re.compile(r"\(([^)]*)\)")
_CANCELLED = re.compile(
    r"\b(?:cancel|annul|void|no.?show|отмен|аннул|незаезд|не заезд|legv|imtina|бас тарт|жой|"
    r"lemond|torol|storn|iptal|geloscht)"
)
_LANGUAGES = {
    "en": "en eng english английский англ ingilis агылшын angol ingilizce englisch",
    "ru": "ru rus russian русский рус rus орыс orosz rusca russisch",
    "az": "az aze azerbaijani азербайджанский azerbaycan azerbaycanca azeri",
    "kk": "kk kz kaz kazakh казахский каз казакша kazah",
    "hu": "hu hun hungarian венгерский magyar macar macarca ungarisch",
    "tr": "tr tur turkish турецкий turk turkce turkische torok",
    "de": "de ger deu german немецкий нем alman almanca nemet deutsch",
}
_CODES = {word: code for code, words in _LANGUAGES.items() for word in words.split()}


def party_of(cell: Cell) -> tuple[int | None, tuple[int, ...]]:
    """Adults, and the ages that stand with them."""
    if isinstance(cell, date):  # "2/1" that a spreadsheet took for a day
        return max(cell.day, cell.month), ()
    said = shown(cell)
    inside = _BRACKETS.search(said)
    ages = ages_of(inside[1]) if inside else ()
    if found := _ADULTS.search(said):
        return _few(int(found[1])), ages
    if found := _PLUS.match(said) or _ALONE.match(_BRACKETS.sub("", said)):
        return _few(int(found[1])), ages
    return None, ages


def _few(number: int) -> int | None:
    return number if 0 < number <= MOST_ADULTS else None


def ages_of(cell: Cell) -> tuple[int, ...]:
    """Children's ages; a spreadsheet may have made "5,8" a number or "5-8" a day."""
    if isinstance(cell, date):
        return (cell.day, cell.month)
    found = [int(one) for one in re.findall(r"\d+", shown(cell)[:80])]
    return tuple(one for one in found if one <= MOST_AGE)[:MOST_CHILDREN]


def cancelled(cell: Cell) -> bool:
    """Whether a status says that nobody comes."""
    return bool(_CANCELLED.search(plain(shown(cell))))


def language_of(cell: Cell) -> str | None:
    return next((_CODES[word] for word in plain(shown(cell)).split() if word in _CODES), None)
