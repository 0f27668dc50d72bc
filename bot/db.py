"""The database: `read()` for looking, `write()` for use cases that commit together.

SQLite has one writing thread. It takes the use cases that wait, runs each in a savepoint of its own and
commits them with one fsync; a caller is answered only after the commit. The connection recipe and the
trap of the vanished transaction are explained in `docs/decisions/0005-one-writer.md`.
"""

from __future__ import annotations

import asyncio
import os
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

__all__ = ["Connection", "Database", "StorageTrouble"]

P = ParamSpec("P")
T = TypeVar("T")
GROUP = 64
SOON = 0.02  # seconds in which the next write mostly comes
TROUBLED = 60.0  # seconds
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000")


class StorageTrouble(Exception):
    """The disk is full, read-only or broken: nothing was kept, nothing may be confirmed."""


@dataclass
class Job:
    run: Callable[[Connection], Any]
    answer: Callable[[Any, BaseException | None], None]
    lasting: bool = True  # on disk before the answer; else only safe from a crash, not from a power cut


def _prepare(engine: Engine, pragmas: Sequence[str], begin: str) -> None:
    """Make SQLAlchemy leave transactions to us: the driver's own rules break savepoints."""

    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, record: Any) -> None:
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(conn: Connection) -> None:
        if engine.dialect.is_async:
            conn.exec_driver_sql(begin)
        else:  # straight to the driver: this is said three times a message
            conn.connection.dbapi_connection.execute(begin)  # type: ignore[union-attr]  # sqlite3 has it


def writing_engine(path: Path, *, pragmas: Sequence[str] = PRAGMAS) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False}, poolclass=NullPool)
    _prepare(engine, pragmas, "BEGIN IMMEDIATE")
    return engine


class Writer:
    """One thread, one connection, groups of use cases."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.last_trouble = float("-inf")
        self._thread = threading.Thread(target=self._loop, name="writer", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        self._queue.put(job)

    def alive(self) -> bool:
        """False when nothing can be kept: a full disk lets small things through, so it counts for a while."""
        return self._thread.is_alive() and monotonic() - self.last_trouble > TROUBLED

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join(timeout=10)
        self._engine.dispose()

    def _loop(self) -> None:
        conn: Connection | None = None
        while True:
            jobs = self._gather()
            if jobs is None:
                break
            try:
                conn = conn or self._engine.connect()
                commit_together(conn, [self._watched(job) for job in jobs])
            except BaseException as error:  # a broken connection: nobody was answered yet, all must hear
                _drop(conn)
                conn = None
                _answer_all([self._watched(job) for job in jobs], _trouble(error))
        _drop(conn)

    def _watched(self, job: Job) -> Job:
        def answer(value: Any, error: BaseException | None) -> None:
            if isinstance(error, StorageTrouble):
                self.last_trouble = monotonic()
            job.answer(value, error)

        return Job(job.run, answer, job.lasting)

    def _gather(self) -> list[Job] | None:
        first = self._queue.get()
        if first is None:
            return None
        jobs = [first]
        while len(jobs) < GROUP:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs


def _drop(conn: Connection | None) -> None:
    if conn is not None:
        conn.invalidate()
        conn.close()


def _answer_all(jobs: Sequence[Job], error: BaseException) -> None:
    for job in jobs:
        job.answer(None, error)


def commit_together(conn: Connection, jobs: Sequence[Job]) -> None:
    """Run all in one transaction and answer after its commit; if the transaction vanished, run each alone."""
    outcomes = _attempt(conn, jobs)
    if outcomes is None and len(jobs) > 1:
        for job in jobs:
            commit_together(conn, [job])
        return
    if outcomes is None:
        jobs[0].answer(None, StorageTrouble("the transaction was rolled back by the database"))
        return
    for job, (value, error) in zip(jobs, outcomes, strict=True):
        job.answer(value, error)


def _attempt(conn: Connection, jobs: Sequence[Job]) -> list[tuple[Any, BaseException | None]] | None:
    """The outcome of each use case after the commit; None if the transaction did not survive."""
    outcomes: list[tuple[Any, BaseException | None]] = []
    _sync_on_commit(conn, any(job.lasting for job in jobs))
    transaction = conn.begin()
    try:
        for job in jobs:
            outcomes.append(_in_savepoint(conn, job) if len(jobs) > 1 else _alone(job, conn))
            if not conn.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # sqlite3 has it
                transaction.rollback()
                return _sole_failure(outcomes) if len(jobs) == 1 else None
        if len(jobs) == 1 and outcomes[0][1]:
            transaction.rollback()
        else:
            transaction.commit()
    except DBAPIError as error:
        transaction.rollback()
        return [(None, _trouble(error))] if len(jobs) == 1 else None
    return outcomes


def _sync_on_commit(conn: Connection, wanted: bool) -> None:
    """FULL makes the commit wait for the disk; NORMAL leaves that to the next one that does."""
    dbapi = conn.connection.dbapi_connection
    dbapi.execute(f"PRAGMA synchronous={'FULL' if wanted else 'NORMAL'}")  # type: ignore[union-attr]  # sqlite3


def _sole_failure(
    outcomes: list[tuple[Any, BaseException | None]],
) -> list[tuple[Any, BaseException | None]] | None:
    error = outcomes[0][1]
    return [(None, _trouble(error))] if error else None


def _alone(job: Job, conn: Connection) -> tuple[Any, BaseException | None]:
    """A use case that has the transaction to itself needs no savepoint: what it did goes with the whole."""
    try:
        return job.run(conn), None
    except Exception as error:
        return None, _trouble(error)


def _in_savepoint(conn: Connection, job: Job) -> tuple[Any, BaseException | None]:
    conn.exec_driver_sql("SAVEPOINT one")
    try:
        value = job.run(conn)
    except Exception as error:
        if conn.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]  # sqlite3 has it
            conn.exec_driver_sql("ROLLBACK TO one")
            conn.exec_driver_sql("RELEASE one")
        return None, _trouble(error)
    conn.exec_driver_sql("RELEASE one")
    return value, None


def _trouble(error: BaseException) -> BaseException:
    """Storage failures get one name; a use case's own exception stays what it is."""
    if isinstance(error, DBAPIError) and any(sign in str(error.orig) for sign in SIGNS):
        return StorageTrouble(str(error.orig))
    return error


