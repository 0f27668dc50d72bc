"""Who pays which unit: by age on the day of the service."""

from __future__ import annotations

from bot.desk.catalog.model import Option, Unit
from bot.desk.pricing.order import BY_PERSON, BY_PIECE, Order
from bot.say import Local, Value, text

KINDS = {
    "ADULT": "booking.unit_adult",
    "YOUTH": "booking.unit_youth",
    "CHILD": "booking.unit_child",
    "INFANT": "booking.unit_infant",
    "SENIOR": "booking.unit_senior",
    "OTHER": "booking.unit_other",
}
AN_ADULT = 30  # the age an adult is priced by: nobody is asked for it


def unit_for(option: Option, age: int) -> Unit | None:
    """The narrowest band that holds this age: "4–12" goes before "all ages"."""
    fitting = [unit for unit in option.units if unit.min_age <= age <= unit.max_age]
    return min(fitting, key=lambda unit: unit.max_age - unit.min_age, default=None)


def adult_unit(option: Option) -> Unit | None:
    named = next((unit for unit in option.units if unit.type == "ADULT"), None)
    return named or unit_for(option, AN_ADULT)


def payers(order: Order) -> list[tuple[Unit, int]]:
    """Every unit that somebody pays, in the hotel's order, and how many do. Who has no unit may not come:
    the booking rules said so before."""
    option = order.option
    if order.basis not in BY_PERSON:
        by_piece = order.basis in BY_PIECE or option.basis is None
        return [(option.units[0], order.units if by_piece else 1)]
    found = [adult_unit(option)] * order.party.adults + [unit_for(option, age) for age in order.party.ages]
    return [(unit, found.count(unit)) for unit in option.units if unit in found]


def named(unit: Unit, n: int) -> Value:
    if unit.title:
        return Local(unit.title)
    ages = f"{unit.min_age}–{unit.max_age}" if unit.max_age < 100 else f"{unit.min_age}+"
    return text(KINDS[unit.type], n=n, ages=ages)
