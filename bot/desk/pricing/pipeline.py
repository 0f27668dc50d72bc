"""The price pipeline from end to end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.pricing import base, rules, tax
from bot.desk.pricing.buyer import ANYBODY, Buyer
from bot.desk.pricing.order import BY_PIECE, Coming, Order
from bot.desk.pricing.quotes import Quote, added
from bot.money import Money


def quote(
    house: House,
    offer: Offer,
    option: Option,
    party: Coming,
    start: datetime | None,
    *,
    days: int = 1,
    end: datetime | None = None,
    nights: int | None = None,
    hours: int | None = None,
    units: int = 1,
    day: date | None = None,
    buyer: Buyer = ANYBODY,
) -> Quote:
    """The same facts give the same quote.

    Without a `start`, `day` is the date if that much is known; without either only the prices count that
    hold at any time. `end`, or the number of days, nights or hours, is for what is priced by them; `units`
    for what is taken by the piece.
    """
    much = (days, nights, hours, units)
    return priced(Order(house, offer, option, party, start, end, day, buyer, *much))


def priced(order: Order) -> Quote:
    """A voucher that takes nothing off is not in it: it stays good for another time."""
    full = base.lines(order)
    lines = (*full, *rules.lines(order, full))
    total = added(lines, order.house.hotel.currency)
    counts = any(one.kind == "voucher" for one in lines)
    buyer = order.buyer if counts else replace(order.buyer, voucher=None)
    return Quote(lines, total, _deposit(order), tax.included(order, total), buyer)


def _deposit(order: Order) -> Money | None:
    """For each piece where pieces are taken."""
    if not order.offer.deposit:
        return None
    pieces = order.units if order.basis in BY_PIECE or order.option.basis is None else 1
    return order.house.money(order.offer.deposit) * pieces
