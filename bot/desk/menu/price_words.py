"""A price in words: what it was before, why it is less, what is kept of it in the end."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.booking.book import Booking
from bot.desk.booking.price import Buyer, Quote
from bot.desk.house import House
from bot.say import At, Join, Span, Text, Value, text


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


def voucher_kept(buyer: Buyer, cost: Quote) -> Text | None:
    """That the voucher they showed takes nothing off, so that it is not used; None where it does."""
    return text("price.voucher_kept") if buyer.voucher and not cost.buyer.voucher else None


def fee(percent: int, *, late: bool = False) -> Text | None:
    """What is kept by who cancels now, when it is `late`, or else after the time to do it for free."""
    if percent == 100:
        return text("price.fee_whole" if late else "price.fee_later_whole")
    return text("price.fee" if late else "price.fee_later", n=percent) if percent else None


def on_request(hours: int, percent: int) -> Value | None:
    """Until when it is free to cancel and what is kept later, where nobody knows the start yet."""
    free = text("price.free_before", span=Span(hours * 60)) if hours else text("price.free_to_start")
    kept = fee(percent)
    return Join([free, kept], "lines") if kept else None


def terms(house: House, held: Booking) -> Value | None:
    """The same of what is held or offered; None where nothing is ever kept."""
    if held.start is None or not held.quote.total.minor:
        return None
    until = held.start - timedelta(hours=held.sold.free_hours)
    kept = fee(held.sold.fee_percent, late=until <= house.now)
    if kept is None or until <= house.now:
        return kept
    return Join([text("price.free_until", deadline=At(until, "both")), kept], "lines")


def _less(cost: Quote) -> bool:
    return cost.saved.minor > 0
