"""The closest intents of one language: supervised centroids over hashed words and character n-grams.

A feature weighs by how rare it is among phrases and by how few intents share it, so that "breakfast" speaks
louder than "what time". Everything lives in flat arrays of small numbers: a desk is idle most of the day.
"""

import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from zlib import crc32

from bot.understanding.intents import COMPLAINTS, SENSITIVE

_BUCKETS = 1 << 16
_PRIOR_PHRASES = 4  # an entry of one phrase must not outshout an intent of sixteen
_OWN_WEIGHT = 3  # the hotel's own wording counts as three phrases of the book
_BLOCK = 7  # bits: the postings of 128 features begin at one whole number, each at a small one after it
_STEP = 16.0  # complaint evidence is kept in sixteenths of a nat


def features(folded: str) -> set[int]:
    """Hashed words, neighbouring pairs of words and 2–4-grams inside word boundaries."""
    words = folded.encode("ascii").split()
    found = {crc32(a + b"_" + b) & 0xFFFF for a, b in pairwise(words)}
    for word in words:
        found.update(_of_word(word))
    return found


@lru_cache(maxsize=1024)
def _of_word(word: bytes) -> "array[int]":
    padded = b" " + word + b" "
    grams = [padded[n : n + size] for size in (2, 3, 4) for n in range(len(padded) - size + 1)]
    return array("H", [crc32(b"=" + word) & 0xFFFF, *[crc32(gram) & 0xFFFF for gram in grams]])


Counted = tuple["array[int]", "array[int]"]  # features and how many phrases of an entry use each


def _counted(phrases: Iterable[str]) -> Counted:
    """One entry's features, packed: as dictionaries, all entries' would be the peak of loading."""
    counts: Counter[int] = Counter()
    for folded in phrases:
        counts.update(features(folded))
    return array("H", counts.keys()), array("H", counts.values())


class _Tally:
    """What the phrases say about each feature, gathered entry by entry."""

    def __init__(self) -> None:
        self.uses = array(
            "I", bytes(4 * _BUCKETS)
        )  # entries in the low half, phrases in the high: one addition
        self.complaining = array("H", bytes(2 * _BUCKETS))
        self.sensitive = array("H", bytes(2 * _BUCKETS))
        self.rates = array("f", bytes(4 * _BUCKETS))
        self.rate_logs = array("f", bytes(4 * _BUCKETS))

    def add(self, entry: str, size: int, counted: Counted) -> None:
        """Count one entry's features."""
        terms = [(n / (size + _PRIOR_PHRASES)) for n in range(size + 1)]
        logs = [0.0, *(rate * math.log(rate) for rate in terms[1:])]
        uses, rates, rate_logs = self.uses, self.rates, self.rate_logs
        for feature, n in zip(*counted, strict=True):
            uses[feature] += (n << 16) + 1
            rates[feature] += terms[n]
            rate_logs[feature] += logs[n]
        side = self.complaining if entry in COMPLAINTS else self.sensitive if entry in SENSITIVE else None
        if side is not None:
            for feature, n in zip(*counted, strict=True):
                side[feature] += n


