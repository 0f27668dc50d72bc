"""What a hotel loses with a guest who does not come again: the hotel's own inputs, and a range, not a point.

The worked example: 10 + 12 + 14 + 16 + 18 = 70 thousand over five years, 14 of it profit at 20 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from bot.db import Connection
from bot.desk.catalog import journal, lifetimes
from bot.desk.catalog.journal import Deed
from bot.desk.house import House
from bot.money import Money

PILLARS = ("new", "kept", "won_back")
MOST_YEARS = 30


@dataclass(frozen=True)
class Inputs:
    """`years`: what one guest spends with the hotel, year by year, in major units. Shares are per cent.

    `low` and `high`: how likely a dissatisfied guest is lost. `told`: how many they tell, of whom
    `told_lost` stay away; nothing is assumed of them until the hotel has measured it.
    """

    years: tuple[Decimal, ...] = tuple(Decimal(n * 1000) for n in (10, 12, 14, 16, 18))
    margin: Decimal = Decimal(20)
    low: Decimal = Decimal(50)
    high: Decimal = Decimal(100)
    told: int = 0
    told_lost: Decimal = Decimal(0)
    targets: Mapping[str, int] = field(default_factory=dict)  # of the pillars, per cent

    def json(self) -> dict[str, Any]:
        amounts = {name: str(getattr(self, name)) for name in ("margin", "low", "high", "told_lost")}
        years = [str(one) for one in self.years]
        return {"years": years, **amounts, "told": self.told, "targets": dict(self.targets)}

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Self:
        shares = {name: Decimal(raw[name]) for name in ("margin", "low", "high", "told_lost")}
        years = tuple(Decimal(one) for one in raw["years"])
        return cls(years, **shares, told=int(raw["told"]), targets=dict(raw.get("targets", {})))

    def aiming(self, pillar: str, percent: int | None) -> Self:
        others = {name: one for name, one in self.targets.items() if name != pillar}
        return replace(self, targets=others if percent is None else {**others, pillar: percent})


WORKED = Inputs()


@dataclass(frozen=True)
class Loss:
    """Of one guest: all they would have spent, the profit in it, and what is lost with them, from–to."""

    revenue: Money
    profit: Money
    low: Money
    high: Money


def loss(inputs: Inputs, currency: str) -> Loss:
    """Each figure is rounded once, from the exact one."""
    revenue = sum(inputs.years, Decimal(0))
    profit = revenue * inputs.margin / 100
    heard = 1 + inputs.told * inputs.told_lost / 100
    exact = (revenue, profit, profit * inputs.low / 100, profit * inputs.high / 100 * heard)
    return Loss(*(Money.of(one, currency) for one in exact))


def growing(first: Decimal, percent: Decimal, years: int) -> tuple[Decimal, ...]:
    """So many years from the first one's amount, each so much more than the one before; to the cent."""
    found = [first]
    for _ in range(1, years):
        found.append(found[-1] * (100 + percent) / 100)
    return tuple(one.quantize(Decimal("0.01"), ROUND_HALF_UP) for one in found)


@dataclass(frozen=True)
class Kept:
    """The hotel's own; the worked example while nobody has said anything."""

    inputs: Inputs
    by: str = ""
    at: datetime | None = None

    @property
    def example(self) -> bool:
        return self.at is None


def read(conn: Connection, house: House) -> Kept:
    found = lifetimes.read(conn, house)
    return Kept(Inputs.of(found[0]), found[1], found[2]) if found else Kept(WORKED)


def change(conn: Connection, house: House, inputs: Inputs | None, by: str) -> int:
    """Written down with what it was, so that it can be taken back; the number of the change. None: back to
    the worked example."""
    before, after = lifetimes.read(conn, house), inputs.json() if inputs else None
    lifetimes.put(conn, house, after, by)
    deed = Deed("lifetime", "lifetime", {"inputs": before[0] if before else None}, {"inputs": after})
    return journal.record(conn, house.id, deed, at=house.now, actor=by)


def said(years: Sequence[Decimal]) -> list[str]:
    """Without idle zeros: 10000, 12.5."""
    return [f"{one.normalize():f}" for one in years]
