"""Typed answers: read as people write them, and refused only where a person would ask back as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import rooms
from bot.desk.catalog.check import PHONE, ROOM, ROOMS
from bot.desk.house import House
from bot.desk.setup import places, questions, reading
from bot.desk.setup.questions import QUESTIONS, Asking

JULY = datetime(2026, 7, 1, 10, 5, tzinfo=UTC)  # 12:05 in Eger
NOBODY = Asking({}, (), "en", JULY)


def with_rooms(house: House, labels: list[str] | None) -> House:
    hotel = house.hotel.model_copy(update={"rooms": labels})
    return replace(house, catalog=house.catalog.model_copy(update={"hotel": hotel}))


@pytest.mark.parametrize(
    "words",
    ["7-10:30", "7:00–10:30", "7.00 - 10.30", "с 7 до 10:30", "0700-1030", "7 am to 10:30 am", "7h-10h30"],
)
def test_breakfast_is_read_however_it_is_written(words: str) -> None:
    assert reading.hours(words) == ["07:00", "10:30"]


@pytest.mark.parametrize("words", ["", "early", "7", "10-7", "26-27", "7-10-12", "7:75-10"])
def test_hours_that_nobody_could_keep_are_asked_again(words: str) -> None:
    assert reading.hours(words) is None


@pytest.mark.parametrize("words", ["14, 11", "in 14:00 out 11", "2 pm, 11 am", "11-14", "14.00/11.00"])
def test_check_in_is_later_than_check_out_whichever_is_named_first(words: str) -> None:
    assert reading.arrival_and_departure(words) == ["14:00", "11:00"]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("101-120, 201–220", ["101-120", "201-220"]),
        ("12 szoba", ["1-12"]),
        ("12 Zimmer", ["1-12"]),
        ("12 oda", ["1-12"]),
        ("101 bis 106 und 201", ["101-106", "201"]),
        ("1 2 3", ["1", "2", "3"]),
        ("101 - 120 and 201", ["101-120", "201"]),
        ("Villa 2; A1", ["Villa 2", "A1"]),
        ("120-101", None),
        ("101-110, 105-120", None),
        ("twelve, mostly doubles with a view", None),
    ],
)
def test_rooms_become_what_the_catalog_names(words: str, labels: list[str] | None) -> None:
    assert reading.rooms(words) == labels


@pytest.mark.parametrize(
    ("words", "first", "last", "beyond"),
    [
        ("12 rooms", "1", "12", ("0", "13", "01", "010", "٣", "²")),
        ("98-105", "98", "105", ("97", "106", "098")),
        ("001-012", "001", "012", ("1", "12", "0012")),
        ("101-106, Villa 2", "101", "Villa 2", ("Villa 3", "villa")),
    ],
)
def test_every_room_that_was_named_is_one_and_no_other(
    house: House, words: str, first: str, last: str, beyond: tuple[str, ...]
) -> None:
    here = with_rooms(house, reading.rooms(words))
    every = rooms.every(here)
    assert (every[0], every[-1]) == (first, last)
    assert all(rooms.exists(here, one) for one in every)
    assert not [one for one in beyond if rooms.exists(here, one)]


def test_a_room_is_known_however_its_letters_are_typed(house: House) -> None:
    here = with_rooms(house, reading.rooms("12A, Villa 2, 101-106"))
    said = ("12a", "12A", "villa 2", "VILLA 2", "104", "12B", "9" * 5000)
    assert [rooms.named(here, one) for one in said] == ["12A", "12A", "Villa 2", "Villa 2", "104", None, None]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("2, 5", {2, 5}),
        ("1-5", {1, 2, 3, 4, 5}),
        ("2 – 4 és 7.", {2, 3, 4, 7}),
        ("3..1, №9", {1, 2, 3, 9}),
        ("1 2 3", {1, 2, 3}),
        ("12", {12}),
        ("all but 3", None),
        ("from 1 to 5", None),
        ("1 по 5", None),
        ("5-", None),
        ("1-5-9", None),
        ("1234", None),
        ("none", None),
        ("", None),
    ],
)
def test_numbers_of_a_list_are_read_with_their_ranges(words: str, numbers: set[int] | None) -> None:
    assert reading.numbers(words) == numbers


@pytest.mark.parametrize(
    ("words", "count"), [("14", 14), (" 14. ", 14), ("1", None), ("014", None), ("14 szoba", None)]
)
def test_a_bare_number_of_rooms_may_be_a_count(words: str, count: int | None) -> None:
    assert reading.bare_number(words) == count


@pytest.mark.parametrize(
    ("words", "chosen", "unspoken"),
    [
        ("angol", ["en", "hu"], []),
        ("magyarul és angolul, németül", ["en", "hu", "de"], []),
        ("Deutsch und Englisch, Französisch", ["en", "hu", "de"], ["fr"]),
        ("Türkçe ve Almanca", ["hu", "tr", "de"], []),
        ("русский, по-английски, Қазақша", ["en", "ru", "kk", "hu"], []),
        ("русски, Қазақша", ["ru", "kk", "hu"], []),
        ("azərbaycan dili, ingilis", ["en", "az", "hu"], []),
        ("whatever they like", None, []),
    ],
)
def test_languages_are_named_in_any_language_and_the_askers_own_stays(
    words: str, chosen: list[str] | None, unspoken: list[str]
) -> None:
    asking = replace(NOBODY, language="hu")
    assert questions.read("languages", words, asking) == chosen
    assert questions.unspoken(words) == unspoken


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("+36 36/411-711", "+36 36 411-711"),
        ("tel.: 0036 (36) 411 711", "+36 36 411 711"),
        ("36-36-411-711", None),  # a guest's own phone would not reach it
        ("06 36 411 711", None),
        ("+994 24 555.01.01", "+994 24 555 01 01"),
        ("112", None),
        ("ask Kata", None),
    ],
)
def test_a_phone_number_can_be_tapped(words: str, number: str | None) -> None:
    assert reading.phone(words) == number


@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_answer_that_fits_the_catalog_or_none(words: str) -> None:
    for question in QUESTIONS:
        questions.read(question, words, NOBODY)
    assert all(ROOM.fullmatch(one) or ROOMS.fullmatch(one) for one in reading.rooms(words) or [])
    number = reading.phone(words)
    assert number is None or PHONE.fullmatch(number)


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("bakı", "Asia/Baku"),
        ("BAKI, Nizami 5", "Asia/Baku"),
        ("Баку", "Asia/Baku"),
        ("3300 Eger, Magyarország", "Europe/Budapest"),
        ("Eger, Hungary", "Europe/Budapest"),
        ("Алматы", "Asia/Almaty"),
        ("Asia/Tbilisi", "Asia/Tbilisi"),
        ("Türkiye", "Europe/Istanbul"),
    ],
)
def test_the_clock_is_guessed_from_the_place_without_a_network(words: str, zone: str) -> None:
    found = places.find(words)
    assert found
    assert found.zone == zone


def test_a_small_town_is_where_its_owner_speaks() -> None:
    hungarian = places.guess("Eger, Dobó tér 11", "hu")
    assert hungarian
    assert hungarian.clock(JULY) == "12:05"
    assert places.guess("Eger, Dobó tér 11", "en") is None


@pytest.mark.parametrize(
    ("territory", "money", "number"),
    [("HU", "HUF", "112"), ("AZ", "AZN", "112"), ("KZ", "KZT", "112"), ("US", "USD", "911")],
)
def test_money_and_the_emergency_number_follow_from_the_country(
    territory: str, money: str, number: str
) -> None:
    assert places.currency_of(territory) == money
    assert places.emergency_numbers(territory)[0] == number


@pytest.mark.parametrize(("words", "code"), [("Ft", "HUF"), ("euro", "EUR"), ("₼", "AZN"), ("тенге", "KZT")])
def test_money_has_many_names(words: str, code: str) -> None:
    assert places.read_currency(words) == code


def test_an_address_without_a_street_is_said_with_the_name_of_the_hotel() -> None:
    asking = Asking({"name": "Senator House"}, (), "en", JULY)
    assert questions.read("place", "Eger", asking) == {"city": "Eger", "address": "Senator House, Eger"}
    whole = {"city": "Eger", "address": "3300 Eger, Dobó tér 11"}
    assert questions.read("place", "3300 Eger, Dobó tér 11", asking) == whole


def test_a_skipped_question_comes_again_at_the_end() -> None:
    answers = dict.fromkeys(one for one in QUESTIONS if one not in ("name", "night"))
    assert questions.following(answers, "name") == "night"
    assert questions.following({**answers, "night": None}, "night") == "name"
    assert questions.following(dict.fromkeys(QUESTIONS), "night") is None
