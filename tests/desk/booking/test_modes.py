"""What each way of booking takes, and when: pools, named things, days and nights on which clocks change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk.booking import (
    book,
    cancelling,
    capacity,
    holding,
    redeeming,
    requests,
    sessions,
    vector,
    waiting,
)
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.capacity import Start
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.booking.refusals import NoneLeft, NotThatDay, RequestFull, SoldOut
from bot.desk.booking.requests import Accepted, RequestWish
from bot.desk.booking.sessions import midnight
from bot.desk.booking.vector import Need
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.schema import claims
from tests.desk.booking.cast import assert_books_balance, later
from tests.desk.booking.modes import BOATS, GUIDES, MENUS, hotel_in, with_boats_for_the_guide
from tests.thin import statements

NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Press = Callable[..., Booking]


@pytest.fixture
def house() -> House:
    return hotel_in("Asia/Baku", NOON)


@pytest.fixture
def press(conn: Connection, house: House, aygun: int) -> Press:
    """Hold one: "boat/half", with a start, for so many periods or pieces; confirmed, so that all may hold."""

    def held(what: str, start: datetime | None, guest: int = aygun, **much: Any) -> Booking:
        offer, _, option = what.partition("/")
        request = f"{what} {start} {much} {len(_claims(conn))}"
        party = much.pop("party", Party(1))
        made = holding.hold(
            conn, house, Wish(request, guest, offer, option or "default", start, party, **much)
        )
        return holding.confirm(conn, house, made.id, guest, "desk")

    return held


def _claims(conn: Connection) -> list[Any]:
    return list(conn.execute(select(claims.c.id)).scalars())


def at(house: House, hour: int, minute: int = 0, *, ahead: int = 1) -> datetime:
    return house.moment(house.today + timedelta(days=ahead), time(hour, minute)).astimezone(UTC)


def day(house: House, ahead: int = 1) -> datetime:
    return midnight(house, house.today + timedelta(days=ahead))


def test_half_a_day_a_day_and_a_week_are_the_same_boats(
    conn: Connection, house: House, bence: int, press: Press
) -> None:
    press("boat/half", at(house, 9))
    press("boat/day", day(house))
    press("boat/week", day(house))
    with pytest.raises(SoldOut):
        press("boat/half", at(house, 9, 30), bence)
    with pytest.raises(SoldOut):
        press("boat/day", day(house, ahead=0) + timedelta(days=1), bence)
    press("boat/half", at(house, 13, 30), bence)  # the first is back at one, and clean half an hour later
    with pytest.raises(SoldOut):
        press("boat/week", day(house), bence)
    assert_books_balance(conn, house)


def test_a_trip_takes_a_boat_from_those_for_hire_and_gives_it_back(
    conn: Connection, house: House, bence: int, press: Press
) -> None:
    offer, option = house.catalog.offers["boat"], house.catalog.offers["boat"].options[1]
    trip = press("trip", at(house, 10))
    assert capacity.left(conn, house, offer, option, day(house)) == BOATS - 1
    capacity.release(conn, house, trip.id)
    assert capacity.left(conn, house, offer, option, day(house)) == BOATS


def test_who_waits_for_a_week_is_offered_the_boat_of_a_trip(
    conn: Connection, house: House, aygun: int, bence: int, press: Press
) -> None:
    trip = press("trip", at(house, 10))
    for _ in range(BOATS - 1):
        press("boat/week", day(house))
    assert waiting.join(conn, house, bence, "boat", "week", day(house), Party(2)) == ()
    ended = holding.release(conn, house, trip.id, aygun)  # confirmed: it stays as it is
    assert ended.offered == ()
    (offered,) = cancelling.cancel(conn, house, trip.id, aygun).offered
    assert (offered.offer, offered.option, offered.guest_id) == ("boat", "week", bence)


def test_a_bathhouse_is_never_two_parties_and_is_cleaned_between(
    conn: Connection, house: House, bence: int, press: Press
) -> None:
    first = press("bath/either", at(house, 10))
    second = press("bath/either", at(house, 10), bence)
    units = {_unit(conn, first), _unit(conn, second)}
    assert units == {"baths#big", "baths#small"}
    for minute in (0, 30):
        with pytest.raises(SoldOut):
            press("bath/either", at(house, 10 + (minute > 0), 0), bence)
    assert press("bath/either", at(house, 11, 30), bence).status == "CONFIRMED"


def test_the_one_that_is_asked_for_by_name_is_left_to_who_asks_for_it(
    conn: Connection, house: House, bence: int, press: Press
) -> None:
    assert _unit(conn, press("bath/big", at(house, 10))) == "baths#big"
    assert _unit(conn, press("bath/either", at(house, 10), bence)) == "baths#small"
    with pytest.raises(SoldOut):
        press("bath/big", at(house, 10, 30), bence)


def _unit(conn: Connection, booking: Booking) -> str:
    (unit,) = set(conn.execute(select(claims.c.resource).where(claims.c.booking_id == booking.id)).scalars())
    return str(unit)


def test_a_stock_is_sold_once_whatever_the_day(conn: Connection, house: House, press: Press) -> None:
    press("menu", None, count=MENUS - 1)
    with pytest.raises(NoneLeft):
        press("menu", None, count=2)
    assert press("menu", None, count=1).quote.total.minor == 1200
    assert book.of_guest(conn, house, 1)


def test_what_waits_for_staff_holds_its_place_and_a_refusal_frees_it(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    def ask(guest: int, name: str, wish: str) -> Booking:
        return requests.ask(conn, house, RequestWish(name, guest, "guide", "default", wish, Party(1)))

    tomorrow = (house.today + timedelta(days=1)).isoformat()
    made = [ask(aygun, f"a{n}", tomorrow) for n in range(GUIDES)]
    with pytest.raises(NoneLeft):
        ask(bence, "b", tomorrow)
    words = ask(bence, "words", "some day, we do not know yet")
    assert words.status == "PENDING"  # it names no day; what staff set for it is counted
    with pytest.raises(RequestFull), conn.begin_nested():
        requests.accept(conn, house, words.id, "Dana", at(house, 10))
    requests.refuse(conn, house, made[0].id, "Dana", "")
    assert ask(bence, "b again", tomorrow).status == "PENDING"
    start = at(house, 10)
    assert requests.accept(conn, house, made[1].id, "Dana", start).booking.start == start
    assert_books_balance(conn, house)


def test_what_a_request_does_not_need_of_its_day_is_offered_to_who_waits_for_it(
    conn: Connection, house: House, aygun: int, bence: int
) -> None:
    """Asked for by the day the guide has all boats of it, accepted for two hours of the afternoon no more."""
    hotel = with_boats_for_the_guide(house)
    tomorrow = (hotel.today + timedelta(days=1)).isoformat()
    wanted = RequestWish("a", aygun, "guide", "default", tomorrow, Party(1))
    asked = requests.ask(conn, hotel, wanted)
    for hour in (10, 14):
        assert waiting.join(conn, hotel, bence, "trip", "default", at(hotel, hour), Party(1)) == ()
    done = requests.accept(conn, hotel, asked.id, "Dana", at(hotel, 14))
    assert [(one.guest_id, one.offer, one.start) for one in done.offered] == [(bence, "trip", at(hotel, 10))]
    assert requests.accept(conn, hotel, asked.id, "Dana", at(hotel, 14)) == Accepted(done.booking)
    assert_books_balance(conn, hotel)


def test_a_rental_is_as_long_as_the_hotel_is_open_and_no_longer(house: House) -> None:
    bath = house.catalog.offers["bath"]
    found = {
        hour: sessions.longest(house, bath, bath.options[0], at(house, hour)) for hour in (9, 15, 16, 17)
    }
    assert found == {9: 3, 15: 3, 16: 2, 17: 1}


def test_longer_than_there_is_is_refused_with_other_days(house: House, press: Press) -> None:
    with pytest.raises(NotThatDay):
        press("bath/either", at(house, 17), periods=2)


def test_a_day_on_which_the_hotel_rests_is_sold_by_nobody() -> None:
    closed = [{"from": "2026-11-22", "until": "2026-11-23"}]
    house = hotel_in("Asia/Baku", NOON, closed=closed)
    ticket, boat = house.catalog.offers["ticket"], house.catalog.offers["boat"]
    days = sessions.days(ticket, ticket.options[0], house)
    assert date(2026, 11, 22) not in days
    assert date(2026, 11, 24) in days
    assert sessions.longest(house, boat, boat.options[1], day(house)) == 1  # Saturday, not into Sunday
    assert sessions.longest(house, boat, boat.options[2], day(house)) == 0


@pytest.mark.parametrize(
    ("on", "steps"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50), (date(2026, 10, 26), 48)]
)
def test_a_day_has_as_many_half_hours_as_the_clocks_give_it(on: date, steps: int) -> None:
    house = hotel_in("Europe/Budapest", datetime(2026, 3, 20, tzinfo=UTC))
    when = vector.Time(midnight(house, on), midnight(house, on + timedelta(days=1)))
    found = list(vector.grains(house, when, 30))
    assert len(found) == steps
    assert found == sorted(set(found))
    assert list(vector.grains(house, when, 24 * 60)) == [midnight(house, on)]


@pytest.mark.parametrize("zone", ["Europe/Budapest", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Baku"])
def test_days_follow_each_other_without_a_gap_all_year(zone: str) -> None:
    """Cairo's clocks skip midnight, Lord Howe's go by half an hour."""
    house = hotel_in(zone, datetime(2028, 1, 1, 12, tzinfo=UTC))
    days = [midnight(house, date(2028, 1, 1) + timedelta(days=n)) for n in range(366)]
    assert all(timedelta(hours=23) <= b - a <= timedelta(hours=25) for a, b in pairwise(days))
    assert all(house.local(one).date() == date(2028, 1, 1) + timedelta(days=n) for n, one in enumerate(days))
    boat = house.catalog.offers["boat"]
    ends = [sessions.end(house, boat, boat.options[1], one) for one in days[:-1]]
    assert ends == days[1:]


def test_a_ticket_for_the_night_of_the_change_is_for_its_wall_clock_hours() -> None:
    house = hotel_in("Europe/Budapest", datetime(2026, 10, 20, tzinfo=UTC))
    ticket = house.catalog.offers["ticket"]
    (start,) = sessions.bookable(ticket, ticket.options[0], date(2026, 10, 25), house)
    end = sessions.end(house, ticket, ticket.options[0], start)
    assert [house.local(one).strftime("%H:%M") for one in (start, end)] == ["09:00", "19:00"]


def test_a_midnight_start_and_the_29th_of_february_are_days_like_any_other(
    conn: Connection, aygun: int
) -> None:
    house = hotel_in("Asia/Baku", datetime(2028, 2, 27, 9, tzinfo=UTC))
    leap = midnight(house, date(2028, 2, 29))
    held = holding.hold(conn, house, Wish("leap", aygun, "boat", "day", leap, Party(1), periods=2))
    assert held.end == midnight(house, date(2028, 3, 2))
    days = {house.local(one).date() for one in conn.execute(select(claims.c.start)).scalars()}
    assert days == {
        date(2028, 2, 29),
        date(2028, 3, 1),
        date(2028, 3, 2),
    }  # the last: half an hour of cleaning


def test_who_has_a_ticket_for_the_day_may_come_until_it_is_over(
    conn: Connection, house: House, press: Press
) -> None:
    """Nobody knows the hour: to say in the morning that they have not come would turn them away at noon."""
    offer = house.catalog.offers["ticket"]
    ticket = press("ticket/" + offer.options[0].code, sessions.upcoming(offer, offer.options[0], house)[1])
    assert ticket.start
    assert ticket.end
    dana = Colleague(11, "Dana", "en", "reception", None, "active")
    noon = replace(house, now=ticket.start + timedelta(hours=3))
    assert not redeeming.absent_by_now(ticket, noon)
    with pytest.raises(redeeming.NoShowEarly):
        redeeming.no_show(conn, noon, ticket, dana)
    came = redeeming.redeem(conn, noon, ticket, dana)
    assert came.status == "REDEEMED"
    redeeming.undo(conn, noon, came, dana)
    over = replace(house, now=ticket.end + redeeming.GRACE)
    assert redeeming.absent_by_now(ticket, over)
    assert redeeming.no_show(conn, over, ticket, dana).no_show_at == over.now


def test_today_is_sold_until_its_last_hour(conn: Connection, house: House, aygun: int) -> None:
    evening = later(house, hours=5.9)  # 18:54 in Baku; the ticket's day ends at 19:00
    ticket = evening.catalog.offers["ticket"]
    assert sessions.days(ticket, ticket.options[0], evening)[0] == evening.today
    assert sessions.days(ticket, ticket.options[0], later(house, hours=6.1))[0] > evening.today


def test_a_hold_that_ran_out_frees_all_its_half_hours_for_who_asks_next(
    conn: Connection, house: House, aygun: int, bence: int, press: Press
) -> None:
    for _ in range(BOATS - 1):
        press("boat/week", day(house))
    holding.hold(conn, house, Wish("late", aygun, "boat", "day", day(house), Party(1)))
    after = later(house, minutes=15)
    made = holding.hold(conn, after, Wish("next", bence, "boat", "half", at(house, 9), Party(1)))
    assert made.status == "ON_HOLD"
    assert_books_balance(conn, house)


def test_a_month_of_every_offer_is_looked_at_in_three_statements(
    conn: Connection, house: House, press: Press
) -> None:
    press("boat/week", day(house))
    starts = [
        Start(offer.code, option.code, start)
        for offer in house.catalog.offers.values()
        for option in offer.options
        for ahead in range(31)
        for start in sessions.bookable(offer, option, house.today + timedelta(days=ahead), house)
    ]
    assert len(starts) > 500
    with statements(conn) as asked:
        together = capacity.free_of(conn, house, starts)
    assert len(asked) == 3
    for one in starts[::50]:
        sold = house.sold(one.offer, one.option)
        assert sold
        assert together[one] == capacity.left(conn, house, *sold, one.moment)


def _needs(house: House) -> list[Need]:
    """In no order at all."""
    trip, bath = house.catalog.offers["trip"], house.catalog.offers["bath"]
    asks = [
        Ask(house, bath, bath.options[0], Party(1), at(house, 10)),
        Ask(house, trip, trip.options[0], Party(1), at(house, 10)),
    ]
    found = [need for ask in asks for need in vector.of(ask)]
    return [replace(one, moments=one.moments[::-1], units=one.units[::-1]) for one in found[::-1]]


@pytest.mark.parametrize("sort", [sorted, lambda many, **_: list(many)], ids=["sorted", "as they come"])
def test_counters_are_taken_in_one_order_everywhere(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch, sort: Callable[..., list[Any]]
) -> None:
    """Two transactions that take the same counters in other orders wait for each other for ever."""
    order: list[tuple[str, datetime]] = []
    add = capacity._add

    def noted(conn: Connection, house: House, places: capacity.Places, size: int) -> bool:
        order.append((places.resource, places.start))
        return add(conn, house, places, size)

    monkeypatch.setattr(capacity, "_add", noted)
    monkeypatch.setattr(capacity, "FEW", 1000)  # one by one, to be seen
    monkeypatch.setattr(capacity, "in_order", sort)
    assert capacity.take(conn, house, _needs(house)) is not None
    assert (order == sorted(order)) is (sort is sorted)
