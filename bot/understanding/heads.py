"""What was learnt, as it ships: the heads over letters and over meaning, and the encoder's tuned layers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.grams import Grams

MODEL = Path(__file__).parent / "model.npz"
REACH = 20.0  # the length of a meaning as the heads see it
VERSION = 1
_Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Opinion:
    """One head's raw scores: per intent, for a complaint, and per risk (the first is none)."""

    intents: _Scores
    complaint: float
    risks: _Scores

    @property
    def shares(self) -> _Scores:
        """Log-probabilities of the intents."""
        return log_shares(self.intents)

    @property
    def danger(self) -> float:
        """Log-odds of any risk."""
        return float(np.logaddexp.reduce(self.risks[1:]) - self.risks[0])


def log_shares(scores: _Scores) -> _Scores:
    shares: _Scores = scores - np.logaddexp.reduce(scores)
    return shares


@dataclass(frozen=True)
class Model:
    """The artefact, read once; `about` holds its version, data hash, intents and fitted constants."""

    about: Mapping[str, Any]
    intents: tuple[str, ...]
    risks: tuple[str, ...]
    grams: Grams
    arrays: Mapping[str, NDArray[Any]]

    @classmethod
    def load(cls, path: Path = MODEL) -> Model:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        about = json.loads(arrays.pop("about").tobytes().decode())
        if about["version"] != VERSION:
            raise ValueError(f"{path.name} is of version {about['version']}, this desk reads {VERSION}")
        grams = Grams(arrays.pop("known").cumsum(dtype=np.uint32), arrays.pop("rarity"))
        return cls(about, tuple(about["intents"]), tuple(about["risks"]), grams, arrays)

    @property
    def patch(self) -> dict[str, bytes]:
        """The tuned layers by the name of the tensor they replace."""
        return {
            name.removeprefix("layer:"): part.tobytes()
            for name, part in self.arrays.items()
            if name.startswith("layer:")
        }

    @cached_property
    def layers(self) -> int:
        """The CRC-32 of the tuned layers: other layers, other meanings."""
        return crc32(b"".join(self.patch.values()))

    def by_letters(self, language: str, text: str) -> Opinion:
        places, weights = self.grams.weigh(language, text)
        found = weights @ self.arrays["letters"][places].astype(np.float32)
        return self._opinion(found * self.arrays["letters_step"] + self.arrays["letters_bias"])

    def by_meaning(self, vector: _Scores) -> Opinion:
        return self._opinion(self.arrays["meaning"] @ (vector * REACH) + self.arrays["meaning_bias"])

    def _opinion(self, out: _Scores) -> Opinion:
        kinds = len(self.intents)
        return Opinion(out[:kinds], float(out[kinds]), out[kinds + 1 :])


def weighed(facts: Sequence[float], weights: Sequence[float]) -> float:
    """A logistic unit's log-odds; the last weight stands alone."""
    return sum(fact * weight for fact, weight in zip(facts, weights, strict=False)) + weights[-1]
