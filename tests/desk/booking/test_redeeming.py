"""They came, nobody came, and back: each happens once, and what it means for the bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import book, codes, daybook, holding, log, moves, moving, redeeming
from bot.desk.booking.book import Booking
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.say import At
from bot.schema import bookings
from tests.desk.booking.cast import assert_books_balance, later, start_at, wish
from tests.desk.booking.rained import moves_on

ANYHOW = {"status": "REDEEMED", "sequence": bookings.c.sequence + 1}
UNGUARDED = update(bookings).values(ANYHOW).returning(bookings)  # whatever it was before


@pytest.fixture
def dana(conn: Connection, house: House) -> Colleague:
    return people.appoint(conn, house, 31, name="Dana", language="en", role="reception")


def booked(conn: Connection, house: House, guest: int, **facts: Any) -> Booking:
    held = holding.hold(conn, house, wish(house, guest, **facts))
    return holding.confirm(conn, house, held.id, guest, "room")


def at_the_start(house: House, one: Booking, **by: float) -> House:
    assert one.start
    return later(house, seconds=(one.start - house.now + timedelta(**by)).total_seconds())


def test_of_two_who_note_it_one_does(conn: Connection, house: House, aygun: int, dana: Colleague) -> None:
    one = booked(conn, house, aygun)
    then = at_the_start(house, one)
    assert redeeming.redeem(conn, then, one, dana).status == "REDEEMED"
    with pytest.raises(redeeming.RedeemedAlready) as refused:
        redeeming.redeem(conn, then, one, dana)
    assert refused.value.params["person"] == "Dana"
    assert [done.act for done in log.of(conn, then, one)] == ["redeemed"]
    assert_books_balance(conn, then)


def test_an_update_without_its_condition_is_caught(
    conn: Connection, house: House, aygun: int, dana: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control: with a redemption that asks for nothing the second colleague is let through."""
    monkeypatch.setattr(moves, "REDEEM", UNGUARDED)
    one = booked(conn, house, aygun)
    then = at_the_start(house, one)
    redeeming.redeem(conn, then, one, dana)
    with pytest.raises(pytest.fail.Exception), pytest.raises(redeeming.RedeemedAlready):
        redeeming.redeem(conn, then, one, dana)


def test_a_cancelled_or_held_place_is_not_redeemed(
    conn: Connection, house: House, aygun: int, dana: Colleague
) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    with pytest.raises(redeeming.NotRedeemable):
        redeeming.redeem(conn, at_the_start(house, held), held, dana)
    gone = holding.release(conn, house, held.id, aygun).booking
    with pytest.raises(redeeming.NotRedeemable):
        redeeming.redeem(conn, at_the_start(house, gone), gone, dana)


def test_a_voucher_of_another_day_says_which(
    conn: Connection, house: House, aygun: int, dana: Colleague
) -> None:
    one = booked(conn, house, aygun)
    with pytest.raises(redeeming.RedeemedEarly):
        redeeming.redeem(conn, house, one, dana)
    assert redeeming.redeem(conn, at_the_start(house, one, hours=-11), one, dana).status == "REDEEMED"


@pytest.mark.parametrize(
    ("hour", "after", "asked"),
    [
        (10, {"hours": 12}, False),
        (10, {"hours": 24}, True),
        (22, {"hours": 2}, False),
        (22, {"hours": 6}, True),
    ],
)
def test_a_voucher_of_a_day_that_is_over_is_redeemed_with_one_tap_more(
    conn: Connection,
    house: House,
    aygun: int,
    dana: Colleague,
    hour: int,
    after: dict[str, float],
    asked: bool,
) -> None:
    """Who came in the evening may be noted past midnight."""
    one = booked(conn, house, aygun)
    assert one.start
    over = start_at(house, hour) + timedelta(minutes=90)
    conn.execute(update(bookings).values(start=over - timedelta(minutes=90), end=over))
    one = book.theirs(conn, house, one.id, aygun)
    then = replace(house, now=over + timedelta(**after))
    if asked:
        with pytest.raises(redeeming.RedeemedLate) as told:
            redeeming.redeem(conn, then, one, dana)
        assert told.value.params["start"] == At(over - timedelta(minutes=90), "both")
        assert (told.value.ways[0].act, dict(told.value.ways[0].args)) == (
            "day_came",
            {"booking": one.id, "late": True},
        )
    assert redeeming.redeem(conn, then, one, dana, late=asked).status == "REDEEMED"
    with pytest.raises(redeeming.RedeemedAlready):
        redeeming.redeem(conn, then, one, dana, late=asked)


