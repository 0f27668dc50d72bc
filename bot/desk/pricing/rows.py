"""Which price counts at a moment: season, weekday, time band, and from how many on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from bot.desk.catalog.model import WEEKDAYS, Hotel, Option, Unit
from bot.desk.catalog.prices import PriceRow, Tier
from bot.desk.pricing.order import When
from bot.say import Local, Value


@dataclass(frozen=True)
class Price:
    """What one costs then, before tiers; `code` is the place of its row in the option."""

    code: str
    amount: Decimal
    tiers: tuple[Tier, ...]
    title: Value | None = field(default=None, compare=False)

    def tier(self, index: int, count: int) -> Tier | None:
        """The tier that the `index`-th of `count` falls into; the one that begins latest."""
        reached = [one for one in self.tiers if one.at_least <= (index if one.further else count)]
        return max(reached, key=lambda one: (one.at_least, one.further), default=None)


def price_at(hotel: Hotel, option: Option, unit: Unit, when: When) -> Price:
    """The row that fits with the highest priority, then of the higher season; else the unit's own price."""
    place = f"units/{option.units.index(unit)}"
    fitting = [(number, row) for number, row in enumerate(unit.prices) if fits(hotel, row, when)]
    if not fitting:
        return Price(place, unit.price, tuple(unit.tiers))
    number, row = max(fitting, key=lambda one: (one[1].priority, _rank(hotel, one[1]), -one[0]))
    return Price(f"{place}/prices/{number}", row.price, tuple(row.tiers), _title(hotel, row))


def fits(hotel: Hotel, row: PriceRow, when: When) -> bool:
    """All that the row names; what is not known yet fits nothing."""
    return (
        (row.season is None or in_season(hotel, row.season, when.day))
        and on_weekday(row.days, when.day)
        and _in_band(row.from_time, row.until_time, when.at)
    )


def in_season(hotel: Hotel, code: str, day: date | None) -> bool:
    season = hotel.seasons.get(code)
    return season is not None and day is not None and season.holds(day)


def on_weekday(days: Sequence[str], day: date | None) -> bool:
    return not days or (day is not None and WEEKDAYS[day.weekday()] in days)


def prices_of(unit: Unit) -> list[Decimal]:
    """Every price one of the unit may have, whenever it is."""
    return [unit.price, *(row.price for row in unit.prices)]


def _in_band(first: time | None, until: time | None, at: time | None) -> bool:
    if first is None and until is None:
        return True
    if at is None:
        return False
    if first is None or until is None:
        return at >= first if first else until is None or at < until
    return first <= at < until if first < until else at >= first or at < until


def _rank(hotel: Hotel, row: PriceRow) -> int:
    return hotel.seasons[row.season].priority if row.season else -1


def _title(hotel: Hotel, row: PriceRow) -> Value | None:
    season = hotel.seasons.get(row.season) if row.season else None
    texts = row.title or (season.title if season else None)
    return Local(texts) if texts else None
