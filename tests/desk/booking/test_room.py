"""What is offered in place of a full start: room for all of them, while they are here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import holding, once_more, refusals
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.stays import phones, stay
from tests.desk.booking.cast import set_capacity, start_at, wish


@pytest.fixture
def staying(conn: Connection, house: House, aygun: int) -> Guest:
    """Two grown-ups, until the day after tomorrow."""
    people.ensure_property(conn, house.id)
    until = house.today + timedelta(days=2)
    theirs = stay.walk_in(conn, house, room="210", surname="Hasanova", departure=until).stay
    phones.link(conn, house, theirs, people.guest_by_id(conn, aygun), how="staff")
    return replace(people.guest_by_id(conn, aygun), party={"adults": 2, "ages": []})


def full_until(conn: Connection, house: House, days: int) -> None:
    for ahead in range(1, days + 1):
        set_capacity(conn, house, 0, house.today + timedelta(days=ahead))


def offered(conn: Connection, house: House, guest: int) -> list[str]:
    with pytest.raises(refusals.SoldOut) as refused:
        holding.hold(conn, house, wish(house, guest))
    return [way.args["start"] for way in refused.value.ways if way.act == "book"]


@pytest.mark.parametrize(("full", "expected"), [(1, [2, 2]), (2, [])])
def test_a_full_start_leads_to_others_before_they_leave(
    conn: Connection, house: House, staying: Guest, bence: int, full: int, expected: list[int]
) -> None:
    full_until(conn, house, full)
    days = [
        start_at(house, hour, ahead=day).isoformat() for hour, day in zip((10, 15), expected, strict=False)
    ]
    assert offered(conn, house, staying.id) == days
    assert len(offered(conn, house, bence)) == 2, "whose stay the desk does not know"


@pytest.mark.parametrize(("full", "found"), [(1, 2), (2, 0)])
def test_again_is_before_they_leave(
    conn: Connection, house: House, staying: Guest, full: int, found: int
) -> None:
    full_until(conn, house, full)
    sold = house.sold("canoe", "default")
    assert sold
    day = house.today + timedelta(days=2)
    starts = once_more.starts(conn, house, staying, *sold, most=4)
    assert [one.day for one in starts if one.day > house.today] == [day] * found
