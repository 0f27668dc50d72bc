"""A hotel's own wording: compared phrase by phrase, because a handful of phrases trains nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.understanding.encoder import Encoder
from bot.understanding.folding import cyrillic
from bot.understanding.grams import Grams

Phrase = tuple[str, str, str]  # entry, language, words
_Floats = NDArray[np.float32]


class OwnWords:
    """Postings of the pieces of every phrase, and the meanings of those whose entry the model never saw."""

    def __init__(
        self, phrases: Sequence[Phrase], grams: Grams, encoder: Encoder | None, taught: Collection[str]
    ) -> None:
        self._grams = grams
        self.entries = sorted({entry for entry, _, _ in phrases})
        index = {entry: n for n, entry in enumerate(self.entries)}
        self._entry_of = np.array([index[entry] for entry, _, _ in phrases], np.intp)
        self._file([grams.whole(language, words) for _, language, words in phrases])
        new = [n for n, (entry, _, _) in enumerate(phrases) if entry not in taught] if encoder else []
        self._meant = np.array(new, np.intp)
        self._meanings = _meanings(encoder, [phrases[n] for n in new])

    def _file(self, seen: Sequence[tuple[NDArray[np.uint32], _Floats]]) -> None:
        pieces = np.concatenate([pieces for pieces, _ in seen]) if seen else np.zeros(0, np.uint32)
        order = np.argsort(pieces, kind="stable")
        self._pieces = pieces[order]
        self._phrase = np.repeat(np.arange(len(seen)), [len(pieces) for pieces, _ in seen])[order]
        self._weight = (np.concatenate([w for _, w in seen]) if seen else np.zeros(0, np.float32))[order]

    def likeness(
        self, language: str, text: str, meaning: _Floats | None
    ) -> Iterable[tuple[str, float, float | None]]:
        """(entry, likeness of letters, likeness of meaning) of each entry's best phrase; both at most 1.

        The second is None where nothing is known of meanings: the heads know the entry already, or there is
        no encoder.
        """
        if not self.entries:
            return ()
        letters = np.zeros(len(self.entries), np.float32)
        np.maximum.at(letters, self._entry_of, self._by_letters(language, text))
        meant: list[float | None] = [None] * len(self.entries)
        if meaning is not None and len(self._meant):
            likest = np.full(len(self.entries), -1.0, np.float32)
            np.maximum.at(likest, self._entry_of[self._meant], self._meanings @ meaning)
            meant = [float(like) if like > -1 else None for like in likest]
        return zip(self.entries, letters.tolist(), meant, strict=True)

    def _by_letters(self, language: str, text: str) -> _Floats:
        pieces, weights = self._grams.whole(language, text)
        begin = np.searchsorted(self._pieces, pieces, "left")
        sizes = np.searchsorted(self._pieces, pieces, "right") - begin
        hits = np.repeat(begin - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes) + np.arange(sizes.sum())
        told = self._weight[hits] * np.repeat(weights, sizes)
        return np.bincount(self._phrase[hits], told, len(self._entry_of)).astype(np.float32)


def _meanings(encoder: Encoder | None, phrases: Sequence[Phrase]) -> _Floats:
    if encoder is None or not phrases:
        return np.zeros((0, 0), np.float32)
    return np.stack([encoder.embed(cyrillic(language, words)) for _, language, words in phrases])
