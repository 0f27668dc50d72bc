"""What comes off: the price rules of the hotel, and one voucher."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_DOWN, Decimal
from typing import get_args

from bot.desk.catalog.prices import Discount, Kind
from bot.desk.pricing.ages import unit_for
from bot.desk.pricing.base import each
from bot.desk.pricing.buyer import Voucher
from bot.desk.pricing.order import BY_PERSON, Order
from bot.desk.pricing.quotes import QuoteLine, added
from bot.desk.pricing.rows import in_season, on_weekday
from bot.money import Money
from bot.say import Local, Value, text

ORDER: tuple[Kind, ...] = get_args(Kind)
BY_PERSON_ONLY = ("family", "group")  # without `offers` they are for what each person pays


def lines(order: Order, full: Sequence[QuoteLine]) -> Iterator[QuoteLine]:
    """The best of the rules that do not stack, the stackable ones in their order, then the voucher."""
    left = added(full, order.house.hotel.currency)
    for code, rule in chosen(order, left):
        if less := off(order, rule, left):
            yield _line(Local(rule.title), less, rule.kind, code)
            left -= less
    voucher = order.buyer.voucher
    if voucher and (less := _worth(order, voucher, left)):
        yield _line(text("price.voucher", code=voucher.code), less, "voucher", voucher.code)


def chosen(order: Order, subtotal: Money) -> list[tuple[str, Discount]]:
    """Rules do not add up: the one that takes off most wins, and the stackable ones come after it."""
    fitting = [(code, rule) for code, rule in order.house.hotel.discounts.items() if applies(order, rule)]
    fitting.sort(key=lambda one: ORDER.index(one[1].kind))
    single = [one for one in fitting if not one[1].stackable]
    best = max(single, key=lambda one: _minor(off(order, one[1], subtotal)), default=None)
    return [*([best] if best else []), *(one for one in fitting if one[1].stackable)]


def applies(order: Order, rule: Discount) -> bool:
    """Everything that the rule names holds."""
    return lacking(order, rule) is None


def lacking(order: Order, rule: Discount) -> str | None:
    """The first field of the rule that does not hold for the order."""
    return next((name for name, holds in CONDITIONS if not holds(order, rule)), None)


def _on_offer(order: Order, rule: Discount) -> bool:
    if rule.offers:
        return order.offer.code in rule.offers
    return order.basis in BY_PERSON or rule.kind not in BY_PERSON_ONLY


def _in_season(order: Order, rule: Discount) -> bool:
    return rule.season is None or in_season(order.house.hotel, rule.season, order.first.day)


def _early(order: Order, rule: Discount) -> bool:
    """Days are those of the hotel's calendar."""
    day = order.first.day
    return not rule.days_before or (day is not None and (day - order.house.today).days >= rule.days_before)


def _late(order: Order, rule: Discount) -> bool:
    if rule.hours_before is None:
        return True
    return order.start is not None and order.start - order.house.now <= timedelta(hours=rule.hours_before)


def _children(order: Order, rule: Discount) -> list[int]:
    return [age for age in order.party.ages if age <= rule.max_child_age]


CONDITIONS: tuple[tuple[str, Callable[[Order, Discount], bool]], ...] = (
    ("offers", _on_offer),
    ("season", _in_season),
    ("days", lambda order, rule: on_weekday(rule.days, order.first.day)),
    ("min_children", lambda order, rule: len(_children(order, rule)) >= (rule.min_children or 0)),
    ("min_people", lambda order, rule: _people(order) >= (rule.min_people or 0)),
    ("agencies", lambda order, rule: not rule.agencies or order.buyer.agency in rule.agencies),
    ("days_before", _early),
    ("hours_before", _late),
    ("min_stays", lambda order, rule: order.buyer.stays >= (rule.min_stays or 0)),
    ("members", lambda order, rule: not rule.members or order.buyer.member in rule.members),
)


def _people(order: Order) -> int:
    return max(order.party.people, order.buyer.group)


def off(order: Order, rule: Discount, left: Money) -> Money | None:
    """What the rule takes off what is left; None when that is nothing."""
    if rule.free is None:
        return _less(order, left, rule.percent, rule.amount)
    prices = [_child(order, age).minor for age in _children(order, rule)] if order.basis in BY_PERSON else []
    less = min(sum(sorted(prices)[: rule.free]), left.minor)
    return Money(less, left.currency) if less > 0 else None


def _child(order: Order, age: int) -> Money:
    unit = unit_for(order.option, age)
    return each(order, unit) if unit else order.house.money(0)


def _worth(order: Order, voucher: Voucher, left: Money) -> Money | None:
    fits = voucher.fits(order.offer.code, order.first.day or order.house.today)
    return _less(order, left, voucher.percent, voucher.amount) if fits else None


def _less(order: Order, left: Money, percent: int | None, amount: Decimal | None) -> Money | None:
    """What stays is rounded to the hotel's step, half of it down; never more than there is comes off."""
    if amount is not None:
        less = min(order.house.money(amount).minor, left.minor)
    else:
        step = _step(order)
        stays = Decimal(left.minor) * (100 - (percent or 0)) / 100
        less = left.minor - min(int((stays / step).quantize(Decimal(1), ROUND_HALF_DOWN)) * step, left.minor)
    return Money(less, left.currency) if less > 0 else None


def _step(order: Order) -> int:
    step = order.house.hotel.round_to
    return max(order.house.money(step).minor, 1) if step else 1


def _minor(money: Money | None) -> int:
    return money.minor if money else 0


def _line(label: Value, less: Money, kind: str, code: str) -> QuoteLine:
    return QuoteLine(label, 1, less * -1, less * -1, kind, code)
