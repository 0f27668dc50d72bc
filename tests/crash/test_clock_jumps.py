"""The computer's clock jumps while guests act, also while there is no desk: a flat battery, and its repair.

PROVE=1 does so to fifteen hotels. Telegram's clock is right all the time. What the desk has stamped with a
wrong time may look impossible; nothing else may, and once the clock is right everybody is served at once.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.columns import EPOCH
from tests.crash import wall
from tests.crash.checks import breaches, quiet, unquiet
from tests.crash.child import Life
from tests.crash.desk import Stable, World, a_stable, a_world
from tests.crash.guests import Walkers
from tests.crash.test_kill import PROMISE, walk_on
from tests.proofs import CLOCKS, PROVING, seen

HOTELS, LIVES = (15, 3) if PROVING else (1, 0)  # and one more life, in which the clock is put right
CROWD, STEPS = (12, (40, 120)) if PROVING else (5, (40, 50))  # guests, and what they do from jump to jump
SEED = int(os.environ.get("SEED") or Random().randrange(10**6))
JUMPS = tuple(
    sign * by for sign in (-1, 1) for by in (timedelta(days=1), timedelta(hours=1), timedelta(minutes=20))
)
PATIENT = 3  # updates that may wait: who presses again before the answer is there books nothing
RIGHT = timedelta()
INJECTED = "the computer's clock jumps"
HEALED = 30.0  # seconds from the repair until all is done that was asked; it takes about one
BROKEN = 2.0  # seconds after which a broken desk is not waited for
MINUTES = timedelta(minutes=2)  # and nobody has been too quick
WORDS = 30  # of an eager guest: a flood
STAMPS = (  # what becomes of an order in time when time itself goes back
    *("was done before it came", "went before it was written", "were not worked in order"),
    *("was noted before it was opened", "was answered before it was opened", "goes back in time"),
)


@dataclass
class Computer:
    """What the desk's clock shows: the right time, or one that is `wrong` by so much."""

    world: World
    file: Path
    wrong: timedelta = RIGHT

    def show(self, wrong: timedelta) -> None:
        self.wrong = wrong
        wall.write(self.file, (self.world.clock.ahead + wrong).total_seconds())

    def life(self, **facts: Any) -> Life:
        return self.world.life(wrong=str(self.file), poll=1, **facts)

    def jump(self, rng: Random) -> None:
        self.show(rng.choice([one for one in (*JUMPS, RIGHT) if one != self.wrong]))

    def pass_time(self, by: timedelta) -> None:
        self.world.clock.ahead += by
        self.show(self.wrong)


async def one_life(stable: Stable, computer: Computer, guests: Walkers, rng: Random) -> None:
    """The clock jumps while there is no desk, or under it, or both; then it is killed."""
    computer.pass_time(MINUTES)
    if rng.random() < 0.5:
        computer.jump(rng)
    await stable.begin(computer.life())
    await stable.ready()
    for _ in range(rng.randint(1, 3)):
        await a_while(computer.world, guests, rng)
        computer.jump(rng)
    await stable.killed()


def told(world: World) -> str:
    counted = {table: _number(world, table) for table in ("bookings", "cases", "letters")}
    return f"{len(world.loopback.pushed())} updates, {counted}"


async def a_while(world: World, guests: Walkers, rng: Random) -> None:
    """Guests act; now and then Telegram asks for a wait, or an answer is lost."""
    if rng.random() < 0.5:
        world.loopback.fail("sendMessage", status=429, retry_after=1)
    if rng.random() < 0.5:
        world.loopback.lose_reply("sendMessage")
    enough = guests.steps + rng.randint(*STEPS)
    await world.until(lambda: guests.steps >= enough)


async def a_hotel(
    stable: Stable,
    folder: Path,
    *,
    seed: int,
    lives: int = LIVES,
    last: timedelta | None = None,
    within: float = HEALED,
    variant: str = "desk",
) -> list[str]:
    """What is wrong once the clock is right again; it was wrong by `last`."""
    rng = Random(seed)
    async with a_world(folder / "data") as world:
        guests, computer = Walkers(world.loopback, rng, CROWD), Computer(world, folder / "wrong")
        computer.show(RIGHT)
        async with asyncio.TaskGroup() as tasks:
            load = tasks.create_task(walk_on(world, guests, PATIENT))
            for _ in range(lives):
                await one_life(stable, computer, guests, rng)
            await stable.begin(computer.life(variant=variant))
            await stable.ready()
            for wrong in (RIGHT, last or rng.choice(JUMPS)):
                computer.show(wrong)
                await a_while(world, guests, rng)
            load.cancel()
        await something_waits(world, guests)
        computer.show(RIGHT)
        ill = await never_well(computer, guests, within)
        await stable.killed()
        found = [
            *ill,
            *(one for one in breaches(world, guests) if not any(sign in one for sign in STAMPS)),
            *_twice_reminded(world),
            *world.loopback.violations,
            *(["nobody has booked anything"] if PROVING and not _number(world, "bookings") else []),
        ]
        sys.stdout.write(f"seed {seed}: {told(world)}\n")
    return [f"seed {seed}: {one}" for one in found]


