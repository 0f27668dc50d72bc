"""The family of a stay: matched by age, added to, corrected, and forgotten with the stay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import answers, family
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.stays import phones, register, stay
from bot.desk.stays.register import Stay
from bot.schema import companions, consents, families
from tests.desk.booking.cast import later, reprinted, start_at


@pytest.fixture
def room(conn: Connection, house: House) -> Stay:
    until = house.today + timedelta(days=5)
    return stay.walk_in(conn, house, room="210", surname="Hasanova", departure=until).stay


@pytest.fixture
def mother(conn: Connection, house: House, room: Stay) -> Guest:
    return lives(conn, house, room, 1)


@pytest.fixture
def father(conn: Connection, house: House, room: Stay) -> Guest:
    return lives(conn, house, room, 2)


def lives(conn: Connection, house: House, room: Stay, chat: int) -> Guest:
    guest, _ = people.welcome(conn, house, chat, name=f"Phone {chat}", language="en")
    phones.link(conn, house, room, guest, how="staff")
    found = people.guest(conn, house, chat)
    assert found
    return found


def listed(conn: Connection, house: House, room: Stay) -> list[tuple[str, int | None]]:
    return [(one.kind, one.age_at(house.today)) for one in family.of_stay(conn, house, room)]


def test_who_is_named_first_is_the_family_on_every_phone(
    conn: Connection, house: House, room: Stay, mother: Guest, father: Guest
) -> None:
    family.remember(conn, house, mother, Party(2, (5, 10)))
    assert family.party(conn, house, father) == {"adults": 2, "ages": [5, 10]}
    family.remember(conn, house, father, Party(1, (10,)))  # some of them: nobody is lost
    assert listed(conn, house, room) == [("adult", None), ("adult", None), ("child", 5), ("child", 10)]


def test_one_more_joins_and_another_age_corrects(
    conn: Connection, house: House, room: Stay, mother: Guest
) -> None:
    family.remember(conn, house, mother, Party(2, (5,)))
    family.remember(conn, house, mother, Party(2, (6,)))
    assert [age for kind, age in listed(conn, house, room) if kind == "child"] == [6]
    family.remember(conn, house, mother, Party(2, (2, 6)))
    assert sorted(age or 0 for kind, age in listed(conn, house, room) if kind == "child") == [2, 6]


def test_a_child_has_a_birthday_during_the_stay(
    conn: Connection, house: House, room: Stay, mother: Guest
) -> None:
    birthday = house.today + timedelta(days=2)
    family.remember(conn, house, mother, Party(1, (11,), (birthday.replace(year=birthday.year - 12),)))
    found = family.as_party(family.of_stay(conn, house, room), birthday)
    assert found.ages == (12,)


def ridden(house: House, **rules: Any) -> Ask:
    ruled = reprinted(house, lambda printed: printed["offers"]["canoe"].update(rules=rules))
    sold = ruled.catalog.offers["canoe"]
    return Ask(ruled, sold, sold.options[0], Party(1, (8,)), start_at(house, 10))


def test_what_one_phone_told_the_other_knows(
    conn: Connection, house: House, room: Stay, mother: Guest, father: Guest
) -> None:
    family.remember(conn, house, mother, Party(1, (8,)))
    asked = ridden(house, min_height_cm=100, allergies="true")
    family.learn(conn, house, mother, asked.knowing({"height": [None, 128], "allergies": "nuts"}))
    known = family.told(conn, house, father, asked)
    assert known.told["height"] == [None, 128]
    assert known.told["allergies"] == "nuts"
    anew = family.told(conn, house, father, asked.knowing({"height": [None, 131]}))
    assert anew.told["height"] == [None, 131], "what the dialogue says now goes before"


def test_a_parents_consent_covers_their_children_and_no_others(
    conn: Connection, house: House, room: Stay, mother: Guest, father: Guest
) -> None:
    asked = ridden(house, consent_under=18)
    answers.agree(conn, house, mother, asked)
    assert answers.agreed(conn, house, father, asked).told.get("consent")
    two = asked.by(Party(1, (8, 9)))
    assert "consent" not in answers.agreed(conn, house, father, two).told
    stranger, _ = people.welcome(conn, house, 9, name="Chiara", language="en")
    assert "consent" not in answers.agreed(conn, house, stranger, asked).told


def counts(conn: Connection) -> list[int]:
    tables = (companions, families, consents)
    return [conn.execute(select(func.count()).select_from(one)).scalar_one() for one in tables]


def test_all_is_forgotten_when_the_hotel_has_kept_it_long_enough(
    conn: Connection, house: House, room: Stay, mother: Guest
) -> None:
    family.remember(conn, house, mother, Party(1, (8,)))
    asked = ridden(house, consent_under=18)
    family.learn(conn, house, mother, asked.knowing({"allergies": "nuts"}))
    answers.agree(conn, house, mother, asked)
    before = counts(conn)
    stay.check_out(conn, house, register.by_id(conn, house, room.id))
    for days, left in ((30, before), (36, [0, 0, 0])):
        then = later(house, days=days)
        family.forget(conn, then)
        answers.forget(conn, then)
        assert counts(conn) == left, days
    forgotten = people.guest(conn, house, 1)
    assert forgotten
    assert forgotten.party is None


def test_a_hotel_may_keep_it_for_less(conn: Connection, house: House, room: Stay, mother: Guest) -> None:
    short = reprinted(house, lambda printed: printed["hotel"].update(family_days="0"))
    family.remember(conn, short, mother, Party(1, (8,)))
    stay.check_out(conn, short, register.by_id(conn, short, room.id))
    family.forget(conn, later(short, minutes=1))
    assert counts(conn)[0] == 0


def test_without_a_stay_nothing_but_the_ages_is_kept(conn: Connection, house: House) -> None:
    guest, _ = people.welcome(conn, house, 3, name="Chiara", language="en")
    family.remember(conn, house, guest, Party(1, (8,), (date(2018, 3, 14),)))
    family.learn(conn, house, guest, ridden(house, allergies="true").knowing({"allergies": "nuts"}))
    known = people.guest(conn, house, 3)
    assert known
    assert known.party == {"adults": 1, "ages": [8]}
    assert counts(conn) == [0, 0, 0]
