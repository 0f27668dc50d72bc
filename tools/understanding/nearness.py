"""How like the messages that were asked are to the phrases that were learnt: by their letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.understanding.heads import Model
from tools.understanding.book import Row
from tools.understanding.letters import matrix, pieces

SAME, ALIKE = 0.999, 0.9
_AT_ONCE = 500


def nearest(model: Model, learnt: Sequence[Row], asked: Sequence[Row]) -> np.ndarray:
    """The cosine of each message to its nearest learnt phrase."""
    width = len(model.arrays["letters"])
    known, new = (matrix(pieces(rows), model.grams, width) for rows in (learnt, asked))
    return np.concatenate(
        [
            (new[begin : begin + _AT_ONCE] @ known.T).max(axis=1).toarray().ravel()
            for begin in range(0, new.shape[0], _AT_ONCE)
        ]
    )


def told(near: np.ndarray) -> str:
    quarters = ", ".join(f"{q:.2f}" for q in np.quantile(near, (0.25, 0.5, 0.75, 0.95)))
    same = int((near > SAME).sum())
    return (
        "Nearest learnt phrase (cosine of letters), quartiles and 95th percentile:"
        f" {quarters}; {same} of {len(near)} the same."
    )


def groups(near: np.ndarray) -> Mapping[str, np.ndarray]:
    """Which messages to look at apart, by name."""
    return {
        "all": near >= 0,
        "without those that were learnt too": near <= SAME,
        "without those that are very like a learnt one (0.9)": near < ALIKE,
        "the quarter least like anything learnt": near <= np.quantile(near, 0.25),
    }
