"""What extras cost: read strictly, named by its place, and never told to a guest or a translator."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from bot.console import ask
from bot.db import Connection
from bot.desk import people
from bot.desk.asked import Heard
from bot.desk.catalog import places, versions
from bot.desk.catalog.check import check
from bot.desk.catalog.model import Catalog, Cost
from bot.desk.house import House
from bot.schema import letters
from tests.desk.reports.shop import shop_facts
from tests.texts.walk import Walker

SECRET, HOUR, MINUTES = "987.65", "876.54", "765"  # no price, hour or number of anything else


def costing(**cost: str) -> Catalog:
    facts = shop_facts()
    facts["offers"]["canoe"]["options"][0]["cost"] = cost
    return Catalog.model_validate(facts)


def issues(catalog: Catalog) -> list[str]:
    return [
        f"{one.file}: {one.problem}" for one in check(catalog, frozenset({"canoe.png"})) if "cost" in one.file
    ]


def test_a_catalog_without_costs_is_as_good_as_ever() -> None:
    facts = shop_facts()
    for offer in facts["offers"].values():
        for option in offer["options"]:
            option.pop("cost", None)
    del facts["hotel"]["staff_hour"]
    catalog = Catalog.model_validate(facts)
    assert issues(catalog) == []
    assert catalog.offers["canoe"].options[0].cost is None


def test_money_that_the_currency_does_not_have_is_named() -> None:
    (said,) = issues(costing(person="2.505"))
    assert said == "offers/canoe/options/0/cost/person: person 2.505 has parts that AZN does not have"


@pytest.mark.parametrize(
    "cost",
    [
        {"person": "-1"},
        {"partner_percent": "101"},
        {"minutes": "1441"},
        {"minutes_per": "month"},
        {"persons": "1"},
    ],
)
def test_what_cannot_be_is_refused(cost: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Cost.model_validate(cost)


def test_what_has_no_schedule_is_never_offered() -> None:
    facts = shop_facts()
    facts["offers"]["photographer"]["options"][0]["cost"] = {"minutes": "60", "minutes_per": "offered"}
    (said,) = issues(Catalog.model_validate(facts))
    assert said.startswith("offers/photographer/options/0/cost/minutes_per: photographer has no schedule")


def test_minutes_without_the_price_of_an_hour_are_a_warning_said_once() -> None:
    facts = shop_facts()
    del facts["hotel"]["staff_hour"]
    found = [
        one for one in check(Catalog.model_validate(facts), frozenset({"canoe.png"})) if "cost" in one.file
    ]
    assert [(one.level, one.fix) for one in found] == [("warning", "add staff_hour: to hotel.yaml")]


def test_costs_survive_a_published_version(conn: Connection, house: House) -> None:
    catalog = costing(person="2.50", partner_percent="12.5")
    versions.publish(conn, house.id, catalog, base=0, author="Madina", reason="", now=house.now)
    kept = versions.load(conn, house.id, 1).offers["canoe"].options[0].cost
    assert kept == Cost(person=Decimal("2.50"), partner_percent=Decimal("12.5"))


def secrets() -> Catalog:
    """Every option costs the same odd amounts, which stand nowhere else."""
    facts = shop_facts()
    facts["hotel"]["staff_hour"] = HOUR
    for offer in facts["offers"].values():
        for option in offer["options"]:
            per = "booking" if offer["mode"] == "request" else "offered"
            option["cost"] = {"booking": SECRET, "person": SECRET, "minutes": MINUTES, "minutes_per": per}
    return Catalog.model_validate(facts)


def told(said: Any) -> list[str]:
    written = json.dumps(said, ensure_ascii=False, default=str)
    return [one for one in (SECRET, "98765", HOUR, "87654", MINUTES, "hygiene") if one in written]


def test_no_cost_is_on_a_guest_s_screen(conn: Connection, house: House) -> None:
    """Every letter, button and fact behind a button of a walk through all that is sold."""
    versions.publish(conn, house.id, secrets(), base=0, author="Madina", reason="", now=house.now)
    people.ensure_property(conn, house.id)
    guest = Walker(conn, house, 214, "Aygün")
    guest.writes("/start")
    guest.walks(120)
    guest.writes("2, 5")
    guest.walks(60)
    for words, entry in (("the canoe", "canoe"), ("playroom?", "playroom")):
        guest.writes(words, Heard("en", "answer", ((entry, 0.9),)))
    sent = list(conn.execute(select(letters.c.content)).scalars())
    assert "playroom" in json.dumps(sent), "the walk went there"
    assert told(sent) == []


def test_no_cost_is_in_an_answer_for_programs_or_in_a_translator_s_file(house: House) -> None:
    catalog = secrets()
    heard = Heard("en", "answer", (("canoe", 0.9),))
    assert told(ask.facts(catalog, heard, now=house.now)) == []
    assert told([[list(place), said] for place, said in places.texts(places.plain(catalog))]) == []


def test_the_look_for_secrets_sees_one() -> None:
    """The control: it finds what the catalog itself says."""
    assert set(told(secrets().model_dump(mode="json"))) == {SECRET, HOUR, MINUTES, "hygiene"}
