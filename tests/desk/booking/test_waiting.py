"""The waiting list: first come, first offered, the whole party or nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.db import Connection
from bot.desk import outbox
from bot.desk.booking import cancelling, gift, holding, line, refusals, requests, waiting
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.menu import after, waits
from bot.money import Money
from bot.say import Text, choice, say, text
from tests.desk.booking.cast import (
    arrive,
    assert_books_balance,
    later,
    set_capacity,
    start_at,
    stop_sale,
    wish,
)
from tests.desk.booking.modes import modes_facts
from tests.desk.booking.phone import Phone


@pytest.fixture
def full(conn: Connection, house: House, bence: int) -> list[Booking]:
    """All eight places are Bence's: five booked, three held."""
    booked = holding.hold(conn, house, wish(house, bence, Party(5)))
    held = holding.hold(conn, house, wish(house, bence, Party(3)))
    return [holding.confirm(conn, house, booked.id, bence, "desk"), held]


def join(conn: Connection, house: House, guest: int, party: Party) -> tuple[Booking, ...]:
    return waiting.join(conn, house, guest, "canoe", "default", start_at(house, 10), party)


@pytest.mark.parametrize("way", ["cancel", "release", "expire"])
def test_whoever_frees_a_place_it_is_offered_in_the_same_breath(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking], way: str
) -> None:
    assert join(conn, house, aygun, Party(2)) == ()
    late = later(house, minutes=15)
    ends: dict[str, Callable[[], Ended | None]] = {
        "cancel": lambda: cancelling.cancel(conn, house, full[0].id, bence),
        "release": lambda: holding.release(conn, house, full[1].id, bence),
        "expire": lambda: holding.expire(conn, late, full[1].id),
    }
    ended = ends[way]()
    assert ended
    (offered,) = ended.offered
    assert (offered.guest_id, offered.status, offered.party) == (aygun, "ON_HOLD", Party(2))
    assert holding.confirm(conn, late, offered.id, aygun, "desk").status == "CONFIRMED"
    assert_books_balance(conn, house)


def test_first_come_first_offered_and_never_half_a_party(
    conn: Connection, house: House, bence: int, full: list[Booking]
) -> None:
    guests = [arrive(conn, house, chat, f"guest {chat}") for chat in range(4)]
    for minute, (guest, people) in enumerate(zip(guests, (4, 2, 2, 1), strict=True)):
        join(conn, later(house, minutes=minute), guest, Party(people))
    three_free = holding.release(conn, house, full[1].id, bence).offered
    assert [one.guest_id for one in three_free] == [guests[1], guests[3]]
    five_free = cancelling.cancel(conn, house, full[0].id, bence).offered
    assert [one.guest_id for one in five_free] == [guests[0]]
    next_one = holding.release(conn, house, three_free[0].id, guests[1]).offered
    assert [one.guest_id for one in next_one] == [guests[2]]
    assert_books_balance(conn, house)


