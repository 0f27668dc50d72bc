"""Heights, weights, shoe and clothes sizes, and dates of birth, as people write them. Unclear is None.

Read strictly: a number that was passed over would put a child on the wrong horse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from bot.desk.booking.party import GROWN_UP, age_on

DATE = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d)")
HEIGHT = re.compile(r"(?<!\d)(?:[12][.,]\d{1,2}|\d{2,3})(?!\d)")
WEIGHT = re.compile(r"(?<!\d)\d{1,3}(?:[.,]\d)?(?!\d)")
SHOE = re.compile(r"(?<!\d)\d{2}(?:[.,]5)?(?!\d)")
CLOTHES = re.compile(r"(?<!\w)(?:\d{2,3}(?:/\d{2,3})?|[0-9]?X{0,3}[SML])(?!\w)", re.IGNORECASE)
BELOW_ZERO = re.compile(r"(?:^|\s)[-−]\d")
LETTER = re.compile(r"[^\W\d_]+")
UNITS = frozenset({"cm", "см", "sm", "m", "м", "kg", "кг", "kq", "and", "и", "və", "және", "és", "ve", "und"})
OLDEST = 120


def read_sizes(words: str, size: str, people: int) -> list[int | str] | None:
    """One for each of so many people, in their order."""
    if DATE.search(words) or (size != "clothes" and not _plain(words)):
        return None
    found = READERS[size](words)
    return found if found is not None and len(found) == people else None


def _plain(words: str) -> bool:
    """Numbers, units and punctuation, nothing that says "about"."""
    said = all(word.lower() in UNITS for word in LETTER.findall(words))
    return said and "?" not in words and not BELOW_ZERO.search(words)


def _heights(words: str) -> list[int | str] | None:
    found = [_centimetres(one) for one in HEIGHT.findall(words)]
    return [*found] if all(40 <= one <= 230 for one in found) else None


def _centimetres(said: str) -> int:
    number = float(said.replace(",", "."))
    return round(number * 100) if number < 3 else round(number)


def _weights(words: str) -> list[int | str] | None:
    found = [_kilograms(one) for one in WEIGHT.findall(words)]
    return [*found] if all(2 <= one <= 250 for one in found) else None


def _kilograms(said: str) -> int:
    """The whole kilogram above: a limit is a limit."""
    return -int(-float(said.replace(",", ".")) // 1)


def _shoes(words: str) -> list[int | str] | None:
    found = [one.replace(",", ".") for one in SHOE.findall(words)]
    return [*found] if all(15 <= float(one) <= 52 for one in found) else None


def _clothes(words: str) -> list[int | str] | None:
    return [one.upper() for one in CLOTHES.findall(words)]


READERS: Mapping[str, Callable[[str], list[int | str] | None]] = {
    "height": _heights,
    "weight": _weights,
    "shoe": _shoes,
    "clothes": _clothes,
}


def births_in(words: str, today: date) -> tuple[str, list[date]]:
    """The words with the children's dates of birth as ages, and the dates. What cannot be one stays."""
    found: list[date] = []

    def age(match: re.Match[str]) -> str:
        birth = birth_of(match[0], today)
        if birth is None or age_on(birth, today) >= GROWN_UP:
            return match[0]
        found.append(birth)
        return str(age_on(birth, today))

    return DATE.sub(age, words), found


def birth_of(words: str, today: date) -> date | None:
    """14.03.2019, 14/3/2019, 2019-03-14: the one date in the words that somebody can have been born on."""
    match = DATE.search(words)
    if match is None:
        return None
    first, month, last = match[1], int(match[3]), match[4]
    year, day = (int(first), int(last)) if len(first) == 4 else (int(last), int(first))
    try:
        born = date(year, month, day)
    except ValueError:
        return None
    return born if born <= today and age_on(born, today) <= OLDEST else None


def placed(ages: tuple[int, ...], births: list[date], today: date) -> list[str | None]:
    """For each age the date of birth that gave it, as a button carries it."""
    left = list(births)
    line: list[str | None] = []
    for age in ages:
        born = next((one for one in left if age_on(one, today) == age), None)
        if born:
            left.remove(born)
        line.append(born.isoformat() if born else None)
    return line
