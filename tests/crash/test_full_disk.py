"""The disk is full: nothing is confirmed, nobody is told yes; when there is room again all goes on.

A limit on the size of files stands for the disk; it is lifted while the desk runs, as if an owner made room.
"""

from __future__ import annotations

import asyncio
import resource
import sys
from itertools import count
from pathlib import Path
from random import Random

import aiohttp
import pytest

from tests.crash.checks import breaches, lost, quiet
from tests.crash.desk import PATIENCE, Stable, World, a_stable, a_world
from tests.crash.guests import Walkers
from tests.crash.test_kill import PROMISE
from tests.proofs import AT_LENGTH, HALVES, PROVING, seen

TAKES = 20  # messages that a disk may still have room for
FILLS = 100 if PROVING else 5  # in each half
FULL = "the disk is full"
SHRUGS = "a desk that confirms what it cannot keep"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")


def fill(world: World, stable: Stable) -> None:
    """From now on the log of the database, where everything new is written first, may not grow."""
    log = world.database.with_name(f"{world.database.name}-wal")
    limit(stable, log.stat().st_size)


def limit(stable: Stable, size: int) -> None:
    resource.prlimit(stable.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def make_room(stable: Stable) -> None:
    limit(stable, resource.RLIM_INFINITY)


async def health(stable: Stable) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{stable.url}/healthz") as answer:
        return answer.status


async def test_a_full_disk_confirms_nothing_and_everything_is_handled_once_there_is_room(
    tmp_path: Path,
) -> None:
    async with a_world(tmp_path) as world, a_stable() as stable:
        await stable.begin(world.life(poll=1))
        await stable.ready()
        guests = Walkers(world.loopback, Random(1))
        await world.until(lambda: quiet(world))
        assert await health(stable) == 200

        fill(world, stable)
        confirmed, told = world.loopback.confirmed(), len(world.loopback.calls("sendMessage"))
        late = [world.loopback.say(who, "/start").update_id for who in guests.people]
        await stable.said("nothing can be stored")
        assert await health(stable) == 503
        assert not world.loopback.confirmed() & set(late)
        assert len(world.loopback.calls("sendMessage")) == told
        assert world.loopback.confirmed() == confirmed

        make_room(stable)
        await world.until(lambda: quiet(world))
        assert set(late) <= world.loopback.confirmed()
        assert not lost(world)
        assert breaches(world, guests) == []


async def complains(world: World, stable: Stable, guests: Walkers, said: int) -> None:
    """Guests go on until something does not fit; a log that was begun anew has room, and is left none."""
    async with asyncio.timeout(PATIENCE):
        for step in count():
            if stable.lines > said:
                return
            guests.step()
            if step == TAKES:
                limit(stable, 0)
            await world.loopback.changed(world.loopback.watch.seq, 0.05)


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.timeout(120 + 5 * FILLS)
async def test_a_disk_that_fills_up_under_load_loses_nothing(tmp_path: Path, half: int) -> None:
    """Full somewhere between the inbox, a use case and the record of a letter; so many times over."""
    found = await filled_again_and_again(tmp_path, FILLS, seed=7 + half)
    seen(PROMISE, injected=FULL, trials=FILLS, violations=len(found))
    assert found == []


@AT_LENGTH
async def test_a_desk_that_confirms_what_it_cannot_keep_is_caught(tmp_path: Path) -> None:
    """The positive control."""
    found = await filled_again_and_again(tmp_path, 3, seed=7, variant="shrugs")
    seen(PROMISE, injected=SHRUGS, trials=3, violations=len(found), control=True, of=FULL)
    assert any("confirmed updates are not done" in one for one in found), found


async def filled_again_and_again(folder: Path, fills: int, *, seed: int, variant: str = "desk") -> list[str]:
    """What the checker finds once there is room again and all is quiet."""
    rng = Random(seed)
    async with a_world(folder) as world, a_stable() as stable:
        guests = Walkers(world.loopback, rng)
        await stable.begin(world.life(variant=variant, poll=1))
        await stable.ready()
        for _ in range(fills):
            for _ in range(30):
                guests.step()
            said = stable.lines
            await world.loopback.changed(world.loopback.watch.seq + rng.randint(1, 40), 1)
            fill(world, stable)
            await complains(world, stable, guests, said)
            make_room(stable)
        await world.until(lambda: quiet(world), 90)
        return breaches(world, guests)


async def test_a_folder_that_cannot_be_written_is_explained_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    async with a_world(folder) as world, a_stable() as stable:
        await stable.begin(world.life(variant="product", humble=True))
        assert await stable.ended() == 1
        assert str(folder) in await stable.said("annot")
