"""A start that the weather takes, and the party that goes at another time instead."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk.booking import instead, weather
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.closing import Closure
from bot.desk.house import House


def moves_on(conn: Connection, house: House, one: Booking, start: datetime) -> tuple[Booking, Ended]:
    """As a tap on "Wed, 15:00" under the letter does it. Raises what stands in the way."""
    assert one.start
    rain = Closure(frozenset([one.offer]), one.start, one.start + timedelta(minutes=1))
    action = weather.begin(conn, house, "move", rain, request=f"rain {one.id}", by=31, card=(1, 1))
    (asked,) = [each for each in weather.due(conn, house, action, most=99) if each.booking_id == one.id]
    done = instead.move(conn, house, asked, one, start)
    _clears_up(conn, house, action)
    return done


def asks(conn: Connection, house: House, one: Booking) -> weather.Called:
    """The weather has called it off; its party is asked what they would like instead."""
    assert one.start
    rain = Closure(frozenset([one.offer]), one.start, one.start + timedelta(minutes=1))
    action = weather.begin(conn, house, "move", rain, request=f"rain {one.id}", by=31, card=(1, 1))
    (due,) = [each for each in weather.due(conn, house, action, most=99) if each.booking_id == one.id]
    asked = weather.settle(conn, house, due, "told", answer_by=weather.answer_by(house, one.start))
    assert asked
    return asked


def _clears_up(conn: Connection, house: House, action: weather.Action) -> None:
    """It goes ahead for who was not asked yet, and sales are open again."""
    for each in weather.due(conn, house, action, most=99):
        weather.settle(conn, house, each, "kept")
    weather.stop(conn, house, action)
