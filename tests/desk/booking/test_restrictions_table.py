"""Each extra of the demo hotel: what its card says, what the desk asks, and whom it refuses.

`WRITE=1 pytest tests/desk/booking/test_restrictions_table.py` writes the table anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from bot.desk.booking import told
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import PEOPLE
from bot.desk.booking.party import Party
from bot.desk.catalog import folder
from bot.desk.catalog.model import Catalog, Offer, Option
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.shipped import folder as shipped
from tests.desk.booking.cast import start_at

TABLE = Path(__file__).with_name("restrictions.md")
PARTIES = {
    "a baby": Party(1, (1,)),
    "a child of 5": Party(1, (5,)),
    "a child of 12 alone": Party(0, (12,)),
    "a grown-up alone": Party(1),
    "nine": Party(9),
}
UNFIT: dict[str, dict[str, Any]] = {
    "too short": {"height": [90] * 40},
    "too heavy": {"weight": [140] * 40},
    "no licence": {"licence": False},
    "no swimmer": {"swims": False},
    "no consent": {"consent": False},
    "another language": {"instruct": ""},
}
FAMILY = Party(2, (5, 12, 15))


def demo() -> Catalog:
    catalog, issues = folder.read(shipped("packages_catalog"))
    assert catalog, issues
    return catalog


def ask(house: House, offer: Offer, option: Option, party: Party, said: dict[str, Any] | None = None) -> Ask:
    return Ask(house, offer, option, party, start_at(house, 10), told=said or {})


def refused(found: Ask) -> DeskError | None:
    return next((refusal for limit in PEOPLE if (refusal := limit(found))), None) or told.unmet(found)


def row(house: House, offer: Offer) -> list[str]:
    asked, out = [], []
    for option in offer.options:
        asked += [need.what for need in told.needs(ask(house, offer, option, FAMILY))]
        out += [name for name, party in PARTIES.items() if refused(ask(house, offer, option, party))]
        out += [
            name
            for name, said in UNFIT.items()
            if told.unmet(ask(house, offer, option, Party(3, (15,)), said))
        ]
    everywhere = [name for name in (*PARTIES, *UNFIT) if out.count(name) == len(offer.options)]
    some = [
        f"{name} (some options)" for name in (*PARTIES, *UNFIT) if 0 < out.count(name) < len(offer.options)
    ]
    rules = offer.rules
    also = [
        f"from {rules.minimum.people} people" if rules.minimum else "",
        f"{rules.max_per_stay} per stay" if rules.max_per_stay else "",
        "guests of the house" if rules.in_house else "",
        "weather" if rules.weather else "",
        f"{rules.notice_minutes} min before" if rules.notice_minutes else "",
    ]
    return [
        offer.code,
        ", ".join(dict.fromkeys(asked)) or "nothing",
        ", ".join([*everywhere, *some]) or "nobody",
        ", ".join(one for one in also if one),
    ]


def table(house: House) -> str:
    head = [["extra", "asks a family with 5, 12, 15", "refuses", "and"], ["---"] * 4]
    offers = sorted(house.catalog.offers.values(), key=lambda one: (one.group, one.code))
    rows = [row(house, one) for one in offers]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [*head, *rows]) + "\n"


def test_the_table_of_what_each_extra_asks_and_refuses_is_the_written_one(house: House) -> None:
    made = table(House(house.id, demo(), 1, house.now))
    if os.environ.get("WRITE"):
        TABLE.write_text(made, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == made, "a rule has changed: see the docstring"


def test_every_refusal_in_the_table_leads_on(house: House) -> None:
    here = House(house.id, demo(), 1, house.now)
    for offer in here.catalog.offers.values():
        for option in offer.options:
            asks = [ask(here, offer, option, party) for party in PARTIES.values()]
            asks += [ask(here, offer, option, Party(3, (15,)), said) for said in UNFIT.values()]
            for refusal in filter(None, map(refused, asks)):
                assert refusal.ways, offer.code
                assert len(refusal.ways) <= 6


def test_no_rule_of_the_demo_hotel_is_a_mere_word(house: House) -> None:
    """Whatever a rule says is asked, checked, or stands on the card: `weather` and `note` are words alone."""
    here = House(house.id, demo(), 1, house.now)
    for offer in here.catalog.offers.values():
        asked = {
            need.what for option in offer.options for need in told.needs(ask(here, offer, option, FAMILY))
        }
        rules = offer.rules
        wanted = {
            "height": rules.min_height_cm or rules.max_height_cm,
            "weight": rules.min_weight_kg or rules.max_weight_kg,
            "licence": rules.licence,
            "consent": rules.consent_under,
            "allergies": rules.allergies,
            "instruct": rules.languages,
        }
        assert {what for what, rule in wanted.items() if rule} <= asked, offer.code
