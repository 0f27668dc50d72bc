"""Ten thousand random lives of a desk: no clock is missed, none rings twice, each rings within a minute.

PROVE=1 runs all of them on SQLite, and five hundred on PostgreSQL: about seven minutes of one core.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk import timers
from bot.desk.cases import clocks
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.timers import Due
from tests.desk.cases import shaken
from tests.desk.cases.cast import guest, team
from tests.desk.cases.shaken import Broken, Look, Shaken, shake
from tests.proofs import CLOCKS, HALVES, PROVING, proves
from tests.thin import savepoint

LIVES = 2_500 if PROVING else 100  # in each half
ENOUGH = 40  # lives in which a planted mistake must show


def lives(conn: Connection, house: House, number: int, look: Look = timers.due, first: int = 0) -> int:
    """So many desks, one after the other; how often a clock rang."""
    staff, guests = team(conn, house), (guest(conn, house), guest(conn, house, 1002, "Bence"))
    rang = 0
    for seed in range(first, first + number):
        die = random.Random(seed)
        zone, start = die.choice(shaken.NIGHTS)
        hotel = house.catalog.hotel.model_copy(update={"zone": zone})
        rules = {"hotel": hotel, "ladder": die.choice(shaken.LADDERS), "roster": die.choice(shaken.ROSTERS)}
        there = House(house.id, house.catalog.model_copy(update=rules), 1, start + timedelta(minutes=seed))
        life = savepoint(conn)
        try:
            desk = Shaken(conn, there, die, staff, guests, look)
            shake(desk)
        except Broken as broken:
            raise Broken(f"life {seed}: {broken}") from broken
        finally:
            life.rollback()
        rang += desk.rang
    return rang


def on_this(facts: dict[str, Any]) -> int:
    """How many lives a database is worth: fewer on PostgreSQL."""
    return LIVES if facts["conn"].dialect.name == "sqlite" else LIVES // 20


@proves(CLOCKS, injected="down-times, clock jumps, other rosters and ladders", trials=on_this)
@pytest.mark.parametrize("half", HALVES)
@pytest.mark.timeout(120 + LIVES // 4)
def test_no_clock_is_missed_and_none_rings_twice(conn: Connection, house: House, half: int) -> None:
    number = on_this({"conn": conn})
    assert lives(conn, house, number, first=half * LIVES) > number


@proves(CLOCKS, injected="set anew from its old moment", trials=ENOUGH, control=True)
def test_a_clock_that_is_set_anew_from_its_old_moment_is_caught(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After three days without a desk it would ring hundreds of times."""
    right = clocks._next

    def naive(at: House, late: Case, kind: str, step: int) -> object:
        old = late.ack_due if kind == "acknowledge" else late.resolve_due
        return old + (right(at, late, kind, step) - at.now)  # type: ignore[arg-type]  # one of two clocks

    monkeypatch.setattr(clocks, "_next", naive)
    with pytest.raises(Broken):
        lives(conn, house, ENOUGH)


@proves(CLOCKS, injected="read only at the start", trials=ENOUGH, control=True)
def test_timers_that_are_read_only_at_the_start_are_caught(conn: Connection, house: House) -> None:
    def once() -> Callable[[Connection, House], list[Due]]:
        known: list[Due] | None = None

        def look(conn: Connection, at: House, *, most: int = 50) -> list[Due]:
            nonlocal known
            if known is None:
                known = timers.due(conn, House(at.id, at.catalog, 1, at.now + timedelta(days=400)))
            ripe = [one for one in known if one.due_at <= at.now]
            known = [one for one in known if one not in ripe]
            return ripe

        return look

    with pytest.raises(Broken):
        lives(conn, house, ENOUGH, once())


@proves(CLOCKS, injected="taken by two", trials=ENOUGH, control=True)
def test_a_timer_that_two_may_take_is_caught(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = timers.take

    def both(conn: Connection, timer: Due) -> bool:
        right(conn, timer)
        return True

    monkeypatch.setattr(timers, "take", both)
    with pytest.raises(Broken):
        lives(conn, house, ENOUGH)
