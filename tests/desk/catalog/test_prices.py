"""Prices that cannot be understood in one way only are refused, with the line and a fix."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.desk.catalog import folder
from bot.desk.catalog.check import check
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.price_check import ambiguous, common_day
from bot.desk.catalog.prices import PriceRow, Season
from tests.desk.tiny import both, tiny_catalog, tiny_facts

PHOTOS = frozenset({"canoe.png"})
SUMMER = {"from": "2027-06-01", "until": "2027-08-31"}
EARLY = {"title": both("Early", "Erkən"), "kind": "early", "days_before": "14", "percent": "10"}


def said(**changes: Any) -> list[str]:
    """What is to be mended when the canoe's grown-ups, or the hotel, have this."""
    facts = tiny_facts()
    option = facts["offers"]["canoe"]["options"][0]
    option["units"][0] |= changes.pop("adult", {})
    option |= changes.pop("option", {})
    facts["hotel"] |= changes
    return [str(one) for one in check(Catalog.model_validate(facts), PHOTOS) if one.level == "error"]


def row(price: str = "48", **facts: Any) -> dict[str, Any]:
    return {"price": price, **facts}


@pytest.mark.parametrize(
    "good",
    [
        {"seasons": {"summer": SUMMER}, "adult": {"prices": [row(season="summer")]}},
        {"adult": {"prices": [row(days=["sat"]), row(days=["sun"])]}},
        {"adult": {"prices": [row(days=["sat"]), row(days=["sat"], priority="1")]}},
        {"adult": {"prices": [row(from_time="18:00", until_time="22:00"), row(from_time="22:00")]}},
        {"adult": {"tiers": [{"at_least": "3", "price": "30"}, {"at_least": "6", "price": "25"}]}},
        {"discounts": {"early": EARLY, "late": EARLY | {"kind": "last_minute", "hours_before": "6"}}},
        {"taxes": {"vat": {"title": both("VAT", "ƏDV"), "percent": "18"}}, "round_to": "1"},
        {"seasons": {"summer": SUMMER, "peak": SUMMER | {"priority": "1"}}},
        {"option": {"basis": "person_night"}},
    ],
)
def test_prices_that_can_be_understood_are_taken(good: dict[str, Any]) -> None:
    assert said(**good) == []


CANOE = "offers/canoe/options/0"
ADULT = f"{CANOE}/units/0"


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (
            {"adult": {"prices": [row(days=["sat", "sun"]), row(days=["fri", "sat"])]}},
            f"{ADULT}/prices/1: prices 1 and 2 of ADULT are both for sat; set priority: 1 on the one that",
        ),
        (
            {"seasons": {"summer": SUMMER}, "adult": {"prices": [row(days=["sat"]), row(season="summer")]}},
            f"{ADULT}/prices/1: prices 1 and 2 of ADULT are both for sat in summer; set priority: 1",
        ),
        (
            {"adult": {"prices": [row(from_time="22:00", until_time="02:00"), row(until_time="01:00")]}},
            f"{ADULT}/prices/1: prices 1 and 2 of ADULT are both for every day; set priority",
        ),
        (
            {"seasons": {"summer": SUMMER, "peak": {"from": "2027-08-31", "until": "2027-09-02"}}},
            "hotel/seasons/peak: seasons summer and peak both hold 2027-08-31; set priority: 1 on the one",
        ),
        (
            {"seasons": {"summer": {"from": "2027-06-02", "until": "2027-06-01"}}},
            "hotel/seasons/summer/from: season summer ends before it begins; swap them, or set yearly: true",
        ),
        (
            {"adult": {"prices": [row(season="sumer")]}},
            f"{ADULT}/prices/0/season: season sumer does not exist",
        ),
        ({"adult": {"prices": [row()]}}, f"{ADULT}/prices/0: this price says no season, days or hours"),
        (
            {"adult": {"prices": [row("9.999", days=["sat"])]}},
            f"{ADULT}/prices/0/price: price 9.999 has parts",
        ),
        (
            {"adult": {"tiers": [{"at_least": "3", "price": "3"}, {"at_least": "3", "price": "2"}]}},
            f"{ADULT}/tiers/1: two tiers begin at 3; keep one of them",
        ),
        ({"option": {"basis": "night"}}, f"{CANOE}/basis: basis night does not go with pricing person; set"),
        (
            {"option": {"more_people": {"included": "4", "price": "5"}}},
            f"{CANOE}/more_people: more_people is for one price for all",
        ),
        (
            {"discounts": {"early": {"title": both("E", "E"), "kind": "early", "percent": "5"}}},
            "hotel/discounts/early: a rule of kind early needs days_before; add days_before: here",
        ),
        (
            {"discounts": {"early": EARLY | {"amount": "5"}}},
            "hotel/discounts/early: the rule has percent, amount; keep one of percent, amount, free",
        ),
        (
            {"discounts": {"family": {"title": both("F", "F"), "min_children": "2", "free": "3"}}},
            "hotel/discounts/family/free: more go free than there must be children",
        ),
        (
            {
                "discounts": {
                    "family": {
                        "title": both("F", "F"),
                        "min_children": "3",
                        "free": "1",
                        "offers": ["canoe", "sauna"],
                    }
                }
            },
            "hotel/discounts/family/offers/1: free counts children, and sauna has one price for all",
        ),
        (
            {
                "taxes": {
                    "vat": {"title": both("V", "Ə"), "percent": "18"},
                    "spa": {"title": both("S", "S"), "percent": "5", "offers": ["canoe"]},
                }
            },
            "hotel/taxes/spa: taxes vat and spa are both in the price of canoe",
        ),
        ({"round_to": "0.001"}, "hotel/round_to: round_to 0.001 has parts that AZN does not have"),
    ],
)
def test_prices_that_cannot_are_refused_with_a_fix(bad: dict[str, Any], expected: str) -> None:
    found = said(**bad)
    assert any(one.startswith(expected) for one in found), found


