"""Reads on SQLite: looking functions run on aiosqlite, beside the writer and without waiting for it.

A looking function is synchronous, as a use case is. It runs in a greenlet, which SQLAlchemy's own
asynchronous engine does as well; that engine would load all of the ORM, five megabytes that nobody uses.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import aiosqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util.concurrency import await_only, greenlet_spawn

from bot.db.thin import Plans, Rows, plans

P = ParamSpec("P")
T = TypeVar("T")
KEEP = 2  # connections that stay open between reads


class Looking:
    """The connection that a looking function gets."""

    def __init__(self, conn: aiosqlite.Connection, plans: Plans) -> None:
        self._conn, self._plans = conn, plans

    def execute(self, statement: Any, params: Any = None) -> Rows:
        plan = self._plans.plan(statement, tuple(params) if params else ())
        sql, values = plan.ready(params or {})
        return plan.found(await_only(self._fetch(sql, values)), -1)

    async def _fetch(self, sql: str, values: list[Any]) -> Any:
        try:
            return await self._conn.execute_fetchall(sql, values)
        except sqlite3.Error as error:
            raise DBAPIError.instance(sql, values, error, sqlite3.Error, hide_parameters=True) from error


class Readers:
    """A few connections that cannot write; a look sees one state of the database from start to end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._plans = plans()
        self._free: list[aiosqlite.Connection] = []
        self._closed = False

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run `look(conn, …)`. Raises `DBAPIError` as SQLAlchemy does."""
        async with self._borrowed() as conn:
            looking = cast(
                Connection, Looking(conn, self._plans)
            )  # the part of it that looking functions use
            found: T = await greenlet_spawn(lambda: look(looking, *args, **facts))
            return found

    @asynccontextmanager
    async def _borrowed(self) -> AsyncIterator[aiosqlite.Connection]:
        conn = self._free.pop() if self._free else await self._open()
        try:
            await conn.execute("BEGIN")
            yield conn
            await conn.rollback()
        except BaseException:
            await asyncio.shield(conn.close())  # also when whoever waits for it is cancelled
            raise
        if self._closed or len(self._free) >= KEEP:
            await asyncio.shield(conn.close())
        else:
            self._free.append(conn)

    async def _open(self) -> aiosqlite.Connection:
        conn = await aiosqlite.connect(self._path, isolation_level=None)
        try:
            for pragma in ("query_only=ON", "busy_timeout=5000"):
                await conn.execute(f"PRAGMA {pragma}")
        except BaseException:
            await asyncio.shield(conn.close())
            raise
        return conn

    async def close(self) -> None:
        """Those that are still looking close theirs themselves."""
        self._closed = True
        while self._free:
            await self._free.pop().close()
