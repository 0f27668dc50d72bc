"""The encoder's layers in jax, as the packed engine computes them.

Products are taken of 16-bit numbers and summed in 32 bits, which is fastest; what is learnt stays in 32.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

Array = Any
HEADS = 12
apart = jax.lax.optimization_barrier
MATRICES = ("q", "k", "v", "ao", "fi", "fo")


def normalized(x: Array, weight: Array, bias: Array) -> Array:
    mean = x.mean(-1, keepdims=True)
    spread = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(spread + 1e-12) * weight + bias


def _multiplied(a: Array, b: Array, over: tuple[int, int]) -> Array:
    a, b = a.astype(jnp.bfloat16), b.astype(jnp.bfloat16)
    pairs = (((over[0],), (over[1],)), ((), ()))
    return jax.lax.dot_general(a, b, pairs, preferred_element_type=jnp.float32)


def _flat(x: Array) -> Array:
    return x.reshape(-1, x.shape[-1])


@jax.custom_vjp
def product(x: Array, matrix: Array) -> Array:
    """x @ matrix.T; of the three products of learning only that for the matrix gains nothing by 16 bits."""
    return _multiplied(_flat(x), matrix, (1, 1)).reshape(*x.shape[:-1], matrix.shape[0])


def _product_back(kept: tuple[Array, Array], slope: Array) -> tuple[Array, Array]:
    x, matrix = kept
    of_matrix = jax.lax.dot_general(_flat(slope), _flat(x), (((0,), (0,)), ((), ())))
    return _multiplied(_flat(slope), matrix, (1, 0)).reshape(x.shape), of_matrix


product.defvjp(lambda x, matrix: (product(x, matrix), (x, matrix)), _product_back)


def _gelu(x: Array) -> Array:
    return jax.nn.gelu(x, approximate=False)


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
    q, k, v = ((product(x, p[m]) + p[m + "b"]).reshape(parts) for m in "qkv")
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
