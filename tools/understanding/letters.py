"""The heads over letters: one logistic regression each for intents, complaints and risks."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.understanding.grams import Grams, features
from tools.understanding.book import RISKS, Row

LEAST = 2  # phrases that must use a piece
ROUNDS = 40
_STEPS = 127


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
    wishes, wish_bias = _fitted(seen, np.array([index[row.intent] for row in rows]), 100.0)
    complains, complaint_bias = _fitted(seen, np.array([row.complains for row in rows]), 30.0)
    risks, risk_bias = _fitted(seen, np.array([RISKS.index(row.risk) for row in rows]), 100.0)
    weights = np.concatenate([wishes, complains, risks], 1)
    step = np.abs(weights).max(0) / _STEPS
    whole = np.round(weights / step).astype(np.int8)
    bias = np.concatenate([wish_bias, complaint_bias, risk_bias]).astype(np.float32)
    return Letters(known, rarity, whole, step.astype(np.float32), bias)


def _fitted(seen: sparse.csr_matrix, aim: np.ndarray, trust: float) -> tuple[np.ndarray, np.ndarray]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopping early is part of the recipe
        head = LogisticRegression(C=trust, max_iter=ROUNDS, tol=1e-6).fit(seen, aim)
    return head.coef_.T.astype(np.float32), head.intercept_
