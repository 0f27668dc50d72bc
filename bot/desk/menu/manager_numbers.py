"""The numbers a manager types: an amount of money, a number of places."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from bot.desk.catalog.edits import NotAPrice, amount_of
from bot.desk.problems import DeskError
from bot.speech import SIGNS

THOUSANDS = re.compile(r"[0-9]{1,3}(?:\s[0-9]{3})+(?:[.,][0-9]{1,2})?")
SCATTERED = re.compile(r"[0-9]\s+[0-9]")
PLACES = re.compile(r"[0-9]{1,4}")
WORDS = {  # what people call their money
    "AZN": ("manat", "манатов", "манат", "man", "ман"),
    "KZT": ("теңге", "тенге", "tenge", "тг"),
    "HUF": ("forint",),
    "RUB": ("рублей", "рубль", "руб"),
    "EUR": ("euro", "евро"),
}


class NotPlaces(DeskError):
    """The words are not a number of places. params: example."""

    key = "refuse.places_number"


def typed_price(words: str, currency: str) -> Decimal:
    """ "40", "40.50", "40,50", "40 azn", "₼40", "12 500"; NotAPrice or PriceOutOfBounds otherwise."""
    bare = without_currency(words, currency)[0].strip()
    if SCATTERED.search(bare) and not THOUSANDS.fullmatch(bare):
        raise NotAPrice(example="45")
    return amount_of(bare, currency)


def typed_places(words: str) -> int:
    """A whole number; NotPlaces otherwise."""
    if not PLACES.fullmatch(words.strip()):
        raise NotPlaces(example="8")
    return int(words)


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
