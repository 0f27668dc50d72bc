"""The desk is gone before and after each statement and each call of Telegram, also while it recovers.

PROVE=1 meets 10,000 such moments of a desk that polls, and 100 of one to which Telegram brings the updates.
One life in ten is aimed at what guests are promised: bookings, cases, money. It is told by its seed; what was
going on at its end is counted.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.crash.balancer import free_port
from tests.crash.checks import breaches, quiet, unquiet
from tests.crash.desk import PATIENCE, Stable, World, a_stable, a_world
from tests.crash.fuse import GONE
from tests.crash.guests import Walkers
from tests.crash.test_kill import BROKEN, PROMISE, walk_on
from tests.proofs import PROVING, seen

THIRDS = range(3 if PROVING else 1)  # a desk waits for the test, and the test for it: three fill two cores
HOTELS = 17 if PROVING else 1  # each with its own database
LIVES = 200 if PROVING else 12  # in each
BROUGHT_HOTELS, BROUGHT_LIVES = (2, 50) if PROVING else (1, 5)  # by webhook
SEED = int(os.environ.get("SEED") or Random().randrange(10**6))
MAKING = 5  # lives in which some hotels' databases are not yet made
USED = 150 if PROVING else 30  # acts of guests before the first end: they are on all ways by then
OPENING = 120  # steps within which a desk opens and takes up what the one before has left
LONG = 400
AIMED = 8  # steps of work, at most, to the end of a life that is aimed at them
IN_HAND = 3  # updates in Telegram; with many of them no life would come to its first commit
MET = {  # a proof that has not met it has proved nothing
    *("INSERT inbox", "UPDATE inbox", "INSERT letters", "UPDATE letters", "sendMessage", "getUpdates"),
    *("INSERT bookings", "UPDATE bookings", "INSERT claims", "INSERT cases", "INSERT relays"),
}
BROUGHT = "gone at a step, by webhook"
DOWN = 40  # minutes, at most, without a desk
LIFE = 60.0  # seconds; a life takes less than one


@dataclass
class Tally:
    moments: Counter[str] = field(default_factory=Counter)
    letters: int = 0
    repeats: int = 0
    found: list[str] = field(default_factory=list)


async def one_life(stable: Stable, world: World, rng: Random, how: dict[str, Any]) -> None:
    """It ends at a step that was drawn: of ten, three while they are still taking up the work, and one
    amid work. Before every third some time has passed: holds have run out, and clocks of cases.
    """
    if rng.random() < 1 / 3:
        world.clock.ahead += timedelta(minutes=rng.randint(1, DOWN))
    drawn = rng.random()
    steps = 2 * LONG if drawn < 0.1 else rng.randint(1, OPENING if drawn < 0.4 else LONG)
    work = rng.randint(1, AIMED) if drawn < 0.1 else None
    await stable.begin(world.life(**how, fuse=steps, work=work))
    assert await stable.ended(LIFE) == GONE, stable.log[-20:]


async def a_hotel(
    stable: Stable, folder: Path, tally: Tally, *, lives: int, seed: int, **around: Any
) -> None:
    """So many lives, and one in peace; then all that was promised is looked up."""
    rng, how = Random(seed), {"poll": 1} | around
    data = folder / "data"
    async with a_world(data) as world:
        guests = Walkers(world.loopback, rng)
        for _ in range(MAKING if seed % 5 == 0 else 0):
            await one_life(stable, world, rng, how)
        whole = how | {"variant": "desk"}
        await stable.begin(world.life(**whole))  # which takes hundreds of steps: no life would come past it
        await stable.ready()
        async with asyncio.TaskGroup() as tasks:
            load = tasks.create_task(walk_on(world, guests, ahead=IN_HAND))
            await world.until(lambda: guests.steps >= USED)
            await stable.killed()
            (folder / "gone.txt").unlink(missing_ok=True)
            for _ in range(lives):
                await one_life(stable, world, rng, how)
            await stable.begin(world.life(**how))
            await stable.ready()
            load.cancel()
        try:
            await world.until(lambda: quiet(world), 2 * PATIENCE)
        except TimeoutError:
            tally.found += [f"it never became quiet: {unquiet(world)}", *stable.log[-5:]]
        await stable.killed()
        tally.moments.update((folder / "gone.txt").read_text(encoding="utf-8").splitlines())
        tally.letters += world.rows("SELECT count(*) FROM letters WHERE method = 'send'")[0][0]
        tally.repeats += world.rows("SELECT count(*) FROM letters WHERE repeat")[0][0]
        tally.found += [
            f"seed {seed}: {one}" for one in (*breaches(world, guests), *world.loopback.violations)
        ]


@pytest.mark.parametrize("third", THIRDS)
@pytest.mark.timeout(120 + HOTELS * LIVES)
async def test_a_desk_that_is_gone_at_any_step_loses_nothing_and_books_nothing_twice(
    tmp_path: Path, third: int
) -> None:
    tally = Tally()
    async with a_stable() as stable:
        for n in range(HOTELS):
            (folder := tmp_path / str(n)).mkdir()
            await a_hotel(stable, folder, tally, lives=LIVES, seed=SEED + 1000 * third + n)
    met = sum(tally.moments.values())
    share = tally.repeats / max(1, met)
    told = f"{share:.3f} letters repeated an end, each said to be a repeat"
    seen(PROMISE, injected="gone at a step", trials=met, violations=len(tally.found), told=told)
    sys.stdout.write(
        f"SEED={SEED}: gone at {met} steps of {len(tally.moments)} kinds, {tally.letters} letters, "
        f"{tally.repeats} repeated ({share:.3f} an end)\n{tally.moments.most_common(40)}\n"
    )
    assert met == HOTELS * LIVES
    assert not {"CREATE", "INSERT alembic_version"} & {one.partition(" ")[2] for one in tally.moments}
    assert not PROVING or {one.partition(" ")[2] for one in tally.moments} >= MET
    assert not tally.found, "\n".join(tally.found[:20])


async def test_a_desk_that_confirms_first_is_caught_at_some_step(tmp_path: Path) -> None:
    """The positive control."""
    tally = Tally()
    async with a_stable() as stable:
        for n in range(4):
            (folder := tmp_path / str(n)).mkdir()
            await a_hotel(stable, folder, tally, lives=6, seed=SEED + n, variant="ack_first")
            if any("confirmed updates are not done" in one for one in tally.found):
                seen(PROMISE, injected=BROKEN, trials=6 * (n + 1), violations=1, control=True)
                return
    pytest.fail(f"{4 * 6} ends of a desk that confirms first were not noticed: {tally.found[:5]}")


def by_webhook() -> dict[str, Any]:
    port = free_port()
    return {"webhook": f"http://127.0.0.1:{port}", "port": port}


@pytest.mark.timeout(120 + BROUGHT_HOTELS * BROUGHT_LIVES)
async def test_a_desk_by_webhook_that_is_gone_at_any_step_loses_nothing_and_books_nothing_twice(
    tmp_path: Path,
) -> None:
    """What was not answered with 200 Telegram brings again."""
    tally = Tally()
    async with a_stable() as stable:
        for n in range(BROUGHT_HOTELS):
            (folder := tmp_path / str(n)).mkdir()
            await a_hotel(stable, folder, tally, lives=BROUGHT_LIVES, seed=SEED + n, **by_webhook())
    met = sum(tally.moments.values())
    seen(PROMISE, injected=BROUGHT, trials=met, violations=len(tally.found))
    sys.stdout.write(f"SEED={SEED}: {met} steps, {tally.letters} letters\n{tally.moments.most_common(40)}\n")
    assert met >= BROUGHT_HOTELS * BROUGHT_LIVES
    assert not {one for one in tally.moments if "getUpdates" in one}
    assert not tally.found, "\n".join(tally.found[:20])


async def test_a_desk_that_answers_first_is_caught_at_some_step(tmp_path: Path) -> None:
    """The positive control of the webhook."""
    tally = Tally()
    async with a_stable() as stable:
        for n in range(4):
            (folder := tmp_path / str(n)).mkdir()
            await a_hotel(
                stable, folder, tally, lives=4, seed=SEED + n, variant="answers_first", **by_webhook()
            )
            if any("confirmed updates are not done" in one for one in tally.found):
                injected = "a desk that answers before it keeps"
                seen(PROMISE, injected=injected, trials=4 * (n + 1), violations=1, control=True, of=BROUGHT)
                return
    pytest.fail(f"{4 * 4} ends of a desk that answers first were not noticed: {tally.found[:5]}")
