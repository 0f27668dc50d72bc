"""Dividing an amount so that the parts are the amount again."""

from __future__ import annotations

from collections.abc import Sequence

from bot.money import Money


def split(whole: Money, weights: Sequence[int]) -> list[Money]:
    """In proportion to the weights; what rounding leaves goes to the largest remainders, the first of equals
    first. Without any weight the parts are equal."""
    shares = list(weights) if sum(weights) else [1] * len(weights)
    exact = [divmod(whole.minor * one, sum(shares)) for one in shares]
    left = whole.minor - sum(part for part, _ in exact)
    first = sorted(range(len(shares)), key=lambda index: -exact[index][1])[:left]
    return [Money(part + (index in first), whole.currency) for index, (part, _) in enumerate(exact)]