def test_the_file_and_line_of_two_prices_for_one_moment_are_named(tmp_path: Path) -> None:
    folder.write(tiny_catalog(), tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "canoe.png").touch()
    path = tmp_path / "extras" / "active" / "canoe.yaml"
    before, after = path.read_text().split('price: "40"', 1)
    indent = " " * len(before.rpartition("\n")[2])
    twice = [f'{indent}  - {{price: "{price}", days: ["sat"]}}' for price in (48, 50)]
    path.write_text("\n".join([f'{before}price: "40"', f"{indent}prices:", *twice]) + after)
    catalog, issues = folder.read(tmp_path)
    line = next(n for n, one in enumerate(path.read_text().splitlines(), 1) if '"50"' in one)
    assert catalog is None
    assert [str(one) for one in issues] == [
        f"extras/active/canoe.yaml:{line}: prices 1 and 2 of ADULT are both for sat; "
        "set priority: 1 on the one that counts then"
    ]


def test_a_price_list_is_written_and_read_back_the_same(tmp_path: Path) -> None:
    facts = tiny_facts()
    facts["hotel"] |= {"seasons": {"summer": SUMMER | {"yearly": "true"}}, "discounts": {"early": EARLY}}
    adult = facts["offers"]["canoe"]["options"][0]["units"][0]
    adult["prices"] = [row("48.50", season="summer", from_time="18:00", tiers=[{"at_least": 3, "price": 30}])]
    catalog = Catalog.model_validate(facts)
    folder.write(catalog, tmp_path)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "canoe.png").touch()
    assert folder.read(tmp_path) == (catalog, [])


@pytest.mark.parametrize(
    ("one", "other", "day"),
    [
        (("2027-06-01", "2027-06-30", False), ("2027-07-01", "2027-07-31", False), None),
        (("2027-06-01", "2027-07-01", False), ("2027-07-01", "2027-07-31", False), date(2027, 7, 1)),
        (("2020-12-20", "2021-01-05", True), ("2030-01-05", "2030-01-09", False), date(2030, 1, 5)),
        (("2020-12-20", "2021-01-05", True), ("2030-01-06", "2030-01-09", False), None),
        (("2020-12-20", "2021-01-05", True), ("2026-01-01", "2026-01-02", True), date(2028, 1, 1)),
        (("2020-06-01", "2020-08-31", True), ("2026-09-01", "2026-11-30", True), None),
        (("2024-02-29", "2024-02-29", True), ("2027-02-28", "2027-03-01", False), None),
        (("2024-02-29", "2024-02-29", True), ("2027-01-01", "2030-01-01", False), date(2028, 2, 29)),
    ],
)
def test_seasons_meet_on_a_day_or_never(
    one: tuple[Any, ...], other: tuple[Any, ...], day: date | None
) -> None:
    def season(start: str, until: str, yearly: bool) -> Season:
        return Season.model_validate({"from": start, "until": until, "yearly": yearly})

    assert common_day(season(*one), season(*other)) == day
    assert common_day(season(*other), season(*one)) == day


def test_two_rows_for_different_seasons_never_meet() -> None:
    """One day in two seasons of one priority is refused already; of two priorities the higher one counts."""
    first, second = (PriceRow.model_validate(row(season=name)) for name in ("summer", "peak"))
    assert not ambiguous(tiny_catalog().hotel, first, second)
    assert ambiguous(tiny_catalog().hotel, first, first)
