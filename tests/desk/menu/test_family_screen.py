"""The list of a family fits a phone, tells its people apart, and reads what guests write."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.booking import family as kept
from bot.desk.booking.party import MOST_ADULTS, MOST_CHILDREN
from bot.desk.house import House
from bot.desk.menu import family, size_words
from bot.desk.stays import phones, stay
from bot.desk.stays.register import Stay
from bot.say import choice, say, text
from tests.desk.booking.phone import Phone
from tests.desk.menu.walker import check

TODAY = date(2026, 11, 20)


def test_the_largest_family_fits(conn: Connection, house: House) -> None:
    departure = house.today + timedelta(days=5)
    room = stay.walk_in(conn, house, room="210", surname="Hasanova", departure=departure).stay
    check(family.screen(conn, house, room))
    for _ in range(MOST_ADULTS):
        kept.add(conn, house, room, kind="adult")
    for age in range(MOST_CHILDREN):
        kept.add(conn, house, room, kind="child", age=age % 3)
    for first in range(0, MOST_ADULTS + MOST_CHILDREN, family.PAGE):
        check(family.screen(conn, house, room, first))


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("Leyla 14.03.2019", {"kind": "child", "name": "Leyla", "birth": date(2019, 3, 14), "age": None}),
        ("Leyla 7", {"kind": "child", "name": "Leyla", "birth": None, "age": 7}),
        ("7", {"kind": "child", "name": None, "birth": None, "age": 7}),
        ("Кәмила 2019-03-14", {"kind": "child", "name": "Кәмила", "birth": date(2019, 3, 14), "age": None}),
        ("Bence", {"kind": "adult", "name": "Bence", "birth": None, "age": None}),
        ("20.11.2008", {"kind": "adult", "name": None, "birth": date(2008, 11, 20), "age": None}),
        ("21.11.2008", {"kind": "child", "name": None, "birth": date(2008, 11, 21), "age": None}),
        ("11.11.2035", None),
        ("31.02.2019", None),
        ("🙂", None),
        ("7 8", None),
        ("Leyla, Kamran", None),
        ("Leyla 200", None),
        ("", None),
    ],
)
def test_a_person_is_read_or_asked_for_again(words: str, person: dict[str, Any] | None) -> None:
    assert family.person_in(words, TODAY) == person


@pytest.mark.parametrize(
    ("words", "size", "people", "read"),
    [
        ("128", "height", 1, [128]),
        ("1,28 m", "height", 1, [128]),
        ("1.28; 1.72", "height", 2, [128, 172]),
        ("172,95", "height", 2, [172, 95]),
        ("1,72 m, 128 cm", "height", 2, [172, 128]),
        ("about a metre", "height", 1, None),
        ("about 128", "height", 1, None),
        ("11.11.2035", "height", 1, None),
        ("128?", "height", 1, None),
        ("-128", "height", 1, None),
        ("12", "height", 1, None),
        ("172", "height", 2, None),
        ("70,5 kg", "weight", 1, [71]),
        ("70, 104", "weight", 2, [70, 104]),
        ("38,5", "shoe", 1, ["38.5"]),
        ("38 41", "shoe", 2, ["38", "41"]),
        ("xl, 128", "clothes", 2, ["XL", "128"]),
    ],
)
def test_sizes_are_read_strictly(words: str, size: str, people: int, read: list[Any] | None) -> None:
    assert size_words.read_sizes(words, size, people) == read


def test_dates_of_birth_stand_for_ages() -> None:
    words, births = size_words.births_in("2 adults, 22.11.2014 and 5", TODAY)
    assert words == "2 adults, 11 and 5"
    assert births == [date(2014, 11, 22)]
    assert size_words.placed((11, 5), births, TODAY) == ["2014-11-22", None]
    assert size_words.births_in("11.11.2035, 1.1.1980", TODAY) == ("11.11.2035, 1.1.1980", [])


@pytest.fixture
def mother(conn: Connection, house: House) -> tuple[Phone, Stay]:
    """With Leyla on the list of her stay, and the screen of the list before her."""
    phone = Phone(conn, house)
    phone.says("/start")
    departure = house.today + timedelta(days=1)
    room = stay.walk_in(conn, house, room="210", surname="Hasanova", departure=departure).stay
    phones.link(conn, house, room, people.guest_by_id(conn, phone.id), how="staff", by=1)
    kept.add(conn, house, room, kind="child", name="Leyla", age=7)
    outbox.send(conn, house, phone.chat, say(text("guest.home"), choices=[family.FAMILY]))
    phone.taps("family")
    return phone, room


@pytest.mark.parametrize("left", [False, True])
def test_all_of_a_family_is_forgotten_also_when_the_stay_has_ended_meanwhile(
    conn: Connection, house: House, mother: tuple[Phone, Stay], left: bool
) -> None:
    phone, room = mother
    phone.taps("family_forget_all")
    if left:
        phones.unlink(conn, house, room)
    phone.taps("family_forget_all", sure=True)
    assert phone.keys() == (["wish.forgotten"] if left else ["family.empty"])
    assert kept.of_stay(conn, house, room) == []


def test_one_of_a_family_is_forgotten_also_when_the_stay_has_ended_meanwhile(
    conn: Connection, house: House, mother: tuple[Phone, Stay]
) -> None:
    phone, room = mother
    phone.taps("family_one")
    phones.unlink(conn, house, room)
    phone.taps("family_forget")
    assert phone.keys() == ["family.no_stay"]
    assert kept.of_stay(conn, house, room) == []


def test_who_had_no_stay_is_answered_too(conn: Connection, house: House) -> None:
    phone = Phone(conn, house)
    phone.says("/start")
    yes = choice(text("button.family_forget_yes"), "family_forget_all", sure=True)
    outbox.send(conn, house, phone.chat, say(text("family.forget_ask"), choices=[yes]))
    phone.taps("family_forget_all", sure=True)
    assert phone.keys() == ["wish.forgotten"]
