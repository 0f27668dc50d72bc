"""Prices: never two for one moment, only seasons and offers that exist, rules that come to something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import combinations

from babel.numbers import get_currency_precision

from bot.desk.catalog.issues import Finding, Where, suggest
from bot.desk.catalog.model import WEEKDAYS, Catalog, Hotel, Option, Unit
from bot.desk.catalog.prices import Discount, PriceRow, Season, Tier

NEEDS = {  # what a rule of each kind is about; any one of these
    "family": ("min_children",),
    "group": ("min_people",),
    "agency": ("agencies",),
    "early": ("days_before",),
    "last_minute": ("hours_before",),
    "loyalty": ("min_stays", "members"),
}
BENEFITS = ("percent", "amount", "free")
BY_PERSON = ("person", "person_night")
MIDNIGHT = time()
LONG = 9 * 366  # days: in so many years every day of a year has been


def check_prices(catalog: Catalog) -> Iterator[Finding]:
    hotel = catalog.hotel
    yield from _seasons(hotel)
    for code, rule in hotel.discounts.items():
        yield from _rule(catalog, rule, ("hotel", "discounts", code))
    yield from _taxes(catalog)
    if hotel.round_to is not None:
        yield from _amount(hotel, hotel.round_to, ("hotel", "round_to"))
    for offer in catalog.offers.values():
        for index, option in enumerate(offer.options):
            yield from _option(hotel, option, ("offers", offer.code, "options", index))


def _seasons(hotel: Hotel) -> Iterator[Finding]:
    for code, one in hotel.seasons.items():
        if one.start > one.until and not one.yearly:
            fix = "swap them, or set yearly: true if it passes New Year"
            yield Finding(("hotel", "seasons", code, "from"), f"season {code} ends before it begins", fix)
    for (first, one), (second, other) in combinations(hotel.seasons.items(), 2):
        if one.priority == other.priority and (day := common_day(one, other)):
            problem = f"seasons {first} and {second} both hold {day.isoformat()}"
            fix = f"set priority: {one.priority + 1} on the one that counts then"
            yield Finding(("hotel", "seasons", second), problem, fix)


def common_day(one: Season, other: Season) -> date | None:
    """The first day that both hold, if there is one."""
    if not one.yearly and not other.yearly:
        first, last = max(one.start, other.start), min(one.until, other.until)
        return first if first <= last else None
    dated = other if one.yearly else one
    first, last = (date(2028, 1, 1), date(2028, 12, 31)) if dated.yearly else (dated.start, dated.until)
    days = (first + timedelta(days=n) for n in range(min((last - first).days + 1, LONG)))
    return next((day for day in days if one.holds(day) and other.holds(day)), None)


def _option(hotel: Hotel, option: Option, where: Where) -> Iterator[Finding]:
    by_person = option.basis in BY_PERSON
    if option.basis and by_person != (option.pricing == "person"):
        pricing = "person" if by_person else "booking"
        problem = f"basis {option.basis} does not go with pricing {option.pricing}"
        yield Finding((*where, "basis"), problem, f"set pricing: {pricing}, or another basis")
    if option.more_people:
        yield from _amount(hotel, option.more_people.price, (*where, "more_people", "price"))
        if option.pricing == "person":
            problem = "more_people is for one price for all, and here each person pays"
            yield Finding((*where, "more_people"), problem, "remove it, or set pricing: booking")
    for index, unit in enumerate(option.units):
        yield from _unit(hotel, option, unit, (*where, "units", index))


def _unit(hotel: Hotel, option: Option, unit: Unit, where: Where) -> Iterator[Finding]:
    yield from _tiers(hotel, unit.tiers, where)
    for index, row in enumerate(unit.prices):
        yield from _row(hotel, option, row, (*where, "prices", index))
    for (first, one), (second, other) in combinations(enumerate(unit.prices), 2):
        if ambiguous(hotel, one, other):
            problem = f"prices {first + 1} and {second + 1} of {unit.type} are both for {_said(one, other)}"
            fix = f"set priority: {one.priority + 1} on the one that counts then"
            yield Finding((*where, "prices", second), problem, fix)


def _row(hotel: Hotel, option: Option, row: PriceRow, where: Where) -> Iterator[Finding]:
    yield from _amount(hotel, row.price, (*where, "price"))
    yield from _tiers(hotel, row.tiers, where)
    yield from _season(hotel, row.season, where)
    hours = row.from_time is not None or row.until_time is not None
    if not (row.season or row.days or hours):
        yield Finding(where, "this price says no season, days or hours", "write it as the unit's own price")
    if hours and row.from_time == row.until_time:
        yield Finding((*where, "from_time"), "from_time is until_time", "remove both for the whole day")
    if hours and option.basis in ("night", "person_night"):
        yield Finding((*where, "from_time"), "a price for a night has hours", "remove them")


def _season(hotel: Hotel, code: str | None, where: Where) -> Iterator[Finding]:
    if code is not None and code not in hotel.seasons:
        fix = suggest(code, hotel.seasons, "add it under seasons: in hotel.yaml")
        yield Finding((*where, "season"), f"season {code} does not exist", fix)


def _tiers(hotel: Hotel, tiers: Sequence[Tier], where: Where) -> Iterator[Finding]:
    seen: set[tuple[int, bool]] = set()
    for index, tier in enumerate(tiers):
        place = (*where, "tiers", index)
        yield from _amount(hotel, tier.price, (*place, "price"))
        if (tier.at_least, tier.further) in seen:
            yield Finding(place, f"two tiers begin at {tier.at_least}", "keep one of them")
        seen.add((tier.at_least, tier.further))


def _amount(hotel: Hotel, amount: Decimal, where: Where) -> Iterator[Finding]:
    places = get_currency_precision(hotel.currency)
    if amount != round(amount, places):
        problem = f"{where[-1]} {amount} has parts that {hotel.currency} does not have"
        yield Finding(where, problem, f"keep {places} digits after the point")


def ambiguous(hotel: Hotel, one: PriceRow, other: PriceRow) -> bool:
    """Both fit some moment, and nothing says which counts."""
    if one.priority != other.priority:
        return False
    return (
        _dates_meet(hotel, one, other) and bool(_weekdays(one) & _weekdays(other)) and _bands_meet(one, other)
    )


def _dates_meet(hotel: Hotel, one: PriceRow, other: PriceRow) -> bool:
    """Of two seasons the higher decides; of two alike only one holds a day, or `_seasons` has said so."""
    return one.season is None or other.season is None or one.season == other.season


def _weekdays(row: PriceRow) -> set[str]:
    return set(row.days or WEEKDAYS)


def _bands_meet(one: PriceRow, other: PriceRow) -> bool:
    runs = ((a, b) for a in _band(one) for b in _band(other))
    return any(max(a[0], b[0]) < min(a[1], b[1]) for a, b in runs)


def _band(row: PriceRow) -> list[tuple[timedelta, timedelta]]:
    """From when to when since midnight; two runs when it passes midnight."""
    first, until = _since(row.from_time or MIDNIGHT), _since(row.until_time or MIDNIGHT)
    day = timedelta(days=1)
    if not until:
        return [(first, day)]
    return [(first, until)] if first < until else [(first, day), (timedelta(), until)]


def _since(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def _said(one: PriceRow, other: PriceRow) -> str:
    """A moment that both are for, in words."""
    shared = _weekdays(one) & _weekdays(other)
    days = ", ".join(day for day in WEEKDAYS if day in shared) if len(shared) < len(WEEKDAYS) else "every day"
    season = one.season or other.season
    return f"{days} in {season}" if season else days


def _rule(catalog: Catalog, rule: Discount, where: Where) -> Iterator[Finding]:
    yield from _season(catalog.hotel, rule.season, where)
    if not any(getattr(rule, name) for name in NEEDS[rule.kind]):
        what = " or ".join(NEEDS[rule.kind])
        yield Finding(where, f"a rule of kind {rule.kind} needs {what}", f"add {what}: here")
    given = [name for name in BENEFITS if getattr(rule, name) is not None]
    if len(given) != 1:
        problem = f"the rule has {' and '.join(given)}" if given else "the rule takes nothing off"
        yield Finding(where, problem, f"keep one of {', '.join(BENEFITS)}")
    if rule.amount is not None:
        yield from _amount(catalog.hotel, rule.amount, (*where, "amount"))
    if rule.free and rule.free > (rule.min_children or 0):
        yield Finding((*where, "free"), "more go free than there must be children", "raise min_children")
    if rule.free:
        yield from _free(catalog, rule, where)


def _free(catalog: Catalog, rule: Discount, where: Where) -> Iterator[Finding]:
    """Nobody goes free where one price is for all."""
    for index, code in enumerate(rule.offers):
        offer = catalog.offer(code)
        if offer and all(option.pricing == "booking" for option in offer.options):
            problem = f"free counts children, and {code} has one price for all"
            yield Finding((*where, "offers", index), problem, "remove it, or use percent")


def _taxes(catalog: Catalog) -> Iterator[Finding]:
    taxes = catalog.hotel.taxes
    for code, tax in taxes.items():
        for index, offer in enumerate(tax.offers):
            if offer not in catalog.offers:
                fix = suggest(offer, catalog.offers, "write the code of one that exists")
                where = ("hotel", "taxes", code, "offers", index)
                yield Finding(where, f"offer {offer} does not exist", fix)
    for (first, one), (second, other) in combinations(taxes.items(), 2):
        if both := _both(one.offers, other.offers):
            problem = f"taxes {first} and {second} are both in the price of {both}"
            yield Finding(("hotel", "taxes", second), problem, "name the offers of each under offers:")


def _both(one: Iterable[str], other: Iterable[str]) -> str | None:
    first, second = list(one), list(other)
    if not first or not second:
        return (first or second or ["every offer"])[0]
    return next((code for code in first if code in second), None)
