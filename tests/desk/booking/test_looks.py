"""A screen that lists much asks the database little, however much is on sale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.db import Connection
from bot.desk.booking import capacity, holding, sessions
from bot.desk.booking.capacity import Start
from bot.desk.booking.party import Party
from bot.desk.house import House
from tests.desk.booking.cast import later, set_capacity, start_at, stop_sale, wish
from tests.desk.booking.phone import Phone
from tests.texts.spoken import shipped_catalog
from tests.thin import statements

MOST = 10  # statements of one press, the door and the letters included


def the_desks(asked: list[str]) -> list[str]:
    """Without savepoints and the test's own looks."""
    begun = [one for one in asked if not one.startswith(("SAVEPOINT", "RELEASE"))]
    return [one for one in begun if "letters.method IN" not in one]


@pytest.fixture
def aygun(conn: Connection, house: House) -> Phone:
    """At home in the demo hotel, with all that it sells."""
    phone = Phone(conn, replace(house, catalog=shipped_catalog()))
    phone.says("/start")
    return phone


@pytest.mark.parametrize("hours", [0, 10.75], ids=["at noon", "when the day is over"])
def test_what_is_on_today_takes_few_statements(conn: Connection, aygun: Phone, hours: float) -> None:
    aygun.house = later(aygun.house, hours=hours)
    with statements(conn) as asked:
        aygun.taps("today")
    assert "today.line" in str(aygun.screen())
    asked = the_desks(asked)
    assert 0 < len(asked) <= MOST, asked


@pytest.mark.parametrize("group", ["family", "active", "nature"])
def test_a_list_takes_few_statements(conn: Connection, aygun: Phone, group: str) -> None:
    aygun.taps("groups")
    with statements(conn) as asked:
        aygun.taps("group", group=group)
    asked = the_desks(asked)
    assert 0 < len(asked) <= MOST, asked


def test_many_starts_looked_at_together_are_as_free_as_each_by_itself(
    conn: Connection, house: House, bence: int
) -> None:
    house = replace(house, now=house.moment(house.today, time(8)))
    holding.hold(conn, later(house, minutes=-20), wish(house, bence, Party(3)))  # overdue by now
    holding.hold(conn, house, wish(house, bence, Party(5), start=start_at(house, 15)))
    sauna = {"offer": "sauna", "start": start_at(house, 18)}
    holding.hold(conn, house, wish(house, bence, Party(2), **sauna))
    set_capacity(conn, house, 6, house.today + timedelta(days=1))
    starts = list(_starts(house))
    assert len({one.offer for one in starts}) == 2
    together = capacity.free_of(conn, house, starts)
    for one in starts:
        sold = house.sold(one.offer, one.option)
        assert sold
        assert together[one] == capacity.left(conn, house, *sold, one.moment), one
    assert {together[Start("canoe", "default", start_at(house, hour))] for hour in (10, 15)} == {6, 1}


def _starts(house: House) -> Iterator[Start]:
    for offer in house.catalog.offers.values():
        for option in offer.options:
            for ahead in range(3):
                day = house.today + timedelta(days=ahead)
                yield from (Start(offer.code, option.code, at) for at in sessions.starts(option, day, house))


def test_what_is_stopped_or_full_is_not_on_today(conn: Connection, house: House, bence: int) -> None:
    phone = Phone(conn, house)
    phone.says("/start")
    phone.taps("today")
    assert [one.args.get("code") for one in phone.screen().choices[:-2]] == ["canoe", "sauna"]
    holding.hold(conn, house, wish(house, bence, Party(8), start=start_at(house, 15, ahead=0)))
    stop_sale(conn, house, "sauna")
    phone.says("/start")
    phone.taps("today")
    assert phone.keys()[0] == "today.tomorrow"
    assert [one.args.get("code") for one in phone.screen().choices[:-2]] == ["canoe"]
