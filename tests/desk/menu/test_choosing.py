"""Which way to take an extra: however many there are, each is a button on some page."""

from __future__ import annotations

from typing import Any

import pytest

from bot.db import Connection
from bot.desk.house import House
from tests.desk.booking.cast import reprinted
from tests.desk.booking.phone import Phone

# What a guest sees of a catalog is the same on both databases.
pytestmark = pytest.mark.parametrize("conn", ["sqlite"], indirect=True)

CARDS = {"canoe": ("active", "options", "days"), "photographer": ("family", "request", "request")}
by_mode = pytest.mark.parametrize("extra", CARDS)


def with_ways(house: House, extra: str, many: int) -> House:
    def print_ways(printed: dict[str, Any]) -> None:
        offer = printed["offers"][extra]
        one = offer["options"][0]
        names = [{"en": f"Way {n}", "az": f"Yol {n}"} for n in range(1, many + 1)]
        offer["options"] = [one | {"code": f"way{n}", "title": title} for n, title in enumerate(names, 1)]

    return reprinted(house, print_ways)


def at_the_ways(conn: Connection, house: House, extra: str, many: int) -> Phone:
    """A guest who has tapped "Book" or "Ask for it" on the card."""
    group, book, _ = CARDS[extra]
    phone = Phone(conn, with_ways(house, extra, many))
    phone.says("/start")
    phone.taps("groups")
    phone.taps("group", group=group)
    phone.taps("offer", code=extra)
    phone.taps(book)
    return phone


def ways(phone: Phone) -> list[str]:
    return [one.args["option"] for one in phone.screen().choices if "option" in one.args]


@by_mode
def test_five_ways_and_the_way_back_are_one_screen(conn: Connection, house: House, extra: str) -> None:
    phone = at_the_ways(conn, house, extra, 5)
    assert ways(phone) == ["way1", "way2", "way3", "way4", "way5"]
    assert len(phone.acts()) == 6


@by_mode
def test_the_last_of_many_ways_is_a_page_further(conn: Connection, house: House, extra: str) -> None:
    _, book, onward = CARDS[extra]
    phone = at_the_ways(conn, house, extra, 11)
    assert ways(phone) == ["way1", "way2", "way3", "way4"]
    for first in (4, 8):
        assert len(phone.acts()) == 6
        phone.taps(book, first=first)
    assert ways(phone) == ["way9", "way10", "way11"]
    phone.taps(onward, option="way11")
    assert phone.keys()[0] in ("book.day", "request.when")
    nearest = phone.screen().choices[0].args
    assert (nearest["option"], nearest["day"]) == ("way11", house.today.isoformat())


@by_mode
def test_a_page_that_a_newer_catalog_does_not_have_begins_anew(
    conn: Connection, house: House, extra: str
) -> None:
    _, book, _ = CARDS[extra]
    phone = at_the_ways(conn, house, extra, 6)
    more = phone.button(book, first=4)
    phone.house = with_ways(house, extra, 3)
    phone.taps_data(more)
    assert ways(phone) == ["way1", "way2", "way3"]
    phone.house = with_ways(house, extra, 1)
    phone.taps_data(more)
    assert phone.screen().choices[0].args["day"] == house.today.isoformat()
