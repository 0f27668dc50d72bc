"""What it costs: every line as it is shown, and their sum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk.booking.party import Party
from bot.desk.catalog.model import Discount, Offer, Option, Unit
from bot.desk.house import House
from bot.money import Money
from bot.say import Local, Value, pack, text, unpack

KINDS = {
    "ADULT": "booking.unit_adult",
    "YOUTH": "booking.unit_youth",
    "CHILD": "booking.unit_child",
    "INFANT": "booking.unit_infant",
    "SENIOR": "booking.unit_senior",
    "OTHER": "booking.unit_other",
}
AN_ADULT = 30  # the age an adult is priced by: nobody is asked for it


@dataclass(frozen=True)
class QuoteLine:
    """`quantity` × `unit` = `amount`; a price of zero is a line too, so that a free place is seen."""

    label: Value
    quantity: int
    unit: Money
    amount: Money

    @property
    def free(self) -> bool:
        return self.amount.minor == 0


@dataclass(frozen=True)
class Quote:
    """`total` is always the sum of the lines; `deposit` is money that comes back and not part of it."""

    lines: tuple[QuoteLine, ...]
    total: Money
    deposit: Money | None = None

    def json(self) -> dict[str, Any]:
        return {
            "lines": [
                [pack(one.label), one.quantity, one.unit.minor, one.amount.minor] for one in self.lines
            ],
            "total": self.total.minor,
            "deposit": self.deposit.minor if self.deposit else None,
            "currency": self.total.currency,
        }

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Quote:
        def money(minor: int) -> Money:
            return Money(minor, raw["currency"])

        lines = [QuoteLine(unpack(what), n, money(unit), money(sum_)) for what, n, unit, sum_ in raw["lines"]]
        deposit = None if raw["deposit"] is None else money(raw["deposit"])
        return cls(tuple(lines), money(raw["total"]), deposit)


def quote(
    house: House, offer: Offer, option: Option, party: Party, start: datetime | None, *, days: int = 1
) -> Quote:
    """The same facts give the same quote. `start` is for seasons: no price knows one yet."""
    whole = option.pricing == "booking"
    lines = [_line(house, option.units[0], days)] if whole else _by_person(house, option, party)
    subtotal = _sum(house, lines)
    if (rule := _best(house, offer, option, party)) and subtotal.minor:
        lines.append(_off(rule, subtotal))
    deposit = house.money(offer.deposit) if offer.deposit else None
    return Quote(tuple(lines), _sum(house, lines), deposit)


def unit_for(option: Option, age: int) -> Unit | None:
    """The narrowest band that holds this age: "4–12" goes before "all ages"."""
    fitting = [unit for unit in option.units if unit.min_age <= age <= unit.max_age]
    return min(fitting, key=lambda unit: unit.max_age - unit.min_age, default=None)


def adult_unit(option: Option) -> Unit | None:
    named = next((unit for unit in option.units if unit.type == "ADULT"), None)
    return named or unit_for(option, AN_ADULT)


def _by_person(house: House, option: Option, party: Party) -> list[QuoteLine]:
    """One line a unit, in the hotel's order. Who has no unit may not come: `rules` said so before."""
    payers = [adult_unit(option)] * party.adults + [unit_for(option, age) for age in party.ages]
    return [_line(house, unit, payers.count(unit)) for unit in option.units if unit in payers]


def _line(house: House, unit: Unit, quantity: int) -> QuoteLine:
    each = house.money(unit.price)
    return QuoteLine(_label(unit, quantity), quantity, each, each * quantity)


def _label(unit: Unit, quantity: int) -> Value:
    if unit.title:
        return Local(unit.title)
    ages = f"{unit.min_age}–{unit.max_age}" if unit.max_age < 100 else f"{unit.min_age}+"
    return text(KINDS[unit.type], n=quantity, ages=ages)


def _best(house: House, offer: Offer, option: Option, party: Party) -> Discount | None:
    """Rules do not add up: the one that takes off most wins."""
    rules = [one for one in house.hotel.discounts.values() if _applies(one, offer, option, party)]
    return max(rules, key=lambda rule: rule.percent, default=None)


def _applies(rule: Discount, offer: Offer, option: Option, party: Party) -> bool:
    named = offer.code in rule.offers if rule.offers else option.pricing == "person"
    return named and sum(age <= rule.max_child_age for age in party.ages) >= rule.min_children


def _off(rule: Discount, subtotal: Money) -> QuoteLine:
    less = subtotal.percent(rule.percent) * -1
    return QuoteLine(Local(rule.title), 1, less, less)


def _sum(house: House, lines: Iterable[QuoteLine]) -> Money:
    return sum((one.amount for one in lines), Money(0, house.hotel.currency))
