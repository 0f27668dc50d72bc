"""The power goes: only what was synced is on the disk. A slow disk is waited for; one that is read-only too.

Each look takes what a power cut would leave, while the desk works; each life ends with one, and the next goes
on from there. A power cut may take the note that a letter went: such a letter comes again without saying so.
"""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from random import Random

import pytest

from tests.crash.checks import AGAIN, breaches, lost, quiet
from tests.crash.desk import PATIENCE, Stable, World, a_stable, a_world
from tests.crash.disk import Disk, built, updates_in
from tests.crash.guests import Walkers
from tests.crash.test_full_disk import SHRUGS, health
from tests.crash.test_kill import PROMISE, SEED, walk_on
from tests.proofs import AT_LENGTH, HALVES, PROVING, seen

LIVES, LOOKS = (25, 20) if PROVING else (1, 3)  # in each half
CAUGHT_WITHIN = 9  # turns
TURNS = 50
BURST = 40
SLOW = (50, 200, 600)  # milliseconds for a sync
BROKEN = "a desk that does not wait for the disk"
CUT, UNWILLING = "the power is cut", "a read-only and a slow disk"


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    (tmp_path / "data").mkdir()
    return Disk(built(tmp_path), tmp_path / "data")


async def missing(disk: Disk, world: World, stable: Stable) -> list[str]:
    """What Telegram was told we have, and a power cut now would take."""
    told = world.loopback.confirmed()
    try:
        gone = told - updates_in(disk.kept(world, stable, disk.data.parent / "kept"))
    except sqlite3.Error as error:
        return [f"after a power cut the database is broken: {error}"]
    return [f"{len(gone)} confirmed updates are not on the disk"] if gone else []


async def power_goes(disk: Disk, *, lives: int, seed: int, variant: str = "desk") -> list[str]:
    """Lives that end with the power; then one in peace."""
    rng, found = Random(seed), list[str]()
    async with a_world(disk.data) as world, a_stable(disk.around) as stable:
        guests = Walkers(world.loopback, rng)
        async with asyncio.TaskGroup() as tasks:
            load = tasks.create_task(walk_on(world, guests))
            for _ in range(lives):
                await stable.begin(world.life(variant=variant, poll=1))
                await stable.ready()
                for _ in range(LOOKS):
                    await world.loopback.changed(world.loopback.watch.seq + rng.randrange(BURST), 1)
                    found += await missing(disk, world, stable)
                await stable.killed()
                disk.loses_power(world)
            load.cancel()
        if found:
            return found
        await stable.begin(world.life(variant=variant, poll=1))
        await stable.ready()
        await world.until(lambda: quiet(world), 2 * PATIENCE)
        await stable.killed()
        return [one for one in breaches(world, guests) if AGAIN not in one] + world.loopback.violations


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.timeout(120 + 10 * LIVES)
async def test_a_power_cut_takes_nothing_that_was_acknowledged(disk: Disk, half: int) -> None:
    found = await power_goes(disk, lives=LIVES, seed=SEED + half)
    seen(PROMISE, injected=CUT, trials=LIVES * (LOOKS + 1), violations=len(found))
    assert not found, (SEED, found[:20])


@AT_LENGTH
async def test_a_desk_that_does_not_wait_for_the_disk_is_caught(disk: Disk) -> None:
    """The positive control."""
    found = await power_goes(disk, lives=1, seed=SEED, variant="no_syncs")
    seen(PROMISE, injected=BROKEN, trials=LOOKS, violations=len(found), control=True, of=CUT)
    assert any("not on the disk" in one or "is broken" in one for one in found), SEED


@AT_LENGTH
@pytest.mark.parametrize("half", HALVES)
@pytest.mark.timeout(120 + 10 * TURNS)
async def test_a_slow_disk_and_one_that_takes_nothing_are_waited_for(disk: Disk, half: int) -> None:
    """By turns; while nothing can be written nothing is confirmed, and `/healthz` says so."""
    found = await by_turns(disk, TURNS, seed=SEED + half)
    seen(PROMISE, injected=UNWILLING, trials=TURNS, violations=len(found))
    assert not found, (SEED, found[:20])


@AT_LENGTH
async def test_a_desk_that_confirms_what_a_disk_does_not_take_is_caught(disk: Disk) -> None:
    """The positive control; one turn in some happens to come between two looks for updates."""
    found = await by_turns(disk, CAUGHT_WITHIN, seed=SEED, variant="shrugs")
    seen(PROMISE, injected=SHRUGS, trials=CAUGHT_WITHIN, violations=len(found), control=True, of=UNWILLING)
    assert any("confirmed updates are not done" in one for one in found), (SEED, found[:20])


async def by_turns(disk: Disk, turns: int, *, seed: int, variant: str = "desk") -> list[str]:
    """A disk that takes nothing, a slow one, and so on; then a good one."""
    rng = Random(seed)
    async with a_world(disk.data) as world, a_stable(disk.around) as stable:
        guests = Walkers(world.loopback, rng)
        await stable.begin(world.life(variant=variant, poll=1))
        await stable.ready()
        await world.until(lambda: quiet(world))
        found = list[str]()
        for n in range(turns):
            found += await (a_slow_turn if n % 2 else a_read_only_turn)(disk, world, stable, guests, rng)
        disk.is_well()
        await world.until(lambda: quiet(world), 2 * PATIENCE)
        found += [f"{len(lost(world))} lost"] if lost(world) else []
        return found + breaches(world, guests)


async def a_slow_turn(disk: Disk, world: World, stable: Stable, guests: Walkers, rng: Random) -> list[str]:
    disk.is_slow(rng.choice(SLOW))
    for _ in range(BURST):
        guests.step()
    await world.loopback.changed(world.loopback.watch.seq + rng.randrange(BURST), 1)
    found = await missing(disk, world, stable)
    disk.is_well()
    await world.until(lambda: quiet(world), 2 * PATIENCE)
    return found


async def a_read_only_turn(
    disk: Disk, world: World, stable: Stable, guests: Walkers, rng: Random
) -> list[str]:
    for _ in range(rng.randrange(BURST)):
        guests.step()
    await world.loopback.changed(world.loopback.watch.seq + rng.randrange(BURST), 0.2)
    disk.takes_nothing()
    said = stable.lines
    late = {world.loopback.say(who, "/start").update_id for who in guests.people}
    await world.until(lambda: stable.lines > said)  # it complains
    found = [] if await health(stable) == 503 else ["it says that it is well"]
    found += await missing(disk, world, stable)
    if told := world.loopback.confirmed() & late:
        found.append(f"{len(told)} were confirmed while nothing could be written")
    disk.is_well()
    await world.until(lambda: quiet(world), 2 * PATIENCE)
    return found
