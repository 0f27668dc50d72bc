"""SIGTERM: `qonaq run` takes nothing new, finishes what is under way, and is gone within eight seconds."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from tests.crash.checks import breaches, lost, quiet
from tests.crash.desk import Stable, World, a_stable, a_world
from tests.crash.guests import Walkers
from tests.crash.test_kill import BROKEN, PROMISE
from tests.proofs import AT_LENGTH, HALVES, PROVING, seen

LIMIT = 8.0
BURST = 40
STOPS = 250 if PROVING else 3  # in each half
SEED = int(os.environ.get("SEED", "8"))
STOPPED = "SIGTERM under load"


async def begin(stable: Stable, world: World, variant: str = "product") -> None:
    """The product itself, as its owner starts it; it is open once it polls."""
    seen = world.loopback.watch.seq
    await stable.begin(world.life(variant=variant))
    await world.until(lambda: any(one.kind == "poll" for one in world.loopback.events_since(seen)))


async def stop(stable: Stable) -> None:
    stable.signal(signal.SIGTERM)
    try:
        assert await stable.ended(LIMIT) == 0, stable.log[-5:]
    except TimeoutError:
        pytest.fail(await stable.where_it_is())


@pytest.mark.parametrize("moments", [1, 15], ids="after {} moments".format)
async def test_sigterm_under_load_ends_in_time_and_loses_nothing(tmp_path: Path, moments: int) -> None:
    async with a_world(tmp_path, shifted=False) as world, a_stable() as stable:
        guests = Walkers(world.loopback, Random(moments))
        await begin(stable, world)
        for _ in range(BURST):
            guests.step()
        await world.loopback.changed(world.loopback.watch.seq + moments - 1, 2)
        await stop(stable)
        assert not [line for line in stable.log if " trace=" in line]
        assert set(world.loopback.confirmed()) <= _kept(world)
        await begin(stable, world)
        await world.until(lambda: quiet(world), 60)
        await stop(stable)
        assert not lost(world)
        assert breaches(world, guests) == []


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.timeout(60 + 10 * STOPS)
async def test_a_desk_that_is_stopped_again_and_again_loses_nothing(tmp_path: Path, half: int) -> None:
    """Each life is stopped somewhere in its work; every tenth is the product itself, from its first line."""
    lives = ["product" if n % 10 == 0 else "desk" for n in range(STOPS)]
    found = await stopped_again_and_again(tmp_path, lives, seed=SEED + half)
    seen(PROMISE, injected=STOPPED, trials=STOPS, violations=len(found))
    assert found == []


@AT_LENGTH
async def test_a_desk_that_confirms_first_is_caught_when_it_is_stopped(tmp_path: Path) -> None:
    """The positive control."""
    found = await stopped_again_and_again(tmp_path, ["ack_first"] * 5, seed=SEED)
    seen(PROMISE, injected=BROKEN, trials=5, violations=len(found), control=True, of=STOPPED)
    assert any("confirmed updates are not done" in one for one in found), found


async def stopped_again_and_again(folder: Path, lives: Sequence[str], *, seed: int) -> list[str]:
    """What the checker finds after these lives, each stopped in its work, and a last one in peace."""
    rng = Random(seed)
    async with a_world(folder, shifted=False) as world, a_stable() as stable:
        guests = Walkers(world.loopback, rng)
        for variant in lives:
            await begin(stable, world, variant)
            for _ in range(rng.randrange(BURST)):
                guests.step()
            await world.loopback.changed(world.loopback.watch.seq + rng.randrange(20), 1)
            await stop(stable)
        await begin(stable, world, "desk")
        await world.until(lambda: quiet(world), 60)
        await stop(stable)
        return breaches(world, guests)


async def test_sigterm_while_telegram_hangs_ends_in_time(tmp_path: Path) -> None:
    async with a_world(tmp_path, shifted=False) as world, a_stable() as stable:
        guests = Walkers(world.loopback, Random(5))
        await begin(stable, world)
        world.loopback.hang(times=1000)
        for who in guests.people:
            world.loopback.say(who, "/start")
        await world.loopback.changed(world.loopback.watch.seq + 5, 2)
        await stop(stable)
        world.loopback.release()
        await begin(stable, world)
        await world.until(lambda: quiet(world), 60)
        assert breaches(world, guests) == []


async def test_sigterm_while_telegram_cannot_be_reached_at_all_ends_in_time(tmp_path: Path) -> None:
    async with a_world(tmp_path, shifted=False) as world, a_stable() as stable:
        world.loopback.hang(times=1000)
        await stable.begin(world.life(variant="product"))
        await world.until(lambda: any(one.kind == "fault" for one in world.loopback.events_since(0)))
        await stop(stable)


def _kept(world: World) -> set[int]:
    return {number for (number,) in world.rows("SELECT update_id FROM inbox")}
