"""What the sales of an option cost, from what the catalog says today; rounded once, not by booking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from bot.desk.catalog.costs import Cost, Per
from bot.desk.house import House
from bot.desk.reports.economy.sales import Sums
from bot.money import Money

HOUR = 60


@dataclass(frozen=True)
class Costs:
    """In minor units, and the minutes that are in `staff`. They add up."""

    materials: int = 0
    partner: int = 0
    staff: int = 0
    minutes: int = 0

    @property
    def total(self) -> int:
        return self.materials + self.partner + self.staff

    def __add__(self, other: Costs) -> Costs:
        return Costs(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Costs)))


def of(house: House, cost: Cost, sums: Sums, *, offered: int) -> Costs:
    """`offered`: how many starts, or days, the schedule had. What was given up costs nothing."""
    times = counted(sums, offered)
    materials = sum((amount * times[per] for per, amount in cost.materials().items()), Decimal(0))
    share = Decimal(sums.of_used) * cost.partner_percent / 100
    partner = house.money(cost.partner * times[cost.partner_per]).minor + _rounded(share, house)
    minutes = cost.minutes * times[cost.minutes_per]
    hour = house.hotel.staff_hour or Decimal(0)
    return Costs(house.money(materials).minor, partner, house.money(hour * minutes / HOUR).minor, minutes)


def counted(sums: Sums, offered: int) -> Mapping[Per, int]:
    return {
        "booking": sums.bookings,
        "person": sums.people,
        "unit": sums.pieces,
        "start": sums.starts,
        "offered": offered,
    }


def _rounded(minor: Decimal, house: House) -> int:
    return house.money(minor * Money(1, house.hotel.currency).major).minor
