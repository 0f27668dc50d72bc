"""A few more minutes: up to the hotel's ceiling, never past the cut-off, and the same tap twice is once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import book, holding, longer, refusals
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.problems import NotForYou
from tests.desk.booking.cast import assert_books_balance, later, start_at, wish


def more(conn: Connection, house: House, held: Booking, after: float) -> Booking:
    assert held.expires_at
    return longer.extend(conn, later(house, minutes=after), held.id, held.guest_id, seen=held.expires_at)


def test_a_hold_is_extended_by_its_own_length_up_to_the_ceiling(
    conn: Connection, house: House, aygun: int
) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    first = more(conn, house, held, 10)
    assert first.expires_at == house.now + timedelta(minutes=30)
    assert timers.next_due(conn, house.id) == first.expires_at
    second = more(conn, house, first, 11)
    assert second.expires_at == house.now + timedelta(minutes=45), "three quarters of an hour in all"
    assert not longer.extendable(later(house, minutes=12), second)
    with pytest.raises(refusals.HeldLongEnough) as refused:
        more(conn, house, second, 40)
    assert [one.act for one in refused.value.ways] == ["confirm", "release", "home"]
    assert_books_balance(conn, house)


def test_the_same_tap_twice_is_once(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    first = more(conn, house, held, 5)
    assert more(conn, house, held, 9) == first, "the button was sent with the first hold"
    assert book.by_id(conn, house, held.id) == first


def test_never_past_the_cut_off(conn: Connection, house: House, aygun: int) -> None:
    """Sold until half an hour before the start, and it is forty minutes before it."""
    offer, _ = house.sold("canoe", "default") or (None, None)
    assert offer
    cut_off = start_at(house, 15, ahead=0) - timedelta(minutes=offer.rules.notice_minutes)
    near = House(house.id, house.catalog, house.version, cut_off - timedelta(minutes=20))
    held = holding.hold(conn, near, wish(house, aygun, start=start_at(house, 15, ahead=0)))
    assert longer.cut_off(near, held) == cut_off
    extended = more(conn, near, held, 14)
    assert extended.expires_at == cut_off
    with pytest.raises(refusals.HeldLongEnough):
        more(conn, near, extended, 19)


def test_what_ran_out_is_not_extended_but_can_be_had_again(
    conn: Connection, house: House, aygun: int
) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    with pytest.raises(refusals.HoldExpired) as refused:
        more(conn, house, held, 15)
    assert refused.value.ways[0].act == "book"
    assert holding.confirm(conn, later(house, minutes=16), held.id, aygun, "desk").status == "CONFIRMED"
    assert more(conn, house, held, 17).status == "CONFIRMED", "an old button changes nothing"


def test_nobody_extends_a_hold_of_another(conn: Connection, house: House, aygun: int, bence: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    assert held.expires_at
    with pytest.raises(NotForYou):
        longer.extend(conn, house, held.id, bence, seen=held.expires_at)


def test_an_extended_hold_keeps_its_places_and_its_price(conn: Connection, house: House, aygun: int) -> None:
    held = holding.hold(conn, house, wish(house, aygun))
    extended = more(conn, house, held, 14)
    assert holding.expire(conn, later(house, minutes=15), held.id) is None
    booked = holding.confirm(conn, later(house, minutes=25), extended.id, aygun, "desk")
    assert (booked.status, booked.reason, booked.quote) == ("CONFIRMED", None, held.quote)