def test_what_was_noted_is_taken_back_within_a_quarter_of_an_hour(
    conn: Connection, house: House, aygun: int, dana: Colleague
) -> None:
    one = booked(conn, house, aygun)
    then = at_the_start(house, one)
    done = redeeming.redeem(conn, then, one, dana)
    back = redeeming.undo(conn, later(then, minutes=14), done, dana)
    assert (back.status, back.redeemed_at) == ("CONFIRMED", None)
    again = redeeming.redeem(conn, then, back, dana)
    with pytest.raises(redeeming.UndoneLate):
        redeeming.undo(conn, later(then, minutes=15), again, dana)
    assert_books_balance(conn, then)


def test_nobody_is_absent_before_the_grace_is_over(
    conn: Connection, house: House, aygun: int, dana: Colleague
) -> None:
    one = booked(conn, house, aygun)
    with pytest.raises(redeeming.NoShowEarly):
        redeeming.no_show(conn, at_the_start(house, one, minutes=14), one, dana)
    then = at_the_start(house, one, minutes=15)
    absent = redeeming.no_show(conn, then, one, dana)
    assert absent.status == "CONFIRMED"
    assert absent.owed == one.quote.total.percent(50)
    assert redeeming.state(absent) == "no_show"
    with pytest.raises(redeeming.NotRedeemable):
        redeeming.redeem(conn, then, absent, dana)
    came = redeeming.undo(conn, then, absent, dana)
    assert (came.owed, came.kept) == (one.quote.total, None)
    assert redeeming.redeem(conn, then, came, dana).status == "REDEEMED"


def test_the_sequence_rises_with_every_change(
    conn: Connection, house: House, aygun: int, dana: Colleague
) -> None:
    one = booked(conn, house, aygun)
    then = at_the_start(house, one)
    done = redeeming.redeem(conn, then, one, dana)
    back = redeeming.undo(conn, then, done, dana)
    assert 0 < one.sequence < done.sequence < back.sequence


def test_a_voucher_leads_to_where_the_booking_has_moved(conn: Connection, house: House, aygun: int) -> None:
    first = booked(conn, house, aygun, start=start_at(house, 10, ahead=3))
    token = codes.new(conn, house, first)
    for day in (4, 5):
        old = codes.behind(conn, house, token)
        assert old
        new = Wish(f"move-{day}", aygun, "canoe", "default", start_at(house, 10, ahead=day), Party(2), old.id)
        now, _ = moving.confirm(conn, house, holding.hold(conn, house, new), "room")
        found = codes.behind(conn, house, token)
        assert found
        assert (found.id, found.calendar) == (now.id, first.ref)
        assert found.sequence > old.sequence
    assert codes.behind(conn, house, "v-" + "x" * 22) is None


def test_a_voucher_leads_to_where_the_weather_has_moved_it(
    conn: Connection, house: House, aygun: int
) -> None:
    first = booked(conn, house, aygun)
    token = codes.new(conn, house, first)
    now, ended = moves_on(conn, house, first, start_at(house, 10, ahead=2))
    assert ended.booking.reason == "weather"
    assert codes.behind(conn, house, token) == now


def test_a_voucher_of_another_hotel_opens_nothing(conn: Connection, house: House, aygun: int) -> None:
    token = codes.new(conn, house, booked(conn, house, aygun))
    other = House("elsewhere", house.catalog, house.version, house.now)
    assert codes.behind(conn, house, token)
    assert codes.behind(conn, other, token) is None


def test_a_day_is_the_hotels_own(conn: Connection, house: House, aygun: int) -> None:
    one = booked(conn, house, aygun)
    tomorrow = house.today + timedelta(days=1)
    assert [entry.booking.id for entry in daybook.of_day(conn, house, tomorrow)] == [one.id]
    assert daybook.of_day(conn, house, house.today) == []
    found = daybook.by_ref(conn, house, one.ref.lower().removeprefix("b-"))
    assert found
    assert found.booking == book.by_id(conn, house, one.id)
