"""Round after round, 60 to 200 parties press at once for fewer places: as many as there are, and nobody more.

Between the look at the rules and the taking of the places somebody always dawdles. PROVE=1 plays a thousand
rounds on each database; on PostgreSQL the parties stand at two desks. The desk that looks first and writes
later is the positive control. A desk does one thing after another; that its counters need no such order is
shown on connections of their own, where nobody waits for anybody.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.db import Connection, Database
from bot.db.clerk import AGAIN
from bot.db.postgres import engine_at
from bot.db.trouble import sqlstate
from bot.desk.booking import capacity, holding, keeping, refusals
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.look import Look
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from tests.desk.booking.cast import (
    PROVING,
    arrive,
    assert_books_balance,
    nobody_has_booked,
    set_capacity,
    start_at,
    taken,
    wish,
)
from tests.desk.booking.conftest import BOTH
from tests.desk.booking.desks import Desks, opened
from tests.desk.tiny import tiny_facts
from tests.proofs import BOOKS, proves

ROUNDS = 1000 if PROVING else 3
AT_ONCE = 8  # connections
TRIES = 50  # of whoever meets somebody else's transaction
RACE = {*AGAIN, "23505"}
MOST = 200  # parties; 60 at least
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Press = Callable[[Database, int, int], Awaitable[bool]]


def one_start_a_day() -> House:
    facts = tiny_facts()
    facts["offers"]["canoe"]["rules"]["forward_days"] = "2"  # a refusal looks no further
    facts["offers"]["canoe"]["options"][0]["schedule"][0]["times"] = ["10:00"]
    return House("lakeside", Catalog.model_validate(facts), 1, MORNING)


HOUSE = one_start_a_day()
START = start_at(HOUSE, 10)


@pytest.fixture(params=BOTH)
async def desks(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desks]:
    async with opened(request, tmp_path, HOUSE, MOST) as found:
        yield found


def _opens(conn: Connection, places: int) -> None:
    """A new round: nobody has booked, and there are so many places."""
    nobody_has_booked(conn)
    set_capacity(conn, HOUSE, places, HOUSE.local(START).date())


@pytest.fixture
def dawdling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules have been looked at; before anything is taken time goes by, for some more than others."""
    keep, dice = keeping.keep, random.Random(7)

    def later(conn: Connection, ask: Ask, **facts: Any) -> Booking | None:
        time.sleep(dice.choice((0.0, 0.0, 0.0005, 0.001)))  # the injected delay
        return keep(conn, ask, **facts)

    monkeypatch.setattr(holding, "keep", later)


async def press(desk: Database, guest: int, size: int) -> bool:
    try:
        held = await desk.write(holding.hold, HOUSE, wish(HOUSE, guest, Party(size), start=START))
        if guest % 3 == 0:
            await desk.write(holding.confirm, HOUSE, held.id, guest, "desk")
    except refusals.SoldOut:
        return False
    return True


async def round_of(desks: Desks, sizes: list[int], press: Press = press) -> list[bool]:
    pressed = (press(desks[guest % len(desks)], guest, size) for guest, size in enumerate(sizes, 1))
    return await asyncio.gather(*pressed)


@proves(BOOKS, injected="60 to 200 parties at once", trials=ROUNDS)
@pytest.mark.timeout(900 if PROVING else 120)
@pytest.mark.usefixtures("dawdling")
async def test_never_more_than_there_are_and_nobody_is_refused_while_there_is_room(desks: Desks) -> None:
    dice = random.Random(11)
    for number in range(ROUNDS):
        places, alone = dice.randint(1, 40), number % 3 == 0
        parties = dice.randint(60, MOST if number % 10 == 0 else 80)
        sizes = [1 if alone else dice.randint(1, 3) for _ in range(parties)]
        await desks[0].write(_opens, places)
        won = await round_of(desks, sizes)
        sold = sum(size for size, mine in zip(sizes, won, strict=True) if mine)
        assert not alone or sold == places
        assert sold == await desks[0].read(taken, HOUSE, START) <= places
        refused = [size for size, mine in zip(sizes, won, strict=True) if not mine]
        assert all(size > places - sold for size in refused), f"round {number}: refused while there was room"
        await desks[0].read(assert_books_balance, HOUSE)


@proves(BOOKS, injected="count first, write then", control=True)
async def test_the_same_round_finds_a_desk_that_counts_first_and_writes_then(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capacity, "_take_one", _take_anyway)

    async def count_then_write(desk: Database, guest: int, size: int) -> bool:
        return await desk.read(taken, HOUSE, START) < 7 and await press(desk, guest, size)

    await desks[0].write(_opens, 7)
    assert sum(await round_of(desks, [1] * 60, count_then_write)) > 7


def _take_anyway(conn: Connection, sizes: Look, places: capacity.Places) -> bool:
    return capacity._add(conn, sizes.house, places, 1000)


@pytest.fixture
def unordered(postgres: str) -> Iterator[Engine]:
    """A database at which nobody stands in line: each party has a connection, READ COMMITTED."""
    engine = engine_at(postgres)
    with engine.begin() as conn:
        for chat in range(80):
            arrive(conn, HOUSE, chat, f"guest {chat}")
    yield engine
    engine.dispose()


def press_alone(engine: Engine, guest: int, size: int) -> bool:
    """One transaction; whoever is in another's way begins anew."""
    for _ in range(TRIES):
        try:
            with engine.begin() as conn:
                holding.hold(conn, HOUSE, wish(HOUSE, guest, Party(size), start=START))
        except refusals.SoldOut:
            return False
        except DBAPIError as error:
            if sqlstate(error) not in RACE:
                raise
        else:
            return True
    raise AssertionError("it never went well")


def round_without_order(engine: Engine, places: int, sizes: list[int]) -> list[bool]:
    with engine.begin() as conn:
        _opens(conn, places)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: press_alone(engine, *one), enumerate(sizes, 1)))


@proves(BOOKS, injected="60 to 80 at once, and nobody waits for a desk", trials=ROUNDS // 8 or 1)
@pytest.mark.timeout(1200 if PROVING else 120)
@pytest.mark.usefixtures("dawdling")
@pytest.mark.xdist_group("postgresql")
def test_the_counters_alone_sell_no_place_twice(unordered: Engine) -> None:
    dice = random.Random(12)
    for number in range(ROUNDS // 8 or 1):
        places = dice.randint(1, 40)
        sizes = [1 if number % 2 else dice.randint(1, 3) for _ in range(dice.randint(60, 80))]
        won = round_without_order(unordered, places, sizes)
        sold = sum(size for size, mine in zip(sizes, won, strict=True) if mine)
        with unordered.connect() as conn:
            assert sold == taken(conn, HOUSE, START) <= places
            assert_books_balance(conn, HOUSE)
        assert all(size > places - sold for size, mine in zip(sizes, won, strict=True) if not mine), (
            f"round {number}: refused while there was room"
        )


@proves(BOOKS, injected="counted, then written, and nobody waits for a desk", control=True)
@pytest.mark.usefixtures("dawdling")
@pytest.mark.xdist_group("postgresql")
def test_counting_first_is_found_where_nobody_waits(
    unordered: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capacity, "_take_one", _counts_and_takes)
    assert sum(round_without_order(unordered, 7, [1] * 80)) > 7


def _counts_and_takes(conn: Connection, sizes: Look, places: capacity.Places) -> bool:
    """What comes to mind first: look, and if there is room, write."""
    if taken(conn, HOUSE, START) + places.quantity > 7:
        return False
    time.sleep(0.002)
    return _take_anyway(conn, sizes, places)
