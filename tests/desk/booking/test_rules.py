"""Each refusal says what can be done, and its first button does it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import refusals, rules, sale
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.money import Money
from tests.desk.booking.cast import reprinted, start_at, stop_sale

TOMORROW = object()


def refusal(
    house: House, party: Party, offer: str = "canoe", start: datetime | object | None = TOMORROW
) -> DeskError:
    sold = house.catalog.offers[offer]
    hour = 10 if offer == "canoe" else 18
    moment = start_at(house, hour) if start is TOMORROW else start
    assert moment is None or isinstance(moment, datetime)
    with pytest.raises(DeskError) as raised:
        rules.check(house, sold, sold.options[0], party, moment)
    assert raised.value.ways
    return raised.value


def with_rules(house: House, offer: str = "canoe", **facts: str) -> House:
    return reprinted(house, lambda printed: printed["offers"][offer].setdefault("rules", {}).update(facts))


def acts(error: DeskError) -> list[str]:
    return [way.act for way in error.ways]


def test_a_party_that_fits_is_let_through(house: House) -> None:
    for offer, hour in (("canoe", 10), ("sauna", 18)):
        sold = house.catalog.offers[offer]
        rules.check(house, sold, sold.options[0], Party(2, (6, 10)), start_at(house, hour))
    asked = house.catalog.offers["photographer"]
    rules.check(house, asked, asked.options[0], Party(2, (0,)), None)


def test_a_child_too_young_is_offered_another_way_and_both_can_be_booked(house: House) -> None:
    error = refusal(house, Party(2, (5, 10)), "sauna")
    assert isinstance(error, refusals.TooYoungWithBoth)
    assert (error.params["min_age"], error.params["alt_age"]) == (6, 0)
    assert error.params["price"] == Money(6000, "AZN")  # one grown-up and the child
    both = error.ways[0]
    assert both.act == "both"
    assert both.args["first"]["party"] == {"adults": 1, "ages": [10]}
    assert both.args["second"]["party"] == {"adults": 1, "ages": [5]}
    assert both.args["second"]["offer"] == "canoe"


def test_one_parent_is_never_in_two_places_at_once(house: House) -> None:
    def at_six(facts: dict[str, Any]) -> None:
        facts["offers"]["canoe"]["options"][0]["schedule"][0]["times"] = ["18:30", "20:30"]

    error = refusal(reprinted(house, at_six), Party(1, (5, 10)), "sauna")
    assert error.ways[0].args["first"]["start"] == start_at(house, 18).isoformat()
    assert error.ways[0].args["second"]["start"] == start_at(house, 20, minute=30).isoformat()


def test_without_a_time_for_both_the_alternative_is_shown(house: House) -> None:
    def no_canoes(facts: dict[str, Any]) -> None:
        facts["offers"]["canoe"]["options"][0]["schedule"] = []

    error = refusal(reprinted(house, no_canoes), Party(2, (5,)), "sauna")
    assert isinstance(error, refusals.TooYoungWithOther)
    assert (error.ways[0].act, error.ways[0].args) == ("offer", {"code": "canoe"})


def test_without_an_alternative_other_ideas_are_offered(house: House) -> None:
    error = refusal(with_rules(house, min_age="8"), Party(2, (7,)))
    assert type(error) is refusals.TooYoung
    assert acts(error) == ["people", "group", "person"]


def test_an_age_between_two_bands_may_come_from_the_next_band(house: House) -> None:
    def hole(facts: dict[str, Any]) -> None:
        facts["offers"]["canoe"]["options"][0]["units"][2]["max_age"] = "1"

    error = refusal(reprinted(house, hole), Party(2, (3,)))
    assert isinstance(error, refusals.TooYoung)
    assert error.params["min_age"] == 4


def test_what_is_for_children_can_be_booked_for_the_children(house: House) -> None:
    house = with_rules(house, max_age="12", with_adult_under="4")
    error = refusal(house, Party(2, (5, 10, 15)))
    assert type(error) is refusals.TooOld
    assert error.ways[0].args["party"] == {"adults": 0, "ages": [5, 10]}
    assert type(refusal(house, Party(2))) is refusals.TooOldForAll


def test_a_child_alone_is_booked_with_a_grown_up(house: House) -> None:
    error = refusal(house, Party(0, (10, 13)))
    assert isinstance(error, refusals.NeedsAdult)
    assert error.ways[0].args["party"] == {"adults": 1, "ages": [10, 13]}


@pytest.mark.parametrize(
    ("limit", "party", "kind"),
    [
        ({"min_people": "3"}, Party(2), refusals.TooFew),
        ({"max_people": "3"}, Party(2, (5, 6)), refusals.TooMany),
        ({}, Party(9), refusals.TooMany),  # more than the canoes hold
    ],
)
def test_the_number_of_people_has_its_limits(
    house: House, limit: dict[str, str], party: Party, kind: type[DeskError]
) -> None:
    error = refusal(with_rules(house, **limit), party)
    assert type(error) is kind
    assert error.ways[0].act == "people"


def test_too_late_names_the_next_starts(house: House) -> None:
    error = refusal(house, Party(2), start=start_at(house, 13, ahead=0, minute=20))
    assert isinstance(error, refusals.TooLate)
    assert error.ways[0].args["start"] == start_at(house, 15, ahead=0).isoformat()
    assert acts(error) == ["book", "book", "days", "person"]


@pytest.mark.parametrize(
    "start",
    [lambda house: start_at(house, 11), lambda house: start_at(house, 10, ahead=31)],
    ids=["no such hour", "beyond the window"],
)
def test_a_start_that_is_not_there_names_those_that_are(
    house: House, start: Callable[[House], datetime]
) -> None:
    error = refusal(house, Party(2), start=start(house))
    assert isinstance(error, refusals.NotThatDay)
    assert acts(error) == ["book", "book", "days", "person"]


def test_what_is_stopped_or_gone_is_refused_with_something_instead(conn: Connection, house: House) -> None:
    assert sale.find(conn, house, "sauna", "default")[0].code == "sauna"
    stop_sale(conn, house, "sauna")
    with pytest.raises(refusals.StoppedSale) as stopped:
        sale.find(conn, house, "sauna", "default")
    assert [way.args.get("code") for way in stopped.value.ways][:2] == ["canoe", "photographer"]

    closed = reprinted(house, lambda facts: facts["offers"]["canoe"].update(active="false"))
    for offer, option in (("canoe", "default"), ("canoe", "sunset"), ("submarine", "default")):
        with pytest.raises(refusals.Gone) as gone:
            sale.find(conn, closed, offer, option)
        assert gone.value.ways