class Matcher:
    """One language's phrases, indexed; scores are cosines damped by class size."""

    def __init__(self, book: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]] = ()) -> None:
        """Index (entry id, folded phrase) pairs; a hotel's `own` say nothing about how a complaint sounds."""
        phrases = [*book, *(row for row in own for _ in range(_OWN_WEIGHT))]
        self.entries = sorted({entry for entry, _ in phrases})
        said: dict[str, list[str]] = {entry: [] for entry in self.entries}
        for entry, folded in phrases:
            said[entry].append(folded)
        self._sizes = {entry: len(of_entry) for entry, of_entry in said.items()}
        counts = {entry: _counted(said.pop(entry)) for entry in self.entries}
        tally = _Tally()
        for entry in self.entries:
            tally.add(entry, self._sizes[entry], counts[entry])
        whole = sorted({crc32(folded.encode("ascii")): entry for entry, folded in phrases if folded}.items())
        self._known = array("I", (key for key, _ in whole))
        self._known_as = array("H", (self.entries.index(entry) for _, entry in whole))
        weights = self._weigh(tally, len(phrases))
        self._complaint = self._lean(tally, Counter(entry for entry, _ in book), own)
        starts = array("I", accumulate((uses & 0xFFFF for uses in tally.uses), initial=0))
        self._blocks = starts[:: 1 << _BLOCK]
        self._starts = array("H", (n - self._blocks[i >> _BLOCK] for i, n in enumerate(starts)))
        self._labels = array("B" if len(self.entries) <= 256 else "H", [0]) * starts[-1]
        squares = array("f", (weight * weight for weight in weights))
        self._values, self._value = _small(self._post(counts, starts, squares))
        self._squares, self._square = _small(squares)

    def _weigh(self, tally: _Tally, phrases: int) -> "array[float]":
        """Rarity among phrases times concentration on few entries."""
        unseen = math.log(phrases + 1)
        spread = math.log(len(self.entries) + 1)
        weights = array("f", [unseen]) * _BUCKETS
        for feature, uses in enumerate(tally.uses):
            if uses:
                count, total = uses >> 16, tally.rates[feature]
                entropy = math.log(total) - tally.rate_logs[feature] / total
                rarity = max(unseen - math.log(count + 0.5), 0.1)
                weights[feature] = rarity * max(1.02 - entropy / spread, 0.02)
        return weights

    @staticmethod
    def _lean(tally: _Tally, sizes: Mapping[str, int], own: Iterable[tuple[str, str]]) -> "array[int]":
        """How much each feature speaks for a complaint, in steps of a nat's sixteenth.

        Sensitive phrases are no example of a calm message.
        """
        complaining = sum(size for entry, size in sizes.items() if entry in COMPLAINTS)
        calm = sum(size for entry, size in sizes.items() if entry not in COMPLAINTS | SENSITIVE)
        base = math.log((calm + 10) / (complaining + 2))
        calm_own = (folded for entry, folded in own if entry not in COMPLAINTS | SENSITIVE)
        hotels = Counter(feature for folded in calm_own for feature in features(folded))
        lean = array("b", bytes(_BUCKETS))
        for feature, uses in enumerate(tally.uses):
            if uses:
                yes = tally.complaining[feature]
                no = (uses >> 16) - yes - tally.sensitive[feature] - hotels[feature] * _OWN_WEIGHT
                odds = base + math.log((yes + 0.4) / (no + 2.0))
                lean[feature] = round(max(-4.0, min(4.0, odds)) * _STEP)
        return lean

    def _post(
        self, counted: Mapping[str, Counted], starts: Sequence[int], squares: Sequence[float]
    ) -> "array[float]":
        """Write every entry's vector, divided by its size and by the typical length of its phrases."""
        free = array("I", starts)
        labels, values = self._labels, array("f", bytes(4 * starts[-1]))
        for label, entry in enumerate(self.entries):
            size, (found, counts) = self._sizes[entry], counted[entry]
            shares = [n * squares[feature] for feature, n in zip(found, counts, strict=True)]
            mass = sum(shares)
            scale = 1 / ((size + _PRIOR_PHRASES) * math.sqrt(mass / size)) if mass else 0.0
            for feature, share in zip(found, shares, strict=True):
                place = free[feature]
                free[feature] = place + 1
                labels[place] = label
                values[place] = share * scale
        return values

    def scores(self, found: Iterable[int]) -> list[float]:
        """Similarity of a message's features to every entry, in the order of `entries`."""
        totals = [0] * len(self.entries)
        length = 0
        blocks, starts, labels, values, squares = (
            self._blocks,
            self._starts,
            self._labels,
            self._values,
            self._squares,
        )
        for feature in found:
            length += squares[feature]
            begin = blocks[feature >> _BLOCK] + starts[feature]
            end = blocks[feature + 1 >> _BLOCK] + starts[feature + 1]
            for label, value in zip(labels[begin:end], values[begin:end], strict=True):
                totals[label] += value
        damp = self._value / math.sqrt(length * self._square) if length else 0.0
        return [total * damp for total in totals]

    def exactly(self, folded: str) -> str | None:
        """The entry of which this very wording is a phrase."""
        key = crc32(folded.encode("ascii"))
        place = bisect_left(self._known, key)
        if not folded or place == len(self._known) or self._known[place] != key:
            return None
        return self.entries[self._known_as[place]]

    def complaint_lean(self, found: Sequence[int]) -> float:
        """Evidence for a complaint in nats, damped because n-grams of one word say the same thing."""
        return sum(self._complaint[f] for f in found) / _STEP / math.sqrt(len(found) + 1)


def _small(numbers: "array[float]") -> tuple["array[int]", float]:
    """Half the memory: whole steps of up to 65,535, and what a step is worth."""
    step = max(numbers, default=0.0) / 0xFFFF or 1.0
    return array("H", (round(number / step) for number in numbers)), step


def forget_words() -> None:
    """Free what loading remembered; messages bring other words."""
    _of_word.cache_clear()
