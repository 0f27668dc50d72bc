"""303 prices worked out by hand from plain price lists agree with the pipeline to the smallest coin."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import get_currency_precision

from bot.desk.catalog.check import check
from bot.desk.catalog.model import Catalog
from bot.money import Money
from tests.pricing.arithmetic import result
from tests.pricing.examples import Row, catalog_of, price_lists, priced, rows

CURRENCIES = ("EUR", "AZN", "KZT", "HUF", "JPY", "KWD")


@pytest.fixture(params=CURRENCIES)
def currency(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalog(currency: str) -> Catalog:
    return catalog_of(currency, price_lists()[currency])


def coin(currency: str) -> Decimal:
    step = price_lists()[currency].get("round_to")
    return Decimal(step) if step else Decimal(1).scaleb(-get_currency_precision(currency))


def wrong_sum(row: Row) -> str | None:
    try:
        found = result(row.arithmetic, coin(row.list))
    except ValueError as error:
        return f"{row} ({error})"
    return None if found == Decimal(row.expected) else f"{row}: expected says {row.expected}"


def wrong_price(row: Row, catalog: Catalog) -> str | None:
    found = priced(row, catalog).total
    same = found == Money.of(row.expected, row.list)
    return None if same else f"{row}: the pipeline says {found.major}"


def of(currency: str) -> list[Row]:
    return [row for row in rows() if row.list == currency]


def test_there_are_three_hundred_in_six_currencies() -> None:
    found = Counter(row.list for row in rows())
    assert sum(found.values()) >= 300
    assert set(found) == set(CURRENCIES)
    assert min(found.values()) >= 45


def test_the_arithmetic_is_right(currency: str) -> None:
    assert not [wrong for row in of(currency) if (wrong := wrong_sum(row))]


def test_the_price_lists_have_nothing_to_mend(catalog: Catalog) -> None:
    assert not [str(one) for one in check(catalog, frozenset()) if one.level == "error"]


def test_the_pipeline_comes_to_the_same(currency: str, catalog: Catalog) -> None:
    assert not [wrong for row in of(currency) if (wrong := wrong_price(row, catalog))]


@pytest.mark.parametrize(
    "said",
    [
        "2×30 + 1×15 = 76",
        "2×30 + 1×15 = 75; −10 % = 67.51",
        "2×30 = 60; −5 = 54",
        "60; −5 = 55",
        "60 = 60; 10 % = 66",
        "__import__('os') = 1",
        "2**3 = 8",
    ],
)
def test_wrong_arithmetic_is_found(said: str) -> None:
    with pytest.raises(ValueError, match=r"it is|no result|takes nothing off|not a sum"):
        result(said, Decimal("0.01"))


def test_a_price_that_is_one_coin_off_is_found(currency: str, catalog: Catalog) -> None:
    row = of(currency)[0]
    more = Decimal(row.expected) + coin(currency)
    assert wrong_price(replace(row, expected=str(more)), catalog)
    assert wrong_sum(replace(row, expected=str(more)))


def spoiled(currency: str, path: str, value: Any) -> list[str]:
    """What is found when the price list says something else than its words."""
    listed = deepcopy(price_lists()[currency])
    part = listed
    *way, last = path.split(".")
    for step in way:
        part = part[int(step) if step.isdecimal() else step]
    assert part[last] != value
    part[last] = value
    catalog = catalog_of(currency, listed)
    return [wrong for row in of(currency) if (wrong := wrong_price(row, catalog))]


@pytest.mark.parametrize(
    ("currency", "path", "value"),
    [
        ("EUR", "offers.horse.units.0.prices.0.price", "41"),
        ("EUR", "offers.horse.units.0.prices.1.season", None),
        ("EUR", "offers.sauna.more_people.included", 7),
        ("EUR", "offers.bike.units.0.tiers.1.at_least", 8),
        ("EUR", "offers.sitter.units.0.prices.0.until_time", "05:00"),
        ("EUR", "discounts.returning.stackable", False),
        ("EUR", "discounts.early.days_before", 31),
        ("EUR", "seasons.summer.until", "2026-08-30"),
        ("AZN", "offers.boat.units.0.tiers.0.further", False),
        ("AZN", "discounts.third_free.max_child_age", 13),
        ("KZT", "seasons.holidays.yearly", False),
        ("HUF", "round_to", "10"),
        ("HUF", "offers.sauna.more_people.from_age", 13),
        ("JPY", "discounts.gold.percent", 7),
        ("KWD", "offers.chalet.units.0.prices.0.days", ["fri", "sat"]),
        ("KWD", "discounts.large_family.min_children", 3),
    ],
)
def test_a_slip_in_a_price_list_does_not_go_unseen(currency: str, path: str, value: Any) -> None:
    assert spoiled(currency, path, value)
