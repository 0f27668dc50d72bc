"""Who buys, as far as a price depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Voucher:
    """So many per cent or an amount off, for these offers (none named: all), from `first` to `last`."""

    code: str
    percent: int | None = None
    amount: Decimal | None = None
    offers: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None

    def fits(self, offer: str, day: date) -> bool:
        named = not self.offers or offer in self.offers
        return named and (self.first or day) <= day <= (self.last or day)

    def json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "percent": self.percent,
            "amount": None if self.amount is None else str(self.amount),
            "offers": list(self.offers),
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
        }

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Voucher:
        def day(name: str) -> date | None:
            return date.fromisoformat(raw[name]) if raw[name] else None

        amount = None if raw["amount"] is None else Decimal(raw["amount"])
        return cls(raw["code"], raw["percent"], amount, tuple(raw["offers"]), day("first"), day("last"))


@dataclass(frozen=True)
class Buyer:
    """`stays` before this one, the loyalty tier, the agency, the voucher shown, and how many people the group
    has that the party belongs to."""

    stays: int = 0
    member: str | None = None
    agency: str | None = None
    group: int = 0
    voucher: Voucher | None = None

    def json(self) -> dict[str, Any]:
        return {**vars(self), "voucher": self.voucher.json() if self.voucher else None}

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Buyer:
        return cls(**{**raw, "voucher": Voucher.of(raw["voucher"]) if raw["voucher"] else None})


ANYBODY = Buyer()
