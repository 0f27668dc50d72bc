"""A request that nobody decides ends by itself: staff are reminded the evening before its day, and when that
day is over it is refused. Of what names no day the hotel has until the third morning to say something."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import moves, waiting, wished
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.sessions import midnight
from bot.desk.house import House
from bot.schema import bookings

NEAR, OVER = "request_near", "request_over"  # timers; their ref is the booking's id
_PENDING = select(bookings).where(bookings.c.property_id == bindparam("p"), bookings.c.status == "PENDING")
ANSWER_IN = timedelta(days=2)  # after the day of asking
EVENING, MORNING = time(18), time(8)


def watch(conn: Connection, house: House, asked: Booking) -> None:
    timers.start(conn, house, NEAR, str(asked.id), _reminds_at(house, asked))
    timers.start(conn, house, OVER, str(asked.id), ends_at(house, asked))


def plan(conn: Connection, house: House) -> None:
    """Every request that waits has its end, also one that an earlier desk has taken."""
    for row in conn.execute(_PENDING, {"p": house.id}).mappings().all():
        asked = Booking.of(row)
        if timers.due_at(conn, house, OVER, str(asked.id)) is None:
            watch(conn, house, asked)


def ends_at(house: House, asked: Booking) -> datetime:
    """The morning after: nobody is written to at midnight."""
    return house.moment(_last_day(house, asked) + timedelta(days=1), MORNING)


def _reminds_at(house: House, asked: Booking) -> datetime:
    """What is asked for on its very day: half of it is left then."""
    day = _last_day(house, asked)
    evening, over = house.moment(day - timedelta(days=1), EVENING), midnight(house, day + timedelta(days=1))
    return evening if evening > house.now else house.now + (over - house.now) // 2


def _last_day(house: House, asked: Booking) -> date:
    named = wished.of(asked.wish).day
    return max(named or house.local(asked.created_at).date() + ANSWER_IN, house.today)


def lapse(conn: Connection, house: House, booking_id: int) -> Ended | None:
    """None for what was decided, or taken back."""
    return waiting.end(conn, house, moves.REJECT, booking_id, reason="unanswered")
