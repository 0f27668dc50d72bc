"""A hotel's own wording: compared phrase by phrase, because a handful of phrases trains nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.understanding.encoder import Encoder
from bot.understanding.folding import cyrillic
from bot.understanding.grams import Grams

Phrase = tuple[str, str, str]  # entry, language, words
_Floats = NDArray[np.float32]
MEANINGS = Path(__file__).parent / "meanings.npz"  # of the catalog that ships, so that no first start waits


class OwnWords:
    """Postings of the pieces of every phrase, and the meanings of those for which one is given."""

    def __init__(
        self, phrases: Sequence[Phrase], grams: Grams, meanings: Mapping[Phrase, _Floats] | None = None
    ) -> None:
        self._grams = grams
        self.entries = sorted({entry for entry, _, _ in phrases})
        index = {entry: n for n, entry in enumerate(self.entries)}
        self._entry_of = np.array([index[entry] for entry, _, _ in phrases], np.intp)
        self._file([grams.whole(language, words) for _, language, words in phrases])
        known = meanings or {}
        self._meant = np.array([n for n, phrase in enumerate(phrases) if phrase in known], np.intp)
        self._meanings = np.array([known[phrases[n]] for n in self._meant], np.float32)

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

        The second is None where no meaning was given: the heads know the entry already, or there is no
        encoder.
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


def untaught(phrases: Iterable[Phrase], taught: Container[str]) -> list[Phrase]:
    """The phrases of entries that no head knows: only those are worth comparing by meaning."""
    return [phrase for phrase in phrases if phrase[0] not in taught]


def meanings_of(
    phrases: Iterable[Phrase], encoder: Encoder, known: Mapping[Phrase, _Floats]
) -> dict[Phrase, _Floats]:
    """The meaning of each phrase, ten milliseconds for each that is not known yet."""
    return {
        phrase: known[phrase] if phrase in known else encoder.embed(cyrillic(phrase[1], phrase[2]))
        for phrase in phrases
    }


def kept(layers: int, path: Path = MEANINGS) -> dict[Phrase, _Floats]:
    """What ships (tools/understanding/artefact.py), if it was made with these tuned layers; else nothing."""
    if not path.exists():
        return {}
    with np.load(path, allow_pickle=False) as file:
        if int(file["layers"]) != layers:
            return {}
        lines, vectors = file["phrases"].tobytes().decode().split("\n"), file["vectors"].astype(np.float32)
    phrases = (tuple(line.split("\t")) for line in lines)
    return {
        (entry, language, words): vector
        for (entry, language, words), vector in zip(phrases, vectors, strict=True)
    }
