"""The heads over letters: one logistic regression each for intents, complaints and risks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from sklearn.neural_network import MLPClassifier

from bot.understanding.grams import Grams, features
from tools.understanding.book import RISKS, Row

LEAST = 2  # phrases that must use a piece
ROUNDS = 8  # through all phrases; the heads are the mean of what each but the first left
AT_ONCE, RATE, DECAY = 4096, 0.5, 0.002
SEED = 2026
_STEPS = 15  # that a weight may lie on either side: 127 decide no better and take three times the room


@dataclass(frozen=True)
class Letters:
    """Weights in whole steps, column by column: intents, complaint, risks."""

    known: np.ndarray
    rarity: np.ndarray
    weights: np.ndarray  # int8 (pieces, outputs)
    step: np.ndarray  # (outputs,)
    bias: np.ndarray


def pieces(rows: Sequence[Row]) -> list[np.ndarray]:
    return [np.array(features(row.language, row.text), np.uint32) for row in rows]


def table(counted: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The pieces worth keeping and their rarity."""
    every, often = np.unique(np.concatenate(counted), return_counts=True)
    known, often = every[often >= LEAST], often[often >= LEAST].astype(np.float32)
    return known, np.log((len(counted) + 1) / (often + 0.5)).astype(np.float16)


def matrix(counted: Sequence[np.ndarray], grams: Grams, width: int) -> sparse.csr_matrix:
    found = [grams.weighed(one) for one in counted]
    ends = np.cumsum([0, *(len(places) for places, _ in found)])
    places = np.concatenate([places for places, _ in found])
    weights = np.concatenate([weights for _, weights in found])
    return sparse.csr_matrix((weights, places.astype(np.int32), ends), shape=(len(counted), width))


def learn(rows: Sequence[Row], intents: Sequence[str]) -> Letters:
    counted = pieces(rows)
    known, rarity = table(counted)
    seen = matrix(counted, Grams(known, rarity.astype(np.float32)), len(known))
    index = {intent: n for n, intent in enumerate(intents)}
    wishes, wish_bias = _fitted(seen, np.array([index[row.intent] for row in rows]))
    complains, complaint_bias = _fitted(seen, np.array([row.complains for row in rows]))
    risks, risk_bias = _fitted(seen, np.array([RISKS.index(row.risk) for row in rows]))
    weights = np.concatenate([wishes, complains, risks], 1)
    step = np.abs(weights).max(0) / _STEPS
    whole = np.round(weights / step).astype(np.int8)
    bias = np.concatenate([wish_bias, complaint_bias, risk_bias]).astype(np.float32)
    return Letters(known, rarity, whole, step.astype(np.float32), bias)


def _fitted(seen: sparse.csr_matrix, aim: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A network without a hidden layer is a logistic regression, learnt in small portions.

    The steps stay large, so that every round ends elsewhere around the best place, and the mean of these
    ends lies nearer to it than each (stochastic weight averaging).
    """
    head = MLPClassifier((), batch_size=AT_ONCE, learning_rate_init=RATE, alpha=DECAY, random_state=SEED)
    weights, bias = np.float32(0), np.float32(0)
    for n in range(ROUNDS):
        head.partial_fit(seen, aim, classes=np.unique(aim))
        if n:
            weights, bias = weights + head.coefs_[0], bias + head.intercepts_[0]
    return weights / (ROUNDS - 1), bias / (ROUNDS - 1)
