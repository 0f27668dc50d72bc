"""A desk that is told to stop does, also at the very moment at which what sleeps in it is woken."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path

from bot.app import Running
from bot.clock import Clock
from tests.hotel import WAIT, Hotel

BOT = Path(__file__).parents[2] / "bot"


def test_nothing_waits_in_a_way_that_forgets_a_cancellation() -> None:
    """Until Python 3.12 `asyncio.wait_for` forgets one that comes as what it waits for is done, and its loop
    goes on for ever; `asyncio.timeout` does not."""
    waits = [
        f"{path.relative_to(BOT)}:{node.lineno}"
        for path in BOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "asyncio.wait_for"
    ]
    assert waits == []


async def test_a_clock_that_is_nudged_as_it_ends_has_ended() -> None:
    clock = Clock()

    async def chores() -> None:
        while True:
            await clock.until(None)

    async with asyncio.timeout(WAIT), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(chores())
        await asyncio.sleep(0)
        clock.nudge()
        await asyncio.sleep(0)
        task.cancel()
    assert task.cancelled()


async def test_a_desk_whose_sleepers_wake_as_it_closes_is_gone(hotel: Hotel) -> None:
    hotel.profile = True
    async with asyncio.timeout(WAIT), hotel.open():
        running = hotel.running
        assert running
        await hotel.settled()
        running.settled = lambda: woken(running)  # type: ignore[method-assign]  # the last that it waits for


async def woken(running: Running) -> None:
    """They have something to do, and have not begun; in this moment the desk is closed."""
    await Running.settled(running)
    running.clock.nudge()
    running.channel.sender.wake()
    running.channel.profile.wake()
    await asyncio.sleep(0)
