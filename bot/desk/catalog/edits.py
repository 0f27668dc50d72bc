"""Quick edits of a catalog: pure, each returns a new one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from babel.numbers import get_currency_precision

from bot.desk.catalog.model import Catalog, Offer, Option, Unit
from bot.desk.catalog.ways import AGAIN
from bot.desk.problems import DeskError
from bot.money import Money
from bot.speech import SIGNS

T = TypeVar("T")
NUMBER = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,2})?")
SCATTERED = re.compile(r"[0-9]\s+[0-9]")
THOUSANDS = re.compile(r"[-−–]?[0-9]{1,3}(?:\s[0-9]{3})+(?:[.,][0-9]{1,2})?")
GROUPED = re.compile(r"(?<![0-9.,])[0-9]{1,3}\s+[0-9]{3}(?![0-9])")
BETWEEN = re.compile(r"[;\n/]|,\s+")
WORDS = {  # what people call their money
    "AZN": ("manat", "манатов", "манат", "man", "ман"),
    "KZT": ("теңге", "тенге", "tenge", "тг"),
    "HUF": ("forint",),
    "RUB": ("рублей", "рубль", "руб"),
    "EUR": ("euro", "avro", "евро"),
    "TRY": ("lira", "lirası", "tl", "лир", "лира"),
}
MOST = Decimal(1_000_000)
FAR = 10  # times more or less: probably a slip of the finger


class NotAPrice(DeskError):
    """The words are not an amount of money. params: example."""

    key = "refuse.price_number"


class PriceOutOfBounds(DeskError):
    """Below nothing or above a million. params: most."""

    key = "refuse.price_bounds"


class OfferGone(DeskError):
    """The offer, option or price is no longer in the catalog. params: offer (its code)."""

    key = "refuse.offer_gone"


def amount_of(words: str, currency: str) -> Decimal:
    """ "45", "45.50", "45,5 ₼", "40 azn", "12 500"; NotAPrice or PriceOutOfBounds otherwise."""
    bare = without_currency(words, currency)[0].strip()
    if SCATTERED.search(bare) and not THOUSANDS.fullmatch(bare):
        raise NotAPrice(example="45", ways=AGAIN)
    said = "".join(bare.split())
    if said[:1] in "-−–" and NUMBER.fullmatch(said[1:]):
        raise PriceOutOfBounds(most=Money.of(MOST, currency), ways=AGAIN)
    if not NUMBER.fullmatch(said):
        raise NotAPrice(example="45", ways=AGAIN)
    return _bounded(Decimal(said.replace(",", ".")), currency)


def amounts_of(words: str, currency: str) -> list[Decimal]:
    """ "40; 20", "3 000, 1 500", "40 20 AZN"; NotAPrice or PriceOutOfBounds otherwise.

    "3 000" without another sign beside it may be one amount or two: nobody can tell, so that it is neither.
    """
    bare = without_currency(words, currency)[0]
    parts = [one for one in BETWEEN.split(bare) if one.strip()]
    if not GROUPED.search(words):
        parts = [each for one in parts for each in one.split()]
    elif len(parts) == 1:
        raise NotAPrice(example="45", ways=AGAIN)
    return [amount_of(one, currency) for one in parts or [bare]]


def without_currency(words: str, currency: str) -> tuple[str, bool]:
    """The words without the hotel's currency beside a number, and whether it stood there."""
    bare, found = _money_words(currency).subn("", words)
    return bare, found > 0


@lru_cache
def _money_words(currency: str) -> re.Pattern[str]:
    names = (currency, SIGNS.get(currency, currency), *WORDS.get(currency, ()))
    any_name = "|".join(re.escape(one) for one in names)
    return re.compile(
        rf"(?<=[0-9])\s*(?:{any_name})(?!\w)\.?|(?<!\w)(?:{any_name})\s*(?=[0-9])", re.IGNORECASE
    )


def price_of(catalog: Catalog, offer: str, option: str, unit: int) -> Decimal:
    """A unit's price; OfferGone when there is no such unit."""
    return _unit(catalog, offer, option, unit).price


def set_price(catalog: Catalog, offer: str, option: str, unit: int, amount: Decimal) -> Catalog:
    """The catalog with one price changed; OfferGone, NotAPrice or PriceOutOfBounds otherwise."""
    changed = _unit(catalog, offer, option, unit).model_copy(
        update={"price": _bounded(amount, catalog.hotel.currency)}
    )
    sold = catalog.offers[offer]
    options = [
        one.model_copy(update={"units": _replaced(one.units, unit, changed)}) if one.code == option else one
        for one in sold.options
    ]
    offers = {**catalog.offers, offer: sold.model_copy(update={"options": options})}
    return catalog.model_copy(update={"offers": offers})


def is_far(before: Decimal, after: Decimal) -> bool:
    """More than ten times up or down, or to nothing: worth a second look before it is live."""
    if before == after:
        return False
    return before == 0 or after == 0 or after > before * FAR or after * FAR < before


def _bounded(amount: Decimal, currency: str) -> Decimal:
    if not amount.is_finite() or amount != round(amount, get_currency_precision(currency)):
        raise NotAPrice(example="45", ways=AGAIN)
    if not 0 <= amount <= MOST:
        raise PriceOutOfBounds(most=Money.of(MOST, currency), ways=AGAIN)
    return amount


def _unit(catalog: Catalog, offer: str, option: str, unit: int) -> Unit:
    units = option_of(catalog, offer, option).units
    if not 0 <= unit < len(units):
        raise _gone(offer)
    return units[unit]


def offer_of(catalog: Catalog, offer: str) -> Offer:
    """An offer of the catalog; OfferGone when it is not there."""
    if (sold := catalog.offer(offer)) is None:
        raise _gone(offer)
    return sold


def option_of(catalog: Catalog, offer: str, option: str) -> Option:
    """An option of the catalog; OfferGone when it is not there."""
    if (found := offer_of(catalog, offer).option(option)) is None:
        raise _gone(offer)
    return found


def _gone(offer: str) -> OfferGone:
    return OfferGone(offer=offer, ways=AGAIN)


def _replaced(parts: Sequence[T], index: int, part: T) -> list[T]:
    return [part if number == index else one for number, one in enumerate(parts)]
