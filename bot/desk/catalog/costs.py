"""What an extra costs the hotel: for managers alone. No guest and no translator reads any of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from babel.numbers import get_currency_precision
from pydantic import BaseModel, Field

from bot.desk.catalog.issues import Finding, Where
from bot.desk.catalog.parts import STRICT, Amount
from bot.desk.catalog.told import Cell, Name, told
from bot.money import payable

if TYPE_CHECKING:
    from bot.desk.catalog.model import Catalog, Offer, Option

Per = Literal["booking", "person", "unit", "start", "offered"]
Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Hygiene = Literal["safety", "sleep", "health", "cleanliness", "children", "access"]
PERS: tuple[Per, ...] = ("booking", "person", "unit", "start", "offered")
PARTNER, MINUTES = "partner", "minutes"
NOTHING = Decimal(0)


class Cost(BaseModel):
    """Materials for each booking, person, piece, start that somebody came to, and start on the schedule; what
    a partner gets; the minutes of our own people. Today's figures: a report counts past bookings by them.
    """

    model_config = STRICT

    booking: Amount = NOTHING
    person: Amount = NOTHING
    unit: Amount = NOTHING  # each piece, or each time over the option's duration
    start: Amount = NOTHING
    offered: Amount = NOTHING  # each start, or day, of the schedule, whether or not anybody comes
    partner: Amount = NOTHING
    partner_per: Per = "booking"
    partner_percent: Percent = NOTHING  # of what guests paid
    minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 0
    minutes_per: Per = "booking"

    def materials(self) -> Mapping[Per, Decimal]:
        return {one: getattr(self, one) for one in PERS}


def check_costs(catalog: Catalog) -> Iterator[Finding]:
    hotel = catalog.hotel
    if hotel.staff_hour is not None:
        yield from _amount(hotel.currency, hotel.staff_hour, ("hotel", "staff_hour"))
    for offer in catalog.offers.values():
        for index, option in enumerate(offer.options):
            if option.cost:
                yield from _cost(catalog, offer, option, ("offers", offer.code, "options", index, "cost"))
        if offer.hygiene and not is_free(offer):
            problem = told(
                "issue.hygiene_paid", field=Name("hygiene"), value=Cell(offer.hygiene), offer=offer.code
            )
            yield Finding(("offers", offer.code, "hygiene"), problem, told("fix.remove_line"), "warning")
    yield from _hours(catalog)


def _hours(catalog: Catalog) -> Iterator[Finding]:
    """Said once, at the first that takes some."""
    for offer in catalog.offers.values() if catalog.hotel.staff_hour is None else ():
        for index, option in enumerate(offer.options):
            if option.cost and option.cost.minutes:
                where = ("offers", offer.code, "options", index, "cost", MINUTES)
                problem = told("issue.minutes_uncosted", offer=offer.code)
                yield Finding(
                    where,
                    problem,
                    told("fix.add_field_to", field=Name("staff_hour"), file="hotel.yaml"),
                    "warning",
                )
                return


def is_free(offer: Offer) -> bool:
    """Nobody pays for it, at any time."""
    units = [unit for option in offer.options for unit in option.units]
    return not any(price for unit in units for price in (unit.price, *(row.price for row in unit.prices)))


def _cost(catalog: Catalog, offer: Offer, option: Option, where: Where) -> Iterator[Finding]:
    cost = option.cost or Cost()
    for name in (*PERS, PARTNER):
        yield from _amount(catalog.hotel.currency, getattr(cost, name), (*where, name))
    if offer.bundle:
        yield Finding(
            where, told("issue.package_cost", offer=offer.code), told("fix.remove_field", field=Name("cost"))
        )
    yield from _on_no_schedule(offer, option, cost, where)


def _on_no_schedule(offer: Offer, option: Option, cost: Cost, where: Where) -> Iterator[Finding]:
    """What never starts on a schedule is never offered there either."""
    if option.schedule or offer.mode == "rental":
        return
    named = {
        "offered": cost.offered,
        "partner_per": cost.partner if cost.partner_per == "offered" else 0,
        "minutes_per": cost.minutes if cost.minutes_per == "offered" else 0,
    }
    for name in (name for name, amount in named.items() if amount):
        problem = told("issue.never_starts", offer=offer.code)
        yield Finding(
            (*where, name), problem, told("fix.count_by", value=Cell("booking"), field=Name("schedule"))
        )


def _amount(currency: str, amount: Decimal, where: Where) -> Iterator[Finding]:
    places = get_currency_precision(currency)
    if not payable(amount, currency):
        problem = told("issue.parts_of_money", field=Name(where[-1]), amount=str(amount), currency=currency)
        yield Finding(where, problem, told("fix.digits_after", places=places))
