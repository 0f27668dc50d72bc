"""Tunes the encoder's last layers to hotel messages, with the heads on top of it.

The lower layers run once; what they say of every message is kept. The upper ones are trained in the four bits
in which they will be packed, so the engine computes what was trained.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bot.understanding.encoder import LONGEST
from bot.understanding.folding import cyrillic
from bot.understanding.heads import REACH
from bot.understanding.intents import COMPLAINTS
from tools.understanding.book import RISKS, Row
from tools.understanding.network import block, normalized, packed_layer, pooled
from tools.understanding.packed import Packed

FROZEN = 8  # layers below the ones that are tuned
EPOCHS = 3
TOKENS = 1536  # in one step
RATE, HEAD_RATE = 2e-4, 3e-3
LOST = 0.1  # of what the heads see, while training
SMOOTH = 0.05
WARM = 100  # steps
SEED = 2026
_LENGTHS = (11, 14, 17, 20, 24, 29, 37, 56, 96)  # chosen so that padding wastes least: a tenth
Tree = Any


@dataclass(frozen=True)
class Shelf:
    """Messages of about one length: which rows, what the lower layers made of them, where tokens are."""

    rows: np.ndarray
    hidden: np.ndarray
    mask: np.ndarray


@dataclass(frozen=True)
class Tuned:
    layers: list[dict[str, np.ndarray]]
    weights: np.ndarray  # (outputs, width): intents, complaint, risks
    bias: np.ndarray


def spelt(row: Row) -> str:
    return cyrillic(row.language, row.text)[:LONGEST]


class Bench:
    """Every message through the lower layers, once."""

    def __init__(self, rows: Sequence[Row], packed: Packed) -> None:
        self.rows, self.packed = rows, packed
        self._ids = [packed.tokens(spelt(row))[: _LENGTHS[-1]] for row in rows]
        self._low = [jax.tree.map(jnp.array, packed.layer(n)) for n in range(FROZEN)]
        self._block = jax.jit(block)  # one layer, not eight: it is compiled for every length
        lengths = np.array([len(ids) for ids in self._ids])
        place = np.searchsorted(_LENGTHS, lengths)
        self.shelves = [self._shelf(np.flatnonzero(place == n), length) for n, length in enumerate(_LENGTHS)]

    def _shelf(self, rows: np.ndarray, length: int) -> Shelf:
        width, batch = self.packed.layout.width, max(1, 4096 // length)
        hidden = np.zeros((len(rows), length, width), np.float16)
        mask = np.zeros((len(rows), length), bool)
        for start in range(0, len(rows), batch):
            some = rows[start : start + batch]
            ids, told = self._padded(some, batch, length)
            first = normalized(
                self.packed.embedded(ids), self.packed.vector("emb.ln.w"), self.packed.vector("emb.ln.b")
            )
            for layer in self._low:
                first = self._block(layer, first, told)
            hidden[start : start + batch] = np.asarray(first)[: len(some)]
            mask[start : start + batch] = told[: len(some)]
        return Shelf(rows, hidden, mask)

    def _padded(self, rows: np.ndarray, batch: int, length: int) -> tuple[np.ndarray, np.ndarray]:
        ids, told = np.ones((batch, length), np.int64), np.zeros((batch, length), bool)
        told[:, 0] = True
        for n, row in enumerate(rows):
            ids[n, : len(self._ids[row])] = self._ids[row]
            told[n, : len(self._ids[row])] = True
        return ids, told


def _encoded(params: Tree, hidden: Any, mask: Any) -> Any:
    """The layers as one loop: it is compiled for every length, and so four times less of it."""

    def through(x: Any, layer: Tree) -> tuple[Any, None]:
        return block(packed_layer(layer), x, mask), None

    return pooled(jax.lax.scan(through, hidden.astype(jnp.float32), params["layers"])[0], mask)


def tune(bench: Bench, intents: Sequence[str], *, epochs: int = EPOCHS) -> Tuned:
    """Train on every row of the bench."""
    rng, key = np.random.default_rng(SEED), jax.random.key(SEED)
    index = {intent: n for n, intent in enumerate(intents)}
    aims = (
        np.array([index[row.intent] for row in bench.rows]),
        np.array([row.intent in COMPLAINTS for row in bench.rows], np.float32),
        np.array([RISKS.index(row.risk) for row in bench.rows]),
    )
    params = _beginning(bench, len(intents), rng)
    moments = (jax.tree.map(jnp.zeros_like, params), jax.tree.map(jnp.zeros_like, params))
    plan = [step for _ in range(epochs) for step in _steps(bench, rng)]
    began, losses = time.monotonic(), []
    for n, (shelf, some) in enumerate(plan, 1):
        rise = min(1.0, n / WARM) * max(0.02, 1 - n / len(plan))
        key, now = jax.random.split(key)
        target = tuple(aim[shelf.rows[some]] for aim in aims)
        rates = jnp.array([RATE * rise, HEAD_RATE * rise])
        params, moments, loss = _step(
            params, moments, shelf.hidden[some], shelf.mask[some], target, now, n, rates
        )
        losses.append(loss)
        if n % 100 == 0:
            told = (
                f"{n}/{len(plan)} steps, loss {np.mean(losses[-100:]):.3f}, {time.monotonic() - began:.0f} s"
            )
            print(f"  tuning: {told}", flush=True)
    made = jax.tree.map(np.asarray, params)
    count = bench.packed.layout.layers - FROZEN
    layers = [{name: part[n] for name, part in made["layers"].items()} for n in range(count)]
    return Tuned(layers, made["weights"], made["bias"])


def _beginning(bench: Bench, intents: int, rng: np.random.Generator) -> Tree:
    packed, outputs = bench.packed, intents + 1 + len(RISKS)
    apart = [packed.layer(n) for n in range(FROZEN, packed.layout.layers)]
    layers = {name: np.stack([layer[name] for layer in apart]) for name in apart[0]}
    weights = rng.normal(0, 0.01, (outputs, packed.layout.width)).astype(np.float32)
    return jax.tree.map(jnp.array, {"layers": layers, "weights": weights, "bias": np.zeros(outputs, "f4")})


def _steps(bench: Bench, rng: np.random.Generator) -> Iterator[tuple[Shelf, np.ndarray]]:
    steps = []
    for shelf, length in zip(bench.shelves, _LENGTHS, strict=True):
        own = rng.permutation(len(shelf.rows))
        size = max(8, TOKENS // length)
        steps += [(shelf, own[n : n + size]) for n in range(0, len(own) - size + 1, size)]
    return (steps[n] for n in rng.permutation(len(steps)))


def _loss(params: Tree, hidden: Any, mask: Any, target: Any, key: Any) -> Any:
    seen = _encoded(params, hidden, mask) * REACH
    seen = seen * jax.random.bernoulli(key, 1 - LOST, seen.shape) / (1 - LOST)
    out = seen @ params["weights"].T + params["bias"]
    kinds = len(params["bias"]) - 1 - len(RISKS)
    intent, complains, risk = target
    wished = jax.nn.one_hot(intent, kinds) * (1 - SMOOTH) + SMOOTH / kinds
    loss = -(wished * jax.nn.log_softmax(out[:, :kinds])).sum(1).mean()
    sign = 2 * complains - 1
    loss += 0.5 * jax.nn.softplus(-sign * out[:, kinds]).mean()
    risks = jax.nn.log_softmax(out[:, kinds + 1 :])
    return loss - 0.5 * jnp.take_along_axis(risks, risk[:, None], 1).mean()


@partial(jax.jit, donate_argnums=(0, 1))
def _step(
    params: Tree, moments: Tree, hidden: Any, mask: Any, target: Any, key: Any, n: Any, rates: Any
) -> Any:
    """Adam with clipped gradients; the layers go slower than the heads."""
    loss, slope = jax.value_and_grad(_loss)(params, hidden, mask, target, key)
    size = jnp.sqrt(sum((leaf**2).sum() for leaf in jax.tree.leaves(slope)))
    slope = jax.tree.map(lambda leaf: leaf * jnp.minimum(1.0, 1.0 / size), slope)
    first = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, moments[0], slope)
    second = jax.tree.map(lambda a, b: 0.98 * a + 0.02 * b * b, moments[1], slope)
    rate = {"layers": rates[0], "weights": rates[1], "bias": rates[1]}

    def moved(part: str) -> Any:
        def one(value: Any, a: Any, b: Any) -> Any:
            return value - rate[part] * (a / (1 - 0.9**n)) / (jnp.sqrt(b / (1 - 0.98**n)) + 1e-8)

        return jax.tree.map(one, params[part], first[part], second[part])

    return {part: moved(part) for part in params}, (first, second), loss
