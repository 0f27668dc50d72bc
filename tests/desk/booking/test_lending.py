"""What is moved lends its own hours to the time that takes its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import cancelling, capacity, holding, moving, refusals
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Catalog, Use
from bot.desk.house import House
from tests.desk.booking.cast import assert_books_balance, start_at, wish
from tests.desk.booking.modes import hotel_in


@pytest.fixture
def bathhouse(house: House) -> House:
    """The hotel of the five modes: of its two bathhouses guests here want the big one."""
    return replace(hotel_in("Asia/Baku", house.now), id=house.id)


def bath(conn: Connection, house: House, guest: int, hour: int, hours: int = 2, **more: Any) -> Booking:
    known = {"offer": "bath", "option": "big"} | more
    wanted = wish(house, guest, Party(1), start=start_at(house, hour), **known)
    return holding.hold(conn, house, replace(wanted, periods=hours))


def test_the_only_bathhouse_moves_into_its_own_hours(
    conn: Connection, bathhouse: House, aygun: int, bence: int
) -> None:
    """From ten to twelve, to eleven to one: the hour in common is lent, and nobody else had it meanwhile."""
    first = holding.confirm(conn, bathhouse, bath(conn, bathhouse, aygun, 10).id, aygun, "desk")
    held = bath(conn, bathhouse, aygun, 11, replaces=first.id)
    assert_books_balance(conn, bathhouse)
    for hour in (10, 11, 12):
        with pytest.raises(refusals.SoldOut):
            bath(conn, bathhouse, bence, hour, 1)
    booked, ended = moving.confirm(conn, bathhouse, held, "desk")
    assert (booked.status, ended.booking.status) == ("CONFIRMED", "CANCELLED")
    assert len(capacity.held_by(conn, booked.id)) == 5, "two hours, and half of one to clean"
    assert_books_balance(conn, bathhouse)
    assert bath(conn, bathhouse, bence, 9, 1).status == "ON_HOLD"


@pytest.mark.parametrize(("hour", "hours", "halves"), [(11, 2, 10), (10, 1, 6)])
def test_both_bathhouses_at_once_move_into_their_own_hours(
    conn: Connection, bathhouse: House, aygun: int, bence: int, hour: int, hours: int, halves: int
) -> None:
    both = replace(bathhouse, catalog=with_both(bathhouse))
    first = holding.confirm(conn, both, bath(conn, both, aygun, 10, option="either").id, aygun, "desk")
    held = bath(conn, both, aygun, hour, hours, option="either", replaces=first.id)
    booked, _ = moving.confirm(conn, both, held, "desk")
    assert len(capacity.held_by(conn, booked.id)) == halves
    assert_books_balance(conn, both)
    with pytest.raises(refusals.SoldOut):
        bath(conn, both, bence, hour, 1)


def with_both(house: House) -> Catalog:
    """Who takes "either" bathhouse has both."""
    offer = house.catalog.offers["bath"]
    each = [one.model_copy(update={"uses": [Use(resource="baths", quantity=2)]}) for one in offer.options]
    options = [both if one.code == "either" else one for one, both in zip(offer.options, each, strict=True)]
    changed = offer.model_copy(update={"options": options})
    return house.catalog.model_copy(update={"offers": {**house.catalog.offers, "bath": changed}})


def test_an_hour_less_of_the_same_hires_nothing_anew(conn: Connection, bathhouse: House, aygun: int) -> None:
    first = holding.confirm(conn, bathhouse, bath(conn, bathhouse, aygun, 10).id, aygun, "desk")
    held = bath(conn, bathhouse, aygun, 10, 1, replaces=first.id)
    assert capacity.held_by(conn, held.id) == {}
    booked, _ = moving.confirm(conn, bathhouse, held, "desk")
    assert len(capacity.held_by(conn, booked.id)) == 3
    assert_books_balance(conn, bathhouse)


def test_who_gives_the_old_time_up_keeps_what_is_held_beside_it(
    conn: Connection, bathhouse: House, aygun: int, bence: int
) -> None:
    first = holding.confirm(conn, bathhouse, bath(conn, bathhouse, aygun, 10).id, aygun, "desk")
    held = bath(conn, bathhouse, aygun, 11, replaces=first.id)
    cancelling.cancel(conn, bathhouse, first.id, aygun)
    assert len(capacity.held_by(conn, held.id)) == 5
    with pytest.raises(refusals.SoldOut):
        bath(conn, bathhouse, bence, 11, 1)
    assert holding.confirm(conn, bathhouse, held.id, aygun, "desk").status == "CONFIRMED"
    assert_books_balance(conn, bathhouse)


def test_of_two_times_beside_one_the_second_needs_room_of_its_own(
    conn: Connection, bathhouse: House, aygun: int
) -> None:
    first = holding.confirm(conn, bathhouse, bath(conn, bathhouse, aygun, 10).id, aygun, "desk")
    one, two = (bath(conn, bathhouse, aygun, 10, hours, replaces=first.id) for hours in (1, 2))
    moved, _ = moving.confirm(conn, bathhouse, two, "desk")
    assert len(capacity.held_by(conn, moved.id)) == 5
    with pytest.raises(refusals.SoldOut), conn.begin_nested():
        holding.confirm(conn, bathhouse, one.id, aygun, "desk")
    assert_books_balance(conn, bathhouse)
