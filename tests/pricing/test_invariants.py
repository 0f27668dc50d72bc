"""What holds for every price, whoever asks and whatever the hotel has written; each with a bug it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.booking.party import Party
from bot.desk.booking.price import ANYBODY, Quote, QuoteLine, unit_for
from bot.desk.catalog.check import check
from bot.desk.catalog.prices import Discount
from bot.desk.house import House
from bot.desk.pricing.split import split
from bot.money import Money
from bot.say import Local
from tests.pricing.drawn import Drawn, orders, rules
from tests.pricing.examples import catalog_of, price_lists
from tests.proofs import PRICES, PROVING, proves

DRAWN = 640 if PROVING else 40
drawn = settings(max_examples=DRAWN, deadline=None)
Pricing = Callable[[Drawn], Quote]


def honest(order: Drawn) -> Quote:
    return order.priced()


def adds_up(price: Pricing, order: Drawn) -> bool:
    """13 and 19: lines multiply, their sum is the total, one currency everywhere."""
    found = price(order)
    lines = [*found.lines, *found.taxes]
    one_money = {one.amount.currency for one in lines} | {found.total.currency} == {
        order.house.hotel.currency
    }
    multiplied = all(one.unit * one.quantity == one.amount for one in found.lines)
    return one_money and multiplied and sum(one.amount.minor for one in found.lines) == found.total.minor


def rounded_once(price: Pricing, order: Drawn) -> bool:
    """17: what a per cent leaves is within half a step of the exact amount, and the total adds nothing."""
    found, hotel = price(order), order.house.hotel
    step = max(order.house.money(hotel.round_to or 0).minor, 1)
    left = Decimal(found.original.minor) + sum(one.amount.minor for one in found.lines if one.kind == "tier")
    for line in (one for one in found.lines if one.amount.minor < 0 and one.kind != "tier"):
        if percent := _percent(order, line):
            exact = left * (100 - percent) / 100
            if abs(left + line.amount.minor - exact) > Decimal(step) / 2:
                return False
        left += line.amount.minor
    return left == found.total.minor


def _percent(order: Drawn, line: QuoteLine) -> int | None:
    if line.kind == "voucher":
        return order.buyer.voucher.percent if order.buyer.voucher else None
    return order.house.hotel.discounts[line.code].percent


def never_dearer(price: Pricing, order: Drawn, rule: Discount, place: int) -> bool:
    """15: one more rule, wherever it stands in the list, never raises the price."""
    before = dict(order.house.hotel.discounts)
    names = list(before)
    names.insert(place % (len(names) + 1), "one_more")
    after = {name: rule if name == "one_more" else before[name] for name in names}
    return price(order.at(after)).total <= price(order).total


@proves(PRICES, injected="random orders", trials=DRAWN)
@drawn
@given(order=orders())
def test_lines_add_up_in_one_currency_and_never_below_zero(order: Drawn) -> None:
    assert adds_up(honest, order)
    assert order.priced().total.minor >= 0


@proves(PRICES, injected="random orders", trials=DRAWN)
@drawn
@given(order=orders())
def test_everything_is_rounded_once(order: Drawn) -> None:
    assert rounded_once(honest, order)


@proves(PRICES, injected="random orders", trials=DRAWN)
@drawn
@given(order=orders(), data=st.data())
def test_another_rule_never_raises_the_price(order: Drawn, data: st.DataObject) -> None:
    rule = data.draw(rules(order.house.hotel.currency))
    assert never_dearer(honest, order, rule, data.draw(st.integers(0, 4)))


@proves(PRICES, injected="random orders", trials=DRAWN)
@drawn
@given(order=orders(), age=st.integers(0, 17))
def test_more_people_never_lower_the_full_price(order: Drawn, age: int) -> None:
    more = replace(order, party=Party(order.party.adults, (*order.party.ages, age)))
    assert more.priced().original >= order.priced().original


@proves(PRICES, injected="random orders", trials=DRAWN)
@drawn
@given(order=orders())
def test_the_same_facts_give_the_same_quote_and_a_booking_keeps_it(order: Drawn) -> None:
    found = order.priced()
    assert order.priced() == found
    assert Quote.of(found.json()) == found


@proves(PRICES, injected="random orders", trials=DRAWN)
@drawn
@given(order=orders())
def test_the_best_single_rule_counts_and_one_voucher(order: Drawn) -> None:
    kinds = [one for one in order.priced().lines if one.kind not in ("base", "people", "tier")]
    hotel_rules = order.house.hotel.discounts
    single = [one for one in kinds if one.kind != "voucher" and not hotel_rules[one.code].stackable]
    assert len(single) <= 1
    assert sum(one.kind == "voucher" for one in kinds) <= 1
    for code, rule in hotel_rules.items():
        if not rule.stackable and not any(one.stackable for one in hotel_rules.values()):
            alone = replace(order, buyer=replace(order.buyer, voucher=None))
            assert alone.at({code: rule}).priced().total >= alone.priced().total


@given(
    whole=st.integers(0, 10**9),
    weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12),
)
def test_the_parts_of_an_amount_are_the_amount(whole: int, weights: list[int]) -> None:
    parts = split(Money(whole, "EUR"), weights)
    assert sum(one.minor for one in parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        if sum(weights):
            assert abs(part.minor - Decimal(whole) * weight / sum(weights)) < 1


@pytest.mark.parametrize("currency", ["EUR", "AZN", "KZT", "HUF", "JPY", "KWD"])
def test_whoever_may_come_has_exactly_one_price(currency: str) -> None:
    """21, for price lists with nothing to mend: bands neither overlap nor leave anyone out."""
    catalog = catalog_of(currency, price_lists()[currency])
    for offer in catalog.offers.values():
        option = offer.options[0]
        for age in range(offer.rules.min_age or 0, 121):
            assert sum(unit.min_age <= age <= unit.max_age for unit in option.units) == 1
            assert unit_for(option, age)


def test_a_gap_or_an_overlap_of_ages_is_refused() -> None:
    listed = {**price_lists()["KWD"], "discounts": {}}
    for first in (4, 6):
        dhow = {"units": [{"type": "CHILD", "max_age": 4, "price": "1"}]}
        dhow["units"].append({"type": "ADULT", "min_age": first, "price": "2"})
        catalog = catalog_of("KWD", {**listed, "offers": {"dhow": dhow}})
        assert [
            one
            for one in check(catalog, frozenset())
            if "overlap" in one.problem or "no price" in one.problem
        ]


def a_family(**rule: object) -> Drawn:
    """Two grown-ups and three children; 19.99 and 9.99 each; 15 % for large families."""
    units = [
        {"type": "ADULT", "min_age": "18", "price": "19.99"},
        {"type": "CHILD", "max_age": "17", "price": "9.99"},
    ]
    large = {"title": {"en": "Large family"}, "min_children": 3, "percent": 15, **rule}
    listed = {"zone": "Europe/Rome", "offers": {"thing": {"units": units}}, "discounts": {"family": large}}
    house = House("EUR", catalog_of("EUR", listed), 1, datetime(2027, 5, 1, 9, tzinfo=UTC))
    return Drawn(house, Party(2, (7, 9, 11)), datetime(2027, 5, 5, 9, tzinfo=UTC), {}, ANYBODY)


def rounding_twice(order: Drawn) -> Quote:
    """The bug: a discount worked out and rounded for each person, then added up."""
    found = order.priced()
    base = [one for one in found.lines if one.kind == "base"]
    share = Decimal(15) / 100
    off = [(one.unit.minor * share).quantize(Decimal(1), ROUND_HALF_UP) * one.quantity for one in base]
    less = Money(-int(sum(off)), "EUR")
    lines = (*base, QuoteLine(Local({"en": "Large family"}), 1, less, less, "family", "family"))
    return Quote(lines, Money(sum(one.amount.minor for one in lines), "EUR"))


def first_rule_counts(order: Drawn) -> Quote:
    """The bug: not the best rule, but the one that stands first."""
    first = list(order.house.hotel.discounts.items())[:1]
    return order.at(dict(first)).priced()


def total_from_elsewhere(order: Drawn) -> Quote:
    """The bug: the total is worked out by itself, from the full price."""
    found = order.priced()
    return replace(found, total=Money(round(found.original.minor * 0.85) + 1, "EUR"))


@proves(PRICES, injected="a slip", control=True)
def test_rounding_twice_is_found() -> None:
    assert rounded_once(honest, a_family())
    assert not rounded_once(rounding_twice, a_family())


@proves(PRICES, injected="a slip", control=True)
def test_a_rule_that_hides_a_better_one_is_found() -> None:
    worse = Discount.model_validate({"title": {"en": "x"}, "min_children": 1, "percent": 5})
    assert never_dearer(honest, a_family(), worse, 0)
    assert not never_dearer(first_rule_counts, a_family(), worse, 0)


@proves(PRICES, injected="a slip", control=True)
def test_a_total_that_is_not_its_lines_is_found() -> None:
    assert adds_up(honest, a_family())
    assert not adds_up(total_from_elsewhere, a_family())
