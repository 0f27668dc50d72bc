"""What a proof has seen: one line for the table that `make prove` prints.

A test calls `seen` once it knows how many trials it made, or stands under `proves`; without PROOFS_INTO
nothing is kept. Every promise of the table stands in docs/promises.md, and has a control.
"""

from __future__ import annotations

import functools
import inspect
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.db import Connection

BOOKS = "each place is sold once, and who holds one has it"
FAIR = "the waiting list is fair"
PRICES = "prices add up, and no rule raises one"
CLOCKS = "every clock of a case runs out once, on time or at the next start"
CASES = "a case moves as its table says, and its history stays"
ASKED_ONCE = "a guest is asked once"
LIMITS = "nobody gives away more than they may"
FILES = "a broken file is refused and says where"
ROUND_TRIP = "a catalog comes back from its files as it was"
SCREENS = "every button leads somewhere"
FIGURES = "figures are what happened"
IDEAS = "no idea is refused when it is pressed"
NIGHTS = "on nights when clocks change each wall time is sold once, or not at all"
KEPT = "who is told yes is on the disk"
PUBLISHED = "what is published is there within two seconds, and whole"
PACE = "Telegram's limits are kept, and danger goes first"

PROVING = bool(os.environ.get("PROVE"))
HALVES = range(2 if PROVING else 1)  # long proofs are cut in two: one for each core
AT_LENGTH = pytest.mark.skipif(not PROVING, reason="takes long: `make prove` does it")
Test = TypeVar("Test", bound=Callable[..., Any])
Trials = int | Callable[[dict[str, Any]], int]  # of the test's own arguments


def share(conn: Connection, trials: int) -> int:
    """So many on SQLite, and a quarter on PostgreSQL, where the same code takes four times as long."""
    return trials if conn.dialect.name == "sqlite" else max(1, trials // 4)


def seen(
    promise: str,
    *,
    injected: str,
    trials: int,
    violations: int = 0,
    control: bool = False,
    of: str = "",
    told: str = "",
) -> None:
    """`control`: a desk broken on purpose, and in `violations` how often the checker caught it; `of`: for
    this injection alone, else for all of the promise that have none of their own.
    """
    if not (kept := os.environ.get("PROOFS_INTO")):
        return
    facts = {
        "promise": promise,
        "injected": injected,
        "trials": trials,
        "violations": violations,
        "control": control,
        "of": of,
        "told": told,
    }
    with Path(kept).open("a", encoding="utf-8") as opened:
        opened.write(json.dumps(facts) + "\n")


def proves(
    promise: str, *, injected: str, trials: Trials = 1, control: bool = False
) -> Callable[[Test], Test]:
    """For a test that fails at the first violation: passed is none, and for a control it is "caught"."""

    def watched(test: Test) -> Test:
        def tell(facts: dict[str, Any], *, passed: bool) -> None:
            number = trials(facts) if callable(trials) else trials
            found = int(passed is control)  # a control passes when the broken desk was caught
            seen(promise, injected=injected, trials=number, violations=found, control=control)

        @functools.wraps(test)
        def at_once(*args: Any, **facts: Any) -> None:
            try:
                test(*args, **facts)
            except BaseException as error:
                _unless_left_out(error, lambda: tell(facts, passed=False))
                raise
            tell(facts, passed=True)

        @functools.wraps(test)
        async def waiting(*args: Any, **facts: Any) -> None:
            try:
                await test(*args, **facts)
            except BaseException as error:
                _unless_left_out(error, lambda: tell(facts, passed=False))
                raise
            tell(facts, passed=True)

        return waiting if inspect.iscoroutinefunction(test) else at_once  # type: ignore[return-value]  # the same to call

    return watched


def _unless_left_out(error: BaseException, tell: Callable[[], None]) -> None:
    if not isinstance(error, pytest.skip.Exception):
        tell()
