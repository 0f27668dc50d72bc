"""The tiny hotel with answers that live on its facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from tests.desk.answers.phone import Phone
from tests.desk.tiny import both, entry, tiny_facts

LIVE = [
    entry(
        "breakfast",
        both("Breakfast", "Səhər yeməyi"),
        both("Breakfast is {hours}. Call {phone}.", "Səhər yeməyi: {hours}. Zəng: {phone}."),
    )
    | {
        "details": both("In the restaurant.", "Restoranda."),
        "simple": both("We eat at {hours}.", "Yemək: {hours}."),
    },
    entry(
        "canoe_hire",
        both("Canoes", "Kanoelər"),
        both("Canoes go at {times}. Next free: {next_free}.", "Kanoe: {times}. Boş: {next_free}."),
        offer="canoe",
    ),
    entry("wifi", both("Wi-Fi", "Wi-Fi"), both("It is free.", "Pulsuzdur.")),
]
HOURS = {
    "breakfast": [
        {"open": "07:30", "close": "10:30"},
        {"days": ["sat"], "open": "08:00", "close": "11:00"},
    ],
    "pool": [{"days": ["mon", "tue"], "open": "09:00", "close": "18:00"}],
}


@pytest.fixture
def house(conn: Connection, house: House) -> House:
    facts = tiny_facts()
    facts["hotel"]["hours"] = HOURS
    pool = entry("pool", both("Pool", "Hovuz"), both("The pool is warm.", "Hovuz istidir."))
    facts["knowledge"] = {one["id"]: one for one in (*LIVE, pool)}
    people.ensure_property(conn, house.id)
    return replace(house, catalog=Catalog.model_validate(facts))


@pytest.fixture
def bence(conn: Connection, house: House) -> Phone:
    return Phone(conn, house)
