"""A request is decided once, by a person, and a no comes with another way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import book, cancelling, refusals, requests
from bot.desk.booking.days import days_in
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.house import House
from bot.desk.problems import OldButton
from bot.money import Money
from tests.desk.booking.cast import reprinted, start_at


def photos(guest: int, request: str = "r-1") -> RequestWish:
    return RequestWish(request, guest, "photographer", "default", "Sunday, at dusk", Party(2, (5, 10)))


def test_a_request_waits_with_its_price(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, photos(aygun))
    assert (asked.status, asked.start, asked.wish) == ("PENDING", None, "Sunday, at dusk")
    assert asked.quote.total == Money(9000, "AZN")
    assert requests.ask(conn, house, photos(aygun)) == asked


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("tomorrow for 3 days", 3),
        ("3days", 3),
        ("14 July, two days", 2),
        ("с завтра на три дня", 3),
        ("sabahdan 3 gün", 3),
        ("on gün", 10),
        ("ертеңнен бастап 3 күнге", 3),
        ("holnaptól 3 napra", 3),
        ("morgen um 9:00, 3 Tage", 3),
        ("für zwei Tage ab Freitag", 2),
        ("üç günlüğüne", 3),
        ("in 3 Tagen", 1),
        ("3 Tage später", 1),
        ("in 3 days", 1),
        ("через 3 дня", 1),
        ("3 gündən sonra", 1),
        ("2 gün sonra", 1),
        ("3 күннен кейін", 1),
        ("3 nap múlva", 1),
        ("3 days later", 1),
        ("on days without wind", 1),
        ("2-3 дня", 1),
        ("2 days or 3 days", 1),
        ("900 days", 1),
        ("2026-11-21", 1),
        ("", 1),
    ],
)
def test_only_a_plain_count_of_days_is_read(words: str, days: int) -> None:
    assert days_in(words) == days


def test_a_thing_by_the_day_costs_as_many_days_as_are_asked_for(
    conn: Connection, house: House, aygun: int
) -> None:
    def by_day(facts: dict[str, Any]) -> None:
        facts["offers"]["photographer"]["options"][0]["duration"] = 1440

    hotel = reprinted(house, by_day)
    asked = requests.ask(conn, hotel, replace(photos(aygun), wish="from tomorrow for 3 days"))
    assert [(one.quantity, one.unit, one.amount) for one in asked.quote.lines] == [
        (3, Money(9000, "AZN"), Money(27000, "AZN"))
    ]
    assert asked.quote.total == Money(27000, "AZN")
    hour = requests.ask(conn, house, replace(photos(aygun, "r-2"), wish="from tomorrow for 3 days"))
    assert hour.quote.total == Money(9000, "AZN"), "what is paid by the hour is not multiplied by days"


def test_a_refusal_keeps_the_wish(conn: Connection, house: House, aygun: int) -> None:
    """Whoever changes the people does not have to write the day once more."""

    def small(facts: dict[str, Any]) -> None:
        facts["offers"]["photographer"]["rules"] = {"max_people": 2}

    with pytest.raises(refusals.TooMany) as refused:
        requests.ask(conn, reprinted(house, small), photos(aygun))
    assert refused.value.ways[0].args["wish"] == "Sunday, at dusk"


def package(facts: dict[str, Any]) -> None:
    facts["offers"]["photographer"] |= {"group": "package", "components": ["canoe"]}


@pytest.mark.parametrize("party", [Party(3), Party(2, (4, 6, 8)), Party(3, (5,))])
def test_a_package_for_four_is_sold_to_no_more_at_its_price(
    conn: Connection, house: House, aygun: int, party: Party
) -> None:
    hotel = reprinted(house, package)
    assert requests.ask(conn, hotel, photos(aygun)).quote.total == Money(9000, "AZN")
    with pytest.raises(refusals.BeyondPackage) as refused:
        requests.ask(conn, hotel, replace(photos(aygun, "r-2"), party=party))
    assert refused.value.ways[0].act == "person"


def test_a_package_that_names_its_number_of_people_is_sold_to_as_many(
    conn: Connection, house: House, aygun: int
) -> None:
    def for_six(facts: dict[str, Any]) -> None:
        package(facts)
        facts["offers"]["photographer"]["rules"] = {"max_people": 6}

    six = replace(photos(aygun), party=Party(4, (5, 10)))
    assert requests.ask(conn, reprinted(house, for_six), six).quote.total == Money(9000, "AZN")


def test_accepted_it_is_a_booking_with_a_time(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, photos(aygun))
    start = start_at(house, 17)
    booked = requests.accept(conn, house, asked.id, "Dana", start)
    assert (booked.status, booked.start, booked.quote) == ("CONFIRMED", start, asked.quote)
    assert booked.end == start_at(house, 18)
    assert requests.accept(conn, house, asked.id, "Erlan", None) == booked
    with pytest.raises(refusals.RequestClosed):
        requests.refuse(conn, house, asked.id, "Erlan", "too far")


def test_refused_it_names_other_ways(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, photos(aygun))
    rejected = requests.refuse(conn, house, asked.id, "Dana", "the photographer is away").booking
    assert (rejected.status, rejected.reason) == ("REJECTED", "Dana: the photographer is away")
    assert requests.refuse(conn, house, asked.id, "Erlan", "no").booking == rejected
    with pytest.raises(refusals.RequestClosed):
        requests.accept(conn, house, asked.id, "Dana", None)
    assert book.of_guest(conn, house, aygun) == []


def test_a_request_taken_back_is_not_accepted_afterwards(conn: Connection, house: House, aygun: int) -> None:
    asked = requests.ask(conn, house, photos(aygun))
    ended = cancelling.cancel(conn, house, asked.id, aygun)
    assert (ended.booking.status, ended.booking.kept) == ("CANCELLED", Money(0, "AZN"))
    with pytest.raises(refusals.RequestClosed):
        requests.accept(conn, house, asked.id, "Dana", None)
    with pytest.raises(OldButton):
        requests.accept(conn, house, asked.id + 1, "Dana", None)


def test_other_ways_are_the_alternative_and_two_of_the_group(house: House) -> None:
    offers = house.catalog.offers
    assert [one.code for one in requests.other_ways(house, offers["sauna"])] == ["canoe", "photographer"]
    assert [one.code for one in requests.other_ways(house, offers["photographer"])] == ["sauna"]
    quiet = reprinted(house, lambda facts: facts["offers"]["canoe"].update(active="false"))
    assert [one.code for one in requests.other_ways(quiet, offers["sauna"])] == ["photographer"]


def test_mere_help_is_no_other_way_but_to_other_help(house: House) -> None:
    def helping(*codes: str) -> list[str]:
        doctors = reprinted(
            house, lambda facts: [facts["offers"][one].update(suits={"likes": ["help"]}) for one in codes]
        )
        return [one.code for one in requests.other_ways(doctors, doctors.catalog.offers["sauna"])]

    assert helping("photographer") == ["canoe"]
    assert helping("photographer", "sauna") == ["canoe", "photographer"]
