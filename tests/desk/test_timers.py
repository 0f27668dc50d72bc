"""A timer is known by all that it stands for: SQLite gives the number of one that is gone to the next."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import timers
from bot.desk.house import House


def test_a_timer_that_failed_puts_off_no_other_with_its_number(conn: Connection, house: House) -> None:
    timers.start(conn, house, "pause", "1", house.now)
    (failed,) = timers.due(conn, house)
    timers.stop(conn, house, "pause", "1")
    timers.start(conn, house, "danger", "2", house.now)
    timers.postpone(conn, failed, house.later(60))
    assert timers.due_at(conn, house, "danger", "2") == house.now


def test_a_timer_that_failed_is_due_a_little_later(conn: Connection, house: House) -> None:
    timers.start(conn, house, "pause", "1", house.now)
    (failed,) = timers.due(conn, house)
    timers.postpone(conn, failed, house.later(1))
    assert timers.due_at(conn, house, "pause", "1") == house.later(1)
