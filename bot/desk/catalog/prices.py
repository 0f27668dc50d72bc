"""What a price is made of besides one number a unit: seasons, rows, tiers, rules and the tax in it."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bot.desk.catalog.parts import STRICT, Age, Amount, Code, Line, Texts, Weekday

Priority = Annotated[int, Field(ge=0, le=9)]
Basis = Literal[
    "booking", "person", "unit", "hour", "unit_hour", "day", "unit_day", "night", "person_night", "stay"
]
Kind = Literal["family", "group", "agency", "early", "last_minute", "loyalty"]


class Part(BaseModel):
    model_config = STRICT


class Season(Part):
    """From one day to another, both in it; `yearly` ignores the years and may pass New Year."""

    title: Texts | None = None
    start: date = Field(alias="from")
    until: date
    yearly: bool = False
    priority: Priority = 0  # on a day of two seasons the higher one counts

    def holds(self, day: date) -> bool:
        if not self.yearly:
            return self.start <= day <= self.until
        first, last, asked = ((one.month, one.day) for one in (self.start, self.until, day))
        return first <= asked <= last if first <= last else asked >= first or asked <= last


class Tier(Part):
    """From so many on (people, pieces, hours, days or nights) each costs `price`; with `further`, only those
    from that one on do."""

    at_least: Annotated[int, Field(ge=2, le=1000)]
    price: Amount
    further: bool = False


class PriceRow(Part):
    """Another price of a unit in a season, on weekdays, at hours; all that it names must fit.

    Of the rows that fit, the one with the highest priority counts, then the one of the higher season.
    """

    price: Amount
    title: Texts | None = None  # what it is called: "weekend"; the season's name when absent
    season: Code | None = None
    days: list[Weekday] = []  # all of them when empty
    from_time: time | None = None
    until_time: time | None = None  # not in it any more; past midnight when it is the earlier one
    priority: Priority = 0
    tiers: list[Tier] = []


class MorePeople(Part):
    """A price for the whole holds for `included` people; each further one of `from_age` costs `price`."""

    included: Annotated[int, Field(ge=1, le=500)]
    price: Amount
    from_age: Age = 0


class Tax(Part):
    """Contained in every price of these offers; none named: of all."""

    title: Texts
    percent: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)]
    offers: list[Code] = []


class Discount(Part):
    """A price rule: who or when (all that is named must hold), and what comes off: one of `percent`,
    `amount` or `free`.

    Rules do not add up: the one that takes off most counts, and those that are `stackable` besides it.
    """

    title: Texts
    kind: Kind = "family"
    min_children: Annotated[int, Field(ge=1, le=12)] | None = None  # family: not older than max_child_age
    max_child_age: Age = 17
    min_people: Annotated[int, Field(ge=2, le=100)] | None = None  # group
    agencies: list[Line] = []  # agency: for who booked through one of these
    days_before: Annotated[int, Field(ge=1, le=365)] | None = None  # early: so many days ahead at least
    hours_before: Annotated[int, Field(ge=1, le=24 * 14)] | None = None  # last_minute: so many hours at most
    min_stays: Annotated[int, Field(ge=1, le=100)] | None = None  # loyalty: so many stays before this one
    members: list[Line] = []  # loyalty: for members of one of these tiers
    season: Code | None = None  # only on days of this season
    days: list[Weekday] = []  # only on these weekdays
    percent: Annotated[int, Field(ge=1, le=100)] | None = None
    amount: Amount | None = None
    free: Annotated[int, Field(ge=1, le=12)] | None = None  # the cheapest of the children who count
    stackable: bool = False
    offers: list[Code] = []  # empty: all; of family and group rules all that are priced by person
