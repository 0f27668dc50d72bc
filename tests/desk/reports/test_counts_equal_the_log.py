"""Whatever guests ask and whenever, a report is what counting the log by hand gives."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.db import Connection
from bot.desk.asked import Heard
from bot.desk.house import House
from bot.desk.reports import questions
from bot.desk.reports.periods import By, Period, last_days, last_months, month_before
from bot.schema import question_counts
from tests.desk.reports.asker import BREAKFAST, NOISE, NOTHING, THANKS, UNKNOWN, UNSURE, Asker, counted
from tests.proofs import FIGURES, proves
from tests.thin import savepoint

EXAMPLES = 300 if os.environ.get("PROVE") else 25
START = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
ZONES = ("Asia/Baku", "Europe/Budapest", "America/Santiago", "Pacific/Kiritimati", "Pacific/Pago_Pago")
HEARD = (BREAKFAST, UNSURE, UNKNOWN, NOTHING, NOISE, THANKS, Heard("az", "answer", (("wifi", 0.9),)))
Act = tuple[int, int, int | str]  # minutes later, who, what they say or tap

acts = st.lists(
    st.tuples(
        st.integers(0, 3 * 24 * 60),
        st.sampled_from((214, 305)),
        st.integers(0, len(HEARD) - 1) | st.sampled_from(("entry", "person")),
    ),
    max_size=25,
)


def live(conn: Connection, house: House, history: list[Act]) -> House:
    """Guests ask and tap; the hour at the end."""
    now = START
    phones = {user: Asker(conn, house, user) for user in (214, 305)}
    for minutes, user, what in history:
        now += timedelta(minutes=minutes)
        phone = phones[user].at(now)
        if isinstance(what, int):
            phone.says("may I", HEARD[what])
        else:
            try:
                phone.taps(what)
            except LookupError:  # nothing was offered yet
                continue
    return replace(house, now=now)


def in_zone(house: House, zone: str) -> House:
    hotel = house.hotel.model_copy(update={"zone": zone})
    return replace(house, catalog=house.catalog.model_copy(update={"hotel": hotel}))


@proves(FIGURES, injected="random questions", trials=EXAMPLES)
@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts, st.sampled_from(ZONES), st.integers(0, 80), st.integers(0, 80))
def test_however_guests_ask_the_counts_are_the_log(
    conn: Connection, house: House, history: list[Act], zone: str, first: int, more: int
) -> None:
    before = savepoint(conn)  # each example has a database of its own
    try:
        end = live(conn, in_zone(house, zone), history)
        every = Period(START.date() - timedelta(2), end.today + timedelta(2))
        ever = questions.report(conn, end, every).total
        assert ever.chosen + ever.called <= ever.clarified
        since = date(2026, 10, 1) + timedelta(first)
        assert_same(conn, end, Period(since, since + timedelta(more)))
    finally:
        before.rollback()


@pytest.mark.parametrize(
    "history", [[(30, 214, n), (1500, 305, "entry"), (700, 214, 1), (1, 214, "entry")] for n in range(7)]
)
def test_a_few_histories_on_both_databases(conn: Connection, house: House, history: list[Act]) -> None:
    end = live(conn, house, history)
    for period in (last_days(end.today, 30), month_before(end.today), last_months(end.today, 12)):
        assert_same(conn, end, period)


@proves(FIGURES, injected="a count is lost", control=True)
def test_a_count_that_was_lost_is_noticed(conn: Connection, house: House) -> None:
    """The positive control."""
    end = live(conn, house, [(0, 214, 0)])
    conn.execute(delete(question_counts))
    with pytest.raises(AssertionError):
        assert_same(conn, end, last_days(end.today, 7))


def assert_same(conn: Connection, house: House, period: Period) -> None:
    days = period.parts("day")
    cuts: tuple[By, ...] = ("day", "month", "year")
    for by in cuts:
        found = questions.report(conn, house, period, by)
        assert found.total == counted(conn, days)
        assert found.before == counted(conn, period.before().parts("day"))
        assert list(found.parts) == period.parts(by)
        for part, figures in found.parts.items():
            assert figures == counted(conn, [day for day in days if day.startswith(part)])
        for topic, figures in found.topics.items():
            assert figures == counted(conn, days, topic=topic)
        for language, figures in found.languages.items():
            assert figures == counted(conn, days, language=language)
        assert sum(found.topics.values(), questions.Figures()) == found.total
