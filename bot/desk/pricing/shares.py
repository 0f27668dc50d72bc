"""The price of a package and what each of its parts is worth of it: the parts sum to the whole exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk.house import House
from bot.desk.pricing.quotes import Quote, QuoteLine
from bot.desk.pricing.split import split
from bot.desk.pricing.tax import part_of
from bot.money import Money
from bot.say import Value

KIND = "package"  # of the line that makes a single price the share


@dataclass(frozen=True)
class Shared:
    """`whole` is the price of the package, `apart` of its parts bought singly; `parts` sum to `whole`."""

    whole: Quote
    apart: Money
    parts: tuple[Quote, ...]

    @property
    def saved(self) -> Money:
        return self.apart - self.whole.total


def shared(
    house: House, whole: Quote, singles: Sequence[Quote], weights: Sequence[Money | None], label: Value
) -> Shared:
    """A package is never dearer than its parts. Without a weight of its own a part has its single price."""
    apart = sum((one.total for one in singles), Money(0, house.hotel.currency))
    whole = at(house, whole, min(whole.total, apart), label)
    weigh = [(weight or one.total).minor for weight, one in zip(weights, singles, strict=True)]
    each = split(whole.total, weigh)
    parts = tuple(at(house, one, share, label) for one, share in zip(singles, each, strict=True))
    return Shared(whole, apart, parts)


def at(house: House, quote: Quote, total: Money, label: Value) -> Quote:
    """The quote with one line more, that makes it this total."""
    by = total - quote.total
    if not by.minor:
        return quote
    lines = (*quote.lines, QuoteLine(label, 1, by, by, KIND))
    taxes = (_tax(house, one, total) for one in quote.taxes)
    return replace(quote, lines=lines, total=total, taxes=tuple(one for one in taxes if one.amount.minor))


def _tax(house: House, line: QuoteLine, total: Money) -> QuoteLine:
    part = part_of(total, house.hotel.taxes[line.code].percent)
    return replace(line, unit=part, amount=part)