async def something_waits(world: World, guests: Walkers) -> None:
    """One guest has written without end, and a letter waits for an hour that the wrong clock has reckoned."""
    for n in range(WORDS):
        world.loopback.say(guests.people[0], f"zxcv {n}")
    with suppress(TimeoutError):  # what waits already, waits
        await world.until(lambda: quiet(world), 0.6)
    world.loopback.fail("sendMessage", status=429, retry_after=1)
    world.loopback.say(guests.people[1], "/start")
    with suppress(TimeoutError):
        await world.until(
            lambda: world.rows("SELECT 1 FROM letters WHERE state = 'new' AND attempts > 0"), 1.0
        )


async def never_well(computer: Computer, guests: Walkers, within: float) -> Sequence[str]:
    """The clock is right: what waited has to go, what is due to ring, and everybody to be answered."""
    world = computer.world
    try:
        await world.until(lambda: at_rest(world), within)
    except TimeoutError:
        return [f"{within} s after the repair: {unquiet(world)}, due and not rung: {_due(world)[:5]}"]
    computer.pass_time(MINUTES)
    before = {one.user_id: _heard(world, one.user_id) for one in guests.people}
    for one in guests.people:
        world.loopback.say(one, "/start")
    try:
        await world.until(lambda: all(_heard(world, one) > n for one, n in before.items()), within)
        await world.until(lambda: at_rest(world), within)
    except TimeoutError:
        silent = [one for one, n in before.items() if _heard(world, one) == n]
        return [f"{within} s after they wrote {silent} have no answer; {unquiet(world)}"]
    return []


def at_rest(world: World) -> bool:
    return quiet(world) and not _due(world)


def _number(world: World, table: str) -> int:
    return int(world.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608  # names of ours


def _heard(world: World, chat_id: int) -> int:
    return sum(one.sender.is_bot for one in world.loopback.chats.shown(chat_id))


def _due(world: World) -> list[tuple[object, ...]]:
    now = (world.clock.now() - EPOCH) // timedelta(milliseconds=1)
    return world.rows(f"SELECT kind, ref, due_at FROM timers WHERE due_at <= {now}")  # noqa: S608  # a number


def _twice_reminded(world: World) -> Iterator[str]:
    """Early or late, each of the two of a booking comes once."""
    what = "content->'say'->'body'->0"
    reminders = f"SELECT {what} FROM letters WHERE CAST({what} AS text) LIKE '%booking.reminder%'"  # noqa: S608  # ours
    for said, n in Counter(str(one) for (one,) in world.rows(reminders)).items():
        if n > 1:
            yield f"reminded {n} times: {said}"


@pytest.mark.timeout(120 + 60 * HOTELS)
async def test_a_clock_that_jumps_loses_nothing_books_nothing_twice_and_stops_nobody(tmp_path: Path) -> None:
    found = list[str]()
    async with a_stable() as stable:
        for n in range(HOTELS):
            (folder := tmp_path / str(n)).mkdir()
            found += await a_hotel(stable, folder, seed=SEED + n)
    seen(PROMISE, injected=INJECTED, trials=HOTELS, violations=len(found))
    seen(CLOCKS, injected=INJECTED, trials=HOTELS, violations=len(found))
    assert not found, "\n".join(found[:20])


async def caught(folder: Path, variant: str, last: timedelta, sign: str) -> int:
    """How often a broken desk was noticed; what it did once may have hidden it."""
    async with a_stable() as stable:
        for n in range(3):
            (own := folder / str(n)).mkdir()
            found = await a_hotel(
                stable, own, seed=SEED + n, lives=0, last=last, within=BROKEN, variant=variant
            )
            if any(sign in one for one in found):
                return 1
    return 0


async def test_a_desk_that_sleeps_by_the_clock_it_had_is_caught(tmp_path: Path) -> None:
    """A positive control: what the repair makes due does not ring."""
    found = await caught(tmp_path, "sleeps_on", -timedelta(days=1), "due and not rung: [(")
    seen(CLOCKS, injected="a desk that sleeps on", trials=1, violations=found, control=True, of=INJECTED)
    assert found


async def test_a_desk_that_trusts_a_wrong_clock_is_caught(tmp_path: Path) -> None:
    """A positive control: what waits by the wrong clock waits on."""
    found = await caught(tmp_path, "trusts_the_clock", timedelta(days=1), "'RetryAfter")
    seen(PROMISE, injected="a desk that trusts it", trials=1, violations=found, control=True, of=INJECTED)
    assert found
