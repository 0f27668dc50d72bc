"""A hotel whose minutes pass in moments: Telegram's limits are real, the waiting is not."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, select

from bot.db import Connection
from bot.demo.telegram import Call, Floods
from bot.desk.house import House
from bot.schema import letters
from bot.tg.hearing import Hearing
from bot.tg.limits import Rates
from tests.hotel import FRIDAY, WAIT, Hotel

STEP = 0.25  # seconds of the hotel's time
CALLS = 20_000  # of the Bot API that are looked back at
STILL_OWED = select(func.count()).where(letters.c.state.in_(("new", "sending")))
ALL = select(letters).order_by(letters.c.id)
T = TypeVar("T")


class FastHotel(Hotel):
    """The product's own rates against Telegram's limits. Time moves only when `passes` moves it."""

    def __init__(self, folder: Path, hearing: Hearing) -> None:
        super().__init__(folder, hearing, floods=Floods.telegram(), rates=Rates())
        self.loopback.watch.calls = deque(maxlen=CALLS)

    def seconds(self) -> float:
        return (self.clock.now() - FRIDAY).total_seconds() + 1000.0

    async def passes(self, seconds: float, *, step: float = STEP) -> None:
        """Let time go by in small steps; at each the desk does what it may."""
        assert self.running
        for _ in range(round(seconds / step)):
            await self.settled()
            self.clock.advance(seconds=step)
            self.running.channel.sender.wake()
        await self.settled()

    async def until_sent(self, *, at_most: float, step: float = STEP) -> float:
        """The seconds until nothing is owed to anybody any more."""
        await self.settled()
        began = self.seconds()
        while owed := await self.owed():
            assert self.seconds() - began < at_most, f"{owed} letters still wait"
            await self.passes(step, step=step)
        return self.seconds() - began

    async def owed(self) -> int:
        return await self._reads(lambda conn: int(conn.execute(STILL_OWED).scalar_one()))

    async def letters(self) -> list[dict[str, Any]]:
        return await self._reads(lambda conn: [dict(row) for row in conn.execute(ALL).mappings()])

    async def _reads(self, look: Callable[[Connection], T]) -> T:
        assert self.running
        async with asyncio.timeout(WAIT):
            return await self.running.db.read(look)

    async def writes(self, use_case: Callable[[Connection, House], None]) -> None:
        """Do something as the desk does it, then let the letters go."""
        assert self.running
        desk = self.running.channel.desk
        await self.running.db.write(lambda conn: use_case(conn, desk.house(conn)))
        self.running.channel.sender.wake()

    def floods(self) -> list[Call]:
        return [call for call in self.loopback.calls() if call.status == 429]

    def sent_to(self, chat_id: int) -> list[Call]:
        """Messages that came to stand in this chat."""
        sends = ("sendMessage", "sendPhoto", "sendDocument", "copyMessage")
        return [
            call
            for call in self.loopback.calls()
            if call.method in sends and call.params.get("chat_id") == chat_id and call.status == 200
        ]
