"""A request is decided once, by a person, and a no comes with another way."""

from __future__ import annotations

import pytest

from bot.db import Connection
from bot.desk.booking import book, cancelling, refusals, requests
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
    rejected = requests.refuse(conn, house, asked.id, "Dana", "the photographer is away")
    assert (rejected.status, rejected.reason) == ("REJECTED", "Dana: the photographer is away")
    assert requests.refuse(conn, house, asked.id, "Erlan", "no") == rejected
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
