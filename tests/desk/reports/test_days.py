"""Whose day it is: the hotel's, at midnight, on the days when clocks change, and across months."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db import Connection
from bot.desk.house import House
from bot.desk.reports import questions
from bot.desk.reports.periods import Period, last_days, last_months, month_before
from tests.desk.reports.asker import BREAKFAST, UNKNOWN, Asker, logged
from tests.desk.reports.test_counts_equal_the_log import in_zone

EDGES = [  # zone, the last moment of one day (UTC), the first of the next
    ("Asia/Baku", "2026-11-19T19:59:59.999", "2026-11-19T20:00:00"),
    ("Europe/Budapest", "2026-03-28T22:59:59.999", "2026-03-28T23:00:00"),  # before a day of 23 hours
    ("Europe/Budapest", "2026-03-29T21:59:59.999", "2026-03-29T22:00:00"),  # after it
    ("Europe/Budapest", "2026-10-24T21:59:59.999", "2026-10-24T22:00:00"),  # before a day of 25 hours
    ("Europe/Budapest", "2026-10-25T22:59:59.999", "2026-10-25T23:00:00"),  # after it
    ("America/Santiago", "2026-09-06T03:59:59.999", "2026-09-06T04:00:00"),  # 00:00 does not exist that day
    ("America/Santiago", "2026-04-05T03:59:59.999", "2026-04-05T04:00:00"),  # 23:00 comes twice
    ("Pacific/Kiritimati", "2025-12-31T09:59:59.999", "2025-12-31T10:00:00"),
]


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "last", "first"), EDGES)
def test_a_day_begins_at_the_hotels_midnight(
    conn: Connection, house: House, zone: str, last: str, first: str
) -> None:
    aygun = Asker(conn, in_zone(house, zone))
    aygun.at(moment(last) - timedelta(hours=3)).says("breakfast", BREAKFAST)
    aygun.at(moment(last)).says("tortoise", UNKNOWN)
    aygun.at(moment(first)).says("tortoise", UNKNOWN)
    days = [date.fromisoformat(str(day)) for (day,) in logged(conn, "day")]
    assert (days[0], days[2]) == (days[1], days[1] + timedelta(days=1))
    assert logged(conn, "first") == [(True,), (False,), (True,)]
    found = questions.report(conn, aygun.house, Period(days[1], days[2]), "day")
    assert [(one.visits, one.questions) for one in found.parts.values()] == [(1, 2), (1, 1)]
    for day in (days[1], days[2]):
        period = Period(day, day)
        assert questions.examples(conn, aygun.house, period, "pets") == ["tortoise"]
        assert questions.report(conn, aygun.house, period).total.empty == 1
    assert questions.examples(conn, aygun.house, Period(days[2], days[2] + timedelta(5)), "pets")
    assert not questions.examples(conn, aygun.house, last_days(days[0] - timedelta(1), 5), "pets")


def test_a_visit_is_a_guest_on_a_day(conn: Connection, house: House) -> None:
    now = house.now
    for user in (214, 305):
        phone = Asker(conn, house, user)
        for hours in (0, 1, 24, 25):
            phone.at(now + timedelta(hours=hours)).says("breakfast", BREAKFAST)
    later = replace(house, now=now + timedelta(days=2))
    found = questions.report(conn, later, last_days(later.today, 7))
    assert (found.total.visits, found.total.questions) == (4, 8)


days = st.dates(date(1999, 1, 1), date(2101, 1, 1))


@given(days, st.integers(0, 1500))
def test_months_and_days_make_up_a_period_exactly_once(first: date, length: int) -> None:
    period = Period(first, first + timedelta(days=length))
    covered: list[str] = []
    for span in period.spans():
        covered += [span] if len(span) == 10 else whole_month(span)
    assert covered == period.parts("day")
    assert len(period.spans()) <= 62 + length // 28
    assert period.before().days == period.days
    assert period.before().last + timedelta(days=1) == first


def whole_month(span: str) -> list[str]:
    day = date.fromisoformat(f"{span}-01")
    found = []
    while day.isoformat().startswith(span):
        found.append(day.isoformat())
        day += timedelta(days=1)
    return found


def test_the_periods_that_are_offered_are_what_their_names_say() -> None:
    today = date(2026, 3, 31)
    assert last_days(today, 7) == Period(date(2026, 3, 25), today)
    assert month_before(today) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert month_before(date(2026, 1, 9)) == Period(date(2025, 12, 1), date(2025, 12, 31))
    assert last_months(today, 12) == Period(date(2025, 4, 1), today)
    assert last_months(date(2026, 12, 1), 12) == Period(date(2026, 1, 1), date(2026, 12, 1))
    assert (last_days(today, 30).by(), last_months(today, 12).by()) == ("day", "month")
    assert Period(date(2020, 1, 1), today).by() == "year"
    assert Period(date.min, date.max).parts("year")[-1] == "9999"
    assert Period(date.max, date.max).spans() == ["9999-12-31"]
