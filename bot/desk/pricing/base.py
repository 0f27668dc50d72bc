"""Who or what pays, how often, by the price row of each day or hour: the price before anything comes off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.desk.catalog.model import Unit
from bot.desk.catalog.prices import Tier
from bot.desk.pricing.ages import named, payers
from bot.desk.pricing.order import Order
from bot.desk.pricing.quotes import QuoteLine
from bot.desk.pricing.rows import Price, price_at
from bot.money import Money
from bot.say import Join, Value, text

LONG = {"hours": "price.hours", "days": "price.days", "nights": "price.nights"}


def lines(order: Order) -> list[QuoteLine]:
    """One line for each unit and price, then what their number changes, then who comes besides."""
    found = [(unit, n, counted(order, unit, n)) for unit, n in payers(order)]
    base = [one for unit, n, cells in found for one in _base(order, unit, n, cells)]
    tiers = [one for _, n, cells in found for one in _tiers(order, n, cells)]
    return [*base, *_more_people(order), *tiers]


def counted(order: Order, unit: Unit, n: int) -> list[Price]:
    """The price of each hour, day or night; of what is not counted in time, of each piece or person."""
    hotel, option = order.house.hotel, order.option
    if order.timed:
        return [price_at(hotel, option, unit, when) for when in order.moments()]
    return [price_at(hotel, option, unit, order.first)] * n


def each(order: Order, unit: Unit) -> Money:
    """What one person of this unit pays before tiers."""
    prices = counted(order, unit, 1)
    return sum((order.house.money(one.amount) for one in prices), Money(0, order.house.hotel.currency))


def _times(order: Order, n: int) -> int:
    """How many people or pieces stand behind each counted price."""
    return n if order.timed else 1


def _base(order: Order, unit: Unit, n: int, cells: list[Price]) -> Iterator[QuoteLine]:
    for price, count in Counter(cells).items():
        label, costs = _label(order, unit, n, price, count), order.house.money(price.amount)
        yield _line(order, label, count * _times(order, n), costs, "base", price.code)


def _label(order: Order, unit: Unit, n: int, price: Price, count: int) -> Value:
    parts: list[Value] = [named(unit, n if order.span else count * _times(order, n))]
    if price.title:
        parts.append(price.title)
    if order.span and (n > 1 or order.basis == "person_night" or not unit.title):
        parts.append(text(LONG[order.span], n=count))
    return parts[0] if len(parts) == 1 else Join(parts, "dot")


def _tiers(order: Order, n: int, cells: list[Price]) -> Iterator[QuoteLine]:
    reached = [(one, one.tier(index, len(cells))) for index, one in enumerate(cells, 1)]
    different: Mapping[tuple[Price, Tier], int] = Counter(
        (price, tier) for price, tier in reached if tier and tier.price != price.amount
    )
    for (price, tier), count in different.items():
        label = text("price.tier", n=tier.at_least)
        by = order.house.money(tier.price) - order.house.money(price.amount)
        yield _line(
            order,
            label,
            count * _times(order, n),
            by,
            "tier",
            f"{price.code}/tiers/{price.tiers.index(tier)}",
        )


def _more_people(order: Order) -> Iterator[QuoteLine]:
    more = order.option.more_people
    if more is None:
        return
    counted_in = order.party.adults + sum(age >= more.from_age for age in order.party.ages)
    if (further := counted_in - more.included) > 0:
        quantity = further * order.times()
        label = text("price.more_people", n=further, included=more.included)
        yield _line(order, label, quantity, order.house.money(more.price), "people", "more_people")


def _line(order: Order, label: Value, quantity: int, unit: Money, kind: str, code: str) -> QuoteLine:
    return QuoteLine(label, quantity, unit, unit * quantity, kind, code, order.basis)
