"""What an offer asks: only what it needs, of whom it needs it. What does not fit is said with a way on."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.booking import told, unfit
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.problems import DeskError
from tests.desk.booking.cast import reprinted, start_at


def ask(house: House, party: Party, said: dict[str, Any] | None = None, **rules: Any) -> Ask:
    """Tomorrow's canoe under these rules; the sauna is the alternative."""

    def print_rules(printed: dict[str, Any]) -> None:
        printed["offers"]["canoe"]["rules"] = rules
        printed["offers"]["canoe"]["alternative"] = "photographer"

    ruled = reprinted(house, print_rules)
    sold = ruled.catalog.offers["canoe"]
    return Ask(ruled, sold, sold.options[0], party, start_at(house, 10), told=said or {})


FAMILY = Party(2, (5, 12))


@pytest.mark.parametrize(
    ("rules", "needed"),
    [
        ({}, []),
        ({"min_height_cm": 110}, [("height", (2, 3))]),  # no grown-up is asked about a child's height
        ({"min_height_cm": 150}, [("height", (0, 1, 2, 3))]),
        ({"max_height_cm": 130}, [("height", (0, 1, 2, 3))]),
        ({"max_weight_kg": 100}, [("weight", (0, 1, 3))]),  # a five-year-old is lighter
        ({"min_weight_kg": 20}, [("weight", (2, 3))]),
        ({"sizes": ["shoe"]}, [("shoe", (0, 1, 2, 3))]),
        ({"licence": "true"}, [("licence", ())]),
        ({"consent_under": 18}, [("consent", (2, 3))]),
        ({"consent_under": 10}, [("consent", (2,))]),
        ({"consent_under": 5}, []),
        ({"allergies": "true"}, [("allergies", ())]),
        ({"languages": ["en"]}, [("instruct", ())]),
        ({"swimming": "true", "weather": "true", "with_adult_under": 14}, []),
    ],
)
def test_it_asks_only_what_it_needs(
    house: House, rules: dict[str, Any], needed: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(one.what, one.who) for one in told.needs(ask(house, FAMILY, **rules))] == needed


def test_what_was_told_is_not_asked_again(house: House) -> None:
    rules: dict[str, Any] = {"min_height_cm": 110, "licence": "true"}
    first = told.missing(ask(house, FAMILY, **rules))
    assert first == told.Need("height", (2, 3))
    known = told.with_sizes(ask(house, FAMILY, **rules), first, [112, 150])
    assert told.missing(ask(house, FAMILY, dict(known), **rules)) == told.Need("licence")
    assert told.missing(ask(house, FAMILY, {**known, "licence": True}, **rules)) is None


def test_a_new_wording_is_asked_anew(house: House) -> None:
    assert told.missing(ask(house, FAMILY, {"consent": "0"}, consent_under=18)) == told.Need(
        "consent", (2, 3)
    )
    assert told.missing(ask(house, FAMILY, {"consent": told.EDITION}, consent_under=18)) is None


@pytest.mark.parametrize(
    ("rules", "said", "kind"),
    [
        ({"min_height_cm": 110}, {"height": [None, None, 109, 150]}, unfit.TooShort),
        ({"min_height_cm": 110}, {"height": [None, None, 110, 150]}, None),
        ({"max_height_cm": 160}, {"height": [170, 158, 110, 150]}, unfit.TooTall),
        ({"max_weight_kg": 100}, {"weight": [101, 60, None, 40]}, unfit.TooHeavy),
        ({"max_weight_kg": 100}, {"weight": [100, 60, None, 40]}, None),
        ({"min_weight_kg": 20}, {"weight": [None, None, 19, 40]}, unfit.TooLight),
        ({"licence": "true"}, {"licence": False}, unfit.NeedsLicence),
        ({"swimming": "true"}, {"swims": False}, unfit.NeedsSwimmer),
        ({"swimming": "true"}, {}, None),
        ({"consent_under": 18}, {"consent": False}, unfit.NeedsConsent),
        ({"languages": ["en"]}, {"instruct": ""}, unfit.NotInLanguage),
        ({}, {"licence": False, "swims": False, "height": [90, 90, 90, 90]}, None),
    ],
)
def test_what_does_not_fit_is_refused_with_a_way_on(
    house: House, rules: dict[str, Any], said: dict[str, Any], kind: type[DeskError] | None
) -> None:
    refusal = told.unmet(ask(house, FAMILY, said, **rules))
    assert (type(refusal) if refusal else None) is kind
    if refusal:
        assert 2 <= len(refusal.ways) <= 6
        assert refusal.say().choices


def test_the_others_may_go_with_what_they_have_told(house: House) -> None:
    refusal = told.unmet(ask(house, FAMILY, {"height": [None, None, 100, 150]}, min_height_cm=110))
    assert refusal
    book = refusal.ways[0]
    assert book.act == "book"
    assert book.args["party"] == {"adults": 2, "ages": [12]}
    assert book.args["told"] == {"height": [None, None, 150]}


def test_other_people_have_told_nothing(house: House) -> None:
    asked = ask(house, FAMILY, {"height": [None, None, 100, 150]}, min_height_cm=110)
    assert asked.by(Party(2)).told == {}
