"""What a person arranges, asked for anew: its own places count as free for the guest who has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db import Connection
from bot.desk.booking import cancelling, refusals, requests
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.house import House
from tests.desk.booking.cast import assert_books_balance
from tests.desk.booking.modes import GUIDES, modes_catalog

DAY = "2026-11-23"


@pytest.fixture
def guided(house: House) -> House:
    return replace(house, catalog=modes_catalog())


def asks(conn: Connection, house: House, guest: int, name: str, instead_of: int | None = None) -> Booking:
    wish = RequestWish(name, guest, "guide", "default", DAY, Party(2), instead_of=instead_of)
    return requests.ask(conn, house, wish)


def test_the_last_guide_of_a_day_can_be_asked_for_anew_for_that_day(
    conn: Connection, guided: House, aygun: int, bence: int
) -> None:
    for n in range(GUIDES - 1):
        asks(conn, guided, bence, f"other {n}")
    mine = asks(conn, guided, aygun, "first")
    with pytest.raises(refusals.NoneLeft), conn.begin_nested():
        asks(conn, guided, aygun, "beside it")
    again = asks(conn, guided, aygun, "anew", instead_of=mine.id)
    cancelling.give_up(conn, guided, mine)
    assert again.status == "PENDING"
    with pytest.raises(refusals.NoneLeft), conn.begin_nested():
        asks(conn, guided, bence, "one too many")
    assert_books_balance(conn, guided)


def test_after_a_cancel_it_is_there_for_the_same_day(conn: Connection, guided: House, aygun: int) -> None:
    for n in range(GUIDES):
        mine = asks(conn, guided, aygun, f"{n}")
    cancelling.cancel(conn, guided, mine.id, aygun)
    assert asks(conn, guided, aygun, "again").status == "PENDING"
    assert_books_balance(conn, guided)
