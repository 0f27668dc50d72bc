"""The line to Telegram goes bad in sixteen ways, under load; once it is well, so is the desk.

PROVE=1 does each of thirteen fifty times, to five desks, all side by side: to heal is mostly to wait. It does
the other three a few times, as each takes half a minute. What may have arrived is said again as a repeat.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from math import inf
from pathlib import Path
from random import Random

import pytest

from bot.app import serve
from bot.config import Config
from bot.demo.seed import seed
from bot.demo.telegram import DEMO_TOKEN
from bot.tg.hearing import Hearing
from bot.tg.intake import Intake
from tests.crash.checks import breaches, quiet
from tests.crash.desk import World, a_world
from tests.crash.guests import Walkers
from tests.crash.test_kill import PROMISE
from tests.crash.toxic import FAULTS, FURTHER, Line, a_line, ask_by_name
from tests.hotel import UNHURRIED
from tests.proofs import PROVING, seen

WORLDS, TIMES = (5, 10) if PROVING else (1, 1)  # desks for each fault, and how often it befalls each
TRIED = (FAULTS[::2], FAULTS[1::2]) if PROVING else (("lost", "reset", "gateway"),)
FURTHER_TIMES = 4 if PROVING else 1
FURTHER_TRIED = FURTHER if PROVING else ("nameless",)
HEALED = 120.0  # seconds
SEED = int(os.environ.get("SEED", "214"))


@asynccontextmanager
async def a_desk(world: World, line: Line, hearing: Hearing) -> AsyncIterator[None]:
    """It knows Telegram only over this line."""
    stop, opened = asyncio.Event(), asyncio.Event()
    config = Config(token=DEMO_TOKEN, api=line.url, staff_chat=world.group.chat_id, data=world.folder, port=0)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(
            serve(
                config, clock=world.clock, stop=stop, ready=lambda _: opened.set(), cast=seed,
                rates=UNHURRIED, poll=1, hearing=hearing,
            )
        )  # fmt: skip
        await asyncio.wait_for(opened.wait(), 180)  # some dozens open at once
        try:
            yield
        finally:
            stop.set()


async def one_time(
    world: World, line: Line, guests: Walkers, fault: str, rng: Random, within: float
) -> float:
    """Seconds from the end of the fault until all that was asked is done and told."""
    for _ in range(rng.randint(2, 8)):
        guests.step()
    line.befall(fault)
    for _ in range(rng.randint(2, 8)):
        guests.step()
    with suppress(TimeoutError):  # it has met something, and there may be no more to meet
        await asyncio.wait_for(line.until_met(rng.randint(1, 4)), 3)
    line.fault, began = None, time.monotonic()
    try:
        await world.until(lambda: quiet(world), within)
    except TimeoutError:
        return inf
    return time.monotonic() - began


async def bad_times(
    folder: Path,
    fault: str,
    hearing: Hearing,
    times: int = TIMES,
    within: float = HEALED,
    world_number: int = 0,
    patch: pytest.MonkeyPatch | None = None,
) -> tuple[float, list[str]]:
    """The longest time to heal, and what was broken; what does not heal in time is broken."""
    rng = Random(f"{SEED} {fault} {world_number}")
    async with a_world(folder, shifted=False) as world, a_line(world.loopback.url) as line:
        guests = Walkers(world.loopback, rng)
        if patch:
            ask_by_name(line, patch)
        async with a_desk(world, line, hearing):
            took = [await one_time(world, line, guests, fault, rng, within) for _ in range(times)]
        ill = ["it has met nothing"] if patch and not line.met else []
        ill += [f"not well after {within} s"] * took.count(inf)
        found = (*ill, *breaches(world, guests), *world.loopback.violations)
        return max(took), [f"{fault}: {one}" for one in found]


@pytest.mark.parametrize("tried", TRIED)
@pytest.mark.timeout(200 + TIMES * 150)
async def test_whatever_the_line_does_the_desk_heals_and_nothing_is_lost(
    tmp_path: Path, hearing: Hearing, tried: Sequence[str]
) -> None:
    each = [(fault, n) for fault in tried for n in range(WORLDS)]
    found = await asyncio.gather(
        *(bad_times(tmp_path / f"{fault}-{n}", fault, hearing, world_number=n) for fault, n in each)
    )
    healed = Counter[str]()
    for (fault, _), (longest, _) in zip(each, found, strict=True):
        healed[fault] = max(healed[fault], round(min(longest, 2 * HEALED)))
    told = ", ".join(f"{fault} {longest} s" for fault, longest in healed.items())
    breached = [one for _, broken in found for one in broken]
    trials = TIMES * len(each)
    seen(PROMISE, injected="a bad line", trials=trials, violations=len(breached), told=f"healed in: {told}")
    assert breached == []


@pytest.mark.parametrize("fault", FURTHER_TRIED)
@pytest.mark.timeout(200 + FURTHER_TIMES * 150)
async def test_a_name_that_is_lost_and_a_token_that_is_refused_for_a_while_lose_nothing(
    tmp_path: Path, hearing: Hearing, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    longest, broken = await bad_times(tmp_path, fault, hearing, FURTHER_TIMES, patch=monkeypatch)
    told = f"healed in: {longest:.0f} s"
    injected = f"a bad line: {fault.replace('_', ' ')}"
    seen(PROMISE, injected=injected, trials=FURTHER_TIMES, violations=len(broken), told=told)
    assert broken == []


async def test_a_desk_that_gives_up_asking_would_be_caught(
    tmp_path: Path, hearing: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control; a fault may meet only what the desk sends, and none of its asking."""

    async def sulk(intake: Intake, why: str, retry_after: float | None = None) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(Intake, "_failed", sulk)
    found: list[str] = []
    for n in range(4):
        if not found:
            _, found = await bad_times(tmp_path / str(n), "gateway", hearing, 1, within=3.0, world_number=n)
    seen(PROMISE, injected="a desk that gives up asking", trials=1, violations=len(found), control=True)
    assert "gateway: not well after 3.0 s" in found
