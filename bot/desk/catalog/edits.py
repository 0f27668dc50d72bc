"""Quick edits of a catalog: pure, each returns a new one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

from babel.numbers import get_currency_precision

from bot.desk.catalog.model import Catalog, Offer, Option, Unit
from bot.desk.problems import HOME, DeskError
from bot.money import Money
from bot.say import Choice, choice, text

T = TypeVar("T")
NUMBER = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,2})?")
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
    """What a person typed as a price: "45", "45.50", "45,5 ₼"; NotAPrice or PriceOutOfBounds otherwise."""
    said = "".join(words.replace(currency, "").split()).strip("₼€$₸₽£")
    said = said.removesuffix("Ft").removesuffix("ft")
    if said[:1] in "-−–" and NUMBER.fullmatch(said[1:]):
        raise PriceOutOfBounds(most=Money.of(MOST, currency), ways=_again())
    if not NUMBER.fullmatch(said):
        raise NotAPrice(example="45", ways=_again())
    return _bounded(Decimal(said.replace(",", ".")), currency)


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
        raise NotAPrice(example="45", ways=_again())
    if not 0 <= amount <= MOST:
        raise PriceOutOfBounds(most=Money.of(MOST, currency), ways=_again())
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
    return OfferGone(offer=offer, ways=_again())


def _replaced(parts: Sequence[T], index: int, part: T) -> list[T]:
    return [part if number == index else one for number, one in enumerate(parts)]


def _again() -> tuple[Choice, ...]:
    return (choice(text("button.offers"), "manage"), HOME)
