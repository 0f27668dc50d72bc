"""A dozen stories told on PostgreSQL; QONAQ_TEST_DATABASE=postgresql tells them all there.

What differs between the databases is how rows are kept, not what people live through.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from copy import copy
from pathlib import Path

import pytest

from bot import wayback
from bot.app import serve
from bot.db.postgres import engine_at
from bot.db.presence import Presence
from bot.demo.telegram import Floods
from bot.tg.hearing import Hearing
from bot.wayback import Half, NoStart
from tests.hotel import Hotel, Phone
from tests.stories.test_awaited import test_a_second_emergency_raises_the_alarm_again
from tests.stories.test_bookings import (
    test_a_booking_is_moved_without_paying_twice,
    test_a_double_tap_books_once,
    test_a_hold_runs_out_and_can_be_taken_again,
    test_a_request_is_accepted_for_a_day_and_an_hour,
    test_two_guests_race_for_the_last_place,
    test_who_waits_is_offered_the_place_that_comes_free,
)
from tests.stories.test_cases import (
    test_a_missed_clock_is_called_out_across_a_restart,
    test_a_topic_deleted_by_hand_is_made_again,
    test_staff_join_only_with_the_owners_yes,
)
from tests.stories.test_first_evening import (
    test_a_complaint_finds_a_person_and_is_closed_by_the_guest,
    test_a_guest_books_a_place_to_the_end,
)
from tests.stories.test_odd_input import (
    test_an_update_that_cannot_be_handled_lies_with_the_dead_letters,
)
from tests.stories.test_webhook import _story

__all__ = [
    "test_a_booking_is_moved_without_paying_twice",
    "test_a_complaint_finds_a_person_and_is_closed_by_the_guest",
    "test_a_double_tap_books_once",
    "test_a_guest_books_a_place_to_the_end",
    "test_a_hold_runs_out_and_can_be_taken_again",
    "test_a_missed_clock_is_called_out_across_a_restart",
    "test_a_request_is_accepted_for_a_day_and_an_hour",
    "test_a_second_emergency_raises_the_alarm_again",
    "test_a_topic_deleted_by_hand_is_made_again",
    "test_an_update_that_cannot_be_handled_lies_with_the_dead_letters",
    "test_staff_join_only_with_the_owners_yes",
    "test_two_guests_race_for_the_last_place",
    "test_who_waits_is_offered_the_place_that_comes_free",
]


@pytest.fixture
async def hotel(tmp_path: Path, hearing: Hearing, postgres: str) -> AsyncIterator[Hotel]:
    built = Hotel(tmp_path / "data", hearing, floods=Floods.none())
    built.database = postgres
    await built.loopback.open()
    yield built
    await built.loopback.close()
    assert built.loopback.violations == []


async def test_nul_in_a_guests_words_is_let_go(hotel: Hotel, chiara: Phone) -> None:
    """PostgreSQL keeps no text with it."""
    async with hotel.open():
        await chiara.says("What time is\u0000 breakfast?")
        await chiara.sees("07:30")
        await hotel.settled()


async def test_one_story_leaves_the_same_rows_and_letters_on_either_database(
    tmp_path: Path, hearing: Hearing, postgres: str
) -> None:
    told = {}
    for database in (None, postgres):
        hotel = Hotel(tmp_path / str(bool(database)), hearing, floods=Floods.none())
        hotel.database = database
        await hotel.loopback.open()
        told[bool(database)] = await _story(hotel)
        await hotel.loopback.close()
        assert hotel.loopback.violations == []
    for where, lines in told[False].items():
        assert told[True][where] == lines, where
    assert told[False]["bookings"]


async def test_a_second_desk_takes_over_when_the_first_closes(hotel: Hotel, chiara: Phone) -> None:
    """Both ask one Telegram for updates: one of them at a time."""
    first, second = AsyncExitStack(), copy(hotel)
    second.folder = hotel.folder.with_name("second")
    await first.enter_async_context(hotel.open())
    await chiara.says("/start")
    await chiara.sees("welcome to Lakeside Pines")
    async with second.open():
        await chiara.says("/help")
        await chiara.sees("Ask me anything about the hotel.")
        await first.aclose()
        await chiara.says("What time is breakfast?")
        await chiara.sees("07:30")
    assert not [one for one in hotel.loopback.calls("getUpdates") if one.status == 409]


async def test_a_restore_that_begins_before_the_desk_can_be_seen_is_seen_by_it(
    hotel: Hotel, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = Presence.open

    async def restored_meanwhile(presence: Presence) -> None:
        engine = engine_at(postgres, most=1)
        with engine.begin() as conn:
            wayback.begin(conn, Half(Path("copy"), None))
        engine.dispose()
        await opens(presence)

    monkeypatch.setattr(Presence, "open", restored_meanwhile)
    stop = asyncio.Event()
    stop.set()
    with pytest.raises(NoStart, match="cut short"):
        await serve(hotel.config(), clock=hotel.clock, stop=stop)
