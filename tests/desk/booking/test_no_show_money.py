"""Nobody came, and it was paid by card: the terms say what is kept, one tap lets the rest go back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.db import Connection
from bot.desk.booking import cancelling, holding, invoice, moving, packages, paying, redeeming, till
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.paying import Charge
from bot.desk.house import House
from bot.desk.people import Colleague, ensure_property
from tests.desk.booking.cast import later, start_at, wish
from tests.desk.booking.packs import Crowd, packing_house

DANA = Colleague(11, "Dana", "en", "reception", None, "active")


def owed(conn: Connection, house: House) -> list[int]:
    return [one.amount.minor for one in till.owed(conn, house)]


def paid(conn: Connection, house: House, guest: int, *, start: datetime) -> Booking:
    held = holding.hold(conn, house, wish(house, guest, start=start))
    one = till.ask(conn, house, held, request="press")
    assert one
    units = invoice.units(one.amount)
    assert units
    paying.receive(conn, house, Charge(one.payload, units, one.amount.currency, "c", "n"))
    return holding.confirm(conn, house, held.id, guest, "card")


@pytest.fixture
def absent(conn: Connection, house: House, aygun: int) -> tuple[House, Booking]:
    """A paid canoe whose people are not there half an hour after its start."""
    ensure_property(conn, house.id)
    till.know_provider(conn, house.id, "test")
    booked = paid(conn, house, aygun, start=start_at(house, 10))
    assert booked.start
    then = later(house, minutes=(booked.start - house.now) / timedelta(minutes=1) + 30)
    return then, redeeming.no_show(conn, then, booked, DANA)


def test_what_the_terms_do_not_keep_goes_back_by_one_tap_and_once(
    conn: Connection, absent: tuple[House, Booking]
) -> None:
    house, gone = absent
    assert owed(conn, house) == [], "nothing goes back by itself"
    rest = gone.quote.total - (gone.kept or gone.quote.total)
    assert redeeming.to_pay_back(conn, house, gone) == rest
    assert redeeming.pay_back(conn, house, gone, DANA) == rest
    assert redeeming.pay_back(conn, house, gone, DANA) is None
    assert owed(conn, house) == [rest.minor]
    assert not redeeming.undoable(conn, gone, house)
    with pytest.raises(redeeming.UndoneLate):
        redeeming.undo(conn, house, gone, DANA)


def test_whoever_came_after_all_has_nothing_to_be_paid_back(
    conn: Connection, absent: tuple[House, Booking]
) -> None:
    house, gone = absent
    here = redeeming.undo(conn, house, gone, DANA)
    assert redeeming.to_pay_back(conn, house, here) is None
    assert owed(conn, house) == []


def test_what_is_cancelled_afterwards_gives_back_the_difference_only(
    conn: Connection, absent: tuple[House, Booking]
) -> None:
    house, gone = absent
    rest = redeeming.pay_back(conn, house, gone, DANA)
    assert rest
    cancelling.by_hotel(conn, house, gone, kept=gone.quote.total.percent(0))
    assert sum(owed(conn, house)) == gone.quote.total.minor


def test_only_what_was_paid_goes_back_of_what_was_moved_to_a_dearer_time(
    conn: Connection, house: House, aygun: int
) -> None:
    """Two paid 80, three go: 40 are still to be paid. The fee is 60 of 120, so 20 go back and not 60."""
    ensure_property(conn, house.id)
    till.know_provider(conn, house.id, "test")
    old = paid(conn, house, aygun, start=start_at(house, 10, ahead=3))
    dearer = wish(house, aygun, Party(3), start=start_at(house, 15, ahead=3), replaces=old.id)
    booked, _ = moving.confirm(conn, house, holding.hold(conn, house, dearer), "desk")
    assert booked.start
    then = replace(house, now=booked.start + redeeming.GRACE)
    gone = redeeming.no_show(conn, then, booked, DANA)
    assert gone.kept
    said, before = redeeming.to_pay_back(conn, then, gone), old.quote.total - gone.kept
    assert said == before == redeeming.pay_back(conn, then, gone, DANA)
    assert owed(conn, then) == [before.minor]


def test_of_a_package_the_other_parts_keep_what_they_are_worth(conn: Connection, house: House) -> None:
    crowd = Crowd(conn, packing_house(house))
    one = crowd.holds(0, "canoe", "bath", "menu")
    crowd.pays(one)
    canoe = next(part for part in crowd.parts(one) if part.part == "canoe")
    assert canoe.start
    crowd.house = later(house, minutes=(canoe.start - house.now) / timedelta(minutes=1) + 30)
    gone = redeeming.no_show(conn, crowd.house, canoe, DANA)
    assert owed(conn, crowd.house) == []
    rest = redeeming.pay_back(conn, crowd.house, gone, DANA)
    assert rest
    assert owed(conn, crowd.house) == [rest.minor]
    ended = packages.cancel(conn, crowd.house, one.id, one.guest_id)
    back = sum(
        each.booking.quote.total.minor - (each.booking.kept or rest.percent(0)).minor for each in ended
    )
    assert sum(owed(conn, crowd.house)) == rest.minor + back
