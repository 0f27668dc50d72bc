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
from bot.desk.catalog.told import Cell, Name, Told, told
from bot.money import payable

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
EVERY = "every offer"
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
            fix = told("fix.new_year", field=Name("yearly"), value="true")
            yield Finding(("hotel", "seasons", code, "from"), told("issue.season_back", name=code), fix)
    for (first, one), (second, other) in combinations(hotel.seasons.items(), 2):
        if one.priority == other.priority and (day := common_day(one, other)):
            problem = told("issue.seasons_meet", first=first, second=second, day=day.isoformat())
            fix = told("fix.priority", field=Name("priority"), number=one.priority + 1)
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
        problem = told(
            "issue.basis",
            field=Name("basis"),
            value=Cell(option.basis),
            other=Name("pricing"),
            pricing=Cell(option.pricing),
        )
        yield Finding(
            (*where, "basis"),
            problem,
            told("fix.or_basis", field=Name("pricing"), value=Cell(pricing), basis=Name("basis")),
        )
    if option.more_people:
        yield from _amount(hotel, option.more_people.price, (*where, "more_people", "price"))
        if option.pricing == "person":
            problem = told("issue.more_people", field=Name("more_people"))
            yield Finding(
                (*where, "more_people"),
                problem,
                told("fix.remove_or_set", field=Name("pricing"), value=Cell("booking")),
            )
    for index, unit in enumerate(option.units):
        yield from _unit(hotel, option, unit, (*where, "units", index))


def _unit(hotel: Hotel, option: Option, unit: Unit, where: Where) -> Iterator[Finding]:
    yield from _tiers(hotel, unit.tiers, where)
    for index, row in enumerate(unit.prices):
        yield from _row(hotel, option, row, (*where, "prices", index))
    for (first, one), (second, other) in combinations(enumerate(unit.prices), 2):
        if ambiguous(hotel, one, other):
            problem = told(
                "issue.prices_meet",
                first=first + 1,
                second=second + 1,
                unit=unit.type,
                when=_said(one, other),
            )
            fix = told("fix.priority", field=Name("priority"), number=one.priority + 1)
            yield Finding((*where, "prices", second), problem, fix)


def _row(hotel: Hotel, option: Option, row: PriceRow, where: Where) -> Iterator[Finding]:
    yield from _amount(hotel, row.price, (*where, "price"))
    yield from _tiers(hotel, row.tiers, where)
    yield from _season(hotel, row.season, where)
    hours = row.from_time is not None or row.until_time is not None
    if not (row.season or row.days or hours):
        yield Finding(where, told("issue.price_plain"), told("fix.own_price"))
    if hours and row.from_time == row.until_time:
        yield Finding(
            (*where, "from_time"),
            told("issue.equal", first=Name("from_time"), second=Name("until_time")),
            told("fix.remove_both"),
        )
    if hours and option.basis in ("night", "person_night"):
        yield Finding((*where, "from_time"), told("issue.night_hours"), told("fix.remove_them"))


def _season(hotel: Hotel, code: str | None, where: Where) -> Iterator[Finding]:
    if code is not None and code not in hotel.seasons:
        fix = suggest(code, hotel.seasons, told("fix.add_it_to", part="seasons", file="hotel.yaml"))
        yield Finding((*where, "season"), told("issue.no_such_season", code=code), fix)


def _tiers(hotel: Hotel, tiers: Sequence[Tier], where: Where) -> Iterator[Finding]:
    seen: set[tuple[int, bool]] = set()
    for index, tier in enumerate(tiers):
        place = (*where, "tiers", index)
        yield from _amount(hotel, tier.price, (*place, "price"))
        if (tier.at_least, tier.further) in seen:
            yield Finding(place, told("issue.tiers_meet", number=tier.at_least), told("fix.keep_one_of_them"))
        seen.add((tier.at_least, tier.further))


def _amount(hotel: Hotel, amount: Decimal, where: Where) -> Iterator[Finding]:
    places = get_currency_precision(hotel.currency)
    if not payable(amount, hotel.currency):
        problem = told(
            "issue.parts_of_money", field=Name(where[-1]), amount=str(amount), currency=hotel.currency
        )
        yield Finding(where, problem, told("fix.digits_after", places=places))


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


def _said(one: PriceRow, other: PriceRow) -> Told:
    """A moment that both are for, in words."""
    shared = _weekdays(one) & _weekdays(other)
    days = tuple(Cell(day) for day in WEEKDAYS if day in shared)
    said = told("issue.on_days", days=days) if len(days) < len(WEEKDAYS) else told("issue.every_day")
    season = one.season or other.season
    return told("issue.days_in", days=said, season=season) if season else said


def _rule(catalog: Catalog, rule: Discount, where: Where) -> Iterator[Finding]:
    yield from _season(catalog.hotel, rule.season, where)
    if not any(getattr(rule, name) for name in NEEDS[rule.kind]):
        what = " / ".join(NEEDS[rule.kind])  # any one of them
        yield Finding(
            where, told("issue.rule_needs", kind=rule.kind, what=what), told("fix.add_here", field=what)
        )
    given = [name for name in BENEFITS if getattr(rule, name) is not None]
    if len(given) != 1:
        problem = (
            told("issue.rule_gives_both", what=tuple(map(Name, given)))
            if given
            else told("issue.rule_gives_nothing")
        )
        yield Finding(where, problem, told("fix.keep_one_of", known=", ".join(BENEFITS)))
    if rule.amount is not None:
        yield from _amount(catalog.hotel, rule.amount, (*where, "amount"))
    if rule.free and rule.free > (rule.min_children or 0):
        yield Finding(
            (*where, "free"), told("issue.more_free"), told("fix.raise", field=Name("min_children"))
        )
    if rule.free:
        yield from _free(catalog, rule, where)


def _free(catalog: Catalog, rule: Discount, where: Where) -> Iterator[Finding]:
    """Nobody goes free where one price is for all."""
    for index, code in enumerate(rule.offers):
        offer = catalog.offer(code)
        if offer and all(option.pricing == "booking" for option in offer.options):
            problem = told("issue.free_one_price", field=Name("free"), offer=code)
            yield Finding(
                (*where, "offers", index), problem, told("fix.remove_or_use", field=Name("percent"))
            )


def _taxes(catalog: Catalog) -> Iterator[Finding]:
    taxes = catalog.hotel.taxes
    for code, tax in taxes.items():
        for index, offer in enumerate(tax.offers):
            if offer not in catalog.offers:
                fix = suggest(offer, catalog.offers, told("fix.existing_code"))
                where = ("hotel", "taxes", code, "offers", index)
                yield Finding(where, told("issue.no_such_offer", code=offer), fix)
    for (first, one), (second, other) in combinations(taxes.items(), 2):
        if both := _both(one.offers, other.offers):
            problem = told("issue.taxes_meet", first=first, second=second, offer=both)
            if both == EVERY:
                problem = told("issue.taxes_everything", first=first, second=second)
            yield Finding(("hotel", "taxes", second), problem, told("fix.tax_offers", field=Name("offers")))


def _both(one: Iterable[str], other: Iterable[str]) -> str | None:
    first, second = list(one), list(other)
    if not first or not second:
        return (first or second or [EVERY])[0]
    return next((code for code in first if code in second), None)
