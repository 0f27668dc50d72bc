"""For how many days a thing is wanted, in a guest's own words: "from tomorrow for 3 days", «на три дня».

Only a plain count is read. "In 3 days", «через 3 дня», "3 gündən sonra" say when it begins: people read that.
"""

from __future__ import annotations

import re

from bot.desk.catalog.model import Option
from bot.desk.pricing.order import basis_of

MOST_DAYS = 60
NUMBERS = (
    "one|один|одного|bir|бір|egy|ein|eine|einen",
    "two|два|двух|iki|екі|két|kettő|zwei",
    "three|три|трех|üç|үш|három|drei",
    "four|четыре|четырех|dörd|төрт|négy|dört|vier",
    "five|пять|пяти|beş|бес|öt|fünf",
    "six|шесть|шести|altı|alti|алты|hat|sechs",
    "seven|семь|семи|yeddi|жеті|hét|yedi|sieben",
    "eight|восемь|восьми|səkkiz|сегіз|nyolc|sekiz|acht",
    "nine|девять|девяти|doqquz|тоғыз|kilenc|dokuz|neun",
    r"ten|десять|десяти|on(?=\s+gün)|он(?=\s+күн)|tíz|zehn",  # elsewhere "on" and «он» are other words
)
WORDS = {word: n for n, words in enumerate(NUMBERS, 1) for word in words.split("|")}
NAMED = {re.sub(r"\(.*", "", word): n for word, n in WORDS.items()}
COUNTED = re.compile(
    r"(?<![\w.:/–-])(?P<before>(?:in|within|through|nach|vor|через|спустя|после)\s+)?"
    rf"(?P<n>\d{{1,3}}|{'|'.join(WORDS)})(?:\s*-\s*|\s+|(?<=\d))"
    r"(?:days?|день|дня|дней|суток|сутки|gün(?:lük|lüyə|lüyünə|lüğüne|lüğünə)?|күн(?:ге|дік|дікке)?|nap(?:ra|ig|os)?|tagen?|tage)\b"
    r"(?P<after>\s+(?:later|from\s+now|ago|before|after|назад|спустя|sonra|əvvəl|кейін|бұрын|múlva|múltán|später|vorher|danach|önce))?"
)


def by_the_day(option: Option) -> bool:
    """Whether its price is for one day of however many."""
    return basis_of(option) in ("day", "unit_day")


def days_in(words: str) -> int:
    """The one count of days that the words name; 1 when there is none, or more than one."""
    found = {
        _count(one["n"])
        for one in COUNTED.finditer(words.replace("İ", "i").lower().replace("ё", "е"))
        if _long(one)
    }
    few = {n for n in found if 1 <= n <= MOST_DAYS}
    return few.pop() if len(few) == len(found) == 1 else 1


def _long(one: re.Match[str]) -> bool:
    """How long, not when."""
    return not one["before"] and not one["after"]


def _count(word: str) -> int:
    return int(word) if word.isdecimal() else NAMED[word]
