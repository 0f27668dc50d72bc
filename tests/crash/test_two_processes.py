"""Two desks on one PostgreSQL database, one of them killed again and again: nothing lost, nothing doubled.

By webhook both get updates, through a balancer; by polling one polls and the other stands by.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.crash.balancer import Balancer, a_balancer
from tests.crash.checks import breaches, quiet
from tests.crash.desk import PATIENCE, Stable, World, a_stable, a_world
from tests.crash.guests import Walkers
from tests.crash.test_kill import PROMISE
from tests.proofs import PROVING, proves

KILLS = 100 if os.environ.get("PROVE") else 4
SEED = int(os.environ.get("SEED") or Random().randrange(10**6))
STEPS, AHEAD = 5, 40
WAYS = ("webhook", "polling") if PROVING else ("polling",)


@dataclass
class Two:
    """Two desks that share a database, and what stands before them."""

    world: World
    stables: list[Stable]
    balancer: Balancer
    way: str
    variant: str = "desk"

    async def begin(self, n: int) -> None:
        await self.stables[n].begin(self.world.life(**self._facts(n)))

    def _facts(self, n: int) -> dict[str, Any]:
        place = {"data": str(self.world.folder / f"desk-{n}"), "port": self.balancer.ports[n]}
        hook = {"webhook": self.balancer.url} if self.way == "webhook" else {}
        return {"variant": self.variant, "poll": 1, **place, **hook}

    async def kill_one(self, rng: Random) -> None:
        """One dies in the middle of its work, and comes back while the other goes on."""
        n = rng.randrange(2)
        if rng.random() < 0.75:
            await self.stables[n].ready()
        try:
            await self.stables[n].ended(rng.uniform(0.0, 1.5))
        except TimeoutError:
            await self.stables[n].killed()
        assert self.stables[n].code == -9, self.stables[n].log[-20:]
        if rng.random() < 0.5:  # now and then the other is alone for a while
            await self.world.loopback.changed(self.world.loopback.watch.seq + 20, 1.0)
        await self.begin(n)


@asynccontextmanager
async def two_desks(folder: Path, url: str, way: str, variant: str = "desk") -> AsyncIterator[Two]:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(a_world(folder, url=url))
        stables = [await stack.enter_async_context(a_stable()) for _ in range(2)]
        balancer = await stack.enter_async_context(a_balancer(2))
        yield Two(world, stables, balancer, way, variant)


async def walk_on(world: World, guests: Walkers) -> None:
    """Guests act while the desks keep up with them; for ever."""
    while True:
        for _ in range(STEPS):
            guests.step()
        await world.until(lambda: _behind(world) < AHEAD, 3 * PATIENCE)


def _behind(world: World) -> int:
    ((n,),) = world.rows("SELECT count(*) FROM inbox WHERE state = 'new'")
    return int(n) + world.loopback.updates.pending()


async def kill_one_again_and_again(two: Two, *, kills: int, seed: int) -> list[str]:
    """What the checker finds after the kills and a while in peace."""
    rng, world = Random(seed), two.world
    guests = Walkers(world.loopback, rng)
    for n in range(2):
        await two.begin(n)
    async with asyncio.TaskGroup() as tasks:
        load = tasks.create_task(walk_on(world, guests))
        for n in range(2):
            await two.stables[n].ready()
        for _ in range(kills):
            await two.kill_one(rng)
        for n in range(2):
            await two.stables[n].ready()
        await world.until(lambda: _enough(world, kills), 3 * PATIENCE)
        load.cancel()
    try:
        await world.until(lambda: quiet(world), 2 * PATIENCE)
    except TimeoutError:
        log = [line for stable in two.stables for line in stable.log[-10:]]
        return ["it never became quiet", *breaches(world, guests), *log]
    told = f"{kills} kills, {len(world.loopback.pushed())} updates, {two.balancer.brought}"
    sys.stdout.write(f"seed {seed}: {told}\n")
    return [*breaches(world, guests), *world.loopback.violations]


def _enough(world: World, kills: int) -> bool:
    """A load without bookings would prove little."""
    ((booked,),) = world.rows("SELECT count(*) FROM bookings WHERE status = 'CONFIRMED'")
    ((done,),) = world.rows("SELECT count(*) FROM inbox WHERE state = 'done'")
    return bool(booked >= 3 if kills else done > 200)


@proves(PROMISE, injected="kill -9 of one of two desks", trials=KILLS)
@pytest.mark.timeout(180 + 5 * KILLS)
@pytest.mark.parametrize("way", WAYS)
async def test_of_two_desks_one_may_die(tmp_path: Path, postgres: str, way: str) -> None:
    sys.stdout.write(f"SEED={SEED}\n")
    async with two_desks(tmp_path, postgres, way) as two:
        found = await kill_one_again_and_again(two, kills=KILLS, seed=SEED)
        assert not found, "\n".join(found[:20])


@proves(PROMISE, injected="no turns", control=True)
@pytest.mark.timeout(240)
async def test_two_desks_that_ask_nobody_are_caught(tmp_path: Path, postgres: str) -> None:
    """The positive control: the same load and checker, without turns and without the look at what is done."""
    async with two_desks(tmp_path, postgres, "webhook", "no_turns") as two:
        found = await kill_one_again_and_again(two, kills=0, seed=SEED)
        assert any("was answered 2 times" in one for one in found), found[:20]
