"""The line of a start: for how long it is offered, who goes first, and what a change would do to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from bot.db import Connection
from bot.desk.booking import cancelling, foresight, holding, line, waiting
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.menu import waits
from bot.say import Text
from bot.schema import stay_guests, stays
from tests.desk.booking.cast import arrive, assert_books_balance, later, set_capacity, start_at, wish
from tests.desk.booking.modes import BOATS, modes_catalog


@pytest.mark.parametrize(
    ("now", "start", "tell", "until"),
    [  # the hotel's clock, Friday 20 and Saturday 21 November
        ("20 13:00", "21 10:00", "20 13:00", "20 13:30"),
        ("20 13:00", "20 13:40", "20 13:00", "20 13:20"),
        ("20 13:00", "20 13:08", "20 13:00", "20 13:05"),
        ("20 21:20", "21 10:00", "20 21:20", "20 21:50"),
        ("20 21:59", "21 10:00", "20 21:59", "21 08:30"),  # it would lapse in the night
        ("20 21:59", "21 09:00", "20 21:59", "21 08:30"),
        ("20 21:59", "21 08:59", "20 21:59", "20 22:29"),  # too near the morning
        ("20 21:40", "20 22:30", "20 21:40", "20 22:05"),  # the start is in the night
        ("20 22:00", "21 10:00", "21 08:00", "21 08:30"),
        ("21 02:00", "21 09:00", "21 08:00", "21 08:30"),
        ("21 02:00", "21 08:59", "21 02:00", "21 02:30"),  # too near the morning: now
        ("21 05:30", "21 06:00", "21 05:30", "21 05:45"),
        ("21 07:59", "21 15:00", "21 08:00", "21 08:30"),
        ("21 08:00", "21 15:00", "21 08:00", "21 08:30"),
    ],
)
def test_an_offer_lasts_half_the_time_and_neither_comes_nor_lapses_by_night(
    house: House, now: str, start: str, tell: str, until: str
) -> None:
    def moment(words: str) -> datetime:
        return datetime.fromisoformat(f"2026-11-{words}+04:00").astimezone(UTC)

    given = line.window(replace(house, now=moment(now)), moment(start))
    assert (given.tell_at, given.until) == (moment(tell), moment(until))
    awake = line.window(replace(house, now=moment(now)), moment(start), awake=True)
    assert awake.tell_at == moment(now)


def test_an_evening_offer_is_written_at_once_and_stands_in_the_morning(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    waiting.join(conn, house, aygun, "canoe", "default", start_at(house, 10), Party(2))
    evening = replace(house, now=start_at(house, 21, ahead=0, minute=50))
    (held,) = cancelling.cancel(conn, evening, full[1].id, bence).offered
    assert waiting.tell_at(evening, held) == evening.now
    assert held.expires_at == start_at(house, 8, minute=30)
    booked = holding.confirm(conn, replace(house, now=start_at(house, 8, minute=29)), held.id, aygun, "desk")
    assert booked.status == "CONFIRMED"


def stayed(conn: Connection, house: House, guest: int, ref: str, state: str, departure: str) -> None:
    facts = {"ref": ref, "source": "staff", "surname": "Quliyeva", "name": "", "arrival": "2026-11-01"}
    facts |= {"property_id": house.id, "departure": departure, "state": state, "room": "214"}
    made = conn.execute(
        insert(stays).values(**facts, created_at=house.now).returning(stays.c.id)
    ).scalar_one()
    linked = "linked" if state == "in_house" else "ended"
    row = {"guest_id": guest, "stay_id": made, "state": linked, "how": "staff", "asked_at": house.now}
    conn.execute(insert(stay_guests).values(property_id=house.id, **row))


@pytest.mark.parametrize(
    ("departure", "before", "expected"),
    [("2026-11-28", False, 0), ("2026-11-28", True, 1), ("2026-11-22", False, 2), ("2026-11-21", True, 3)],
)
def test_who_leaves_next_day_goes_before_who_has_stayed_before(
    conn: Connection, house: House, aygun: int, departure: str, before: bool, expected: int
) -> None:
    if before:
        stayed(conn, house, aygun, "S-1", "departed", "2026-11-05")
    stayed(conn, house, aygun, "S-2", "in_house", departure)
    assert line.priority(conn, house, aygun, start_at(house, 10)) == expected


@pytest.fixture
def full(conn: Connection, house: House, bence: int) -> list[Booking]:
    """All eight places are Bence's: five booked first, then three."""
    held = [holding.hold(conn, house, wish(house, bence, Party(n))) for n in (5, 3)]
    return [holding.confirm(conn, house, one.id, bence, "desk") for one in held]


def the_canoe(house: House) -> tuple[Offer, Option]:
    found = house.sold("canoe", "default")
    assert found
    return found


