"""Arithmetic as people write it: "2×30 + 15 = 75; −10 % = 67.50". Nothing of the product is used here."""

from __future__ import annotations

import ast
from collections.abc import Callable
from decimal import ROUND_HALF_DOWN, Decimal
from operator import add, mul, sub

SIGNS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: add,
    ast.Sub: sub,
    ast.Mult: mul,
}


def result(words: str, coin: Decimal) -> Decimal:
    """What the last "=" says, once every "=" is found to be right; `coin` is the smallest one. ValueError
    names the first that is wrong. Of half a coin that a per cent leaves, the guest does not pay it."""
    so_far = Decimal(0)
    for index, step in enumerate(words.split(";")):
        said, equals, stated = step.rpartition("=")
        if not equals:
            raise ValueError(f"no result in {step!r}")
        found = _step(said.strip(), so_far, coin) if index else value(said)
        so_far = Decimal(stated.strip())
        if found != so_far:
            raise ValueError(f"{step.strip()!r}: it is {found}")
    return so_far


def _step(said: str, so_far: Decimal, coin: Decimal) -> Decimal:
    """ "−10 %" or "−5" of what there is."""
    if not said.startswith("−"):
        raise ValueError(f"{said!r} takes nothing off")
    less = said.removeprefix("−")
    if "%" not in less:
        return so_far - Decimal(less)
    stays = so_far * (100 - Decimal(less.replace("%", "").strip())) / 100
    return (stays / coin).quantize(Decimal(1), ROUND_HALF_DOWN) * coin


def value(said: str) -> Decimal:
    """Sums, differences and products with brackets, exactly."""
    return _value(ast.parse(said.replace("×", "*").replace("−", "-").strip(), mode="eval").body, said)


def _value(part: ast.expr, said: str) -> Decimal:
    match part:
        case ast.BinOp(left, sign, right) if type(sign) in SIGNS:
            return SIGNS[type(sign)](_value(left, said), _value(right, said))
        case ast.Constant(int() | float()):
            return Decimal(
                ast.get_source_segment(said.replace("×", "*").replace("−", "-").strip(), part) or ""
            )
    raise ValueError(f"{said!r} is not a sum")
