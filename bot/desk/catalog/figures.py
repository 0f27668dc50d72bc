"""Hours and prices: as texts say them, and as the catalog has them."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.desk.catalog.model import Entry, Hotel, Offer, Option
from bot.speech import SIGNS

TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d"
SPAN = re.compile(rf"({TIME})\s?[–—-]\s?({TIME})")
ALONE = re.compile(rf"(?<![\d:–—-])({TIME})(?!\s?[–—-]\s?{TIME})")
GROUPED = re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d{3}(?!\d))")
AMOUNT = r"\d+(?:[.,]\d{1,2})?"


def hours_in(words: str) -> list[str]:
    """Each as the catalog writes it: 07:30–10:30."""
    return [f"{first.zfill(5)}–{last.zfill(5)}" for first, last in SPAN.findall(words)]


def spans_of(hotel: Hotel, entry: Entry) -> set[str]:
    return {f"{one.open:%H:%M}–{one.close:%H:%M}" for one in hotel.hours.get(entry.id, ())}


def hours_of(offer: Offer) -> set[str]:
    """From the first start to the last end, of every option and of all of them."""
    runs = ((times_of(option), ends_of(option)) for option in offer.options if option.schedule)
    each = [(min(starts), max(ends)) for starts, ends in runs]
    whole = [(min(first for first, _ in each), max(last for _, last in each))] if each else []
    return {f"{first}–{last}" for first, last in [*each, *whole]}


def times_of(option: Option) -> set[str]:
    return {f"{at:%H:%M}" for schedule in option.schedule for at in schedule.times}


def ends_of(option: Option) -> set[str]:
    minutes = int(option.length.total_seconds() // 60)
    ends = (at.hour * 60 + at.minute + minutes for schedule in option.schedule for at in schedule.times)
    return {f"{end // 60 % 24:02}:{end % 60:02}" for end in ends}


def all_times(offer: Offer) -> set[str]:
    return {time for option in offer.options for time in times_of(option)}


def costs_of(offer: Offer) -> set[Decimal]:
    """Every price of it, and its deposit."""
    units = [unit for option in offer.options for unit in option.units]
    found = {price for unit in units for price in (unit.price, *(row.price for row in unit.prices))}
    return found | ({offer.deposit} if offer.deposit else set())


def prices_in(words: str, currency: str) -> list[Decimal]:
    """The amounts that carry the currency's sign or code, before or after them."""
    plain = GROUPED.sub("", words)
    money = "|".join(re.escape(one) for one in {currency, SIGNS.get(currency, currency)})
    found = re.findall(rf"(?:{money})\s?({AMOUNT})|({AMOUNT})\s?(?:{money})", plain)
    return [Decimal((before or after).replace(",", ".")) for before, after in found]


def apart(entry: Entry) -> set[str]:
    return {re.sub(r"\s?[—-]\s?", "–", one) for one in entry.apart}


def costs_apart(entry: Entry) -> set[Decimal]:
    return {Decimal(one) for one in entry.apart if re.fullmatch(AMOUNT, one)}
