"""A start with a smallest group is settled once: it runs, everybody is given back, or the staff decide."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import book, departures, holding, minimum
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import departing
from bot.schema import departures as table
from bot.schema import timers as clock
from tests.desk.booking.cast import arrive, assert_books_balance, later, reprinted, start_at, wish

HOURS = 5


@pytest.fixture
def grouped(house: House) -> House:
    """The canoe sets off from four people; that is settled five hours before."""
    return with_minimum(house, "cancel")


def with_minimum(house: House, fewer: str) -> House:
    minimum = {"people": 4, "decide_minutes": HOURS * 60, "fewer": fewer}
    rules = {"minimum": minimum, "notice_minutes": HOURS * 60}
    return reprinted(house, lambda printed: printed["offers"]["canoe"].update(rules=rules))


def booked(conn: Connection, house: House, chat: int, party: Party) -> Booking:
    guest = arrive(conn, house, chat, f"Guest {chat}")
    held = holding.hold(conn, house, wish(house, guest, party))
    return holding.confirm(conn, house, held.id, guest, "desk")


def due(conn: Connection) -> list[tuple[str, datetime]]:
    rows = conn.execute(select(clock.c.ref, clock.c.due_at).where(clock.c.kind == minimum.KIND))
    return [(ref, at) for ref, at in rows]


def at_the_hour(house: House) -> House:
    return later(house, seconds=(start_at(house, 10) - timedelta(hours=HOURS) - house.now).total_seconds())


def name(house: House) -> str:
    return minimum.ref("canoe", "default", start_at(house, 10))


def test_every_hold_of_such_a_start_sets_its_one_timer(conn: Connection, grouped: House) -> None:
    for chat in (1, 2):
        booked(conn, grouped, chat, Party(1))
    assert due(conn) == [(name(grouped), start_at(grouped, 10) - timedelta(hours=HOURS))]


@pytest.mark.parametrize(
    ("parties", "state"),
    [([Party(2), Party(1, (5,))], "runs"), ([Party(4)], "runs"), ([Party(3)], "cancelled"), ([], None)],
)
def test_everybody_who_booked_counts(
    conn: Connection, grouped: House, parties: list[Party], state: str | None
) -> None:
    for chat, party in enumerate(parties, 1):
        booked(conn, grouped, chat, party)
    settled = departures.settle(conn, at_the_hour(grouped), name(grouped))
    assert (settled.departure.state if settled else None) == state
    if settled:
        assert len(settled.bookings or settled.ended) == len(parties)
    assert_books_balance(conn, grouped)


def test_what_does_not_run_costs_nothing_and_gives_the_places_back(conn: Connection, grouped: House) -> None:
    mine = booked(conn, grouped, 1, Party(3))
    departures.settle(conn, at_the_hour(grouped), name(grouped))
    ended = book.by_id(conn, grouped, mine.id)
    assert ended
    assert (ended.status, ended.reason) == ("CANCELLED", "minimum")
    assert ended.kept is not None
    assert ended.kept.minor == 0
    assert_books_balance(conn, grouped)


def test_it_is_settled_once(conn: Connection, grouped: House) -> None:
    booked(conn, grouped, 1, Party(4))
    hour = at_the_hour(grouped)
    assert departures.settle(conn, hour, name(grouped))
    assert departures.settle(conn, hour, name(grouped)) is None


def test_the_row_is_what_makes_it_once(conn: Connection, grouped: House) -> None:
    """The control: without the row everybody would be told again."""
    booked(conn, grouped, 1, Party(4))
    hour = at_the_hour(grouped)
    departures.settle(conn, hour, name(grouped))
    conn.execute(delete(table))
    assert departures.settle(conn, hour, name(grouped))


def test_who_still_decides_is_waited_for(conn: Connection, grouped: House) -> None:
    booked(conn, grouped, 1, Party(2))
    guest = arrive(conn, grouped, 2, "Bence")
    hour = at_the_hour(grouped)
    just_before = later(hour, minutes=-5)
    held = holding.hold(conn, just_before, wish(grouped, guest, Party(2)))
    timers.stop(conn, grouped, minimum.KIND, name(grouped))
    assert departures.settle(conn, hour, name(grouped)) is None
    assert due(conn) == [(name(grouped), held.expires_at)]
    holding.confirm(conn, later(hour, minutes=1), held.id, guest, "desk")
    settled = departures.settle(conn, later(hour, minutes=12), name(grouped))
    assert settled
    assert settled.departure.state == "runs"


def test_a_group_that_an_earlier_desk_put_to_staff_has_its_end_too(conn: Connection, house: House) -> None:
    asking = with_minimum(house, "ask")
    booked(conn, asking, 1, Party(2))
    hour = at_the_hour(asking)
    asked = departures.settle(conn, hour, name(asking))
    assert asked
    ref = str(asked.departure.id)
    assert timers.due_at(conn, house, departing.OVER, ref) is None
    departing.plan(conn, hour)
    remind, over = (timers.due_at(conn, house, kind, ref) for kind in (departing.REMIND, departing.OVER))
    assert remind
    assert over
    assert hour.now < remind < over <= asked.departure.start
    departing.plan(conn, later(hour, minutes=5))
    assert timers.due_at(conn, house, departing.OVER, ref) == over


@pytest.mark.parametrize("runs", [True, False])
def test_staff_decide_and_the_first_answer_counts(conn: Connection, house: House, runs: bool) -> None:
    asking = with_minimum(house, "ask")
    mine = booked(conn, asking, 1, Party(2))
    hour = at_the_hour(asking)
    asked = departures.settle(conn, hour, name(asking))
    assert asked
    assert asked.departure.state == "asked"
    answered = departures.answer(conn, hour, asked.departure.id, runs=runs, by="Dana")
    assert answered
    assert answered.departure.decided_by == "Dana"
    assert departures.answer(conn, hour, asked.departure.id, runs=not runs, by="Erlan") is None
    now = book.by_id(conn, asking, mine.id)
    assert now
    assert now.status == ("CONFIRMED" if runs else "CANCELLED")
    assert departures.by_id(conn, asking, asked.departure.id).state == ("runs" if runs else "cancelled")
    assert_books_balance(conn, asking)


def test_a_boat_with_one_price_counts_everybody_in_it(conn: Connection, house: House) -> None:
    facts: dict[str, Any] = {"minimum": {"people": 4, "decide_minutes": 60}, "notice_minutes": 60}
    whole = reprinted(house, lambda printed: printed["offers"]["sauna"].update(rules=facts))
    guest = arrive(conn, whole, 1, "Aygün")
    asked = wish(whole, guest, Party(2, (5, 10)), offer="sauna", start=start_at(whole, 18))
    held = holding.hold(conn, whole, asked)
    holding.confirm(conn, whole, held.id, guest, "desk")
    hour = later(whole, seconds=(start_at(whole, 17) - whole.now).total_seconds())
    settled = departures.settle(conn, hour, minimum.ref("sauna", "default", start_at(whole, 18)))
    assert settled
    assert (settled.departure.people, settled.departure.state) == (4, "runs")
