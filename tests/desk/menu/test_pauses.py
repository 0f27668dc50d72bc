"""Madina closes an extra for hours or days, and opens it again."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.db import Connection
from bot.desk.catalog import journal, pauses, runtime
from bot.desk.house import House
from tests.desk.menu.manager_phone import Phone, staffed


@pytest.fixture
def madina(conn: Connection, house: House) -> Phone:
    return staffed(conn, house)(31, "Madina", "manager")


def test_each_of_three_pauses_is_lifted_however_much_was_changed_since(madina: Phone) -> None:
    for day in (5, 10, 15):
        since = madina.house.now + timedelta(days=day)
        runtime.pause(madina.conn, madina.house, "canoe", since, since + timedelta(days=1), "Madina")
    for n in range(51):
        runtime.change_price(madina.conn, madina.house, "canoe", "default", 0, Decimal(41 + n), "Madina")
    madina.writes("canoe")
    madina.presses_act("m_pause")
    assert [one for one in madina.acts() if one == "m_undo"] == ["m_undo", "m_undo"]
    madina.presses_act("m_pause", page=1)
    madina.presses_act("m_undo")
    assert [one.since.day for one in pauses.of(madina.conn, madina.house, "canoe")] == [25, 30]


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("14-18", 4),
        ("22.11", 24),
        ("22.11-24.11", 72),
        ("tomorrow 9:30-11", 1.5),
        ("tomorrow", 24),
        ("22.11 22-2", 4),
    ],
)
def test_a_pause_is_read_as_people_write_it(madina: Phone, typed: str, hours: float) -> None:
    madina.writes("canoe")
    madina.presses_act("m_pause")
    assert madina.writes(typed)
    madina.presses_act("m_pause_do")
    done = journal.recent(madina.conn, madina.house, 1)[0].deed.after
    since, until = (datetime.fromisoformat(done[one]) for one in ("since", "until"))
    assert (until - since).total_seconds() == hours * 3600


@pytest.mark.parametrize("typed", ["8-9", "99.99", "22.11-24.13", "whenever it suits", "24.11-22.11"])
def test_a_pause_that_is_not_clear_changes_nothing(madina: Phone, typed: str) -> None:
    madina.writes("canoe")
    madina.presses_act("m_pause")
    assert madina.writes(typed)
    assert madina.says()[0] == "refuse.pause_unclear"
    assert "m_pause_look" in madina.acts()
