"""The tax that a price contains: said, never added."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.desk.pricing.order import Order
from bot.desk.pricing.quotes import QuoteLine
from bot.money import Money
from bot.say import Local


def included(order: Order, total: Money) -> tuple[QuoteLine, ...]:
    """Of 118 with 18 % in it, 18."""
    fitting = [
        (code, tax)
        for code, tax in order.house.hotel.taxes.items()
        if not tax.offers or order.offer.code in tax.offers
    ]
    return tuple(
        QuoteLine(Local(tax.title), 1, part, part, "tax", code)
        for code, tax in fitting
        if (part := part_of(total, tax.percent)).minor
    )


def part_of(total: Money, percent: Decimal) -> Money:
    part = Decimal(total.minor) * percent / (100 + percent)
    return Money(int(part.quantize(Decimal(1), ROUND_HALF_UP)), total.currency)
