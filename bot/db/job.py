"""A use case on its way to the thread that writes, and its answer on the way back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

T = TypeVar("T")
Outcome = tuple[Any, BaseException | None]


@dataclass
class Job:
    run: Callable[[Connection], Any]
    answer: Callable[[Any, BaseException | None], None]
    lasting: bool = True  # on disk before the answer; else only safe from a crash, not from a power cut
    cleans: bool = False  # the file itself is made anew: `run` is not called


async def hand_in(
    put: Callable[[Job], None],
    run: Callable[[Connection], T],
    *,
    lasting: bool,
    kept: Callable[[], None] | None = None,
) -> T:
    """Give a use case to the writing thread; its value. `kept` is called once it lasts, heard or not."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(value: Any, error: BaseException | None) -> None:
        if kept and lasting and error is None:
            kept()
        if not done.done():
            done.set_exception(error) if error else done.set_result(value)

    def answer(value: Any, error: BaseException | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, value, error)

    put(Job(run, answer, lasting))
    return await done


async def have_cleaned(put: Callable[[Job], None]) -> bool:
    """Ask the writing thread to leave nothing of what was deleted; False when somebody was in the way."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bool] = loop.create_future()

    def settle(value: Any, error: BaseException | None) -> None:
        if not done.done():
            done.set_result(error is None and bool(value))

    def answer(value: Any, error: BaseException | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, value, error)

    put(Job(lambda conn: None, answer, cleans=True))
    return await done


def unheard(jobs: int, seconds: float) -> None:
    """Nobody measures."""
