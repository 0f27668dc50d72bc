"""Which desks are at work on one PostgreSQL database: each holds a numbered lock for as long as it lives.

The lock is held by a connection of its own, so it ends with the process, without a clock: a desk that is only
slow keeps its work. The same connection hears what the others have to tell.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress

import psycopg
from psycopg import AsyncConnection
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.db.present import DESKS, SELECT_PRESENT

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds between looks at who is there
AGAIN = 0.5
ALIVE = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 4"


class Presence:
    """`number` is ours. `heard(what)` is told what others say, and "present" when desks come or go."""

    def __init__(self, url: str, hotel: str) -> None:
        self._url = url
        self._channel = hotel
        self.number = secrets.randbelow(2**31 - 1) + 1
        self.present: frozenset[int] = frozenset()
        self.heard: Callable[[str], None] = _nobody
        self._conn: AsyncConnection[tuple[int]] | None = None

    @property
    def here(self) -> bool:
        """Whether the others can see that we live."""
        return self.number in self.present

    @property
    def alone(self) -> bool:
        return self.present <= {self.number}

    def tell(self, conn: Connection, what: str) -> None:
        """The other desks hear it once this transaction has committed."""
        conn.execute(select(func.pg_notify("qonaq", f"{self._channel}:{self.number}:{what}")))

    async def open(self) -> None:
        """Be seen. Raises psycopg.Error when the database cannot be reached."""
        conn = await psycopg.AsyncConnection.connect(self._url, autocommit=True, connect_timeout=10)
        self._conn = conn
        await conn.execute(ALIVE)
        await conn.execute("LISTEN qonaq")
        await conn.execute("SELECT pg_advisory_lock(%s, %s)", (DESKS, self.number))
        await self._look()

    async def run(self) -> None:
        """Hear the others for ever; come back under the same number when the connection was lost."""
        while True:
            try:
                if self._conn is None:
                    await self.open()
                await self._listen()
            except (psycopg.Error, OSError) as error:
                log.warning("the other desks cannot be heard: %s", type(error).__name__)
                await self._lost()
                await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        assert self._conn  # noqa: S101  # made by the caller
        async for one in self._conn.notifies(timeout=LOOK):
            channel, _, said = one.payload.partition(":")
            number, _, what = said.partition(":")
            if channel == self._channel and number != str(self.number):
                self.heard(what)
        await self._look()

    async def _look(self) -> None:
        assert self._conn  # noqa: S101  # made by the caller
        found = await (await self._conn.execute(SELECT_PRESENT)).fetchall()
        present = frozenset(number for (number,) in found)
        if present != self.present:
            self.present = present
            self.heard("present")

    async def _lost(self) -> None:
        self.present = frozenset()
        await self.close()
        self.heard("present")

    async def close(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            with suppress(psycopg.Error, OSError):
                await conn.close()


def _nobody(what: str) -> None:
    """Nobody listens yet."""
