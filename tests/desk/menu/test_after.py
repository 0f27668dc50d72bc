"""What follows a booking by itself, also when the desk was down at the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk import chores, people, timers
from bot.desk.booking import cancelling, holding
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.menu import reminding
from bot.say import Text, unpack_say
from bot.schema import letters
from tests.desk.booking.cast import later, start_at, wish

GUEST = 1001


@pytest.fixture
def booked(conn: Connection, house: House) -> Booking:
    """Tomorrow's canoe at ten, with its reminder set."""
    guest, _ = people.welcome(conn, house, GUEST, name="Aygün", language="az")
    held = holding.hold(conn, house, wish(house, guest.id))
    booking = holding.confirm(conn, house, held.id, guest.id, "desk")
    reminding.remind(conn, house, booking)
    return booking


def told(conn: Connection, house: House) -> list[str]:
    """What the guest gets from the timers that are due now: the key of each message's first text."""
    for timer in timers.due(conn, house):
        chores.fire(conn, house, timer)
    query = select(letters.c.content).where(letters.c.chat_id == GUEST).order_by(letters.c.id)
    says = [unpack_say(content["say"]).body[0] for content in conn.execute(query).scalars()]
    return [one.key for one in says if isinstance(one, Text)]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (-61, []),
        (-60, ["booking.reminder"]),
        (-5, ["booking.reminder"]),
        (1, []),
        (60 * 24, []),
    ],
)
def test_a_reminder_comes_before_the_start_or_not_at_all(
    conn: Connection, house: House, booked: Booking, minutes: int, expected: list[str]
) -> None:
    assert booked.start == start_at(house, 10)
    at = replace(house, now=start_at(house, 10) + timedelta(minutes=minutes))
    assert told(conn, at) == expected
    assert told(conn, at) == expected, "once"


def test_nobody_is_reminded_of_what_was_cancelled(conn: Connection, house: House, booked: Booking) -> None:
    cancelling.cancel(conn, house, booked.id, booked.guest_id)
    assert told(conn, later(house, days=1)) == []


def test_a_hold_that_ran_out_while_the_desk_was_down_is_told_once_with_a_way_back(
    conn: Connection, house: House
) -> None:
    guest, _ = people.welcome(conn, house, GUEST, name="Aygün", language="az")
    holding.hold(conn, house, wish(house, guest.id))
    down = later(house, hours=3)
    assert told(conn, down) == ["booking.expired"]
    assert told(conn, later(down, hours=1)) == ["booking.expired"]
    content = conn.execute(select(letters.c.content).where(letters.c.chat_id == GUEST)).scalar_one()
    assert [one.act for one in unpack_say(content["say"]).choices] == ["book", "home"]
