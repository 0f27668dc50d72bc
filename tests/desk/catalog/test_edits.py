"""Quick edits and what they changed, in words."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.catalog.diff import diff
from bot.desk.catalog.edits import (
    NotAPrice,
    OfferGone,
    PriceOutOfBounds,
    amount_of,
    amounts_of,
    is_far,
    price_of,
    set_price,
)
from bot.desk.catalog.model import Catalog
from bot.desk.problems import DeskError
from tests.desk.tiny import both, photographer, tiny_catalog, tiny_facts


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("45", "45"),
        (" 45.50 ", "45.50"),
        ("45,5", "45.5"),
        ("45 ₼", "45"),
        ("45 AZN", "45"),
        ("45 azn", "45"),
        ("Manat 45", "45"),
        ("1 200", "1200"),
        ("1\u00a0200", "1200"),
        ("0", "0"),
    ],
)
def test_a_price_is_read_as_people_type_it(words: str, amount: str) -> None:
    assert amount_of(words, "AZN") == Decimal(amount)


@pytest.mark.parametrize(
    "words", ["", "free", "4o", "45 €", "4 0 0 0 0", "45.123", "1e3", "NaN", "٤٥", "4.5.6", "12345678"]
)
def test_what_is_not_a_price_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(NotAPrice) as refused:
        amount_of(words, "AZN")
    assert refused.value.params["example"] == "45"
    assert refused.value.ways


@pytest.mark.parametrize(
    ("words", "amounts"),
    [
        ("40; 20", [40, 20]),
        ("40 20 0", [40, 20, 0]),
        ("20 AZN, 400 AZN", [20, 400]),
        ("20 AZN 400 AZN", [20, 400]),
        ("60, 15 AZN 300", [60, 15, 300]),
        ("3 000; 1 500", [3000, 1500]),
        ("12 500, 40\u00a0000", [12500, 40000]),
        ("5000 2500 250", [5000, 2500, 250]),
        ("40,50", [Decimal("40.5")]),
    ],
)
def test_several_amounts_are_read_in_their_order(words: str, amounts: list[Decimal]) -> None:
    assert amounts_of(words, "AZN") == amounts


@pytest.mark.parametrize("words", ["3 000", "12 500 AZN", "3\u202f000 1\u202f500", "40 12 500", "45 150", ""])
def test_a_space_that_may_part_thousands_parts_no_amounts(words: str) -> None:
    with pytest.raises(NotAPrice):
        amounts_of(words, "AZN")


@pytest.mark.parametrize("words", ["-5", "−5", "1000001"])
def test_a_price_out_of_bounds_is_refused(words: str) -> None:
    with pytest.raises(PriceOutOfBounds):
        amount_of(words, "AZN")


@given(st.text())
def test_any_words_are_a_price_or_a_refusal(words: str) -> None:
    with suppress(DeskError):
        assert 0 <= amount_of(words, "AZN") <= 1_000_000


def test_one_price_changes_and_nothing_else() -> None:
    before = tiny_catalog()
    after = set_price(before, "canoe", "default", 1, Decimal("22.50"))
    assert price_of(after, "canoe", "default", 1) == Decimal("22.50")
    assert price_of(before, "canoe", "default", 1) == Decimal(20)
    assert [str(one) for one in diff(before, after)] == ["canoe, CHILD 4+, price: 20 → 22.50 (+13 %)"]


@pytest.mark.parametrize("place", [("kanoe", "default", 0), ("canoe", "long", 0), ("canoe", "default", 3)])
def test_a_price_that_is_no_longer_there_is_refused(place: tuple[str, str, int]) -> None:
    with pytest.raises(OfferGone):
        set_price(tiny_catalog(), *place, Decimal(1))
    with pytest.raises(OfferGone):
        price_of(tiny_catalog(), "canoe", "default", -1)


@pytest.mark.parametrize(
    ("before", "after", "far"),
    [
        (40, 45, False),
        (40, 400, False),
        (40, 401, True),
        (40, 4, False),
        (40, 3, True),
        (40, 0, True),
        (0, 5, True),
        (0, 0, False),
    ],
)
def test_a_price_ten_times_away_asks_for_a_second_look(before: int, after: int, far: bool) -> None:
    assert is_far(Decimal(before), Decimal(after)) is far


def changed(**more: Any) -> list[str]:
    facts = tiny_facts()
    facts["offers"]["canoe"] |= more
    return [str(one) for one in diff(tiny_catalog(), Catalog.model_validate(facts))]


def test_the_same_catalog_has_no_differences() -> None:
    assert diff(tiny_catalog(), tiny_catalog()) == []


def test_a_lower_price_has_a_real_minus() -> None:
    after = set_price(tiny_catalog(), "sauna", "default", 0, Decimal(100))
    [found] = diff(tiny_catalog(), after)
    assert (found.path, found.before, found.after, found.percent) == (
        "sauna, OTHER, price",
        "120",
        "100",
        -17,
    )
    assert str(found) == "sauna, OTHER, price: 120 → 100 (−17 %)"


def test_changed_texts_rules_and_times_are_named() -> None:
    assert changed(title=both("Canoe tour", "Kanoe gəzintisi")) == [
        "canoe, title, en: Canoe trip → Canoe tour"
    ]
    assert changed(active="false") == ["canoe, active: yes → no"]
    assert changed(cancel={"free_hours": "48", "fee_percent": "50"}) == ["canoe, cancel, free hours: 24 → 48"]
    assert changed(deposit="10") == ["canoe, deposit: added: 10"]
    assert changed(bring=None) == ["canoe, bring: removed: en a towel and a hat; az dəsmal və papaq"]


def test_whole_offers_and_answers_come_and_go() -> None:
    facts = tiny_facts()
    facts["offers"]["album"] = {**photographer(), "code": "album"}
    del facts["offers"]["sauna"]
    del facts["knowledge"]["wifi"]
    told = [str(one) for one in diff(tiny_catalog(), Catalog.model_validate(facts))]
    assert told == [
        "sauna: removed: Private sauna",
        "album: added: Family photos",
        "answer, wifi: removed: Wi-Fi",
    ]
