"""For whom to look, in one line: "2 adults, children 4 and 11, 14 July, hu". In seven languages.

As with a guest's own words, every word must be understood: a guess here would be a wrong price.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import get_day_names, get_month_names

from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import party_words
from bot.desk.menu.party_words import folded
from bot.desk.menu.staying_words import day_of
from bot.desk.problems import DeskError
from bot.say import Choice, choice, text

LANGUAGES = ("en", "ru", "az", "kk", "hu", "tr", "de")
TODAY = "today|сегодня|bu ?gün|бүгін|ma|bugün|heute"
TOMORROW = "tomorrow|завтра|sabah|ертең|holnap|yarın|yarin|morgen"
NUMERIC = re.compile(
    r"(?<![\d.])(?:\b(?:on|в|на|am)\s+)?(?P<day>20\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}(?:[./](?:\d{4}|\d{2})?)?)(?![\d])",
    re.IGNORECASE,
)
LETTERS = 3  # of a month's name, at least
ON = r"(?:(?:on|в|во|на|am)\s+)?"  # before a day
ENDINGS = r"\w{0,4}"  # "14-го июля", "július 14-én"
AGAIN = choice(text("button.sim_again"), "m_sim_ask")


class UnclearWish(DeskError):
    """The words do not say who comes. params: example."""

    key = "refuse.sim_unclear"


@dataclass(frozen=True)
class Wish:
    """Who, on which day, reading which language."""

    party: Party
    day: date
    language: str

    def facts(self) -> dict[str, Any]:
        return {"party": self.party.carried(), "day": self.day.isoformat(), "lang": self.language}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Wish:
        return cls(Party.of(facts["party"]), date.fromisoformat(facts["day"]), facts["lang"])

    def later(self, house: House) -> Wish:
        """A day that has passed since the button was shown is today."""
        return replace(self, day=max(self.day, house.today))


def read(house: House, words: str, language: str, *, ways: tuple[Choice, ...] = (AGAIN,)) -> Wish:
    """UnclearWish, with an example that works, where the words do not say who comes.

    Without a day it is tomorrow, without a language the hotel's own.
    """
    left, spoken = _language(words, house)
    left, day = day_in(house, left)
    found = party_words.read(left.strip(" ,;."), language)
    if found is None or not found.complete or (day and day < house.today):
        raise UnclearWish(example=example(house), ways=ways)
    party = Party(found.adults, found.ages)
    tomorrow = house.today + timedelta(days=1)
    return Wish(party, day or tomorrow, spoken or house.hotel.default_language)


def example(house: House) -> str:
    """Digits and codes are understood in every language: "2, 4, 11, 14.07, hu"."""
    day = house.today + timedelta(days=1)
    return f"2, 4, 11, {day:%d.%m}, {house.hotel.languages[-1]}"


def _language(words: str, house: House) -> tuple[str, str | None]:
    """The words without the part that names a language of the hotel, by its code or its name."""
    parts = re.split(r"\s*[,;\n]\s*", words.strip())
    known = _names()
    for index, part in enumerate(parts):
        code = known.get(folded(part))
        if code in house.hotel.languages:
            return ", ".join([*parts[:index], *parts[index + 1 :]]), code
    head, _, last = words.strip().rpartition(" ")
    code = known.get(folded(last)) if head else None
    return (head, code) if code in house.hotel.languages else (words, None)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """ "hu", "hungarian", "венгерский", "magyar" → hu."""
    found = {one: one for one in LANGUAGES}
    for reader in LANGUAGES:
        names = Locale.parse(reader).languages
        found |= {folded(str(names[one])): one for one in LANGUAGES if one in names}
    return found


def day_in(house: House, words: str) -> tuple[str, date | None]:
    """The first day that they name, in any of the languages, and the words without it."""
    if (found := NUMERIC.search(words)) and (day := day_of(house, found["day"])):
        return _without(words, found), day
    low = _low(words)
    for ahead, pattern in ((0, TODAY), (1, TOMORROW)):
        if found := re.search(rf"(?<!\w){ON}(?:{pattern})(?!\w)", low):
            return _without(low, found), house.today + timedelta(days=ahead)
    for month, pattern in _months():
        if found := re.search(pattern, low):
            return _without(low, found), _nearest(house, found, month)
    for weekday, pattern in _weekdays():
        if found := re.search(pattern, low):
            return _without(low, found), house.today + timedelta(
                days=(weekday - house.today.weekday()) % 7 or 7
            )
    return words, None


def _low(words: str) -> str:
    """Small letters as `folded` has them, with the hyphens that endings hang on."""
    low = words.replace("İ", "i").replace("I", "i").lower()
    return low.replace("ı", "i").replace("ё", "е")


def _without(words: str, found: re.Match[str]) -> str:
    return f"{words[: found.start()]} {words[found.end() :]}".replace(" ,", ",")


def _nearest(house: House, found: re.Match[str], month: int) -> date | None:
    number = int(found["day"] or found["after"])
    written = f"{number}.{month}.{found['year'] or ''}"
    return day_of(house, written.rstrip(".") if not found["year"] else written)


@lru_cache(maxsize=1)
def _months() -> tuple[tuple[int, str], ...]:
    """14 July, 14 июля, iyulun 14-ü, 14 шілде, július 14., 14 Temmuz, 14. Juli, July 14."""
    stems: dict[int, set[str]] = {month: set() for month in range(1, 13)}
    for code in LANGUAGES:
        for context in ("format", "stand-alone"):
            for month, name in get_month_names("wide", context, locale=code).items():
                stems[month].add(_stem(folded(str(name))))
    return tuple((month, _dated("|".join(map(re.escape, sorted(names))))) for month, names in stems.items())


def _stem(name: str) -> str:
    """Without the ending that a case changes: июл-я, iyul-un."""
    return name[:-1] if len(name) > LETTERS + 1 and name[-1] in "аяьй" else name


def _dated(names: str) -> str:
    number, year = r"\d{1,2}", r"(?:,?\s*(?P<year>20\d\d))?"
    before = rf"(?P<day>{number})(?:st|nd|rd|th|\.|-?\w{{1,3}})?\s+(?:of\s+)?(?:{names}){ENDINGS}"
    after = rf"(?:{names}){ENDINGS}\s+(?P<after>{number})(?:\.|st|nd|rd|th|-\w{{1,3}})?"
    return rf"(?<!\w){ON}(?:{before}|{after}(?!\w)){year}"


@lru_cache(maxsize=1)
def _weekdays() -> tuple[tuple[int, str], ...]:
    names: dict[int, set[str]] = {day: set() for day in range(7)}
    for code in LANGUAGES:
        for day, name in get_day_names("wide", "format", locale=code).items():
            names[day].add(_stem(folded(str(name))))
    return tuple(
        (
            day,
            rf"(?<!\w){ON}(?:{'|'.join(map(re.escape, sorted(said, key=len, reverse=True)))})\w{{0,3}}(?!\w)",
        )
        for day, said in names.items()
    )
