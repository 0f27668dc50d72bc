"""A price in one line, in any language of the hotel."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db import Connection
from bot.desk.catalog.edits import price_of
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu import manager_quick
from bot.money import Money
from tests.desk.menu.manager_phone import Phone, staffed
from tests.desk.tiny import sauna, tiny_facts

TITLES = {
    "boating": {"en": "Boating", "ru": "Прогулка на лодке", "az": "Qayıq gəzintisi", "hu": "Csónakázás"},
    "fishing": {"en": "Fishing", "ru": "Рыбалка", "az": "Balıq ovu", "kk": "Балық аулау"},
    "transfer": {"en": "Airport transfer", "ru": "Трансфер", "az": "Hava limanı transferi"},
    "family_transfer": {"en": "Family transfer", "ru": "Семейный трансфер", "az": "Ailə transferi"},
    "lake_days": {"en": "Lake days", "ru": "Дни на озере", "az": "Göl günləri"},
}


def lake_catalog() -> Catalog:
    facts = tiny_facts()
    for number, (code, title) in enumerate(TITLES.items()):
        facts["offers"][code] = {**sauna(), "code": code, "title": title, "order": str(number)}
        facts["offers"][code]["options"] = [_option(sauna()["options"][0], str(45 + 10 * number))]
    facts["hotel"]["languages"] = ["en", "az", "ru", "kk", "hu"]
    return Catalog.model_validate(facts)


def _option(option: dict[str, Any], price: str) -> dict[str, Any]:
    return {**option, "units": [{**option["units"][0], "price": price}]}


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    return staffed(conn, house, lake_catalog())(31, "Madina", "manager")


@pytest.mark.parametrize(
    ("line", "offer", "price"),
    [
        ("boating 40", "boating", "40"),
        ("Boat 40", "boating", "40"),
        ("BOATING: 40", "boating", "40"),
        ("boating = 40,50", "boating", "40.50"),
        ("boating - 40", "boating", "40"),
        ("boating 40 azn", "boating", "40"),
        ("boating 40 ₼", "boating", "40"),
        ("boating ₼40", "boating", "40"),
        ("Boating AZN\u00a040", "boating", "40"),
        ("boating 1 250", "boating", "1250"),
        ("лодка 40", "boating", "40"),
        ("лодку 40 манат", "boating", "40"),
        ("прогулка на лодке 40", "boating", "40"),
        ("qayıq 40", "boating", "40"),
        ("qayiq 40", "boating", "40"),
        ("QAYIQ 40", "boating", "40"),
        ("csonak 40", "boating", "40"),
        ("рыбалку 30", "fishing", "30"),
        ("balıq ovu 30", "fishing", "30"),
        ("балық 30", "fishing", "30"),
        ("family transfer 20", "family_transfer", "20"),
        ("lake_days 100", "lake_days", "100"),
        ("lake boat 45 → 40", "boating", "40"),
        ("boating 45 -> 40", "boating", "40"),
        ("boating → 40", "boating", "40"),
        ("transfer 75 → 60", "family_transfer", "60"),
    ],
)
def test_one_clear_offer_shows_its_difference(madina: Phone, line: str, offer: str, price: str) -> None:
    assert madina.writes(line)
    assert madina.acts() == ["m_publish", "m_drop"]
    facts = madina.screen().choices[0].args
    assert facts["offer"] == offer
    assert madina.said("manager.move").params["after"] == Money.of(price, "AZN")


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("transfer 20", ["family_transfer", "transfer"]),
        ("трансфер 20", ["family_transfer", "transfer"]),
        ("lake boat → 40", ["boating", "lake_days"]),
        ("lake boat 40 azn", ["boating", "lake_days"]),
    ],
)
def test_several_offers_are_a_choice(madina: Phone, line: str, offers: list[str]) -> None:
    assert madina.writes(line)
    assert madina.says()[0] == "manager.quick_which"
    found = [one.args["offer"] for one in madina.screen().choices if one.act == "m_quick"]
    assert sorted(found) == offers
    madina.presses_act("m_quick", offer=found[0])
    assert madina.acts() == ["m_publish", "m_drop"]


def test_an_offer_with_several_prices_asks_which(madina: Phone) -> None:
    assert madina.writes("canoe 25")
    assert madina.says()[0] == "manager.quick_unit"
    madina.presses_act("m_look", unit=1)
    assert madina.said("manager.move").params["before"] == Money.of("20", "AZN")


def test_an_offer_with_several_options_asks_for_the_option_first(madina: Phone) -> None:
    facts = tiny_facts()
    options = facts["offers"]["canoe"]["options"]
    second = {**options[0], "code": "sunset", "title": {"en": "Sunset", "az": "Gün batımı"}}
    options[0]["title"] = {"en": "Daytime", "az": "Gündüz"}
    options.append(second)
    madina.replaces(Catalog.model_validate(facts))
    madina.writes("canoe 25")
    assert madina.acts() == ["m_quick", "m_quick", "m_home"]
    madina.presses_act("m_quick", option="sunset")
    assert madina.acts() == ["m_look", "m_look", "m_look", "m_home"]
    madina.presses_act("m_look", unit=1)
    madina.presses_act("m_publish")
    assert price_of(madina.house.catalog, "canoe", "sunset", 1) == 25
    assert price_of(madina.house.catalog, "canoe", "default", 1) == 20


def test_the_old_price_tells_which_of_several_is_meant(madina: Phone) -> None:
    assert madina.writes("canoe 20 → 25")
    assert madina.screen().choices[0].args["unit"] == 1


def test_a_choice_forgets_the_number_that_was_awaited_before(madina: Phone) -> None:
    madina.writes("boating 40")
    madina.writes("transfer 20")
    assert not madina.writes("30")


@pytest.mark.parametrize(
    ("line", "key"), [("boating -5", "refuse.price_bounds"), ("boating 4 0", "refuse.price_number")]
)
def test_a_mistyped_number_is_awaited_for_the_offer_that_was_named(
    madina: Phone, line: str, key: str
) -> None:
    assert madina.writes(line)
    assert madina.says()[0] == key
    assert madina.writes("40")
    assert madina.screen().choices[0].args["offer"] == "boating"


def test_a_price_for_something_unknown_shows_how_to_write_it(madina: Phone) -> None:
    assert madina.writes("helicopter 45 → 40")
    assert madina.says()[0] == "manager.quick_none"
    assert madina.acts() == ["m_prices", "m_home"]


@pytest.mark.parametrize(
    "line",
    [
        "helicopter 40",
        "40",
        "boating for 2",
        "room 214",
        "is boating open at 10",
        "boating 40 please",
        "a > b",
        "→",
        "boating " + "1 " * 3000,
        "",
    ],
)
def test_other_texts_are_left_to_the_desk(madina: Phone, line: str) -> None:
    assert not madina.writes(line)


def test_an_awaited_number_gives_way_to_a_quick_edit(madina: Phone) -> None:
    madina.writes("boating 40")
    madina.writes("fishing 30")
    assert madina.screen().choices[0].args["offer"] == "fishing"


@pytest.mark.parametrize(
    ("typed", "known", "same"),
    [
        ("boat", "boating", True),
        ("лодка", "лодке", True),
        ("баню", "баня", True),
        ("car", "carousel", True),
        ("bo", "boating", False),
        ("fish", "first", False),
        ("family", "farm", False),
    ],
)
def test_words_are_alike_by_their_beginning(typed: str, known: str, same: bool) -> None:
    assert bool(manager_quick.alike(typed, known)) is same
