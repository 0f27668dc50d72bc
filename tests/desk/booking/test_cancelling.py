"""Cancelling costs what the guest was shown, and no more as time goes by than the terms say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.db import Connection
from bot.desk.booking import book, cancelling, holding, refusals
from bot.desk.booking.book import Booking, Sold
from bot.desk.booking.party import Party
from bot.desk.booking.price import quote
from bot.desk.house import House
from bot.desk.problems import NotForYou
from bot.money import Money
from tests.desk.booking.cast import PROVE, assert_books_balance, later, reprinted, start_at, wish
from tests.desk.booking.test_price import HOUSE
from tests.proofs import PRICES, proves


def booked(conn: Connection, house: House, guest: int) -> Booking:
    return holding.confirm(conn, house, holding.hold(conn, house, wish(house, guest)).id, guest, "desk")


def written(free_hours: int, percent: int, cents: int) -> Booking:
    """A confirmed canoe trip for tomorrow, as it might stand in the book."""
    house, start = HOUSE, start_at(HOUSE, 10)
    offer = house.catalog.offers["canoe"]
    cost = quote(house, offer, offer.options[0], Party(1), start)
    sold = replace(Sold.now(offer, offer.options[0]), free_hours=free_hours, fee_percent=percent)
    facts: dict[str, Any] = dict.fromkeys(Booking.__dataclass_fields__)
    facts |= {"status": "CONFIRMED", "start": start, "sold": sold}
    return Booking(**facts | {"quote": replace(cost, total=Money(cents, "AZN"))})


def test_before_the_deadline_all_comes_back(conn: Connection, house: House, aygun: int) -> None:
    house = later(house, hours=-4)  # 25 hours before
    one = booked(conn, house, aygun)
    terms = cancelling.terms(one, house.now)
    assert (terms.refund, terms.fee) == (one.quote.total, Money(0, "AZN"))
    assert terms.free_until == start_at(house, 10) - timedelta(hours=24)
    ended = cancelling.cancel(conn, house, one.id, aygun)
    assert (ended.booking.status, ended.booking.kept) == ("CANCELLED", Money(0, "AZN"))
    assert_books_balance(conn, house)


def test_after_it_the_fee_is_kept_by_the_terms_it_was_sold_under(
    conn: Connection, house: House, aygun: int
) -> None:
    one = booked(conn, house, aygun)
    harder = reprinted(
        later(house, hours=3), lambda facts: facts["offers"]["canoe"]["cancel"].update(fee_percent="100")
    )
    first = cancelling.cancel(conn, harder, one.id, aygun)
    assert first.booking.kept == Money(4000, "AZN")
    again = cancelling.cancel(conn, later(harder, hours=5), one.id, aygun)
    assert again.booking == first.booking
    assert book.of_guest(conn, house, aygun) == []
    assert_books_balance(conn, house)


def test_a_hold_is_cancelled_for_nothing(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    assert cancelling.cancel(conn, house, held.id, aygun).booking.kept == Money(0, "AZN")


def test_what_has_begun_is_for_a_person(conn: Connection, house: House, aygun: int, bence: int) -> None:
    one = booked(conn, house, aygun)
    with pytest.raises(NotForYou):
        cancelling.cancel(conn, house, one.id, bence)
    begun = later(house, days=1)
    with pytest.raises(refusals.AlreadyStarted):
        cancelling.cancel(conn, begun, one.id, aygun)


@proves(PRICES, injected="random terms", trials=100 * PROVE)
@settings(max_examples=100 * PROVE, deadline=None)
@given(
    free=st.integers(0, 72),
    percent=st.integers(0, 100),
    cents=st.integers(0, 99_999),
    moments=st.tuples(st.integers(-96, 0), st.integers(-96, 0)),
)
def test_the_refund_never_grows_as_the_start_comes_nearer(
    free: int, percent: int, cents: int, moments: tuple[int, int]
) -> None:
    one = written(free, percent, cents)
    assert one.start
    earlier, nearer = (cancelling.terms(one, one.start + timedelta(hours=hours)) for hours in sorted(moments))
    assert earlier.refund + earlier.fee == nearer.refund + nearer.fee == one.quote.total
    assert 0 <= nearer.refund.minor <= earlier.refund.minor
