"""Ages: everyone whom the rules let in pays exactly one price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.desk.catalog.issues import Finding, Where
from bot.desk.catalog.model import Offer, Unit
from bot.desk.catalog.told import Name, told

OLDEST = 120


def check_bands(units: Sequence[Unit], where: Where) -> Iterator[Finding]:
    """Nobody fits two units of one option."""
    for index, unit in enumerate(units):
        if unit.min_age > unit.max_age:
            yield Finding(
                (*where, index),
                told("issue.unit_above", unit=unit.type, low=Name("min_age"), high=Name("max_age")),
                told("fix.swap"),
            )
            return
    for before, after in pairwise(sorted(units, key=lambda one: one.min_age)):
        if after.min_age <= before.max_age:
            problem = told("issue.overlap", first=_named(before), second=_named(after))
            yield Finding(where, problem, told("fix.bands", unit=after.type, age=before.max_age + 1))


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
        fix = told("fix.unit_for_them")
        if low == first:
            fix = told("fix.unit_or_rule", field=Name("min_age"), age=high + 1)
        elif high == OLDEST:
            fix = told("fix.unit_or_rule", field=Name("max_age"), age=low - 1)
        yield Finding(where, told("issue.unpriced", low=low, high=high), fix)


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
