"""What Telegram can be asked to collect: its currencies, and its own count of digits behind the point.

As `currencies.json` of the Bot Payments API has them (its field `exp`). They differ from CLDR's: a dinar of
Serbia has no minor unit there and two digits here. What is not listed cannot be paid in the chat.
"""

from __future__ import annotations

from decimal import Decimal

from bot.money import Money

TWO = 2
WHOLE = frozenset(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND"))  # without digits behind the point
CURRENCIES = WHOLE | frozenset(
    (
        *("AED", "AFN", "ALL", "AMD", "ARS", "AUD", "AZN", "BAM", "BDT", "BGN", "BND", "BOB", "BRL", "BYN"),
        *("CAD", "CHF", "CNY", "COP", "CRC", "CZK", "DKK", "DOP", "DZD", "EGP", "ETB", "EUR", "GBP", "GEL"),
        *("GTQ", "HKD", "HNL", "HRK", "HUF", "IDR", "ILS", "INR", "JMD", "KES", "KGS", "KZT", "LBP", "LKR"),
        *("MAD", "MDL", "MNT", "MUR", "MVR", "MXN", "MYR", "MZN", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB"),
        *("PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TJS", "TRY"),
        *("TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS", "YER", "ZAR"),
    )
)


def units(amount: Money) -> int | None:
    """The amount in the smallest units of Telegram's; None when Telegram cannot collect it exactly."""
    if amount.currency not in CURRENCIES:
        return None
    counted = amount.major.scaleb(0 if amount.currency in WHOLE else TWO)
    return int(counted) if counted == counted.to_integral_value() else None


def amount_of(counted: int, currency: str) -> Money:
    """What Telegram says was paid."""
    return Money.of(Decimal(counted).scaleb(0 if currency in WHOLE else -TWO), currency)
