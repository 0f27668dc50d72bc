"""How old somebody is on the day of the service, and not on the day of booking."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.booking.ask import Ask
from bot.desk.booking.party import Party, age_on
from bot.desk.house import House
from tests.desk.booking.cast import start_at

LEAP = date(2012, 2, 29)
DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(2014, 11, 21), date(2026, 11, 20), 11),
        (date(2014, 11, 21), date(2026, 11, 21), 12),
        (LEAP, date(2026, 2, 28), 13),
        (LEAP, date(2026, 3, 1), 14),
        (LEAP, date(2024, 2, 28), 11),
        (LEAP, date(2024, 2, 29), 12),
        (date(2014, 12, 31), date(2026, 1, 1), 11),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 21), date(2026, 11, 20), -1),
    ],
)
def test_a_birthday_on_the_day_counts(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


@given(birth=DAYS, day=DAYS)
def test_an_age_rises_by_one_on_one_day_of_the_year(birth: date, day: date) -> None:
    after = date.fromordinal(day.toordinal() + 1)
    assert age_on(birth, after) - age_on(birth, day) in (0, 1)
    turned = after.month, after.day
    birthday = (3, 1) if (birth.month, birth.day) == (2, 29) and after.year % 4 else (birth.month, birth.day)
    assert (age_on(birth, after) != age_on(birth, day)) == (turned == birthday)


def test_the_ages_of_a_party_are_those_on_the_day(house: House) -> None:
    family = Party(2, (5, 11), (None, date(2014, 11, 22)))
    sold = house.catalog.offers["canoe"]
    tomorrow, after = (start_at(house, 10, ahead=days) for days in (1, 2))
    asked = Ask(house, sold, sold.options[0], family, tomorrow)
    assert asked.party.ages == (5, 11)
    assert asked.at(after).party.ages == (5, 12)
    assert asked.at(after).at(tomorrow).party.ages == (5, 11)
    assert Party.of(asked.facts()["party"]).on(date(2026, 11, 22)).ages == (5, 12)


def test_who_comes_of_age_is_a_grown_up() -> None:
    family = Party(1, (17,), (date(2008, 11, 22),))
    assert family.on(date(2026, 11, 21)).ages == (17,)
    grown = family.on(date(2026, 11, 22))
    assert (grown.adults, grown.ages) == (2, ())


def test_a_booking_keeps_no_date_of_birth() -> None:
    family = Party(2, (11,), (date(2014, 11, 22),))
    assert family.json() == {"adults": 2, "ages": [11]}
    assert family.carried()["births"] == ["2014-11-22"]
