"""Follow-ups: "and on Sunday?", «сколько стоит?», "nə qədərdir?" have no subject of their own.

A message is one when nothing is left of it after the words that ask for a facet, name a day or only fill, all
of one language: "how much is the sauna?" leaves a sauna. Case, accents and punctuation do not count.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.understanding.followup_words import DAYS, FACETS, FILLERS

Facet = Literal["price", "hours", "place", "day", "book", "more"]
MOST_WORDS = 9
_LETTERS = str.maketrans({"ə": "e", "ı": "i", "ё": "е", "’": "'", "ʼ": "'"})
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Followup:
    """`day`: mon … sun, weekend, today or tomorrow; a message that names only a day has the facet "day"."""

    facet: Facet
    day: str | None = None


def followup(text: str, language: str | None = None) -> Followup | None:
    """What is asked about the subject of the last turn; None when the message has its own.

    The language it was heard in decides, where it has all of the words: "sabah" is tomorrow in Azerbaijani
    and the morning in Turkish.
    """
    said = plain(text)
    if not said or len(said.split()) > MOST_WORDS:
        return None
    for one in sorted(FACETS, key=lambda one: one != language):
        found = _in(one, said)
        if found or (found is not None and one == language):
            return _asks(found)
    return None


def plain(text: str) -> str:
    """Small letters without accents, one space between the words."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(one for one in bare if not unicodedata.combining(one))
    return " ".join(_WORD.findall(kept.translate(_LETTERS)))


def _in(language: str, said: str) -> dict[str, str] | None:
    """The facet and the day that are named; None when the language does not have all of the words."""
    left, found = f" {said} ", dict[str, str]()
    for phrase, kind, meaning in _phrases(language):
        if f" {phrase} " in left:
            found.setdefault(kind, meaning)
            while f" {phrase} " in left:
                left = left.replace(f" {phrase} ", " ")
    found.pop("filler", None)
    return None if left.strip() else found


def _asks(found: Mapping[str, str]) -> Followup | None:
    return Followup(_named(found.get("facet")), found.get("day")) if found else None


def _named(facet: str | None) -> Facet:
    return next((one for one in FACET_NAMES if one == facet), "day")


FACET_NAMES: tuple[Facet, ...] = ("price", "hours", "place", "day", "book", "more")


@lru_cache
def _phrases(language: str) -> tuple[tuple[str, str, str], ...]:
    """Every phrase of a language with its kind and meaning, the longest first: "pazartesi" before "pazar"."""
    listed = [
        *((one, "facet", name) for name, one in _listed(FACETS[language])),
        *((one, "day", name) for name, one in _listed(DAYS[language])),
        *((one, "filler", "") for one in map(plain, FILLERS[language].split("|"))),
    ]
    return tuple(sorted(listed, key=lambda one: (-len(one[0]), one[0])))


def _listed(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((name, plain(one)) for name, line in words.items() for one in line.split("|"))