def test_an_offer_that_runs_out_goes_to_the_next(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    other = arrive(conn, house, 1, "Chiara")
    join(conn, house, aygun, Party(3))
    join(conn, house, other, Party(3))
    (offered,) = holding.release(conn, house, full[1].id, bence).offered
    assert holding.expire(conn, later(house, minutes=29), offered.id) is None
    ended = holding.expire(conn, later(house, minutes=30), offered.id)
    assert ended
    assert [one.guest_id for one in ended.offered] == [other]


def test_who_left_or_joined_twice_is_offered_nothing_or_one(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    other = arrive(conn, house, 1, "Chiara")
    join(conn, house, aygun, Party(1))
    join(conn, house, aygun, Party(1))
    join(conn, house, other, Party(1))
    assert waiting.leave(conn, house, other, "canoe", "default", start_at(house, 10))
    assert not waiting.leave(conn, house, other, "canoe", "default", start_at(house, 10))
    assert [one.guest_id for one in holding.release(conn, house, full[1].id, bence).offered] == [aygun]


def test_the_same_wish_keeps_its_place_in_the_line(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    other = arrive(conn, house, 1, "Chiara")
    join(conn, house, aygun, Party(3))
    join(conn, house, other, Party(3))
    join(conn, later(house, minutes=2), aygun, Party(3))
    assert [one.guest_id for one in holding.release(conn, house, full[1].id, bence).offered] == [aygun]


def test_room_that_came_meanwhile_is_offered_at_once(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    holding.release(conn, house, full[1].id, bence)
    (offered,) = join(conn, house, aygun, Party(2))
    assert join(conn, house, aygun, Party(1)) == ()  # one at a time for the same wish
    (second,) = holding.release(conn, house, offered.id, aygun).offered
    assert (second.guest_id, second.party) == (aygun, Party(1))


def test_more_places_by_hand_can_be_offered(
    conn: Connection, house: House, aygun: int, full: list[Booking]
) -> None:
    start = start_at(house, 10)
    join(conn, house, aygun, Party(2))
    set_capacity(conn, house, 10, house.local(start).date())
    assert [one.guest_id for one in waiting.offer_freed(conn, house, "canoe", "default", start)] == [aygun]


def test_nothing_is_offered_too_late_or_against_a_stop(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    join(conn, house, aygun, Party(2))
    at_the_jetty = later(house, hours=20, minutes=40)
    with pytest.raises(refusals.TooLate):
        waiting.join(conn, at_the_jetty, aygun, "canoe", "default", start_at(house, 10), Party(2))
    assert cancelling.cancel(conn, at_the_jetty, full[0].id, bence).offered == ()
    stop_sale(conn, house, "canoe")
    assert holding.release(conn, house, full[1].id, bence).offered == ()


@pytest.mark.parametrize("refused", [True, False])
def test_what_a_wish_without_an_hour_had_is_offered_to_who_waits_for_it_elsewhere(
    conn: Connection, house: House, aygun: int, bence: int, refused: bool
) -> None:
    """The guide would have taken the last of three boats for the whole day."""
    facts = modes_facts()
    facts["offers"]["guide"]["options"][0] |= {"uses": [{"resource": "boats"}], "capacity": None}
    boats = replace(house, catalog=Catalog.model_validate(facts))
    start = start_at(boats, 10, ahead=2)
    day = boats.local(start).date().isoformat()
    asked = requests.ask(conn, boats, RequestWish("press", aygun, "guide", "default", day, Party(1)))
    half: dict[str, Any] = {"offer": "boat", "option": "half", "start": start}
    for _ in range(2):
        holding.hold(conn, boats, wish(boats, bence, Party(1), **half))
    assert waiting.join(conn, boats, bence, "boat", "half", start, Party(1)) == ()
    if refused:
        ended = requests.refuse(conn, boats, asked.id, "Dana", "")
    else:
        ended = cancelling.cancel(conn, boats, asked.id, aygun)
    assert [one.offer for one in ended.offered] == ["boat"]
    assert_books_balance(conn, boats)


def voucher(conn: Connection, house: House) -> gift.Gift:
    """Half off, once."""
    found = gift.by_code(conn, house, gift.issue(conn, house, percent=50, until=None, by="staff:1"))
    assert found
    return found


def used(conn: Connection, house: House, one: gift.Gift) -> int:
    found = gift.by_ref(conn, house, one.ref)
    assert found
    return found.used


@pytest.mark.parametrize("good", [True, False])
def test_what_was_shown_on_the_card_is_in_the_offer_as_long_as_it_is_good(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking], good: bool
) -> None:
    """And one that is withdrawn meanwhile stops nobody who frees the places."""
    one = voucher(conn, house)
    start = start_at(house, 10)
    waiting.join(conn, house, aygun, "canoe", "default", start, Party(2), voucher=one.ref)
    assert used(conn, house, one) == 0
    if not good:
        gift.stop(conn, house, one.ref)
    ended = cancelling.cancel(conn, house, full[0].id, bence)
    (offered,) = ended.offered
    assert ended.booking.status == "CANCELLED"
    assert offered.quote.total.minor == (4000 if good else 8000)
    assert used(conn, house, one) == good
    booked = holding.confirm(conn, house, offered.id, aygun, "desk")
    assert (booked.status, booked.quote) == ("CONFIRMED", offered.quote)
    assert used(conn, house, one) == good


def test_of_two_who_wait_with_the_last_use_of_a_voucher_the_first_has_it(
    conn: Connection, house: House, bence: int, full: list[Booking]
) -> None:
    one, start = voucher(conn, house), start_at(house, 10)
    for minute in range(2):
        guest = arrive(conn, house, minute, f"guest {minute}")
        waiting.join(
            conn, later(house, minutes=minute), guest, "canoe", "default", start, Party(2), voucher=one.ref
        )
    offered = cancelling.cancel(conn, house, full[0].id, bence).offered
    assert [held.quote.total.minor for held in offered] == [4000, 8000]
    (declined, _) = offered
    holding.release(conn, house, declined.id, declined.guest_id)
    assert used(conn, house, one) == 0


def test_who_shows_a_voucher_later_keeps_the_place_in_the_line(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    one, other, start = voucher(conn, house), arrive(conn, house, 1, "Chiara"), start_at(house, 10)
    join(conn, house, aygun, Party(3))
    join(conn, later(house, minutes=1), other, Party(3))
    then = later(house, minutes=2)
    waiting.join(conn, then, aygun, "canoe", "default", start, Party(3), voucher=one.ref)
    (offered,) = holding.release(conn, then, full[1].id, bence).offered
    assert (offered.guest_id, offered.quote.total.minor) == (aygun, 6000)


def test_when_the_list_closes_the_other_starts_are_shown_with_the_voucher(
    conn: Connection, house: House, aygun: int, full: list[Booking]
) -> None:
    one, start = voucher(conn, house), start_at(house, 10)
    waiting.join(conn, house, aygun, "canoe", "default", start, Party(2), voucher=one.ref)
    (wait,) = line.all_waiting(conn, house)
    starts = [way for way in waits.not_this_time(conn, house, wait).choices if way.act == "book"]
    assert starts
    assert {way.args["gift"] for way in starts} == {one.ref}


def test_the_letter_says_the_price_and_what_the_voucher_saves(
    conn: Connection, house: House, bence: int, full: list[Booking]
) -> None:
    phone, one = Phone(conn, house, chat=31), voucher(conn, house)
    phone.says("/start")
    shown = {"offer": "canoe", "option": "default", "start": start_at(house, 10).isoformat(), "gift": one.ref}
    to_join = choice(text("button.join_waiting"), "wait", **shown, party=Party(2).json())
    outbox.send(conn, house, 31, say(text("guest.home"), choices=[to_join]))
    phone.taps("wait")
    after.letters(conn, house, cancelling.cancel(conn, house, full[0].id, bence).offered)
    assert phone.keys() == ["waiting.free", "price.saved_by", "price.fee"]
    letter = phone.screen().body[0]
    assert isinstance(letter, Text)
    assert letter.params["total"] == Money(4000, "AZN")
    phone.taps("confirm")
    assert [booked.quote.total.minor for booked in phone.ahead()] == [4000]
    assert used(conn, house, one) == 1
