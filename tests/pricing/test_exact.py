"""Money is exact: no float touches it, and what is divided, taxed or discounted adds up to the last unit.

PROVE=1 draws 100,000 cases in currencies with no, two and three decimals.
"""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from bot.desk.pricing.split import split
from bot.desk.pricing.tax import part_of
from bot.money import Money
from tests.proofs import PROVING, proves, seen

CASES = 100_000 if PROVING else 2_000
CURRENCIES = ("JPY", "EUR", "AZN", "KWD")
BOT = Path(__file__).parents[2] / "bot"
PATH = (  # where money is reckoned; figures of reports may be rounded as they are shown
    *(BOT / "desk" / "pricing").glob("*.py"),
    *(BOT / "desk" / "booking").glob("*.py"),
    *(BOT / "money.py", BOT / "tg" / "collecting.py", BOT / "desk" / "cases" / "remedies.py"),
)
NO_MONEY = {  # quotients that are none of money, or of Decimals
    "(start - tell_at) / 2": "a time",
    "(start - house.now) / 2": "a time",
    "local.minute / 60": "an hour of the day, for the order of proposals",
    "stays / step": "both are Decimal",
}
PROMISE = "money is exact to the smallest unit"
Split = Callable[[Money, list[int]], list[Money]]


def floats(source: str) -> Iterator[str]:
    """What could make a float of an amount."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield f"line {node.lineno}: {node.value}"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in ("float", "round")
        ):
            yield f"line {node.lineno}: {node.func.id}()"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            said = ast.unparse(node)
            if "Decimal(" not in said and said not in NO_MONEY:
                yield f"line {node.lineno}: {said}"


@proves(PROMISE, injected="every line where money is reckoned", trials=len(PATH))
def test_no_float_is_in_the_path_of_money() -> None:
    assert len(PATH) > 50
    found = {one.name: list(floats(one.read_text(encoding="utf-8"))) for one in PATH}
    assert not {name: lines for name, lines in found.items() if lines}


@pytest.mark.parametrize("slip", ["total * 1.1", "float(total)", "total.minor / 3", "round(total)"])
@proves(PROMISE, injected="a float", control=True)
def test_a_float_would_be_found(slip: str) -> None:
    assert list(floats(f"share = {slip}"))


def amiss(split: Split, number: int, seed: int) -> list[str]:
    """Of so many random amounts, those whose parts, shares or taxes are not what they should be."""
    rng, found = random.Random(seed), list[str]()
    for _ in range(number):
        whole = Money(rng.randint(0, 10 ** rng.randint(1, 12)), rng.choice(CURRENCIES))
        weights = [rng.randint(0, 10 ** rng.randint(0, 6)) for _ in range(rng.randint(1, 9))]
        if sum(one.minor for one in split(whole, weights)) != whole.minor:
            found.append(f"{whole} in the parts {weights}")
        share = rng.randint(0, 100)
        if abs(whole.percent(share).minor - Fraction(whole.minor * share, 100)) > Fraction(1, 2):
            found.append(f"{share} % of {whole}")
        if Money.of(whole.major, whole.currency) != whole:
            found.append(f"{whole} as {whole.major}")
        tax = part_of(whole, Decimal(share))
        if abs(tax.minor - Fraction(whole.minor * share, 100 + share)) > Fraction(1, 2):
            found.append(f"{share} % within {whole}")
    return found


def test_every_amount_adds_up() -> None:
    found = amiss(lambda whole, weights: split(whole, weights), CASES, 20)
    seen(PROMISE, injected="random amounts", trials=CASES, violations=len(found))
    assert found == []


def test_parts_that_are_rounded_one_by_one_are_caught() -> None:
    def each_alone(whole: Money, weights: list[int]) -> list[Money]:
        return [Money(round(whole.minor * one / max(1, sum(weights))), whole.currency) for one in weights]

    found = amiss(each_alone, 200, 20)
    seen(PROMISE, injected="parts rounded one by one", trials=200, violations=len(found), control=True)
    assert found
