"""A hotel's desk on PostgreSQL. Why it is made so: docs/decisions/0009-postgresql.md.

Use cases of one hotel follow one another, as on SQLite, also when several processes run: each transaction
begins with the hotel's lock. So what was written for one writer holds here too. Looking, and keeping what
arrives, need no lock and run beside it.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError

from bot.db.clerk import AGAIN, Clerk
from bot.db.job import hand_in
from bot.db.presence import Presence
from bot.db.trouble import StorageTrouble, sqlstate, trouble

P = ParamSpec("P")
T = TypeVar("T")
ARRIVALS = 7106  # a class of advisory locks: one for each hotel's inbox
LOOKS = 4  # at a time
PATIENCE = 10.0  # seconds until a look gives up waiting for a free connection
# A desk that hangs must not hold the hotel for ever; a vanished machine is noticed within half a minute.
SETTINGS = (
    "SET lock_timeout = '10s'; SET statement_timeout = '20s'; SET timezone = 'UTC'; "
    "SET idle_in_transaction_session_timeout = '20s'"
)
KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 4, "connect_timeout": 10}
ONCE_MORE = {*AGAIN, "23505"}  # two processes kept the same update at the same moment


def address(url: str) -> URL:
    """The address for our driver, however it was written: postgres://, postgresql://."""
    found = make_url(url)
    return found.set(drivername="postgresql+psycopg")


def engine_at(url: str, *, most: int = LOOKS + 1) -> Engine:
    """Connections to the database; none may wait, work or hold a lock for ever."""
    engine = create_engine(
        address(url),
        pool_size=most,
        max_overflow=0,
        pool_timeout=PATIENCE,
        connect_args=KEEPALIVE,
        hide_parameters=True,  # an error would quote guests
    )

    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, record: Any) -> None:
        with dbapi.cursor() as cursor:
            cursor.execute(SETTINGS)
        dbapi.commit()

    return engine


def key(hotel: str) -> int:
    """The number of a hotel's lock: PostgreSQL takes a signed one of 32 bits."""
    return zlib.crc32(hotel.encode()) - 2**31


class Postgres:
    """Opened once by the app. Use cases are plain functions `(conn, …) -> value`."""

    def __init__(self, url: str, hotel: str) -> None:
        self._engine = engine_at(url)
        self._looking = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._key = key(hotel)
        self._clerk = Clerk(self._engine, self._key)
        self._threads = ThreadPoolExecutor(LOOKS, thread_name_prefix="look")
        self._free = asyncio.Semaphore(LOOKS)
        self.presence = Presence(
            str(address(url).set(drivername="postgresql").render_as_string(False)), hotel
        )

    @property
    def shared(self) -> Postgres:
        return self

    async def write(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run `use_case(conn, …)`; its value is returned only after the commit reached the disk."""
        return await self._put(lambda conn: use_case(conn, *args, **facts), lasting=True)

    async def note(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """As `write`, but not waiting for the disk: a power cut at the database may lose it."""
        return await self._put(lambda conn: use_case(conn, *args, **facts), lasting=False)

    async def sync(self) -> None:
        """A commit that waits for the disk takes everything before it along."""
        await self._beside(self._engine, _mark)

    async def keep(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Write beside the use cases, without the hotel's lock: for what decides nothing."""
        return await self._beside(self._engine, lambda conn: use_case(conn, *args, **facts))

    def in_line(self, conn: Connection) -> None:
        """Arrivals and turns one after the other, beside the use cases.

        So the numbers of the rows follow their commits, and nobody waits for each other.
        """
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ARRIVALS}, {self._key})")

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run `look(conn, …)` on one moment of the database; it cannot write."""
        return await self._beside(self._looking, lambda conn: look(conn, *args, **facts))

    async def _put(self, run: Callable[[Connection], T], *, lasting: bool) -> T:
        return await hand_in(self._clerk.put, run, lasting=lasting)

    async def _beside(self, engine: Engine, run: Callable[[Connection], T]) -> T:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._free.acquire()
        except TimeoutError:
            raise StorageTrouble("the database is too busy to look") from None
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, partial(_run, engine, run))
        finally:
            self._free.release()

    async def clean(self, *, quiet: bool) -> bool:
        """As far as a client of the server can: what was deleted is given up to be written over."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._vacuum)

    def _vacuum(self) -> bool:
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
                conn.exec_driver_sql("VACUUM")
        except DBAPIError:
            return False
        return True

    def watch(self, wrote: Callable[[int, float], None]) -> None:
        """`wrote(n, seconds)` is called on the writing thread after each group of n use cases."""
        self._clerk.wrote = wrote

    def alive(self) -> bool:
        return self._clerk.alive()

    async def close(self) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._clerk.close)
        await self.presence.close()
        # A look whose asker has gone still has its connection: only after it can all of them be closed.
        await loop.run_in_executor(None, self._threads.shutdown)
        self._engine.dispose()


def _run(engine: Engine, run: Callable[[Connection], T]) -> T:
    """Once, and once more after a conflict or on a new connection if the old one had died meanwhile."""
    try:
        return _once(engine, run)
    except DBAPIError as error:
        if not error.connection_invalidated and sqlstate(error) not in ONCE_MORE:
            raise trouble(error) from error
    except Exception as error:
        raise trouble(error) from error
    try:
        return _once(engine, run)
    except Exception as error:
        raise trouble(error) from error


def _once(engine: Engine, run: Callable[[Connection], T]) -> T:
    with engine.connect() as conn, conn.begin():
        return run(conn)


def _mark(conn: Connection) -> None:
    conn.exec_driver_sql("SELECT pg_logical_emit_message(true, 'qonaq', '')")
