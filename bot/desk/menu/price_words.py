"""What came off a price, in words: the guest sees what it was before, and why it is less."""

from __future__ import annotations

from bot.desk.booking.price import Quote
from bot.say import Join, Text, Value, text


def under(cost: Quote) -> list[Value]:
    """Below the lines: the price before anything came off, and the tax that is in it."""
    before = [text("price.instead", original=cost.original, saved=cost.saved)] if _less(cost) else []
    return [*before, *(text("price.tax", name=one.label, amount=one.amount) for one in cost.taxes)]


def saved_by(cost: Quote) -> Text | None:
    """For where the lines are not shown: what came off, by the names of the rules; None when nothing did."""
    names = [one.label for one in cost.lines if one.amount.minor < 0]
    if not names or not _less(cost):
        return None
    return text("price.saved_by", names=Join(names), saved=cost.saved, original=cost.original)


def _less(cost: Quote) -> bool:
    return cost.saved.minor > 0
