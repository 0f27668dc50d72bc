"""What a person arranges, asked for anew: its own places count as free for the guest who has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import cancelling, gift, refusals, requests
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.house import House
from bot.money import Money
from bot.say import Text
from tests.desk.booking.cast import assert_books_balance, reprinted, start_at
from tests.desk.booking.modes import GUIDES, modes_catalog
from tests.desk.booking.phone import Phone
from tests.desk.tiny import tiny_catalog

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


@pytest.fixture
def phone(conn: Connection, house: House) -> Phone:
    """She is at what a request for a photographer would be, on Tuesday at ten."""
    phone = Phone(conn, house)
    phone.says("/start")
    phone.taps("groups")
    phone.taps("group", group="family")
    phone.taps("offer", code="photographer")
    phone.taps("request")
    phone.says("24.11 10:00")
    phone.taps("party", adults=2)
    return phone


def priced(phone: Phone) -> int:
    """What the card on the screen says that it costs."""
    (card,) = [one for one in phone.screen().body if isinstance(one, Text) and one.key == "request.card"]
    total = card.params["total"]
    assert isinstance(total, Money)
    return total.minor


def for_half(phone: Phone) -> str:
    """With a voucher of 50 per cent, used once, until Wednesday; its number."""
    last = date(2026, 11, 25)
    code = gift.issue(phone.conn, phone.house, percent=50, until=last, by="staff:1")
    phone.taps("code")
    phone.says(code)
    found = gift.by_code(phone.conn, phone.house, code)
    assert found
    return found.ref


def moves(phone: Phone, old: Booking, words: str) -> None:
    """To the card of another day."""
    phone.says("/bookings")
    phone.taps("booking", booking=old.id)
    phone.taps("cancel")
    phone.taps("request", moves=old.id)
    phone.says(words)


def agreed(phone: Phone, asked: Booking, day: int) -> Booking:
    start = start_at(phone.house, 10, ahead=day - phone.house.today.day)
    return requests.accept(phone.conn, phone.house, asked.id, "Dana", start).booking


@pytest.mark.parametrize("accepted", [False, True])
def test_what_is_moved_costs_what_its_card_said_and_takes_its_voucher_along(
    phone: Phone, accepted: bool
) -> None:
    conn, house, ref = phone.conn, phone.house, for_half(phone)
    phone.taps("request_send")
    (old,) = phone.ahead()
    old = agreed(phone, old, 24) if accepted else old
    assert (old.status, old.quote.total.minor) == ("CONFIRMED" if accepted else "PENDING", 4500)
    moves(phone, old, "25.11 10:00")
    assert priced(phone) == 4500
    phone.taps("request_send")
    (new,) = phone.ahead()
    assert (new.quote.total.minor, gift.of_booking(conn, house, new.id)) == (4500, ref)
    assert gift.of_booking(conn, house, old.id) is None
    cancelling.cancel(conn, house, new.id, phone.id)
    found = gift.by_ref(conn, house, ref)
    assert found
    assert found.used == 0


def test_on_a_day_that_its_voucher_is_not_for_the_voucher_is_theirs_again(phone: Phone) -> None:
    ref = for_half(phone)
    phone.taps("request_send")
    (old,) = phone.ahead()
    moves(phone, old, "27.11 10:00")
    assert priced(phone) == 9000
    phone.taps("request_send")
    (new,) = phone.ahead()
    found = gift.by_ref(phone.conn, phone.house, ref)
    assert found
    assert (new.quote.total.minor, new.quote.buyer.voucher, found.used) == (9000, None, 0)


def test_what_staff_have_offered_meanwhile_stands_and_the_card_says_the_price_beside_it(phone: Phone) -> None:
    """Its voucher is in the offer, so that the other wish has none."""
    for_half(phone)
    phone.taps("request_send")
    (old,) = phone.ahead()
    moves(phone, old, "23.11 10:00")
    assert priced(phone) == 4500
    assert agreed(phone, old, 25).status == "ON_HOLD"
    phone.taps("request_send")
    assert (phone.keys()[:2], priced(phone)) == (["price.changed", "request.card"], 9000)
    phone.taps("request_send")
    assert sorted((one.status, one.quote.total.minor) for one in phone.ahead()) == [
        ("ON_HOLD", 4500),
        ("PENDING", 9000),
    ]


def test_at_another_price_the_card_is_shown_anew_and_nothing_is_asked_for(phone: Phone) -> None:
    def dearer(facts: dict[str, Any]) -> None:
        facts["offers"]["photographer"]["options"][0]["units"][0]["price"] = "150"

    assert priced(phone) == 9000
    phone.house = reprinted(phone.house, dearer)
    phone.taps("request_send")
    assert (phone.keys()[:2], priced(phone)) == (["price.changed", "request.card"], 15000)
    assert phone.ahead() == []
    send = phone.button("request_send")
    phone.taps_data(send)
    assert [one.quote.total.minor for one in phone.ahead()] == [15000]
    phone.house = replace(phone.house, catalog=tiny_catalog())
    phone.taps_data(send)
    assert phone.keys() == ["request.sent"], "twice is once"
