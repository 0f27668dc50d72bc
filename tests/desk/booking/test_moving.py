"""A move: the new time is booked and the old one ends in the same breath, or nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk.booking import book, cancelling, holding, moving, refusals, waiting
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import after
from bot.desk.problems import NotForYou
from bot.money import Money
from tests.desk.booking.cast import assert_books_balance, later, reprinted, start_at, wish
from tests.desk.booking.phone import Phone

NOTHING = Money(0, "AZN")
DAY = 4  # days ahead: more than the 24 hours in which a cancellation is free


@pytest.fixture
def aygun(conn: Connection, house: House) -> Phone:
    """She has a canoe at ten in four days, and her bookings are on the screen."""
    phone = Phone(conn, house)
    phone.says("/start")
    booked(conn, house, phone.id)
    phone.says("/bookings")
    return phone


def booked(conn: Connection, house: House, guest: int) -> Booking:
    held = holding.hold(conn, house, wish(house, guest, start=start_at(house, 10, ahead=DAY)))
    return holding.confirm(conn, house, held.id, guest, "desk")


def asks_to_move(phone: Phone) -> None:
    phone.taps("booking")
    phone.taps("cancel")
    assert "days" in phone.acts()


def moves(phone: Phone, hour: int) -> None:
    """To another hour of tomorrow, as far as the price card."""
    phone.taps("days")
    phone.taps("times", day=start_at(phone.house, 10).date().isoformat())
    phone.taps("book", start=start_at(phone.house, hour).isoformat())
    if "party" in phone.acts():
        phone.taps("party", adults=2)


def hours(phone: Phone) -> list[tuple[str, int]]:
    return [(one.status, phone.house.local(one.start).hour) for one in phone.ahead() if one.start]


@pytest.mark.parametrize("detour", ["straight", "change time", "change people", "my bookings"])
def test_whatever_screen_it_goes_through_one_booking_is_left(
    conn: Connection, aygun: Phone, detour: str
) -> None:
    asks_to_move(aygun)
    moves(aygun, 10)
    if detour == "change time":
        moves(aygun, 15)
    if detour == "change people":
        aygun.taps("people")
        aygun.taps("party", adults=1)
    aygun.taps("hold")
    if detour == "my bookings":
        aygun.says("/bookings")
        aygun.taps("booking", booking=max(one.id for one in aygun.ahead()))
    confirm = aygun.button("confirm")
    aygun.taps_data(confirm)
    assert hours(aygun) == [("CONFIRMED", 15 if detour == "change time" else 10)]
    assert aygun.ahead()[0].replaces
    aygun.taps_data(confirm)
    assert len(aygun.ahead()) == 1
    assert_books_balance(conn, aygun.house)


def test_a_hold_that_ran_out_is_taken_again_as_a_move(conn: Connection, aygun: Phone) -> None:
    asks_to_move(aygun)
    moves(aygun, 15)
    aygun.taps("hold")
    aygun.house = later(aygun.house, minutes=16)
    aygun.taps("confirm")
    assert hours(aygun) == [("CONFIRMED", 15)]
    assert_books_balance(conn, aygun.house)


def test_an_old_move_button_leaves_a_used_booking_as_it_is(aygun: Phone) -> None:
    asks_to_move(aygun)
    move = aygun.button("days")
    (old,) = aygun.ahead()
    aygun.house = later(aygun.house, days=DAY)
    aygun.taps_data(move)
    assert aygun.keys() == ["refuse.cannot_move"]
    assert aygun.acts() == ["days", "person", "home"]
    kept = book.by_id(aygun.conn, aygun.house, old.id)
    assert kept
    assert kept.status == "CONFIRMED"
    aygun.taps("days")
    assert aygun.keys()[0] == "book.day"


@pytest.mark.parametrize("hours_before", [-3, 3])
def test_what_can_no_longer_be_given_up_for_nothing_is_not_moved_at_the_last_step(
    conn: Connection, house: House, bence: int, hours_before: int
) -> None:
    old = booked(conn, house, bence)
    assert old.start
    late = later(house, seconds=(old.start - timedelta(hours=hours_before) - house.now).total_seconds())
    held = holding.hold(conn, late, wish(late, bence, start=start_at(late, 15), replaces=old.id))
    with pytest.raises(refusals.CannotMove) as refusal:
        moving.confirm(conn, late, held, "desk")
    assert [one.act for one in refusal.value.ways] == ["confirm", "person", "home"]
    assert refusal.value.ways[0].args == {"booking": held.id, "pay": "desk", "apart": True}
    assert book.by_id(conn, late, old.id) == old
    assert book.by_id(conn, late, held.id) == held


def test_one_booking_is_not_moved_to_two_times_unless_the_second_is_booked_apart(aygun: Phone) -> None:
    asks_to_move(aygun)
    move = aygun.button("days")
    for hour in (10, 15):
        aygun.taps_data(move)
        aygun.taps("times", day=start_at(aygun.house, 10).date().isoformat())
        aygun.taps("book", start=start_at(aygun.house, hour).isoformat())
        if "party" in aygun.acts():
            aygun.taps("party", adults=2)
        aygun.taps("hold")
    first, second = (one.id for one in aygun.ahead() if one.status == "ON_HOLD")
    aygun.taps("confirm", booking=first)
    aygun.taps("confirm", booking=second)
    assert aygun.keys() == ["refuse.cannot_move"]
    assert sorted(hours(aygun)) == [("CONFIRMED", 10), ("ON_HOLD", 15)]
    aygun.taps("confirm", apart=True)
    assert sorted(hours(aygun)) == [("CONFIRMED", 10), ("CONFIRMED", 15)]


def test_nobody_moves_the_booking_of_another_guest(
    conn: Connection, house: House, aygun: Phone, bence: int
) -> None:
    (old,) = aygun.ahead()
    held = holding.hold(conn, house, wish(house, bence, replaces=old.id))
    with pytest.raises(NotForYou):
        moving.confirm(conn, house, held, "desk")


def test_who_waits_for_a_start_moves_there_when_there_is_room(
    conn: Connection, house: House, aygun: Phone, bence: int
) -> None:
    full = holding.hold(conn, house, wish(house, bence, Party(8)))
    (old,) = aygun.ahead()
    with pytest.raises(refusals.SoldOut) as refusal:
        holding.hold(conn, house, wish(house, aygun.id, replaces=old.id))
    assert {one.args.get("moves") for one in refusal.value.ways} == {old.id}
    wait = refusal.value.ways[-1].args
    assert wait["moves"] == old.id
    waiting.join(conn, house, aygun.id, "canoe", "default", start_at(house, 10), Party(2), old.id)
    (offered,) = holding.release(conn, house, full.id, bence).offered
    booked_now, ended = moving.confirm(conn, house, offered, "desk")
    assert (booked_now.status, ended.booking.id, ended.booking.reason) == ("CONFIRMED", old.id, "moved")
    assert_books_balance(conn, house)


@pytest.mark.parametrize("answered", ["too late", "in time"])
def test_what_is_offered_too_late_for_a_move_is_booked_apart_whatever_it_has_to_know(
    conn: Connection, aygun: Phone, bence: int, answered: str
) -> None:
    """She is asked of allergies; the free hours of the old time end before that question or after it."""
    aygun.house = reprinted(aygun.house, lambda it: it["offers"]["canoe"]["rules"].update(allergies="true"))
    (old,) = aygun.ahead()
    assert old.start
    full = booked_full(conn, aygun.house, bence)
    afternoon = start_at(aygun.house, 15, ahead=DAY)
    waiting.join(conn, aygun.house, aygun.id, "canoe", "default", afternoon, Party(2), old.id)
    deadline = old.start - timedelta(hours=24)
    aygun.house = replace(aygun.house, now=deadline + timedelta(minutes=1 if answered == "too late" else -1))
    after.letters(conn, aygun.house, cancelling.by_hotel(conn, aygun.house, full, kept=NOTHING).offered)
    aygun.taps("confirm")
    if answered == "in time":
        assert aygun.keys()[0] == "need.allergies"
        aygun.house = later(aygun.house, minutes=2)
        aygun.taps("needed")
    assert aygun.keys() == ["refuse.cannot_move"], "before anything is asked in vain"
    aygun.taps("confirm", apart=True)
    assert aygun.keys()[0] == "need.allergies"
    aygun.taps("needed")
    assert sorted(hours(aygun)) == [("CONFIRMED", 10), ("CONFIRMED", 15)]
    assert_books_balance(conn, aygun.house)


def booked_full(conn: Connection, house: House, guest: int) -> Booking:
    """All places of the afternoon."""
    all_of_it = wish(house, guest, Party(8), start=start_at(house, 15, ahead=DAY))
    return holding.confirm(conn, house, holding.hold(conn, house, all_of_it).id, guest, "desk")


def test_the_places_of_the_old_time_go_to_who_waits_for_them(
    conn: Connection, house: House, aygun: Phone, bence: int
) -> None:
    (old,) = aygun.ahead()
    assert old.start
    rest = holding.hold(conn, house, wish(house, bence, Party(6), start=old.start))
    holding.confirm(conn, house, rest.id, bence, "desk")
    waiting.join(conn, house, bence, "canoe", "default", old.start, Party(2))
    asks_to_move(aygun)
    moves(aygun, 15)
    aygun.taps("hold")
    aygun.taps("confirm")
    assert [one.status for one in book.of_guest(conn, house, bence)] == ["CONFIRMED", "ON_HOLD"]
    assert Phone(conn, house, chat=305).keys() == ["waiting.free"]
    assert not cancelling.free(old, later(house, days=DAY).now)
    assert_books_balance(conn, house)
