"""Every line is shown, and the lines are the total."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.booking.party import Party
from bot.desk.booking.price import Quote, quote
from bot.desk.booking.refusals import UnusualParty
from bot.desk.house import House
from bot.money import Money
from bot.say import Local, Text
from tests.desk.booking.cast import PROVE, reprinted
from tests.desk.tiny import tiny_catalog
from tests.proofs import PRICES, proves

HOUSE = House("lakeside", tiny_catalog(), 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
parties = st.builds(
    Party, st.integers(1, 12), st.lists(st.integers(0, 17), max_size=10).map(lambda ages: tuple(ages))
)


def price(house: House, party: Party, offer: str = "canoe") -> Quote:
    sold = house.catalog.offers[offer]
    return quote(house, sold, sold.options[0], party, None)


def shown(found: Quote) -> list[tuple[str, int, int]]:
    def name(label: Any) -> str:
        return label.key.removeprefix("booking.unit_") if isinstance(label, Text) else label.texts["en"]

    return [(name(one.label), one.quantity, one.amount.minor) for one in found.lines]


@pytest.mark.parametrize(
    ("party", "lines"),
    [
        (Party(1), [("adult", 1, 4000)]),
        (Party(2, (5, 10)), [("adult", 2, 8000), ("child", 2, 4000)]),
        (Party(2, (3, 4)), [("adult", 2, 8000), ("child", 1, 2000), ("infant", 1, 0)]),
        (Party(1, (17,)), [("adult", 1, 4000), ("child", 1, 2000)]),
        (Party(0, (15,)), [("child", 1, 2000)]),
        (
            Party(2, (4, 9, 17)),
            [("adult", 2, 8000), ("child", 3, 6000), ("Large family", 1, -2100)],
        ),
        (
            Party(1, (0, 1, 2)),
            [("adult", 1, 4000), ("infant", 3, 0), ("Large family", 1, -600)],
        ),
    ],
)
def test_each_person_pays_the_unit_for_their_age(
    house: House, party: Party, lines: list[tuple[str, int, int]]
) -> None:
    assert shown(price(house, party)) == lines


def test_a_free_place_is_a_line_too(house: House) -> None:
    free = price(house, Party(1, (2,))).lines[1]
    assert free.free
    assert free.quantity == 1


def test_priced_by_booking_it_costs_the_same_whoever_comes(house: House) -> None:
    assert shown(price(house, Party(2, (7, 8, 9)), "sauna")) == [("the whole house", 1, 12000)]


def discount(**facts: Any) -> dict[str, Any]:
    title = {"en": facts.pop("name"), "az": "Endirim"}
    return {"title": title, "min_children": "1", "max_child_age": "17", "percent": "10", **facts}


@pytest.mark.parametrize(
    ("rules", "party", "off"),
    [
        ([discount(name="ten")], Party(2, (5,)), -1000),
        ([discount(name="ten"), discount(name="twenty", percent="20")], Party(2, (5,)), -2000),
        ([discount(name="small ones", max_child_age="4")], Party(2, (5,)), 0),
        ([discount(name="two children", min_children="2")], Party(2, (5,)), 0),
        ([discount(name="elsewhere", offers=["sauna"])], Party(2, (5,)), 0),
        ([discount(name="here", offers=["canoe"])], Party(2, (5,)), -1000),
        ([discount(name="all free", percent="100")], Party(2, (5,)), -10000),
    ],
)
def test_the_best_family_rule_is_a_line_of_its_own(
    house: House, rules: list[dict[str, Any]], party: Party, off: int
) -> None:
    named = {f"rule_{n}": rule for n, rule in enumerate(rules)}
    house = reprinted(house, lambda facts: facts["hotel"].update(discounts=named))
    found = price(house, party)
    assert sum(one.amount.minor for one in found.lines if isinstance(one.label, Local)) == off
    assert found.total.minor == 10000 + off


def test_a_deposit_is_not_part_of_the_total(house: House) -> None:
    house = reprinted(house, lambda facts: facts["offers"]["canoe"].update(deposit="25.50"))
    found = price(house, Party(1))
    assert (found.total, found.deposit) == (Money(4000, "AZN"), Money(2550, "AZN"))
    assert Quote.of(found.json()) == found


@proves(PRICES, injected="random parties", trials=100 * PROVE)
@settings(max_examples=100 * PROVE, deadline=None)
@given(party=parties, percent=st.integers(1, 100), cents=st.integers(0, 99))
def test_lines_add_up_and_discounts_never_raise_a_price(party: Party, percent: int, cents: int) -> None:
    def print_it(facts: dict[str, Any], share: int) -> None:
        facts["offers"]["canoe"]["options"][0]["units"][1]["price"] = f"20.{cents:02}"
        facts["hotel"]["discounts"]["large_family"]["percent"] = str(share)

    full = reprinted(HOUSE, lambda facts: facts["hotel"].update(discounts={}))
    cheap = reprinted(HOUSE, lambda facts: print_it(facts, percent))
    cheaper = reprinted(HOUSE, lambda facts: print_it(facts, min(100, percent + 7)))
    found = price(cheap, party)
    assert sum(one.amount.minor for one in found.lines) == found.total.minor
    assert all(one.unit * one.quantity == one.amount for one in found.lines)
    assert Quote.of(found.json()) == found == price(cheap, party)
    assert 0 <= price(cheaper, party).total.minor <= found.total.minor
    if len(party.ages) < 10:
        more = Party(party.adults, (*party.ages, 0))
        assert price(full, more).total.minor >= price(full, party).total.minor


@pytest.mark.parametrize("facts", [(0, ()), (13, ()), (1, (18,)), (1, (-1,)), (1, tuple(range(11)))])
def test_an_unusual_party_is_for_a_person(facts: tuple[int, tuple[int, ...]]) -> None:
    with pytest.raises(UnusualParty) as refusal:
        Party(*facts)
    assert refusal.value.ways


@given(party=parties)
def test_a_party_survives_the_database(party: Party) -> None:
    assert Party.of(party.json()) == party
