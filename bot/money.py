"""Money: integer minor units and an ISO 4217 code, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision


@dataclass(frozen=True, order=True)
class Money:
    """An exact amount: `minor` counts the smallest unit of `currency` (ISO 4217)."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str, currency: str) -> Money:
        """From a decimal amount in major units; half a minor unit rounds up."""
        scale = Decimal(10) ** get_currency_precision(currency)
        return cls(int((Decimal(amount) * scale).quantize(Decimal(1), ROUND_HALF_UP)), currency)

    @property
    def major(self) -> Decimal:
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def percent(self, share: int) -> Money:
        """`share` per cent of it, half a minor unit rounded up (away from zero)."""
        part = (Decimal(self.minor) * share / 100).quantize(Decimal(1), ROUND_HALF_UP)
        return Money(int(part), self.currency)

    def _same(self, other: Money) -> None:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")


def payable(amount: Decimal, currency: str) -> bool:
    """In coins of this money, and written so: 12.500 EUR may be twelve and a half, or thousands."""
    places = get_currency_precision(currency)
    written = len(f"{amount:f}".partition(".")[2])
    return amount == Money.of(amount, currency).major and written <= max(places, 2)
