"""Many parties want packages and single bookings of the same places at once, on a file and on two desks of
one PostgreSQL: never more than there are, never a part without the rest, and everybody gets an answer.

The plans are made before anybody presses, so that all meet at the same starts. The desk that looks first and
writes later is the positive control.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.db import Connection, Database
from bot.desk.booking import bundles, capacity, holding, packages, planning, refusals
from bot.desk.booking.holding import Wish
from bot.desk.booking.parts import Plan
from bot.desk.booking.party import Party
from bot.schema import buckets
from bot.schema import bundles as sold
from tests.desk.booking import planted
from tests.desk.booking.cast import PROVING, assert_books_balance, nobody_has_booked
from tests.desk.booking.conftest import BOTH
from tests.desk.booking.desks import Desks, opened
from tests.desk.booking.packing_machine import PACKING
from tests.desk.booking.packs import package_is_whole, plan_of
from tests.proofs import BOOKS, proves

ROUNDS = 100 if PROVING else 2
PARTIES = 60
KINDS = (("boat", "canoe", "menu"), ("canoe", "ticket", "bath"), ("trip", "bath", "boat"), ("canoe",))
FIRST = PACKING.today + timedelta(days=1)


@pytest.fixture(params=BOTH)
async def desks(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desks]:
    async with opened(request, tmp_path, PACKING, PARTIES) as found:
        yield found


def _plans(conn: Connection) -> list[Plan]:
    """What everybody has on their screens."""
    plans = [replace(plan_of(PACKING, *kind), first=FIRST) for kind in KINDS]
    return [planning.planned(conn, plan, 1) for plan in plans]


async def press(desk: Database, guest: int, plan: Plan) -> bool:
    """A package, or its one part alone; every third confirms at once."""
    try:
        if plan.whole:
            held = await desk.write(packages.hold, plan, request=f"p{guest}", guest_id=guest)
            if guest % 3 == 0:
                await desk.write(packages.confirm, PACKING, held.id, guest, "desk")
        else:
            (name,) = plan.picked
            alone = Wish(f"s{guest}", guest, name, "default", plan.starts[name], Party(2))
            await desk.write(holding.hold, PACKING, alone)
    except (refusals.SoldOut, refusals.PartFull):
        return False
    return True


async def round_of(desks: Desks, dice: random.Random) -> list[bool]:
    await desks[0].write(nobody_has_booked)
    plans = await desks[0].read(_plans)
    wanted = [dice.choice(plans) for _ in range(PARTIES)]
    pressed = (press(desks[n % len(desks)], n, plan) for n, plan in enumerate(wanted, 1))
    return await asyncio.gather(*pressed)


def check(conn: Connection) -> None:
    """The books balance, every package is whole, and no counter is beyond its size."""
    assert_books_balance(conn, PACKING)
    for number in conn.execute(select(sold.c.id)).scalars().all():
        package_is_whole(conn, PACKING, bundles.by_id(conn, PACKING, number))
    for resource, size in (("boats", 3), ("canoe/default", 8), ("ticket/default", 5)):
        used = conn.execute(select(buckets.c.used).where(buckets.c.resource == resource)).scalars().all()
        assert max(used, default=0) <= size, f"{resource}: more than there are"


def fewest_left(conn: Connection) -> int:
    """Of the canoes of the start that all want: fewer than the smallest of them needs."""
    used = conn.execute(select(buckets.c.used).where(buckets.c.resource == "canoe/default")).scalars().all()
    return 8 - max(used, default=0)


@proves(BOOKS, injected="60 parties at once, packages among them", trials=ROUNDS)
@pytest.mark.timeout(900 if PROVING else 120)
async def test_packages_and_single_bookings_race_for_the_same_places(desks: Desks) -> None:
    dice = random.Random(5)
    for number in range(ROUNDS):
        won = await round_of(desks, dice)
        await desks[0].read(check)
        assert any(won), f"round {number}: nobody got anything"
        assert not all(won), f"round {number}: there was room for everybody, so this proves nothing"
        assert await desks[0].read(fewest_left) < 2, "a pair was refused while there was room"


@proves(BOOKS, injected="packages: count first, write then", control=True)
async def test_the_same_race_finds_a_desk_that_counts_first_and_writes_then(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capacity, "take", planted.count_then_insert)
    monkeypatch.setattr(
        planted, "_free_at_first", lambda *looked: True
    )  # everybody looked before anybody wrote
    await round_of(desks, random.Random(5))
    with pytest.raises(AssertionError, match="more than there are"):
        await desks[0].read(check)
