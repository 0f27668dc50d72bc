"""What the model cannot see is found, one mistake at a time; the tiny hotel itself has none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.desk.catalog.check import check
from bot.desk.catalog.model import Catalog
from tests.desk.tiny import both, canoe, photographer, tiny_catalog, tiny_facts

PHOTOS = frozenset({"canoe.png"})
Facts = dict[str, Any]


def said(facts: Facts, today: date | None = None) -> list[str]:
    issues = check(Catalog.model_validate(facts), PHOTOS, today=today)
    return [f"{one.level} {one}" for one in issues]


def with_(path: str, value: Any) -> Facts:
    """The tiny hotel with the value put at a dotted path."""
    facts = tiny_facts()
    part: Any = facts
    *way, last = path.split(".")
    for step in way:
        part = part[int(step)] if isinstance(part, list) else part.setdefault(step, {})
    if isinstance(part, list):
        part[int(last)] = value
    else:
        part[last] = value
    return facts


def test_the_tiny_hotel_has_nothing_to_mend() -> None:
    assert check(tiny_catalog(), PHOTOS) == []


UNITS = "offers.canoe.options.0.units"
ADULT = {"type": "ADULT", "price": "40"}
CHILD = {"type": "CHILD", "price": "20"}


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "hotel.zone",
            "Asia/Bakuu",
            'error hotel/zone: zone "Asia/Bakuu" is not known; write it like Asia/Baku',
        ),
        ("hotel.zone", "../etc/passwd", 'error hotel/zone: zone "../etc/passwd" is not known; write it like'),
        ("hotel.currency", "XQQ", "error hotel/currency: currency XQQ is not known; write its three-letter"),
        (
            "hotel.emergency_number",
            "call us",
            'error hotel/emergency_number: emergency_number "call us" is not',
        ),
        ("hotel.reception_phone", "-", 'error hotel/reception_phone: reception_phone "-" is not a phone'),
        ("hotel.default_language", "ru", "error hotel/default_language: default_language ru is not among"),
        (
            "hotel.languages",
            ["en", "az", "en"],
            "error hotel/languages: languages names one twice; keep each",
        ),
        ("hotel.rooms", ["218-201"], 'error hotel/rooms/0: rooms "218-201" is not a room; write "214" or a'),
        ("hotel.rooms", ["1-99999"], 'error hotel/rooms/0: rooms "1-99999" is not a room; write "214" or a'),
        ("hotel.rooms", ["201-218", "214"], "warning hotel/rooms/1: room 214 stands twice; keep it once"),
        ("hotel.departments", {}, "error hotel/departments: department duty is missing; add duty: there"),
        ("hotel.clocks", {}, "error hotel/clocks: clock S3 is missing; add S3: there"),
        (
            "hotel.clocks.S1",
            {"acknowledge": 60, "resolve": 5},
            "error hotel/clocks/S1: clock S1 resolves before it is taken; make resolve the larger number",
        ),
        (
            "hotel.discounts.large_family.offers",
            ["kanoe"],
            "error hotel/discounts/large_family/offers/0: offer",
        ),
        (
            "offers.canoe.department",
            "activity",
            "error offers/canoe/department: department activity does not",
        ),
        ("offers.canoe.photo", "x.png", 'error offers/canoe/photo: photo "x.png" is not in photos/; put the'),
        (
            "offers.canoe.alternative",
            "canoe",
            "error offers/canoe/alternative: alternative is the offer itself",
        ),
        ("offers.canoe.alternative", "saunna", "error offers/canoe/alternative: alternative saunna does not"),
        (
            "offers.canoe.alternative",
            "sauna",
            "warning offers/canoe/alternative: alternative leads back: canoe",
        ),
        (
            "offers.canoe.rules",
            {"min_age": 9, "max_age": 4},
            "error offers/canoe/rules/min_age: min_age is above",
        ),
        (
            "offers.canoe.rules",
            {"min_people": 9, "max_people": 4},
            "error offers/canoe/rules/min_people: min_people",
        ),
        (
            "offers.canoe.rules",
            {"min_height_cm": 150, "max_height_cm": 140},
            "error offers/canoe/rules/min_height_cm: min_height_cm is above max_height_cm; swap them",
        ),
        (
            "offers.canoe.rules",
            {"min_weight_kg": 50, "max_weight_kg": 40},
            "error offers/canoe/rules/min_weight_kg: min_weight_kg is above max_weight_kg; swap them",
        ),
        (
            "offers.canoe.rules",
            {"consent_under": 21},
            "error offers/canoe/rules/consent_under: consent_under 21 is above 18",
        ),
        (
            "offers.canoe.rules",
            {"consent_under": 4, "min_age": 4},
            "warning offers/canoe/rules/consent_under: consent_under 4 is not above min_age",
        ),
        (
            "offers.canoe.rules",
            {"languages": ["en", "fr"]},
            "error offers/canoe/rules/languages/1: the desk has no word for the language fr",
        ),
        (
            "offers.canoe.rules",
            {"sizes": ["shoe", "shoe"]},
            "error offers/canoe/rules/sizes: sizes names one twice; keep each once",
        ),
        (
            "offers.canoe.rules",
            {"minimum": {"people": 4, "decide_minutes": 60}, "notice_minutes": 30},
            "error offers/canoe/rules/minimum: minimum is settled while guests can still book",
        ),
        (
            "offers.canoe.rules",
            {"minimum": {"people": 9, "decide_minutes": 30}, "notice_minutes": 30},
            "error offers/canoe/rules/minimum/people: minimum asks for 9 people, and a start has 8 places",
        ),
        (
            "offers.photographer.rules",
            {"minimum": {"people": 2, "decide_minutes": 0}},
            "error offers/photographer/rules/minimum: minimum needs a start for everybody; set mode: slot",
        ),
        (
            "offers.canoe.options.0.capacity",
            None,
            "error offers/canoe/options/0: capacity is missing, and this",
        ),
        (
            "offers.canoe.options.0.schedule",
            [],
            "error offers/canoe/options/0: schedule is missing, and this",
        ),
        (
            "offers.canoe.options.0.duration",
            None,
            "error offers/canoe/options/0: duration is missing, and this",
        ),
        (
            "offers.canoe.options.0.schedule.0",
            {"days": ["mon"], "times": ["10:00"], "from": "2026-08-01", "until": "2026-07-01"},
            "error offers/canoe/options/0/schedule/0/from: from is after until; swap them",
        ),
        (
            UNITS,
            [{**ADULT, "min_age": 17}, {**CHILD, "max_age": 17}],
            "error offers/canoe/options/0/units: CHILD 0–17 and ADULT 17–120 overlap; let ADULT begin at 18",
        ),
        (
            UNITS,
            [{**ADULT, "min_age": 18}, {**CHILD, "max_age": 12}],
            "error offers/canoe/options/0/units: ages 13–17 have no price; add a unit for them",
        ),
        (
            UNITS,
            [{**ADULT, "min_age": 4}],
            "error offers/canoe/options/0/units: ages 0–3 have no price; add a unit for",
        ),
        (
            UNITS,
            [{**ADULT, "max_age": 80}],
            "error offers/canoe/options/0/units: ages 81–120 have no",
        ),
        (
            UNITS,
            [{**ADULT, "min_age": 8, "max_age": 4}],
            "error offers/canoe/options/0/units/0: ADULT has min",
        ),
        (UNITS, [{"type": "OTHER", "price": "1"}], "error offers/canoe/options/0/units: pricing: person has"),
        (
            "offers.sauna.options.0.units.0.type",
            "ADULT",
            "error offers/sauna/options/0/units: pricing: booking",
        ),
        ("offers.canoe.components", ["sauna"], "error offers/canoe/components: a package and its components"),
        (
            "offers.canoe.title.en",
            "A canoe trip on the lake!",
            "error offers/canoe/title/en: title in en has 25",
        ),
        (
            "offers.canoe.options.0.title",
            both("x" * 25, "y"),
            "error offers/canoe/options/0/title/en: title in en",
        ),
        ("knowledge.wifi.title.en", "x" * 25, "error knowledge/wifi/title/en: title in en has 25 characters"),
        (
            "offers.canoe.about",
            {"en": "Only here."},
            "error offers/canoe/about: about has no text in az; add it",
        ),
        ("offers.canoe.about", {"az": "Bir."}, "warning offers/canoe/about: about has no text in en; add it"),
        ("offers.canoe.bring", {}, "error offers/canoe/bring: bring has no text in en, az; add it"),
        (
            "hotel.departments.duty.role",
            {"az": "x"},
            "warning hotel/departments/duty/role: role has no text in en",
        ),
        (
            "offers.canoe.about.en",
            "Costs {price}.",
            "error offers/canoe/about/en: about holds { or }; write plain",
        ),
        (
            "offers.canoe.about.en",
            "A <b>bold</b> one.",
            "error offers/canoe/about/en: about holds <b>; write plain",
        ),
        (
            "offers.canoe.about.en",
            "One&nbsp;two.",
            "error offers/canoe/about/en: about holds &nbsp;; write plain",
        ),
        (
            "offers.canoe.about.en",
            "x\u202ey",
            "error offers/canoe/about/en: about holds the hidden character U+202E",
        ),
        (
            "offers.canoe.about.en",
            "x\ty",
            "error offers/canoe/about/en: about holds the hidden character U+0009",
        ),
        (
            "offers.canoe.phrases.en",
            ["a {b}"],
            "error offers/canoe/phrases/en/0: en holds { or }; write plain",
        ),
        (
            "offers.canoe.about",
            both(*["One two three four."] * 2),
            "warning offers/canoe/about/az: about says the",
        ),
        (
            "knowledge.wifi.offer",
            "saunas",
            "error knowledge/wifi/offer: offer saunas does not exist; did you mean",
        ),
    ],
)
def test_a_mistake_is_found(path: str, value: Any, expected: str) -> None:
    found = said(with_(path, value))
    assert any(one.startswith(expected) for one in found), found


def test_several_options_need_titles_and_codes_of_their_own() -> None:
    facts = tiny_facts()
    facts["offers"]["canoe"]["options"] *= 2
    found = said(facts)
    assert "error offers/canoe/options/1/code: option default stands twice; give each its own code" in found
    assert sum("has no title" in one for one in found) == 2


def test_several_options_may_share_the_ages_among_them() -> None:
    facts = tiny_facts()
    first, second = (
        {**canoe()["options"][0], "code": one, "title": both(one, one)} for one in ("one", "two")
    )
    first["units"], second["units"] = [{**CHILD, "max_age": 9}], [{**ADULT, "min_age": 8}]
    facts["offers"]["canoe"]["options"] = [first, second]
    assert said(facts) == []


def package(**more: Any) -> Facts:
    facts = tiny_facts()
    week = {**photographer(), "code": "week", "group": "package", "components": ["canoe", "sauna"], **more}
    facts["offers"]["week"] = week
    return facts


def test_a_package_that_is_cheaper_than_its_parts_is_fine() -> None:
    assert said(package()) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {"components": []},
            "error offers/week/components: a package and its components belong together; list",
        ),
        (
            {"components": ["cano"]},
            "error offers/week/components/0: component cano does not exist; did you mean",
        ),
        ({"components": ["week"]}, "error offers/week/components/0: component week holds this package again"),
        (
            {"components": ["canoe", "canoe"]},
            "error offers/week/components: components names one twice; keep each",
        ),
        ({"choose": 3}, "error offers/week/choose: choose is 3, but there are 2 components; write 2 or less"),
        (
            {"components": ["photographer"]},
            "warning offers/week/options: for 2 adults and 2 children it costs 90,",
        ),
    ],
)
def test_a_package_that_does_not_add_up_is_found(more: Facts, expected: str) -> None:
    found = said(package(**more))
    assert any(one.startswith(expected) for one in found), found


def at_night(zone: str, time: str, *days: str) -> Facts:
    facts = with_("hotel.zone", zone)
    facts["offers"]["canoe"]["options"][0]["schedule"] = [{"days": days or ["sun"], "times": [time]}]
    return facts


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (
            at_night("Europe/Budapest", "02:30"),
            "02:30 on 2027-03-28 is skipped: the clocks go forward; choose",
        ),
        (at_night("Europe/Budapest", "02:59"), "02:59 on 2027-03-28 is skipped"),
        (at_night("Europe/London", "01:30"), "01:30 on 2027-03-28 is skipped"),
        (
            at_night("Africa/Cairo", "23:30", "thu"),
            "23:30 on 2027-10-28 comes twice: the clocks go back; choose",
        ),
        (at_night("Africa/Cairo", "00:00", "fri"), "00:00 on 2027-04-30 is skipped"),
    ],
)
def test_a_start_that_a_clock_change_breaks_is_refused(facts: Facts, expected: str) -> None:
    [found] = said(facts, date(2026, 11, 20))
    assert found.startswith(f"error offers/canoe/options/0/schedule/0/times/0: {expected}")


@pytest.mark.parametrize(
    "facts",
    [
        at_night("Asia/Baku", "02:30"),
        at_night("Europe/Budapest", "02:30", "tue"),
        at_night("Europe/Budapest", "03:00"),
        at_night("Europe/Budapest", "01:59"),
    ],
)
def test_a_start_that_no_clock_change_touches_is_fine(facts: Facts) -> None:
    assert said(facts, date(2026, 11, 20)) == []


def test_a_season_without_the_clock_change_is_fine() -> None:
    facts = at_night("Europe/Budapest", "02:30")
    facts["offers"]["canoe"]["options"][0]["schedule"][0] |= {"from": "2027-06-01", "until": "2027-08-31"}
    assert said(facts, date(2026, 11, 20)) == []


def test_a_currency_without_small_coins_takes_whole_amounts() -> None:
    facts = with_("offers.canoe.options.0.units.0.price", "40.50")
    assert said(facts) == []
    facts["hotel"]["currency"] = "JPY"
    assert any("price 40.50 has parts that JPY does not have; keep 0 digits" in one for one in said(facts))
