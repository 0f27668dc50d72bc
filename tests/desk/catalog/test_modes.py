"""What the check says of ways of booking that are not written down whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from bot.desk.catalog.check import findings
from bot.desk.catalog.model import Catalog, Schedule
from bot.desk.catalog.recurring import closed, dates, invalid, runs
from tests.desk.booking.modes import modes_facts

Facts = dict[str, Any]
Change = Callable[[Facts], object]


def option(facts: Facts, offer: str, number: int = 0) -> Facts:
    found: Facts = facts["offers"][offer]["options"][number]
    return found


def schedule(facts: Facts, offer: str, number: int = 0) -> Facts:
    found: Facts = option(facts, offer, number)["schedule"][0]
    return found


def resource(facts: Facts, code: str) -> Facts:
    found: Facts = facts["hotel"]["resources"][code]
    return found


MISTAKES: dict[str, tuple[Change, str]] = {
    "no such pool": (
        lambda f: option(f, "trip").update(uses=[{"resource": "boat"}]),
        "offers/trip/options/0/uses/0/resource: resource boat does not exist; did you mean boats?",
    ),
    "twice": (
        lambda f: option(f, "trip").update(uses=[{"resource": "boats"}] * 2),
        "offers/trip/options/0/uses/0/resource: boats stands twice; keep it once",
    ),
    "more than there are": (
        lambda f: option(f, "trip").update(uses=[{"resource": "boats", "quantity": 9}]),
        "offers/trip/options/0/uses/0/quantity: quantity 9 is more than the 3 of boats; write 3 at most",
    ),
    "no such unit": (
        lambda f: option(f, "bath", 1).update(uses=[{"resource": "baths", "unit": "bigg"}]),
        "offers/bath/options/1/uses/0/unit: baths has no unit bigg; did you mean big?",
    ),
    "an odd step": (
        lambda f: resource(f, "boats").update(grain=35),
        "hotel/resources/boats/grain: grain 35 does not divide a day; use 5, 10, 15, 30, 60, 120 … or 1440",
    ),
    "a pool without a number": (
        lambda f: resource(f, "boats").pop("capacity"),
        "hotel/resources/boats: resource boats has no capacity; add capacity: 4",
    ),
    "names without names": (
        lambda f: resource(f, "baths").pop("units"),
        "hotel/resources/baths: resource baths has no units; add units:",
    ),
    "nobody's": (
        lambda f: f["hotel"]["resources"].update(rafts={**resource(f, "boats")}),
        "hotel/resources/rafts: nothing uses rafts; name it in uses:",
    ),
    "hours with two": (
        lambda f: schedule(f, "ticket").update(times=["09:00", "14:00"]),
        "offers/ticket/options/0/schedule/0/times: hours have several times; keep one time: when it opens",
    ),
    "a rental that never ends": (
        lambda f: schedule(f, "bath").pop("close"),
        "offers/bath/options/0/schedule/0: close is missing, and this is rented by the hour; add close",
    ),
    "a slot that closes": (
        lambda f: schedule(f, "trip").update(close="18:00"),
        "offers/trip/options/0/schedule/0/close: close is for what is rented by the hour; remove it",
    ),
    "days with hours": (
        lambda f: option(f, "boat", 1).update(schedule=[{"times": ["10:00"]}]),
        "offers/boat/options/1/schedule/0: times of what is rented by the day; remove times: and close:",
    ),
    "nothing to count": (
        lambda f: option(f, "ticket").pop("capacity"),
        "offers/ticket/options/0: capacity is missing, and this is booked by the day; add capacity: 8",
    ),
    "most of a slot": (
        lambda f: option(f, "trip").update(most=3),
        "offers/trip/options/0/most: most is for what is rented or open, and this is slot; remove it",
    ),
    "open at ten": (
        lambda f: option(f, "menu").update(schedule=[{"times": ["10:00"]}]),
        "offers/menu/options/0/schedule: schedule of what is open at any time; remove it",
    ),
    "no rule": (
        lambda f: schedule(f, "trip").update(rule="every Saturday", **{"from": "2026-01-03"}),
        'offers/trip/options/0/schedule/0/rule: rule "every Saturday" is not a rule of days',
    ),
    "a rule of hours": (
        lambda f: schedule(f, "trip").update(rule="FREQ=DAILY;BYHOUR=9", **{"from": "2026-01-03"}),
        'offers/trip/options/0/schedule/0/rule: rule "FREQ=DAILY;BYHOUR=9" has BYHOUR',
    ),
    "a rule from nowhere": (
        lambda f: schedule(f, "trip").update(rule="FREQ=WEEKLY;INTERVAL=2"),
        'offers/trip/options/0/schedule/0/rule: rule has no first day; add from: "2026-01-01"',
    ),
    "a blackout backwards": (
        lambda f: f["hotel"].update(closed=[{"from": "2026-12-26", "until": "2026-12-24"}]),
        "hotel/closed/0/from: from is after until; swap them",
    ),
}


def said(facts: Facts) -> list[str]:
    found = findings(Catalog.model_validate(facts), frozenset({"canoe.png"}), today=date(2026, 11, 20))
    return [f"{'/'.join(map(str, one.where))}: {one.problem}; {one.fix}" for one in found]


def test_the_hotel_of_all_ways_has_no_problem() -> None:
    assert said(modes_facts()) == []


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_place_and_a_fix(name: str) -> None:
    change, expected = MISTAKES[name]
    facts = modes_facts()
    change(facts)
    assert any(one.startswith(expected) for one in said(facts)), said(facts)


def test_a_rule_counts_from_its_first_day() -> None:
    every_other = Schedule.model_validate(
        {"times": ["10:00"], "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", "from": "2026-11-07"}
    )
    days = [day for day in range(1, 31) if runs(every_other, date(2026, 11, day))]
    assert days == [7, 21]


def test_single_days_are_taken_out_and_put_in_last() -> None:
    facts = {"times": ["10:00"], "days": ["sat"], "from": "2026-11-01", "until": "2026-11-30"}
    one = Schedule.model_validate({**facts, "except": ["2026-11-14"], "also": ["2026-11-18", "2026-12-24"]})
    days = [date(2026, month, day) for month in (11, 12) for day in range(1, 31)]
    found = [day.isoformat()[5:] for day in days if runs(one, day)]
    assert found == ["11-07", "11-18", "11-21", "11-28", "12-24"]


def test_the_29th_of_february_comes_when_it_comes() -> None:
    rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"
    found = [sorted(dates(rule, date(2024, 1, 1), year)) for year in (2026, 2027, 2028)]
    assert found == [[], [], [date(2028, 2, 29)]]


def test_a_rule_asked_for_year_by_year_is_the_rule_asked_for_at_once() -> None:
    """Whatever the year it is asked for, `COUNT` and `INTERVAL` go on from the first day."""
    rule, since = "FREQ=DAILY;INTERVAL=9;COUNT=100", date(2025, 6, 1)
    found = sorted(day for year in range(2025, 2029) for day in dates(rule, since, year))
    assert len(found) == 100
    assert {(b - a).days for a, b in pairwise(found)} == {9}
    assert dates(rule, since, 2026) == dates(rule, since, 2026)


@pytest.mark.parametrize("rule", ["", "FREQ=DAILY;COUNT=x", "FREQ=DAILY;BYDAY=XX", "FREQ=HOURLY", "A" * 200])
def test_what_is_no_rule_is_said_to_be_none_and_never_raises(rule: str) -> None:
    assert invalid(rule, date(2026, 1, 1))


def test_a_blackout_is_one_day_or_many() -> None:
    facts = modes_facts()
    facts["hotel"]["closed"] = [{"from": "2026-12-24"}, {"from": "2026-12-30", "until": "2027-01-02"}]
    hotel = Catalog.model_validate(facts).hotel
    days = [date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 2), date(2027, 1, 3)]
    assert [closed(hotel.closed, day) for day in days] == [True, False, True, False]
