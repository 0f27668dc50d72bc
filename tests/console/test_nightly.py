"""The open desk makes a copy each night, by another process, and tries again an hour after it failed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import keepsake
from bot.nightly import Nightly, latest_night

BAKU = ZoneInfo("Asia/Baku")
NOON = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # there
GOOD = (sys.executable, "-c", "")
KILLED = (sys.executable, "-c", "import os; os.kill(os.getpid(), 9)")
BAD = (sys.executable, "-c", "import sys; sys.exit('no room')")


class Wrist:
    """The clock of the test."""

    now = NOON


def nightly(folder: Path, wrist: Wrist, command: tuple[str, ...], *, leads: bool = True) -> Nightly:
    async def zone() -> ZoneInfo:
        return BAKU

    async def leading() -> bool:
        return leads

    async def never(seconds: float) -> None:
        raise AssertionError

    return Nightly(folder, zone, leading, lambda: wrist.now, never, command)


def test_the_night_is_the_hotels() -> None:
    assert latest_night(NOON, BAKU) == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    assert latest_night(NOON - timedelta(hours=9), BAKU) == datetime(2026, 11, 19, 0, 0, tzinfo=UTC)


async def test_once_a_night(tmp_path: Path) -> None:
    wrist = Wrist()
    desk = nightly(tmp_path, wrist, GOOD)
    assert await desk.look(), "there was none: at once"
    keepsake.note(tmp_path, tmp_path, wrist.now)
    assert not await desk.look()
    wrist.now += timedelta(hours=15)  # three in the morning
    assert not await desk.look()
    wrist.now += timedelta(hours=1)
    assert await desk.look()


async def test_one_that_failed_is_told_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrist = Wrist()
    desk = nightly(tmp_path, wrist, BAD)
    assert not await desk.look()
    assert "no room" in caplog.text
    desk.command = GOOD
    assert not await desk.look()
    wrist.now += timedelta(hours=1)
    assert await desk.look()


async def test_one_that_was_killed_says_what_may_be_short(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert not await nightly(tmp_path, Wrist(), KILLED).look()
    assert "memory is short" in caplog.text


async def test_a_clock_that_ran_ahead_keeps_no_night_without_a_copy(tmp_path: Path) -> None:
    """A copy that was noted for next week, or a failure of tomorrow, is no reason to wait until then."""
    wrist = Wrist()
    keepsake.note(tmp_path, tmp_path, wrist.now + timedelta(days=7))
    assert keepsake.known(tmp_path, wrist.now) is None
    desk = nightly(tmp_path, wrist, GOOD)
    desk.failed_at = wrist.now + timedelta(days=1)
    assert await desk.look()
    keepsake.note(tmp_path, tmp_path, wrist.now + timedelta(minutes=1))
    assert not await desk.look(), "a clock that was put right by a minute is no reason for another"


async def test_of_several_desks_one_does_it(tmp_path: Path) -> None:
    assert not await nightly(tmp_path, Wrist(), GOOD, leads=False).look()