SIGNS = ("disk is full", "readonly", "read-only", "disk I/O", "unable to open", "malformed", "locked")


class Database:
    """Opened once by the app. Use cases are plain functions `(conn, …) -> value`."""

    def __init__(self, path: Path, *, pragmas: Sequence[str] = PRAGMAS) -> None:
        self.path = path
        self._writer = Writer(writing_engine(path, pragmas=pragmas))
        self._lasted = asyncio.Event()  # rung by each write that has reached the disk
        self._readers = create_async_engine(f"sqlite+aiosqlite:///{path}")
        _prepare(self._readers.sync_engine, ("query_only=ON", "busy_timeout=5000"), "BEGIN")

    async def write(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run `use_case(conn, …)`; its value is returned only after the commit reached the disk."""
        return await self._put(lambda conn: use_case(conn, *args, **facts), lasting=True)

    async def note(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """As `write`, but not waiting for the disk: a crash keeps it, a power cut may lose it.

        For what `sync` or a later `write` makes last, and for marks whose loss only repeats a message.
        """
        return await self._put(lambda conn: use_case(conn, *args, **facts), lasting=False)

    async def sync(self) -> None:
        """Return once everything that was noted is on disk. Raises `StorageTrouble`.

        A `write` that commits meanwhile takes the notes along; only when none does we sync ourselves.
        """
        try:
            await asyncio.wait_for(self._lasted.wait(), SOON)
        except TimeoutError:
            await asyncio.get_running_loop().run_in_executor(None, self._sync)

    def _sync(self) -> None:
        try:
            log = os.open(f"{self.path}-wal", os.O_RDONLY)
        except FileNotFoundError:  # all of it has been moved into the database, which is synced then
            return
        try:
            os.fsync(log)
        except OSError as error:
            raise StorageTrouble(str(error)) from error
        finally:
            os.close(log)

    async def _put(self, run: Callable[[Connection], T], *, lasting: bool) -> T:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def settle(value: Any, error: BaseException | None) -> None:
            if lasting and error is None:
                rung, self._lasted = self._lasted, asyncio.Event()
                rung.set()
            if not done.done():
                done.set_exception(error) if error else done.set_result(value)

        def answer(value: Any, error: BaseException | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(settle, value, error)

        self._writer.put(Job(run, answer, lasting))
        return await done

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run `look(conn, *args, **facts)` on a connection that cannot write."""
        async with self._readers.connect() as conn:
            return await conn.run_sync(look, *args, **facts)

    def alive(self) -> bool:
        return self._writer.alive()

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._writer.close)
        await self._readers.dispose()
