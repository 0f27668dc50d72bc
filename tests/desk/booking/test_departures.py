"""A start with a smallest group is settled once: it runs, everybody is given back, or the staff decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import book, departures, holding, minimum, weather
from bot.desk.booking.book import Booking
from bot.desk.booking.closing import Closure
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import departing
from bot.say import Text, unpack_say
from bot.schema import departures as table
from bot.schema import letters
from bot.schema import timers as clock
from tests.desk.booking.cast import arrive, assert_books_balance, later, reprinted, start_at, wish, works

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


def called_off(
    conn: Connection, house: House, hour: int = 22, ahead: int = 0
) -> tuple[House, weather.Action]:
    """Staff offer other times for tomorrow morning: everybody is asked, in the evening until 09:00."""
    then = replace(house, now=start_at(house, hour, ahead=ahead))
    rain = Closure(frozenset({"canoe"}), start_at(house, 9), start_at(house, 13))
    action = weather.begin(conn, then, "move", rain, request="rain", by=31, card=(1, 1))
    works(conn, then)
    return then, action


def heard(conn: Connection, chat: int) -> list[str]:
    """How each letter to a party begins."""
    theirs = select(letters.c.content).where(letters.c.chat_id == chat, letters.c.method == "send")
    rows = conn.execute(theirs.order_by(letters.c.id)).scalars()
    said = [unpack_say(content["say"]).body[0] for content in rows]
    return [one.key for one in said if isinstance(one, Text)]


@pytest.mark.parametrize("fewer", ["ask", "cancel"])
@pytest.mark.parametrize("size", [4, 3])
def test_whom_the_weather_asks_is_told_neither_that_it_runs_nor_that_too_few_go(
    conn: Connection, house: House, fewer: str, size: int
) -> None:
    grouped = with_minimum(house, fewer)
    mine = booked(conn, grouped, 1, Party(size))
    called_off(conn, grouped)
    hour = at_the_hour(grouped)
    works(conn, hour)
    assert heard(conn, 1) == ["weather.off"]
    assert weather.asked_about(conn, hour, mine.id)
    assert due(conn) == [(name(grouped), start_at(grouped, 9, minute=1))]
    works(conn, replace(hour, now=start_at(grouped, 9, minute=1)))
    assert heard(conn, 1) == ["weather.off", "weather.silent"]
    assert due(conn) == []


@pytest.mark.parametrize(("size", "said"), [(4, "departure.runs"), (3, "departure.cancelled")])
def test_when_it_goes_ahead_after_all_the_group_is_settled_at_once(
    conn: Connection, grouped: House, size: int, said: str
) -> None:
    booked(conn, grouped, 1, Party(size))
    evening, action = called_off(conn, grouped)
    works(conn, at_the_hour(grouped))
    six = replace(evening, now=start_at(grouped, 6))
    weather.stop(conn, six, action)
    works(conn, six)
    assert heard(conn, 1) == ["weather.off", "weather.goes_ahead", said]


def test_a_stop_before_the_hour_leaves_the_group_its_hour(conn: Connection, grouped: House) -> None:
    booked(conn, grouped, 1, Party(4))
    evening, action = called_off(conn, grouped)
    weather.stop(conn, evening, action)
    works(conn, evening)
    assert due(conn) == [(name(grouped), at_the_hour(grouped).now)]


def test_a_group_that_staff_have_yet_to_decide_is_not_cancelled_while_the_weather_asks(
    conn: Connection, house: House
) -> None:
    """Asked about at five, called off at six: the clock that would cancel it waits for the answers."""
    asking = with_minimum(house, "ask")
    mine = booked(conn, asking, 1, Party(2))
    hour = at_the_hour(asking)
    works(conn, hour)
    (open_still,) = departures.asked(conn, hour)
    called_off(conn, asking, 6, ahead=1)
    over = timers.due_at(conn, hour, departing.OVER, str(open_still.id))
    assert over
    asked = weather.asked_about(conn, hour, mine.id)
    assert asked
    assert asked.answer_by == over
    works(conn, replace(hour, now=over))
    assert heard(conn, 1) == ["weather.off", "weather.silent"]


def test_that_it_runs_is_not_told_to_whom_the_weather_asks(conn: Connection, house: House) -> None:
    asking = with_minimum(house, "ask")
    booked(conn, asking, 1, Party(2))
    hour = at_the_hour(asking)
    works(conn, hour)
    (open_still,) = departures.asked(conn, hour)
    six, _ = called_off(conn, asking, 6, ahead=1)
    answered = departures.answer(conn, six, open_still.id, runs=True, by="Dana")
    assert answered
    assert (answered.departure.state, answered.bookings) == ("runs", ())


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
