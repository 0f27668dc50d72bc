"""One thread that writes for one hotel on PostgreSQL: groups of use cases, one commit, answers after it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.db.job import Job, Outcome, unheard
from bot.db.trouble import StorageTrouble, sqlstate, trouble

GROUP = 32  # other processes wait for as long
TROUBLED = 60.0  # seconds
AGAIN = {"40001", "40P01"}  # a conflict or a deadlock: nothing was kept, and it may go well the next time
ATTEMPTS = 5
LOCKS = 7104  # a class of advisory locks: one for each hotel


class Undone(Exception):
    """The whole transaction failed before its commit: nothing of it was kept, all of it may run again."""


class Clerk:
    def __init__(self, engine: Engine, hotel: int) -> None:
        self._engine, self._hotel = engine, hotel
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.last_trouble = float("-inf")
        self.wrote: Callable[[int, float], None] = unheard
        self._thread = threading.Thread(target=self._loop, name="clerk", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        self._queue.put(job)

    def alive(self) -> bool:
        return self._thread.is_alive() and time.monotonic() - self.last_trouble > TROUBLED

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join(timeout=10)

    def _loop(self) -> None:
        while jobs := self._gather():
            began = time.monotonic()
            try:
                outcomes = self._outcomes(jobs)
            except BaseException as error:  # nobody was answered yet, all must hear
                outcomes = [(None, trouble(error)) for _ in jobs]
            self._answer(jobs, outcomes)
            self.wrote(len(jobs), time.monotonic() - began)

    def _gather(self) -> list[Job]:
        """What waits, up to a group; empty when the desk closes."""
        jobs: list[Job] = []
        while len(jobs) < GROUP:
            try:
                job = self._queue.get(block=not jobs)
            except queue.Empty:
                break
            if job is None:
                if jobs:
                    self._queue.put(None)
                break
            jobs.append(job)
        return jobs

    def _outcomes(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Of each use case, after the commit. A group that failed as a whole is run again one by one."""
        if len(jobs) > 1:
            with suppress(Undone):
                return self._attempt(jobs)
        return [self._alone(job) for job in jobs]

    def _alone(self, job: Job) -> Outcome:
        why: BaseException | None = None
        for attempt in range(ATTEMPTS):
            time.sleep(0.02 * attempt)
            try:
                return self._attempt([job])[0]
            except Undone as undone:
                why = undone.__cause__
        return None, trouble(why) if why else None

    def _attempt(self, jobs: Sequence[Job]) -> list[Outcome]:
        """Raises Undone when nothing was kept and it is worth another try."""
        try:
            with self._engine.connect() as conn:
                with _undone():
                    conn.begin()
                    outcomes = self._run(conn, jobs)
                if len(jobs) == 1 and outcomes[0][1]:
                    conn.rollback()
                else:
                    conn.commit()
                return outcomes
        except Undone:
            raise
        except Exception as error:  # at the commit nobody knows: whoever asks again finds out from the rows
            return [(None, trouble(error)) for _ in jobs]

    def _run(self, conn: Connection, jobs: Sequence[Job]) -> list[Outcome]:
        if not any(job.lasting for job in jobs):
            conn.exec_driver_sql("SET LOCAL synchronous_commit = off")
        take_turn(conn, self._hotel)
        if len(jobs) == 1:
            return [_outcome(conn, jobs[0])]
        return [_in_savepoint(conn, job) for job in jobs]

    def _answer(self, jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> None:
        for job, (value, error) in zip(jobs, outcomes, strict=True):
            if isinstance(error, StorageTrouble):
                self.last_trouble = time.monotonic()
            job.answer(value, error)


def take_turn(conn: Connection, hotel: int) -> None:
    """Wait until no other transaction writes for this hotel.

    Only under READ COMMITTED each later statement sees what the one before us has done.
    """
    conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCKS}, {hotel})")


@contextmanager
def _undone() -> Iterator[None]:
    """Conflicts and lost connections before the commit."""
    try:
        yield
    except DBAPIError as error:
        if _worth_another_try(error):
            raise Undone from error
        raise


def _worth_another_try(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and (error.connection_invalidated or sqlstate(error) in AGAIN)


def _outcome(conn: Connection, job: Job) -> Outcome:
    try:
        return job.run(conn), None
    except Exception as error:
        if _worth_another_try(error):
            raise
        return None, trouble(error)


def _in_savepoint(conn: Connection, job: Job) -> Outcome:
    conn.exec_driver_sql("SAVEPOINT one")
    value, error = _outcome(conn, job)
    if error:
        conn.exec_driver_sql("ROLLBACK TO SAVEPOINT one")
    conn.exec_driver_sql("RELEASE SAVEPOINT one")
    return value, error
