"""Ages: everyone whom the rules let in pays exactly one price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.desk.catalog.issues import Finding, Where
from bot.desk.catalog.model import Offer, Unit

OLDEST = 120


def check_bands(units: Sequence[Unit], where: Where) -> Iterator[Finding]:
    """Nobody fits two units of one option."""
    for index, unit in enumerate(units):
        if unit.min_age > unit.max_age:
            yield Finding((*where, index), f"{unit.type} has min_age above max_age", "swap them")
            return
    for before, after in pairwise(sorted(units, key=lambda one: one.min_age)):
        if after.min_age <= before.max_age:
            problem = f"{_named(before)} and {_named(after)} overlap"
            yield Finding(where, problem, f"let {after.type} begin at {before.max_age + 1}")


def check_ages(offer: Offer) -> Iterator[Finding]:
    """Everyone from min_age to max_age fits a unit of one option at least."""
    if any(one.pricing == "booking" for one in offer.options):
        return
    where: Where = ("offers", offer.code, "options")
    if len(offer.options) == 1:
        where = (*where, 0, "units")
    units = [unit for option in offer.options for unit in option.units]
    first, last = offer.rules.min_age or 0, offer.rules.max_age
    for low, high in _gaps(units, first, OLDEST if last is None else last):
        fix = "add a unit for them"
        if low == first:
            fix += f", or set min_age: {high + 1} in rules"
        elif high == OLDEST:
            fix += f", or set max_age: {low - 1} in rules"
        yield Finding(where, f"ages {low}–{high} have no price", fix)


def _gaps(units: Sequence[Unit], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The runs of ages that no unit is for."""
    priced = {age for unit in units for age in range(unit.min_age, unit.max_age + 1)}
    low = None
    for age in range(first, last + 2):
        if age <= last and age not in priced:
            low = age if low is None else low
        elif low is not None:
            yield low, age - 1
            low = None


def _named(unit: Unit) -> str:
    return f"{unit.type} {unit.min_age}–{unit.max_age}"
