"""A place is held, booked or let go; every step twice is once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import book, capacity, holding, refusals, requests
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import Party
from bot.desk.booking.price import quote
from bot.desk.house import House
from bot.desk.problems import NotForYou, OldButton
from tests.desk.booking.cast import (
    arrive,
    assert_books_balance,
    later,
    reprinted,
    set_capacity,
    start_at,
    wish,
)


def dearer(facts: dict[str, Any]) -> None:
    facts["offers"]["canoe"]["options"][0]["units"][0]["price"] = "55"
    facts["offers"]["canoe"]["title"] = {"en": "Canoe tour", "az": "Kanoe turu"}
    facts["offers"]["canoe"]["cancel"] = {"free_hours": "72", "fee_percent": "100"}


def left(conn: Connection, house: House, hour: int = 10) -> int:
    offer = house.catalog.offers["canoe"]
    return capacity.left(conn, house, offer, offer.options[0], start_at(house, hour))


def test_a_hold_takes_the_places_and_ends_by_the_clock(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun, Party(2, (5, 10))))
    assert (held.status, left(conn, house)) == ("ON_HOLD", 4)
    assert held.expires_at == house.now + timedelta(minutes=15)
    assert timers.next_due(conn, house.id) == held.expires_at
    assert held.quote.total.minor == 12000
    assert left(conn, later(house, minutes=15)) == 8
    assert_books_balance(conn, house)


def test_the_same_wish_twice_is_the_same_booking(conn: Connection, house: House, aygun: int) -> None:
    asked = wish(house, aygun)
    assert holding.hold(conn, house, asked) == holding.hold(conn, later(house, minutes=1), asked)
    assert left(conn, house) == 6


def test_nobody_gets_at_a_booking_of_another_guest(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    asked = wish(house, aygun)
    held = holding.hold(conn, house, asked)
    with pytest.raises(NotForYou):
        holding.confirm(conn, house, held.id, bence, "desk")
    with pytest.raises(NotForYou):
        holding.release(conn, house, held.id, bence)
    with pytest.raises(NotForYou):
        holding.hold(conn, house, wish(house, bence, request=asked.request))
    with pytest.raises(OldButton):
        holding.confirm(conn, house, held.id + 1, aygun, "desk")


def test_confirming_twice_books_once_and_stops_the_timer(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    booked = holding.confirm(conn, house, held.id, aygun, "room")
    assert (booked.status, booked.payment, booked.expires_at) == ("CONFIRMED", "room", None)
    assert holding.confirm(conn, later(house, minutes=20), held.id, aygun, "desk") == booked
    assert timers.next_due(conn, house.id) is None
    assert holding.expire(conn, later(house, minutes=20), held.id) is None
    assert book.of_guest(conn, house, aygun) == [booked]


def test_a_held_price_stands_when_the_catalog_changes(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    printed = reprinted(later(house, minutes=5), dearer)
    booked = holding.confirm(conn, printed, held.id, aygun, "desk")
    assert booked.quote == held.quote
    assert (booked.sold, booked.catalog_n) == (held.sold, 1)
    assert booked.sold.title["en"] == "Canoe trip"
    fresh = holding.hold(conn, printed, wish(house, aygun))
    assert (fresh.quote.total.minor, fresh.catalog_n) == (11000, 2)


def test_a_late_yes_takes_the_places_again_when_they_are_free(
    conn: Connection, house: House, aygun: int
) -> None:
    for told in (False, True):
        held = holding.hold(conn, house, wish(house, aygun))
        late = later(house, minutes=16)
        if told:
            ended = holding.expire(conn, late, held.id)
            assert ended
            assert ended.booking.status == "EXPIRED"
        booked = holding.confirm(conn, late, held.id, aygun, "desk")
        assert (booked.status, booked.reason) == ("CONFIRMED", "late_reclaimed")
        assert holding.expire(conn, late, held.id) is None
        assert_books_balance(conn, house)
    assert left(conn, house) == 4


def test_a_late_yes_to_places_that_went_names_others(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    held = holding.hold(conn, house, wish(house, aygun, Party(8)))
    late = later(house, minutes=15)
    assert holding.hold(conn, late, wish(house, bence, Party(8))).status == "ON_HOLD"
    with pytest.raises(refusals.SoldOut):
        holding.confirm(conn, late, held.id, aygun, "desk")
    ended = holding.expire(conn, late, held.id)
    assert ended, "the guest is still told, though the places went before the timer fired"
    assert holding.expire(conn, late, held.id) is None
    assert_books_balance(conn, house)


def test_a_late_yes_to_an_old_price_asks_again(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    with pytest.raises(refusals.HoldExpired) as refusal:
        holding.confirm(conn, reprinted(later(house, minutes=16), dearer), held.id, aygun, "desk")
    assert refusal.value.ways[0].act == "book"
    assert left(conn, later(house, minutes=16)) == 8


def test_released_places_are_free_again_and_only_once(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    other = holding.hold(conn, house, wish(house, aygun))
    for _ in range(2):
        assert holding.release(conn, house, held.id, aygun).booking.status == "CANCELLED"
        assert left(conn, house) == 6
    with pytest.raises(refusals.HoldExpired):
        holding.confirm(conn, house, held.id, aygun, "desk")
    booked = holding.confirm(conn, house, other.id, aygun, "desk")
    assert holding.release(conn, house, other.id, aygun).booking == booked
    assert left(conn, house) == 6


def test_a_guest_holds_three_at_most(conn: Connection, house: House, aygun: int, bence: int) -> None:
    held = [holding.hold(conn, house, wish(house, aygun, Party(1))) for _ in range(3)]
    with pytest.raises(refusals.TooManyHolds) as refusal:
        holding.hold(conn, house, wish(house, aygun, Party(1)))
    assert refusal.value.ways[0].act == "bookings"
    assert holding.hold(conn, house, wish(house, bence, Party(1)))
    holding.confirm(conn, house, held[0].id, aygun, "desk")
    assert holding.hold(conn, house, wish(house, aygun, Party(1)))
    assert holding.hold(conn, later(house, minutes=15), wish(house, aygun, Party(1)))


def test_sold_out_names_two_starts_with_room_for_the_whole_party(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    holding.hold(conn, house, wish(house, bence, Party(6)))
    holding.hold(conn, house, wish(house, bence, Party(4), start=start_at(house, 10, ahead=2)))
    with pytest.raises(refusals.SoldOut) as refusal:
        holding.hold(conn, house, wish(house, aygun, Party(2, (5, 6, 7))))
    assert refusal.value.key == "refuse.sold_out"
    assert [way.act for way in refusal.value.ways] == ["book", "book", "wait"]
    assert [way.args["start"] for way in refusal.value.ways[:2]] == [
        start_at(house, 15).isoformat(),
        start_at(house, 15, ahead=2).isoformat(),
    ]
    assert left(conn, house) == 2


@pytest.mark.parametrize(("window", "key"), [("1", "refuse.sold_out_one"), ("1", "refuse.sold_out_wait")])
def test_sold_out_never_names_what_is_not_there(
    conn: Connection, house: House, aygun: int, bence: int, window: str, key: str
) -> None:
    house = reprinted(house, lambda facts: facts["offers"]["canoe"]["rules"].update(forward_days=window))
    holding.hold(conn, house, wish(house, bence, Party(8)))
    if key == "refuse.sold_out_wait":
        holding.hold(conn, house, wish(house, bence, Party(8), start=start_at(house, 15)))
    with pytest.raises(refusals.SoldOut) as refusal:
        holding.hold(conn, house, wish(house, aygun))
    assert refusal.value.key == key
    assert "wait" in [way.act for way in refusal.value.ways]


def test_priced_by_booking_a_start_is_one_place(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    facts = {"offer": "sauna", "start": start_at(house, 18)}
    assert holding.hold(conn, house, wish(house, aygun, Party(2, (7, 8)), **facts))
    with pytest.raises(refusals.SoldOut):
        holding.hold(conn, house, wish(house, bence, Party(1), **facts))


def test_a_days_own_capacity_goes_before_the_catalogs_and_takes_no_place_away(
    conn: Connection, house: House, aygun: int
) -> None:
    start = start_at(house, 10)
    day = house.local(start).date()
    holding.hold(conn, house, wish(house, aygun, Party(5)))
    set_capacity(conn, house, 3, day)
    assert left(conn, house) == 0
    with pytest.raises(refusals.SoldOut):
        holding.hold(conn, house, wish(house, aygun, Party(1)))
    set_capacity(conn, house, 10, day)
    assert left(conn, house) == 5
    assert holding.hold(conn, house, wish(house, aygun, Party(5)))
    assert_books_balance(conn, house)


def test_both_are_held_or_neither(conn: Connection, house: House, aygun: int, bence: int) -> None:
    first = wish(house, aygun, Party(1), offer="sauna", start=start_at(house, 18))
    canoe = wish(house, aygun, Party(1, (5,)))
    one, two = holding.hold_both(conn, house, first, canoe)
    assert (one.offer, two.offer) == ("sauna", "canoe")
    holding.release(conn, house, one.id, aygun)
    holding.hold(conn, house, wish(house, bence, Party(6)))
    with pytest.raises(refusals.SoldOut), conn.begin_nested():  # as the desk runs every use case
        holding.hold_both(
            conn, house, wish(house, aygun, offer="sauna", start=start_at(house, 18)), wish(house, aygun)
        )
    assert [held.offer for held in book.of_guest(conn, house, aygun)] == ["canoe"]


def test_a_number_that_is_taken_is_drawn_again(conn: Connection, house: House, aygun: int) -> None:
    offer = house.catalog.offers["canoe"]
    asked = Ask(house, offer, offer.options[0], Party(1), start_at(house, 10))
    cost = quote(house, offer, offer.options[0], Party(1), None)
    refs = [
        book.write(
            conn, asked, cost, refs=iter(["B-AAAA", "B-BBBB"]), request=r, guest_id=aygun, status="PENDING"
        ).ref
        for r in ("one", "two")
    ]
    assert refs == ["B-AAAA", "B-BBBB"]


def test_booking_numbers_have_nothing_to_misread() -> None:
    drawn = {next(book.new_refs()) for _ in range(500)}
    assert len(drawn) > 490
    assert not set("".join(ref[2:] for ref in drawn)) & set("0O1IL")


def test_my_bookings_leave_out_what_is_over(conn: Connection, house: House, aygun: int) -> None:
    booked = holding.confirm(conn, house, holding.hold(conn, house, wish(house, aygun)).id, aygun, "desk")
    holding.hold(conn, house, wish(house, aygun))
    asked = requests.RequestWish("r", aygun, "photographer", "default", "Sunday at dusk", Party(2))
    pending = requests.ask(conn, house, asked)
    soon = book.of_guest(conn, later(house, minutes=15), aygun)
    assert {one.id for one in soon} == {booked.id, pending.id}
    assert book.of_guest(conn, later(house, days=2), aygun) == [pending]


def test_a_hotel_never_sees_the_bookings_of_another(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    other = House("harbour", house.catalog, 1, house.now)
    chiara = arrive(conn, other, 1, "Chiara")
    assert book.by_id(conn, other, held.id) is None
    assert left(conn, other) == 8
    with pytest.raises(OldButton):
        holding.confirm(conn, other, held.id, chiara, "desk")
