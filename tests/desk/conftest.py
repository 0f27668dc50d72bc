"""A real database with one open transaction, on SQLite and on PostgreSQL, and a tiny hotel in November."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.db import Connection
from bot.db.postgres import engine_at
from bot.desk.house import House
from tests.desk.tiny import tiny_catalog
from tests.postgres import new_database
from tests.thin import as_in_a_hotel

# Numbers are given out for good, also by what is undone; tests read better when they begin at one.
FROM_ONE = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"


@pytest.fixture(params=["sqlite", "postgresql"])
def conn(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """One open transaction on a database without a row; what it did is gone afterwards."""
    if request.param == "sqlite":
        with request.getfixturevalue("one_file").connect() as connection:
            yield as_in_a_hotel(connection)
            connection.rollback()
        return
    connection = request.getfixturevalue("connected")
    yield connection
    connection.rollback()
    connection.exec_driver_sql(FROM_ONE)
    connection.commit()


@pytest.fixture(scope="session")
def connected(server: str, made: str) -> Iterator[Connection]:
    """One connection to PostgreSQL for all tests that keep nothing."""
    with new_database(server, like=made) as address:
        engine = engine_at(address)
        with engine.connect() as connection:
            _remembers(connection)
            yield connection
        engine.dispose()


def _remembers(connection: Connection) -> None:
    """psycopg forgets every statement that it has prepared when something is undone: a table might be undone
    with it. Here no table is, and each refusal undoes: forgetting took half of the time."""
    driver: Any = connection.connection.dbapi_connection
    driver.prepared_max = 1000
    driver._prepared._should_discard = lambda *_: False


# What draws many examples, screens or people draws them on SQLite; PROVE=1 on PostgreSQL as well.
LONG = (
    "test_every_screen_of_the_set_up_fits",
    "test_a_curious_walk_reaches_every_act",
    "test_the_same_dice_walk_the_same_way",
    "test_however_people_act",
    "test_the_walks_together",
    "test_everybody_may_press",
    "test_no_command_is_done",
    "test_no_act_touches",
    "test_every_button_of_every_refusal",
    "test_no_walk_leads_out",
    "test_no_idea_is_refused",
    "test_every_button_under_an_idea",
    "test_a_rating_is_never_asked_twice",
    "test_however_long_the_desk_was_down_it_asks",
    "test_whatever_is_asked_and_approved",
    "test_no_clock_is_missed",
    "test_a_desk_without_a_guard",
    "test_the_line_is_fair",
    "test_a_line_that_is_not_fair",
    "test_no_cost_is_on_a_guest_s_screen",
    "test_every_screen_fits_in_every_language",
    "test_revenue_by_extra_sums_to_the_ledger",
    "test_the_demo_begins_with_living_figures",
    "test_a_common_edit_takes_six_taps",
    "test_a_pause_is_read",
    "test_a_pause_that_is_not_clear",
    "test_a_text_that_does_not_fit",
    "test_hours_that_are_not_clear",
    "test_every_way_of_booking_has_a_template",
    "test_what_cannot_be_shown_is_said",
    "test_no_changed_button",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("PROVE"):
        return
    left_out = [one for one in items if "[postgresql" in one.name and one.name.startswith(LONG)]
    items[:] = [one for one in items if one not in left_out]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def house() -> House:
    """The tiny hotel on Friday 20 November 2026, 13:00 in Baku (09:00 UTC)."""
    return House("lakeside", tiny_catalog(), 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
