"""The closest intents of one language: supervised centroids over hashed words and character n-grams.

A feature weighs by how rare it is among phrases and by how few intents share it, so that "breakfast" speaks
louder than "what time". Everything lives in flat arrays: seven languages take about nine megabytes.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from zlib import crc32

from bot.understanding.intents import COMPLAINTS, SENSITIVE

_BUCKETS = 1 << 16
_PRIOR_PHRASES = 4  # an entry of one phrase must not outshout an intent of sixteen
_STEP = 16.0  # complaint evidence is kept in sixteenths of a nat


def features(folded: str) -> set[int]:
    """Hashed words, neighbouring pairs of words and 2–4-grams inside word boundaries."""
    words = folded.encode("ascii").split()
    found = {crc32(a + b"_" + b) & 0xFFFF for a, b in zip(words, words[1:], strict=False)}
    for word in words:
        found.update(_of_word(word))
    return found


@lru_cache(maxsize=2048)
def _of_word(word: bytes) -> tuple[int, ...]:
    padded = b" " + word + b" "
    grams = [padded[n : n + size] for size in (2, 3, 4) for n in range(len(padded) - size + 1)]
    return (crc32(b"=" + word) & 0xFFFF, *(crc32(gram) & 0xFFFF for gram in grams))


class Matcher:
    """One language's phrases, indexed; scores are cosines damped by class size."""

    def __init__(self, phrases: Sequence[tuple[str, str]]) -> None:
        """Index (entry id, folded phrase) pairs."""
        self.entries = sorted({entry for entry, _ in phrases})
        number = {entry: n for n, entry in enumerate(self.entries)}
        self._sizes = [0] * len(self.entries)
        keys: list[int] = []
        for entry, folded in phrases:
            label = number[entry]
            self._sizes[label] += 1
            keys.extend(feature << 16 | label for feature in features(folded))
        keys.sort()
        self._index(keys, len(phrases))

    def _index(self, keys: Iterable[int], phrases: int) -> None:
        """Turn sorted (feature, entry) keys into postings, feature weights and complaint evidence."""
        self._starts = array("I", [0]) * (_BUCKETS + 1)
        self._weights = array("f", [math.log(phrases + 1)]) * _BUCKETS
        self._complaint = array("b", [0]) * _BUCKETS
        self._labels, self._values = array("H"), array("f")
        sides = self._sides()
        known: dict[tuple[int, ...], tuple[float, int]] = {}  # most features belong to one entry and repeat
        for feature, group in groupby(keys, key=(16).__rrshift__):
            labels = [key & 0xFFFF for key in group]
            shape = tuple(labels)
            if shape not in known:
                counts = [(label, len(list(same))) for label, same in groupby(labels)]
                weighed = self._weigh(counts, phrases), self._lean(counts, sides)
                if len(shape) < 3:
                    known[shape] = weighed
            else:
                weighed = known[shape]
            self._fill(feature, Counter(labels) if len(labels) > 1 else {labels[0]: 1}, weighed)
        for bucket in range(_BUCKETS):
            self._starts[bucket + 1] += self._starts[bucket]
        self._normalise()

    def _fill(self, feature: int, counts: Mapping[int, int], weighed: tuple[float, int]) -> None:
        weight, self._complaint[feature] = weighed
        self._weights[feature] = weight
        self._starts[feature + 1] = len(counts)
        self._labels.extend(counts)
        self._values.extend([n * weight * weight for n in counts.values()])

    def _weigh(self, counts: Sequence[tuple[int, int]], phrases: int) -> float:
        """Rarity among phrases times concentration on few entries."""
        rates = [n / (self._sizes[label] + _PRIOR_PHRASES) for label, n in counts]
        total = sum(rates)
        entropy = -sum(rate / total * math.log(rate / total) for rate in rates)
        rarity = math.log((phrases + 1) / (sum(n for _, n in counts) + 0.5))
        return max(rarity, 0.1) * (1.02 - entropy / math.log(len(self.entries) + 1))

    def _sides(self) -> tuple[list[int], int, int]:
        """Which entries complain (1), which do not (0), which do not count (-1), and how many phrases each."""
        side = [1 if e in COMPLAINTS else -1 if e in SENSITIVE else 0 for e in self.entries]
        totals = [sum(size for size, s in zip(self._sizes, side, strict=True) if s == w) for w in (0, 1)]
        return side, totals[0], totals[1]

    @staticmethod
    def _lean(counts: Sequence[tuple[int, int]], sides: tuple[list[int], int, int]) -> int:
        """How much a feature speaks for a complaint, in steps of a nat's sixteenth."""
        side, plain, complaining = sides
        yes = sum(n for label, n in counts if side[label] == 1)
        no = sum(n for label, n in counts if side[label] == 0)
        odds = math.log((yes + 0.4) / (complaining + 2)) - math.log((no + 2.0) / (plain + 10))
        return round(max(-4.0, min(4.0, odds)) * _STEP)

    def _normalise(self) -> None:
        """Divide every entry's vector by its size and by the typical length of its phrases."""
        mass = [0.0] * len(self.entries)
        for label, value in zip(self._labels, self._values, strict=True):
            mass[label] += value
        scale = [
            1 / ((size + _PRIOR_PHRASES) * math.sqrt(m / size)) if m else 0.0
            for m, size in zip(mass, self._sizes, strict=True)
        ]
        for n, label in enumerate(self._labels):
            self._values[n] *= scale[label]

    def scores(self, found: Iterable[int]) -> list[float]:
        """Similarity of a message's features to every entry, in the order of `entries`."""
        totals = [0.0] * len(self.entries)
        length = 0.0
        starts, labels, values, weights = self._starts, self._labels, self._values, self._weights
        for feature in found:
            length += weights[feature] ** 2
            for n in range(starts[feature], starts[feature + 1]):
                totals[labels[n]] += values[n]
        damp = 1 / math.sqrt(length) if length else 0.0
        return [total * damp for total in totals]

    def complaint_lean(self, found: Sequence[int]) -> float:
        """Evidence for a complaint in nats, damped because n-grams of one word say the same thing."""
        return sum(self._complaint[f] for f in found) / _STEP / math.sqrt(len(found) + 1)
