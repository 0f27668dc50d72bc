"""The desk is killed at random moments under load; nothing that Telegram was told we have may be lost."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from random import Random

import pytest

from tests.crash.checks import breaches, quiet
from tests.crash.desk import PATIENCE, Stable, World, a_stable, a_world
from tests.crash.guests import Walkers
from tests.proofs import HALVES, PROVING, seen

KILLS = 100 if PROVING else 10  # in each half
CONTROL_KILLS = 5
CONTROL_TRIES = 4  # a try takes seconds, and the first one mostly suffices
SEED = int(os.environ.get("SEED") or Random().randrange(10**6))
PROMISE = "no update is lost, nothing is booked or charged twice"
BROKEN = "a desk that confirms before it keeps"
AHEAD = 60  # updates that may wait in Telegram before the guests draw breath


async def walk_on(world: World, guests: Walkers, ahead: int = AHEAD) -> None:
    """Guests act whenever something has happened and the queue is short; for ever."""
    while True:
        if world.loopback.updates.pending() < ahead:
            guests.step()
        await world.loopback.changed(world.loopback.watch.seq, 0.02)


async def one_life(stable: Stable, world: World, rng: Random, variant: str) -> None:
    """A desk begins and is killed: mostly while it works, sometimes while it opens."""
    await stable.begin(world.life(variant=variant, poll=1))
    if rng.random() < 0.75:
        await stable.ready()
    try:
        await stable.ended(rng.uniform(0.0, 1.0))
    except TimeoutError:
        await stable.killed()
    assert stable.code == -9, stable.log


async def kill_again_and_again(
    folder: Path, *, kills: int, seed: int, variant: str, told: list[str] | None = None
) -> list[str]:
    """What the checker finds after the kills and one last life in peace; `told` gets the repeats."""
    rng = Random(seed)
    async with a_world(folder) as world, a_stable() as stable:
        guests = Walkers(world.loopback, rng)
        async with asyncio.TaskGroup() as tasks:
            load = tasks.create_task(walk_on(world, guests))
            for _ in range(kills):
                await one_life(stable, world, rng, variant)
            await stable.begin(world.life(variant=variant, poll=1))
            await stable.ready()
            load.cancel()
        try:
            await world.until(lambda: quiet(world), 2 * PATIENCE)
        except TimeoutError:
            return ["it never became quiet", *breaches(world, guests), *stable.log[-20:]]
        await stable.killed()
        done = f"{kills} kills, {len(world.loopback.pushed())} updates, {_tally(world)}"
        sys.stdout.write(f"seed {seed}: {done}\n")
        if told is not None:
            told.append(f"{_repeated(world) / kills:.2f} letters repeated a kill, each said to be a repeat")
        return [*breaches(world, guests), *world.loopback.violations]


def _tally(world: World) -> str:
    counted = {
        name: world.rows(f"SELECT count(*) FROM {name}")[0][0]  # noqa: S608  # names of ours
        for name in ("bookings", "cases", "letters")
    }
    return ", ".join(f"{n} {name}" for name, n in counted.items()) + f", {_repeated(world)} of them repeated"


def _repeated(world: World) -> int:
    return int(world.rows("SELECT count(*) FROM letters WHERE repeat")[0][0])


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.timeout(120 + 5 * KILLS)
async def test_a_desk_that_is_killed_loses_nothing_and_books_nothing_twice(tmp_path: Path, half: int) -> None:
    sys.stdout.write(f"SEED={SEED}\n")
    told = list[str]()
    found = await kill_again_and_again(tmp_path, kills=KILLS, seed=SEED + half, variant="desk", told=told)
    injected = "kill -9 at a random moment"
    seen(PROMISE, injected=injected, trials=KILLS, violations=len(found), told=told[-1] if told else "")
    assert not found, "\n".join(found[:20])


@pytest.mark.timeout(240)
async def test_a_desk_that_confirms_first_is_caught(tmp_path: Path) -> None:
    """The positive control: the same load, the same checker, a desk broken on purpose.

    Each kill must fall between the acknowledgement and the work; on a quiet machine that moment is short.
    """
    found: list[str] = []
    for again in range(CONTROL_TRIES):
        folder = tmp_path / str(again)
        folder.mkdir()
        found += await kill_again_and_again(
            folder, kills=CONTROL_KILLS, seed=SEED + again, variant="ack_first"
        )
        if any("confirmed updates are not done" in one for one in found):
            seen(PROMISE, injected=BROKEN, trials=(again + 1) * CONTROL_KILLS, violations=1, control=True)
            return
    pytest.fail(
        f"{CONTROL_TRIES * CONTROL_KILLS} kills of a desk that confirms first were not noticed: {found}"
    )
