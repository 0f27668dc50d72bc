"""What it costs, as the booking desk asks for it; how it comes about is in `bot.desk.pricing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.desk.booking import wished
from bot.desk.pricing.ages import KINDS, adult_unit, unit_for
from bot.desk.pricing.buyer import ANYBODY, Buyer, Voucher
from bot.desk.pricing.pipeline import quote
from bot.desk.pricing.quotes import Quote, QuoteLine

if TYPE_CHECKING:
    from bot.desk.booking.ask import Ask

__all__ = [
    "ANYBODY",
    "KINDS",
    "Buyer",
    "Quote",
    "QuoteLine",
    "Voucher",
    "adult_unit",
    "quote",
    "quote_of",
    "unit_for",
]


def quote_of(ask: Ask, *, buyer: Buyer | None = None) -> Quote:
    """Today's price of what is asked for. Without a start or a date only prices count that always hold.

    A part of a package costs its share, also on another day.
    """
    if ask.piece:
        return ask.piece.quote
    return quote(
        ask.house,
        ask.offer,
        ask.option,
        ask.party,
        ask.start,
        end=ask.end,
        days=ask.days // ask.count,
        units=ask.count,
        day=wished.of(ask.wish).day,
        buyer=buyer or ask.buyer,
    )
