"""Looking on: what happened, in order, and a way to wait for what has not happened yet."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from bot.demo.telegram.shapes import Call, Event

T = TypeVar("T")
EVENTS_KEPT = 5000
CALLS_KEPT = 2000
VIOLATIONS_KEPT = 1000


class Watch:
    """A bounded diary of events and calls, and a bell that rings on each."""

    def __init__(self) -> None:
        self.seq = 0
        self.events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.violations: list[str] = []
        self._bell = asyncio.Event()

    def ring(
        self, kind: str, chat_id: int | None = None, message_id: int | None = None, detail: str = ""
    ) -> None:
        self.seq += 1
        self.events.append(Event(self.seq, kind, chat_id, message_id, detail))
        rung, self._bell = self._bell, asyncio.Event()
        rung.set()

    def record(self, call: Call) -> None:
        self.calls.append(call)
        self.ring("call", detail=call.method)

    def violate(self, flaw: str) -> None:
        """Remember what the bot did wrong, or what we did; tests end by finding none."""
        if len(self.violations) < VIOLATIONS_KEPT:
            self.violations.append(flaw)

    def since(self, seq: int) -> list[Event]:
        missed = self.seq - seq
        return list(self.events)[-missed:] if missed > 0 else []

    async def change(self) -> None:
        await self._bell.wait()

    async def changed(self, after: int, seconds: float) -> int:
        """The newest sequence number, as soon as it is past `after` or the time is up."""
        try:
            async with asyncio.timeout(seconds):
                while self.seq <= after:
                    await self.change()
        except TimeoutError:
            pass
        return self.seq

    async def until(self, predicate: Callable[[], T | None], seconds: float, tell: Callable[[], str]) -> T:
        """What the predicate finds: in what has arrived, else in what arrives in time."""
        try:
            async with asyncio.timeout(seconds):
                while not (found := predicate()):
                    await self.change()
                return found
        except TimeoutError:
            raise AssertionError(f"Not seen within {seconds:g} s. What was seen:\n{tell()}") from None
