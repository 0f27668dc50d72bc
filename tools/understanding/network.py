"""The encoder's layers in jax, as the packed engine computes them.

Products are taken of 16-bit numbers and summed in 32 bits, which is fastest; what is learnt stays in 32.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental.layout import Layout, with_layout_constraint

Array = Any
HEADS = 12
BY_ROWS = Layout((0, 1))
apart = jax.lax.optimization_barrier
MATRICES = ("q", "k", "v", "ao", "fi", "fo")


def normalized(x: Array, weight: Array, bias: Array) -> Array:
    mean = x.mean(-1, keepdims=True)
    spread = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(spread + 1e-12) * weight + bias


def _multiplied(a: Array, b: Array, over: tuple[int, int]) -> Array:
    pairs = (((over[0],), (over[1],)), ((), ()))
    return jax.lax.dot_general(a, b, pairs, preferred_element_type=jnp.float32)


def _short(x: Array) -> Array:
    return apart(x.reshape(-1, x.shape[-1]).astype(jnp.bfloat16))


def _turned(x: Array) -> Array:
    """Laid out anew, since a product is far quicker when what it sums over lies side by side."""
    return apart(with_layout_constraint(x.T, BY_ROWS))


@jax.custom_vjp
def product(x: Array, matrix: Array) -> Array:
    """`x @ matrix.T`; its own products of learning are of 16-bit numbers too."""
    return _product(x, matrix)[0]


def _product(x: Array, matrix: Array) -> tuple[Array, tuple[Array, Array]]:
    kept = _short(x), _short(matrix)
    return _multiplied(*kept, (1, 1)).reshape(*x.shape[:-1], matrix.shape[0]), kept


def _product_back(kept: tuple[Array, Array], slope: Array) -> tuple[Array, Array]:
    x, matrix = kept
    short = _short(slope)
    of_x = _multiplied(short, matrix, (1, 0)).reshape(*slope.shape[:-1], matrix.shape[1])
    return of_x, _multiplied(_turned(short), x, (1, 0))


product.defvjp(_product, _product_back)


def _gelu(x: Array) -> Array:
    """As `jax.nn.gelu`, which goes by `erfc` and takes longer."""
    return 0.5 * x * (1 + jax.lax.erf(x * np.float32(np.sqrt(0.5))))


@jax.custom_vjp
def gelu(x: Array) -> Array:
    """Kept apart from the products around it: the compiler would work it out anew for each of them."""
    return apart(_gelu(apart(x)))


def _gelu_back(x: Array, slope: Array) -> tuple[Array]:
    x, slope = apart((x, slope))
    return (apart(jax.vjp(_gelu, x)[1](slope)[0]),)


gelu.defvjp(lambda x: (gelu(x), x), _gelu_back)


def block(p: dict[str, Array], x: Array, mask: Array) -> Array:
    """One transformer layer: attention, then the inner network, each added and normalized."""
    batch, length, width = x.shape
    parts = (batch, length, HEADS, width // HEADS)
    weight, bias = (jnp.concatenate([p[m + kind] for m in "qkv"]) for kind in ("", "b"))
    said = product(x, weight) + bias
    q, k, v = (part.reshape(parts) for part in jnp.split(said, 3, -1))
    seen = jnp.einsum("blhd,bmhd->bhlm", q, k) / np.sqrt(parts[-1])
    seen = jax.nn.softmax(jnp.where(mask[:, None, None, :], seen, -1e9), -1)
    mixed = jnp.einsum("bhlm,bmhd->blhd", seen, v).reshape(x.shape)
    x = normalized(x + product(mixed, p["ao"]) + p["aob"], p["alw"], p["alb"])
    inner = gelu(product(x, p["fi"]) + p["fib"])
    return normalized(x + product(inner, p["fo"]) + p["fob"], p["olw"], p["olb"])


def pooled(x: Array, mask: Array) -> Array:
    """The mean over the tokens, of length one, as the engine gives it out."""
    told = mask[..., None].astype(x.dtype)
    mean = (x * told).sum(1) / told.sum(1)
    return mean / jnp.linalg.norm(mean, axis=1, keepdims=True)


def as_packed(matrix: Array) -> Array:
    """The matrix as four bits will hold it; gradients pass as if nothing had happened."""
    groups = matrix.reshape(matrix.shape[0], -1, 32)
    high, low = groups.max(-1, keepdims=True), groups.min(-1, keepdims=True)
    peak = jnp.where(high >= -low, high, low)
    scale = jnp.where(peak == 0, 1e-9, peak / -8)
    nibbles = jnp.clip(jnp.floor(groups / scale + 8.5), 0, 15) - 8
    return matrix + jax.lax.stop_gradient((nibbles * scale).reshape(matrix.shape) - matrix)


def packed_layer(p: dict[str, Array]) -> dict[str, Array]:
    return {name: as_packed(value) if name in MATRICES else value for name, value in p.items()}
