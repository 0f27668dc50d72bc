"""A message as weighted pieces of its words: what is left of a meaning when nothing else can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.folding import cyrillic, fold, fold_for

_SIZES = (2, 3, 4, 5)
_CYRILLIC = ("ru", "kk")  # typed in both alphabets: seen as sound and as letters


def features(language: str, text: str) -> list[int]:
    """Hashes (32 bits) of words, neighbouring words and the 2 to 5 letters long pieces of words."""
    found = set(_pieces(fold_for(language, text), 0))
    if language in _CYRILLIC:
        found.update(_pieces(fold(cyrillic(language, text)), 1))
    return sorted(found)


def _pieces(folded: str, seed: int) -> Iterable[int]:
    words = folded.encode("ascii").split()
    for word in words:
        yield from _of_word(word, seed)
    for first, second in pairwise(words):
        yield crc32(first + b"_" + second, seed)


@lru_cache(maxsize=4096)
def _of_word(word: bytes, seed: int) -> tuple[int, ...]:
    padded = b" " + word + b" "
    pieces = (padded[n : n + size] for size in _SIZES for n in range(len(padded) - size + 1))
    return (crc32(b"=" + word, seed), *(crc32(piece, seed) for piece in pieces))


class Grams:
    """The pieces that phrases used more than once, in order, and how rare each is."""

    def __init__(self, known: NDArray[np.uint32], rarity: NDArray[np.float32]) -> None:
        self._known, self._rarity = known, rarity
        self._rarest = float(rarity.max()) if len(rarity) else 1.0

    def weigh(self, language: str, text: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Places of the known pieces and their weights; the weights' length is one."""
        return self.weighed(np.array(features(language, text), np.uint32))

    def weighed(self, found: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """The same of pieces that were counted already."""
        places = np.searchsorted(self._known, found)
        places[places == len(self._known)] = 0
        places = places[self._known[places] == found] if len(found) else places
        weights = self._rarity[places].astype(np.float32)
        return places, weights / (np.sqrt(weights @ weights) + 1e-9)

    def whole(self, language: str, text: str) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """All pieces, those that no phrase used as well (as rare as can be), with weights of length one."""
        found = np.array(features(language, text), np.uint32)
        places = np.minimum(np.searchsorted(self._known, found), len(self._known) - 1)
        weights = np.where(self._known[places] == found, self._rarity[places], self._rarest).astype(
            np.float32
        )
        return found, weights / (np.sqrt(weights @ weights) + 1e-9)
