"""Which of the seven languages a message is in, from letters, n-grams and what the chat spoke before."""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

from bot.understanding.folding import fold
from bot.understanding.intents import LANGUAGES

_BUCKETS = 1 << 14
_SMOOTHING = 0.4
_OVERLAP = 0.4  # n-grams of one word repeat each other's evidence
_HINT = 4.0  # nats: about one word; a clear sentence in another language outweighs it
_LETTER = 4.0
# Letters few of the seven languages have; each language sharing one gets the evidence.
_LETTERS = {
    "ə": "az", "ğ": "az tr", "ş": "az tr", "ı": "az tr", "ç": "az tr", "ö": "az tr hu de", "ü": "az tr hu de",
    "ő": "hu", "ű": "hu", "á": "hu", "é": "hu", "í": "hu", "ó": "hu", "ú": "hu", "ä": "de", "ß": "de",
    "қ": "kk", "ң": "kk", "ғ": "kk", "ү": "kk", "ұ": "kk", "һ": "kk", "і": "kk", "ө": "kk", "ә": "kk",
    "ё": "ru", "щ": "ru", "ъ": "ru",
}  # fmt: skip
_CYRILLIC_ONLY = ("ru", "kk")


def _grams(folded: str) -> Iterable[int]:
    return (gram for word in folded.encode("ascii").split() for gram in _of_word(word))


@lru_cache(maxsize=4096)
def _of_word(word: bytes) -> tuple[int, ...]:
    padded = b" " + word + b" "
    grams = [padded[n : n + size] for size in (2, 3) for n in range(len(padded) - size + 1)]
    return tuple(crc32(gram) & 0x3FFF for gram in (padded, *grams))


class LanguageSense:
    """Log-likelihoods of n-grams per language, learnt from folded phrases: Latin-script Russian counts."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._logs = {language: _learn(folded) for language, folded in phrases.items()}

    def rank(self, text: str, *, hint: str | None = None) -> list[tuple[str, float]]:
        """Languages from likely to unlikely with their lead over the last, in nats."""
        lowered = text.replace("İ", "i").lower()
        cyrillic = sum("а" <= c <= "ӿ" for c in lowered)
        latin = sum("a" <= c <= "ɏ" for c in lowered)
        open_to = _CYRILLIC_ONLY if cyrillic > latin else LANGUAGES
        grams = list(_grams(fold(text)))
        scores = {language: self._score(language, lowered, grams) for language in open_to}
        base = _base(hint)
        if base in scores:
            scores[base] += _HINT
        ranked = sorted(scores.items(), key=lambda pair: -pair[1])
        if not grams and base in LANGUAGES:
            return [(base, 0.0)]
        return ranked

    def _score(self, language: str, lowered: str, grams: Sequence[int]) -> float:
        letters = sum(
            _LETTER for letter, owners in _LETTERS.items() if letter in lowered and language in owners
        )
        logs = self._logs[language]
        return letters + _OVERLAP * sum(logs[gram] for gram in grams)


def _learn(folded: Sequence[str]) -> "array[float]":
    counts = [0] * _BUCKETS
    for phrase in folded:
        for gram in _grams(phrase):
            counts[gram] += 1
    total = math.log(sum(counts) + _SMOOTHING * _BUCKETS)
    return array("f", (math.log(count + _SMOOTHING) - total for count in counts))


def _base(hint: str | None) -> str:
    return (hint or "").replace("_", "-").split("-")[0].lower()


def forget_words() -> None:
    """Free what loading remembered; messages bring other words."""
    _of_word.cache_clear()
