"""Whatever the hotel ends it gives back whole: the money, the use of a voucher, the places, and what others
wait for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import (
    book,
    cancelling,
    departures,
    gift,
    holding,
    invoice,
    minimum,
    moves,
    paying,
    till,
    waiting,
    weather,
)
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.paying import Charge
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.people import ensure_property
from tests.desk.booking.cast import assert_books_balance, start_at, wish
from tests.desk.booking.modes import modes_facts
from tests.desk.booking.packs import Crowd, package

HOURS = 5


@pytest.fixture(autouse=True)
def with_a_provider(conn: Connection, house: House) -> None:
    ensure_property(conn, house.id)
    till.know_provider(conn, house.id, "test")


def from_four(house: House, *codes: str, fewer: str = "cancel") -> House:
    """These set off from four people; it is settled five hours before."""
    facts = modes_facts()
    facts["offers"]["week"] = package()
    minimum = {"people": 4, "decide_minutes": HOURS * 60, "fewer": fewer}
    for code in codes:
        rules = facts["offers"][code].get("rules") or {}
        facts["offers"][code]["rules"] = {**rules, "minimum": minimum, "notice_minutes": HOURS * 60}
    return replace(house, catalog=Catalog.model_validate(facts))


def at_the_hour(house: House, one: Booking) -> House:
    assert one.start
    return replace(house, now=one.start - timedelta(hours=HOURS))


def named(one: Booking) -> str:
    assert one.start
    return minimum.ref(one.offer, one.option, one.start)


def paid(conn: Connection, house: House, held: Booking) -> Booking:
    one = till.ask(conn, house, held, request=f"pay {held.id}")
    assert one
    numbers = {"charge_id": f"c-{held.id}", "provider_id": f"n-{held.id}"}
    charge = Charge(one.payload, invoice.units(one.amount) or 0, one.amount.currency, **numbers)
    found = paying.receive(conn, house, charge)
    assert found.booking
    return found.booking


def owed(conn: Connection, house: House) -> list[int]:
    return [one.amount.minor for one in till.owed(conn, house)]


def too_few(conn: Connection, house: House, one: Booking) -> Sequence[book.Ended]:
    settled = departures.settle(conn, at_the_hour(house, one), named(one))
    assert settled
    return settled.ended


def staff_say_no(conn: Connection, house: House, one: Booking) -> Sequence[book.Ended]:
    asking = replace(house, catalog=from_four(house, "canoe", fewer="ask").catalog)
    asked = departures.settle(conn, at_the_hour(asking, one), named(one))
    assert asked
    assert (asked.departure.state, asked.ended) == ("asked", ())
    done = departures.answer(conn, at_the_hour(asking, one), asked.departure.id, runs=False, by="Dana")
    assert done
    return done.ended


def rain(conn: Connection, house: House, one: Booking) -> Sequence[book.Ended]:
    ended = weather.call_off(conn, house, one)
    assert ended
    return [ended]


ENDS: dict[str, Callable[[Connection, House, Booking], Sequence[book.Ended]]] = {
    "too few": too_few,
    "staff say no": staff_say_no,
    "the weather": rain,
}


@pytest.mark.parametrize("end", ENDS)
def test_money_and_the_voucher_come_back_however_the_hotel_ends_it(
    conn: Connection, house: House, aygun: int, end: str
) -> None:
    grouped = from_four(house, "canoe")
    words = gift.issue(conn, grouped, until=None, by="desk", percent=20, most=1)
    code = gift.by_code(conn, grouped, words)
    assert code
    held = holding.hold(conn, grouped, wish(grouped, aygun, Party(2), gift=code.ref))
    booked = paid(conn, grouped, held)
    assert booked.payment == "card"
    (ended,) = ENDS[end](conn, grouped, booked)
    assert (ended.booking.status, ended.booking.owed.minor) == ("CANCELLED", 0)
    assert owed(conn, grouped) == [booked.quote.total.minor]
    assert gift.used_by(conn, grouped, code) == []
    assert gift.left(conn, grouped, code) == 1
    assert_books_balance(conn, grouped)


def test_of_a_package_that_was_paid_the_part_that_does_not_run_comes_back(
    conn: Connection, house: House
) -> None:
    crowd = Crowd(conn, from_four(house, "canoe"))
    code = crowd.gives_a_code(most=1)
    one = crowd.holds(0, "canoe", "bath", "menu", code=code)
    crowd.pays(one)
    canoe = next(part for part in crowd.parts(one) if part.part == "canoe")
    crowd.house = at_the_hour(crowd.house, canoe)
    assert departures.settle(conn, crowd.house, named(canoe))
    assert owed(conn, crowd.house) == [canoe.quote.total.minor]
    found = gift.by_ref(conn, crowd.house, code)
    assert found
    assert gift.used_by(conn, crowd.house, found) == [one.ref], "the rest of it stands"
    crowd.balances()


def test_what_a_trip_does_not_need_is_offered_to_who_waits_for_it_elsewhere(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    """The trip takes one of three boats."""
    shared = from_four(house, "trip")
    start = start_at(shared, 10, ahead=2)
    held = holding.hold(conn, shared, wish(shared, aygun, Party(1), offer="trip", start=start))
    trip = holding.confirm(conn, shared, held.id, aygun, "desk")
    boats: dict[str, Any] = {"offer": "boat", "option": "half", "start": start}
    for _ in range(2):
        holding.hold(conn, shared, wish(shared, bence, Party(1), **boats))
    assert waiting.join(conn, shared, bence, "boat", "half", start, Party(1)) == ()
    hour = at_the_hour(shared, trip)
    settled = departures.settle(conn, hour, named(trip))
    assert settled
    assert [one.offer for ended in settled.ended for one in ended.offered][:1] == ["boat"]
    assert_books_balance(conn, hour)


def test_nobody_who_waits_for_it_is_offered_what_does_not_run(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    """Three of eight are booked and five wait in one party, at the last moment at which it could be sold."""
    grouped = from_four(house, "canoe")
    held = holding.hold(conn, grouped, wish(grouped, aygun, Party(3)))
    booked = holding.confirm(conn, grouped, held.id, aygun, "desk")
    assert booked.start
    assert waiting.join(conn, grouped, bence, "canoe", "default", booked.start, Party(6)) == ()
    settled = departures.settle(conn, at_the_hour(grouped, booked), named(booked))
    assert settled
    assert [one.offered for one in settled.ended] == [()]
    assert not book.of_guest(conn, at_the_hour(grouped, booked), bence)


def test_no_change_that_ends_a_booking_is_made_without_giving_back(
    conn: Connection, house: House, aygun: int
) -> None:
    """The control: what ends a booking is not one of the changes that `moves.move` makes."""
    held = holding.hold(conn, house, wish(house, aygun))
    for ending in (moves.CANCEL, moves.RELEASE, moves.EXPIRE):
        with pytest.raises(Exception, match="Ending"):
            moves.move(conn, house, ending, held.id)  # type: ignore[arg-type]  # the type checker says no too
    assert cancelling.cancel(conn, house, held.id, aygun).booking.status == "CANCELLED"
