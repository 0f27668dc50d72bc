"""Ages: everyone whom the rules let in pays exactly one price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.desk.catalog.issues import Finding, Where
from bot.desk.catalog.model import Offer, Unit

OLDEST = 120


def check_bands(units: Sequence[Unit], where: Where) -> Iterator[Finding]:
    """The units of one option neither overlap nor leave an age between them without a price."""
    for index, unit in enumerate(units):
        if unit.min_age > unit.max_age:
            yield Finding((*where, index), f"{unit.type} has min_age above max_age", "swap them")
            return
    for before, after in pairwise(sorted(units, key=lambda one: one.min_age)):
        end = before.max_age + 1
        if after.min_age < end:
            problem = f"{_named(before)} and {_named(after)} overlap"
            yield Finding(where, problem, f"let {after.type} begin at {end}")
        elif after.min_age > end:
            problem = f"ages {end}–{after.min_age - 1} have no price"
            yield Finding(where, problem, f"let {after.type} begin at {end}")


def check_ages(offer: Offer) -> Iterator[Finding]:
    """Somewhere among the options is a price for everyone from min_age to max_age."""
    if any(one.pricing == "booking" for one in offer.options):
        return
    where = ("offers", offer.code, "options")
    units = [unit for option in offer.options for unit in option.units]
    first = offer.rules.min_age or 0
    last = OLDEST if offer.rules.max_age is None else offer.rules.max_age
    lowest, highest = min(one.min_age for one in units), max(one.max_age for one in units)
    if first < lowest:
        fix = f"add a unit for them, or set min_age: {lowest} in rules"
        yield Finding(where, f"ages {first}–{lowest - 1} have no price", fix)
    if highest < last:
        fix = f"add a unit for them, or set max_age: {highest} in rules"
        yield Finding(where, f"ages {highest + 1}–{last} have no price", fix)


def _named(unit: Unit) -> str:
    return f"{unit.type} {unit.min_age}–{unit.max_age}"
