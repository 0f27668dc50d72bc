"""Phrases that are another one with its words turned round, or with one word exchanged, more or less."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from bot.understanding.folding import fold_for

LONG = 6  # words from which one word is no difference
Row = tuple[str, str]  # intent, message
Pair = tuple[str, str]


def folded(language: str, message: str) -> str:
    """Without case, diacritics, numbers and, for Russian and Kazakh, alphabet."""
    return re.sub(r"\d+", "#", fold_for(language, message))


def pairs(language: str, rows: Iterable[Row]) -> set[Pair]:
    """Each pair in the order of the alphabet; one word counts within an intent only."""
    read = ((intent, message, tuple(folded(language, message).split())) for intent, message in rows)
    told = [one for one in read if one[2]]
    alike: dict[object, list[str]] = defaultdict(list)
    for intent, message, words in told:
        alike[tuple(sorted(words))].append(message)
        if len(words) >= LONG:
            alike[intent, words].append(message)
            for place, rest in _shorter(words):
                alike[intent, place, rest].append(message)
    several = (some for some in alike.values() if len(some) > 1)
    same = {pair for some in several for pair in combinations(sorted(set(some)), 2)}
    return same | set(_one_more(told, alike))


def _shorter(words: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    return ((place, words[:place] + words[place + 1 :]) for place in range(len(words)))


def _one_more(
    told: Iterable[tuple[str, str, tuple[str, ...]]], alike: Mapping[object, list[str]]
) -> Iterator[Pair]:
    for intent, message, words in told:
        for _, rest in _shorter(words):
            for other in alike.get((intent, rest), ()):
                yield (message, other) if message < other else (other, message)
