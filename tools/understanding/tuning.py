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

FROZEN = 6  # layers below the ones that are tuned
EPOCHS = 3
TOKENS = 1536  # in one step
AT_ONCE = 4096  # tokens that the lower layers read
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
        self._block = jax.jit(block)  # one layer, not all: it is compiled for every length
        self._normalized = jax.jit(normalized)
        lengths = np.array([len(ids) for ids in self._ids])
        place = np.searchsorted(_LENGTHS, lengths)
        self.shelves = [self._shelf(np.flatnonzero(place == n), length) for n, length in enumerate(_LENGTHS)]

    def _shelf(self, rows: np.ndarray, length: int) -> Shelf:
        batch = max(1, AT_ONCE // length)
        starts = range(0, max(1, len(rows)), batch)  # one also where no message is so long
        parts = [self._padded(rows[n : n + batch], batch, length) for n in starts]
        read = [self._read(*part) for part in parts]  # goes on while the next is being looked up
        hidden = [np.asarray(one, np.float16) for one in read]
        mask = [told for _, told in parts]
        return Shelf(rows, np.concatenate(hidden)[: len(rows)], np.concatenate(mask)[: len(rows)])

    def _read(self, ids: np.ndarray, told: np.ndarray) -> Any:
        packed = self.packed
        hidden = self._normalized(packed.embedded(ids), packed.vector("emb.ln.w"), packed.vector("emb.ln.b"))
        for layer in self._low:
            hidden = self._block(layer, hidden, told)
        return hidden

    def _padded(self, rows: np.ndarray, batch: int, length: int) -> tuple[np.ndarray, np.ndarray]:
        ids, told = np.ones((batch, length), np.int64), np.zeros((batch, length), bool)
        told[:, 0] = True
        for n, row in enumerate(rows):
            ids[n, : len(self._ids[row])] = self._ids[row]
            told[n, : len(self._ids[row])] = True
        return ids, told


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
        loss, slope = _slope(params, shelf.hidden[some].astype("f4"), shelf.mask[some], target, now)
        params, moments = _step(params, moments, slope, n, rates)
        losses.append(loss)
        if n % 100 == 0:
            told = (
                f"{n}/{len(plan)} steps, loss {np.mean(losses[-100:]):.3f}, {time.monotonic() - began:.0f} s"
            )
            print(f"  tuning: {told}", flush=True)
    made = jax.tree.map(np.asarray, params)
    return Tuned(made["layers"], **made["head"])


def _beginning(bench: Bench, intents: int, rng: np.random.Generator) -> Tree:
    packed, outputs = bench.packed, intents + 1 + len(RISKS)
    layers = [packed.layer(n) for n in range(FROZEN, packed.layout.layers)]
    weights = rng.normal(0, 0.01, (outputs, packed.layout.width)).astype(np.float32)
    head = {"weights": weights, "bias": np.zeros(outputs, "f4")}
    return jax.tree.map(jnp.array, {"layers": layers, "head": head})


def _steps(bench: Bench, rng: np.random.Generator) -> Iterator[tuple[Shelf, np.ndarray]]:
    steps = []
    for shelf, length in zip(bench.shelves, _LENGTHS, strict=True):
        own = rng.permutation(len(shelf.rows))
        size = max(8, TOKENS // length)
        steps += [(shelf, own[n : n + size]) for n in range(0, len(own) - size + 1, size)]
    return (steps[n] for n in rng.permutation(len(steps)))


def _slope(params: Tree, hidden: Any, mask: Any, target: Any, key: Any) -> tuple[Any, Tree]:
    """The loss, and how it changes with every number.

    Layer by layer, so that for every length only one is compiled, and what it keeps is not copied.
    """
    backs = []
    for layer in params["layers"]:
        hidden, back = _ahead(layer, hidden, mask)
        backs.append(back)
    loss, (of_head, slope) = _judged(params["head"], hidden, mask, target, key)
    of_layers = []
    for back in reversed(backs):
        of_layer, slope = _behind(back, slope)
        of_layers.append(of_layer)
    return loss, {"layers": of_layers[::-1], "head": of_head}


@jax.jit
def _ahead(layer: Tree, hidden: Any, mask: Any) -> Any:
    return jax.vjp(lambda layer, hidden: block(packed_layer(layer), hidden, mask), layer, hidden)


@jax.jit
def _behind(back: Any, slope: Any) -> Any:
    return back(slope)


@jax.jit
@partial(jax.value_and_grad, argnums=(0, 1))
def _judged(head: Tree, hidden: Any, mask: Any, target: Any, key: Any) -> Any:
    seen = pooled(hidden, mask) * REACH
    seen = seen * jax.random.bernoulli(key, 1 - LOST, seen.shape) / (1 - LOST)
    out = seen @ head["weights"].T + head["bias"]
    kinds = len(head["bias"]) - 1 - len(RISKS)
    intent, complains, risk = target
    wished = jax.nn.one_hot(intent, kinds) * (1 - SMOOTH) + SMOOTH / kinds
    loss = -(wished * jax.nn.log_softmax(out[:, :kinds])).sum(1).mean()
    sign = 2 * complains - 1
    loss += 0.5 * jax.nn.softplus(-sign * out[:, kinds]).mean()
    risks = jax.nn.log_softmax(out[:, kinds + 1 :])
    return loss - 0.5 * jnp.take_along_axis(risks, risk[:, None], 1).mean()


@partial(jax.jit, donate_argnums=(0, 1))
def _step(params: Tree, moments: Tree, slope: Tree, n: Any, rates: Any) -> Any:
    """Adam with clipped gradients; the layers go slower than the heads."""
    size = jnp.sqrt(sum((leaf**2).sum() for leaf in jax.tree.leaves(slope)))
    slope = jax.tree.map(lambda leaf: leaf * jnp.minimum(1.0, 1.0 / size), slope)
    first = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, moments[0], slope)
    second = jax.tree.map(lambda a, b: 0.98 * a + 0.02 * b * b, moments[1], slope)
    rate = {"layers": rates[0], "head": rates[1]}

    def moved(part: str) -> Any:
        def one(value: Any, a: Any, b: Any) -> Any:
            return value - rate[part] * (a / (1 - 0.9**n)) / (jnp.sqrt(b / (1 - 0.98**n)) + 1e-8)

        return jax.tree.map(one, params[part], first[part], second[part])

    return {part: moved(part) for part in params}, (first, second)
