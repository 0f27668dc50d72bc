"""The encoder's layers in jax, as the packed engine computes them."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

Array = Any
HEADS = 12
MATRICES = ("q", "k", "v", "ao", "fi", "fo")


def normalized(x: Array, weight: Array, bias: Array) -> Array:
    mean = x.mean(-1, keepdims=True)
    spread = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) * jax.lax.rsqrt(spread + 1e-12) * weight + bias


def block(p: dict[str, Array], x: Array, mask: Array) -> Array:
    """One transformer layer: attention, then the inner network, each added and normalized."""
    batch, length, width = x.shape
    parts = (batch, length, HEADS, width // HEADS)
    q, k, v = ((x @ p[m].T + p[m + "b"]).reshape(parts) for m in "qkv")
    seen = jnp.einsum("blhd,bmhd->bhlm", q, k) / np.sqrt(parts[-1])
    seen = jax.nn.softmax(jnp.where(mask[:, None, None, :], seen, -1e9), -1)
    mixed = jnp.einsum("bhlm,bmhd->blhd", seen, v).reshape(x.shape)
    x = normalized(x + mixed @ p["ao"].T + p["aob"], p["alw"], p["alb"])
    inner = jax.nn.gelu(x @ p["fi"].T + p["fib"], approximate=False)
    return normalized(x + inner @ p["fo"].T + p["fob"], p["olw"], p["olb"])


def pooled(x: Array, mask: Array) -> Array:
    """The mean over the tokens, of length one, as the engine gives it out."""
    told = mask[..., None].astype(x.dtype)
    mean = (x * told).sum(1) / told.sum(1)
    return mean / jnp.linalg.norm(mean, axis=1, keepdims=True)


def as_packed(matrix: Array) -> Array:
    """The matrix as four bits will hold it; gradients pass as if nothing had happened."""
    groups = matrix.reshape(matrix.shape[0], -1, 32)
    peak = jnp.take_along_axis(groups, jnp.abs(groups).argmax(-1, keepdims=True), -1)
    scale = jnp.where(peak == 0, 1e-9, peak / -8)
    nibbles = jnp.clip(jnp.floor(groups / scale + 8.5), 0, 15) - 8
    return matrix + jax.lax.stop_gradient((nibbles * scale).reshape(matrix.shape) - matrix)


def packed_layer(p: dict[str, Array]) -> dict[str, Array]:
    return {name: as_packed(value) if name in MATRICES else value for name, value in p.items()}
