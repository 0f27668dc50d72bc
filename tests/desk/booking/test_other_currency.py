"""The hotel has changed its currency, and bookings live that were paid in the one before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import book, cancelling, holding, invoice, moving, paying, till
from bot.desk.booking.book import Booking
from bot.desk.booking.paying import Charge
from bot.desk.house import House
from bot.money import Money
from tests.desk.booking.cast import assert_books_balance, start_at, wish
from tests.desk.booking.packs import Crowd, packing_house
from tests.desk.booking.rained import moves_on

AZN = Money(8000, "AZN")


def in_euros(house: House) -> House:
    hotel = house.catalog.hotel.model_copy(update={"currency": "EUR"})
    return replace(house, catalog=house.catalog.model_copy(update={"hotel": hotel}))


@pytest.fixture
def paid(conn: Connection, house: House, aygun: int) -> Booking:
    """Two have paid 80 manat by card for the morning."""
    people.ensure_property(conn, house.id)
    till.know_provider(conn, house.id, "test")
    held = holding.hold(conn, house, wish(house, aygun, start=start_at(house, 10, ahead=3)))
    return pays(conn, house, held)


def pays(conn: Connection, house: House, held: Booking) -> Booking:
    one = till.ask(conn, house, held, request=f"press {held.id}")
    assert one
    charge = Charge(one.payload, invoice.units(one.amount) or 0, one.amount.currency)
    paying.approve(conn, house, held.guest_id, charge)
    number = f"charge {held.id}"
    done = paying.receive(conn, house, replace(charge, charge_id=number, provider_id=number))
    assert done.booking
    return done.booking


def anew(conn: Connection, house: House, old: Booking) -> Booking:
    start = start_at(house, 15, ahead=3)
    return holding.hold(conn, house, wish(house, old.guest_id, start=start, replaces=old.id))


def owed(conn: Connection, house: House) -> list[Money]:
    return [one.amount for one in till.owed(conn, house)]


def test_what_is_moved_costs_the_new_currency_and_the_old_money_goes_back(
    conn: Connection, house: House, paid: Booking
) -> None:
    now = in_euros(house)
    held = anew(conn, now, paid)
    assert held.quote.total == Money(8000, "EUR")
    booked, ended = moving.confirm(conn, now, held, "desk")
    assert (booked.status, booked.payment) == ("CONFIRMED", "desk")
    assert (ended.booking.id, ended.booking.status) == (paid.id, "CANCELLED")
    assert owed(conn, now) == [AZN]
    assert_books_balance(conn, now)


def test_the_new_time_can_be_paid_by_card(conn: Connection, house: House, paid: Booking) -> None:
    now = in_euros(house)
    held = anew(conn, now, paid)
    assert till.possible(conn, now, held)
    booked = pays(conn, now, held)
    assert (booked.status, booked.payment, owed(conn, now)) == ("CONFIRMED", "card", [AZN])
    found = till.paid_for(conn, now, booked.id)
    assert found
    assert found.amount == Money(8000, "EUR")
    was = book.by_id(conn, now, paid.id)
    assert was
    assert was.status == "CANCELLED"


def test_what_the_weather_moves_stays_as_it_was_paid(conn: Connection, house: House, paid: Booking) -> None:
    now = in_euros(house)
    booked, _ = moves_on(conn, now, paid, start_at(house, 15, ahead=3))
    assert (booked.payment, booked.quote.total, owed(conn, now)) == ("card", AZN, [])
    assert_books_balance(conn, now)


def test_a_part_of_a_package_keeps_its_share_of_what_was_paid(conn: Connection, house: House) -> None:
    crowd = Crowd(conn, packing_house(house))
    one = crowd.holds(0, "canoe", "bath", "menu")
    crowd.pays(one)
    crowd.house = in_euros(crowd.house)
    part = next(part for part in crowd.parts(one) if part.part == "canoe")
    moved = crowd.moves(part)
    assert (moved.payment, moved.quote.total, owed(conn, crowd.house)) == ("card", part.quote.total, [])
    cancelling.cancel(conn, crowd.house, moved.id, moved.guest_id)
    assert owed(conn, crowd.house) == [part.quote.total]
