"""A quote: every line as it is shown, and their sum. A booking keeps the one it was sold with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.pricing.buyer import ANYBODY, Buyer
from bot.money import Money
from bot.say import Value, pack, unpack

FULL = ("base", "people")  # the kinds of lines that make the price before anything comes off


@dataclass(frozen=True)
class QuoteLine:
    """`quantity` × `unit` = `amount`; a price of zero is a line too, so that a free place is seen.

    `kind` is the step it comes from, `code` the price row or the rule, `basis` what the quantity counts.
    """

    label: Value
    quantity: int
    unit: Money
    amount: Money
    kind: str = "base"
    code: str = ""
    basis: str = ""

    @property
    def free(self) -> bool:
        return self.amount.minor == 0

    def json(self) -> list[Any]:
        facts = [self.kind, self.code, self.basis]
        return [pack(self.label), self.quantity, self.unit.minor, self.amount.minor, *facts]

    @classmethod
    def of(cls, raw: list[Any], currency: str) -> QuoteLine:
        """Lines written by version 0.1 have no step: what they take off was the family rule."""
        label, quantity, unit, amount, *facts = raw
        known = facts or ["family" if amount < 0 else "base"]
        return cls(unpack(label), quantity, Money(unit, currency), Money(amount, currency), *known)


@dataclass(frozen=True)
class Quote:
    """`total` is always the sum of the lines; `deposit` is money that comes back and not part of it, and
    `taxes` say what tax the total contains."""

    lines: tuple[QuoteLine, ...]
    total: Money
    deposit: Money | None = None
    taxes: tuple[QuoteLine, ...] = ()
    buyer: Buyer = ANYBODY

    @property
    def original(self) -> Money:
        """The price before anything came off."""
        return added((one for one in self.lines if one.kind in FULL), self.total.currency)

    @property
    def saved(self) -> Money:
        return self.original - self.total

    def json(self) -> dict[str, Any]:
        said = {
            "lines": [one.json() for one in self.lines],
            "total": self.total.minor,
            "deposit": self.deposit.minor if self.deposit else None,
            "currency": self.total.currency,
        }
        taxes = {"taxes": [one.json() for one in self.taxes]} if self.taxes else {}
        buyer = {"buyer": self.buyer.json()} if self.buyer != ANYBODY else {}
        return said | taxes | buyer

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Quote:
        currency = raw["currency"]
        lines, taxes = (
            tuple(QuoteLine.of(one, currency) for one in raw.get(name, ())) for name in ("lines", "taxes")
        )
        deposit = None if raw["deposit"] is None else Money(raw["deposit"], currency)
        buyer = Buyer.of(raw["buyer"]) if "buyer" in raw else ANYBODY
        return cls(lines, Money(raw["total"], currency), deposit, taxes, buyer)


def added(lines: Iterable[QuoteLine], currency: str) -> Money:
    return sum((one.amount for one in lines), Money(0, currency))
