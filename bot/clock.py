"""The time of the desk: the one place that reads it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

LOOK_AGAIN = 30.0  # seconds
SET = 5.0  # seconds between two looks that nobody's clock gains or loses by itself


@dataclass
class Clock:
    """The time of the desk. `ahead` is how far it was moved; a frozen clock only moves by `advance`."""

    frozen: datetime | None = None
    ahead: timedelta = timedelta()
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _gap: float | None = None  # the time of day less the seconds that never go back, at the last look

    def now(self) -> datetime:
        return (self.frozen or datetime.now(UTC)) + self.ahead  # noqa: TID251  # the one place that reads it

    def seconds(self) -> float:
        """Seconds that never go back, for limits; they follow what the clock is moved by."""
        return self.ahead.total_seconds() + (0.0 if self.frozen else time.monotonic())

    def set_back(self) -> bool:
        """Whether somebody has set the computer's clock back since this was asked last."""
        before, self._gap = self._gap, self.now().timestamp() - self.seconds()
        return before is not None and self._gap < before - SET

    def advance(self, **by: float) -> None:
        """Move it: `minutes=5`, `hours=1`. Whoever waits for a moment looks again."""
        self.ahead += timedelta(**by)
        self.nudge()

    def nudge(self) -> None:
        self._moved.set()

    async def until(self, moment: datetime | None) -> None:
        """Return at that moment, or when the clock was moved or nudged."""
        wait = LOOK_AGAIN
        if moment is not None and self.frozen is None:
            wait = min(wait, max(0.0, (moment - self.now()).total_seconds()))
        try:
            async with asyncio.timeout(wait):
                await self._moved.wait()
        except TimeoutError:
            return
        self._moved.clear()