def test_more_places_show_who_would_be_offered_some(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    start, other = start_at(house, 10), arrive(conn, house, 1, "Chiara")
    for minute, (guest, n) in enumerate(((aygun, 3), (other, 2))):
        waiting.join(conn, later(house, minutes=minute), guest, "canoe", "default", start, Party(n))
    day = house.local(start).date()
    seen = foresight.of_resizing(conn, house, the_canoe(house), day, after=10)
    assert [one.guest_id for one in seen.offered] == [other]
    assert [one.guest_id for one in seen.waiting] == [aygun]
    keys = [one.key for one in waits.said(conn, seen) if isinstance(one, Text)]
    assert keys == ["waiting.effect_offered", "waiting.effect_waiting"]
    assert [one.guest_id for one in waiting.offer_freed(conn, house, "canoe", "default", start)] == []


def test_fewer_places_show_who_came_last_and_would_lose_theirs(
    conn: Connection, house: House, full: list[Booking]
) -> None:
    day = house.local(start_at(house, 10)).date()
    seen = foresight.of_resizing(conn, house, the_canoe(house), day, after=6)
    assert [one.id for one in seen.losing] == [full[1].id]
    assert not foresight.of_resizing(conn, house, the_canoe(house), day, after=8).losing


def test_a_start_with_too_many_already_promises_nobody_a_place(
    conn: Connection, house: House, aygun: int, full: list[Booking]
) -> None:
    """Eight have places, there are six by now: one more makes it one too many instead of two."""
    start = start_at(house, 10)
    day = house.local(start).date()
    set_capacity(conn, house, 6, day)
    waiting.join(conn, house, aygun, "canoe", "default", start, Party(1))
    seen = foresight.of_resizing(conn, house, the_canoe(house), day, after=7)
    assert ([one.id for one in seen.losing], seen.offered) == ([full[1].id], ())


def test_giving_up_a_booking_shows_who_would_have_its_places_and_is_right(
    conn: Connection, house: House, aygun: int, bence: int, full: list[Booking]
) -> None:
    start, other = start_at(house, 10), arrive(conn, house, 1, "Chiara")
    for minute, (guest, n) in enumerate(((aygun, 4), (other, 2))):
        waiting.join(conn, later(house, minutes=minute), guest, "canoe", "default", start, Party(n))
    of_three = foresight.of_giving_up(conn, house, full[1])
    assert [one.guest_id for one in of_three.offered] == [other]
    assert [one.guest_id for one in of_three.waiting] == [aygun], "a party of four or nobody of it"
    ended = cancelling.cancel(conn, house, full[1].id, bence)
    assert [one.guest_id for one in ended.offered] == [other], "as it was said"
    of_five = foresight.of_giving_up(conn, house, full[0])
    assert [one.guest_id for one in of_five.offered] == [aygun]


@pytest.fixture
def shore(house: House) -> House:
    """Boats and bathhouses are counted as resources; no extra there has places of its own."""
    return replace(house, catalog=modes_catalog())


def taken(conn: Connection, house: House, guest: int, what: str, option: str, start: datetime) -> Booking:
    facts = {"offer": what, "option": option, "start": start}
    held = holding.hold(conn, house, wish(house, guest, Party(2), **facts))
    return holding.confirm(conn, house, held.id, guest, "desk")


def test_giving_up_a_bathhouse_names_who_waits_for_it(
    conn: Connection, shore: House, aygun: int, bence: int
) -> None:
    start = start_at(shore, 10)
    mine = taken(conn, shore, bence, "bath", "big", start)
    waiting.join(conn, shore, aygun, "bath", "big", start, Party(2))
    seen = foresight.of_giving_up(conn, shore, mine)
    assert [one.guest_id for one in seen.offered] == [aygun]
    assert [one.id for one in line.all_waiting(conn, shore)] == [one.id for one in seen.offered], "undone"
    assert_books_balance(conn, shore)
    ended = cancelling.cancel(conn, shore, mine.id, bence)
    assert [one.guest_id for one in ended.offered] == [aygun], "as it was said"


def test_giving_up_a_boat_names_who_waits_for_another_extra_on_the_same_boats(
    conn: Connection, shore: House, aygun: int, bence: int
) -> None:
    """All three boats are out for the day; of two who wait for one, the first is named."""
    day, at_two = start_at(shore, 0), start_at(shore, 14)
    mine, *_ = [taken(conn, shore, bence, "boat", "day", day) for _ in range(BOATS)]
    other = arrive(conn, shore, 1, "Chiara")
    waiting.join(conn, shore, aygun, "trip", "default", at_two, Party(2))
    waiting.join(conn, later(shore, minutes=1), other, "boat", "day", day, Party(2))
    seen = foresight.of_giving_up(conn, shore, mine)
    ended = cancelling.cancel(conn, shore, mine.id, bence)
    assert len(seen.offered) == 1
    assert [one.guest_id for one in seen.offered] == [one.guest_id for one in ended.offered], "as it was said"


def test_one_boat_more_names_who_gets_it(conn: Connection, shore: House, aygun: int, bence: int) -> None:
    start = start_at(shore, 10)
    day = shore.local(start).date()
    for _ in range(BOATS):
        taken(conn, shore, bence, "boat", "half", start)
    waiting.join(conn, shore, aygun, "boat", "half", start, Party(2))
    sold = shore.sold("boat", "half")
    assert sold
    seen = foresight.of_resizing(conn, shore, sold, day, after=BOATS + 1)
    assert [one.guest_id for one in seen.offered] == [aygun]
    set_capacity(conn, shore, BOATS + 1, day, "boats", "")
    assert [one.guest_id for one in waiting.offer_again(conn, shore, "boat")] == [aygun], "as it was said"
