"""One thread that writes: groups of use cases, one commit, answers after it."""

from __future__ import annotations

import logging
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from bot.db.engine import UNIT
from bot.db.job import Job, Outcome, unheard
from bot.db.seal import Seal
from bot.db.thin import Thin
from bot.db.trouble import VANISHED, StorageTrouble, trouble

log = logging.getLogger(__name__)
GROUP = 64
TROUBLED = 60.0  # seconds
# Moving the log into the database takes as long as three messages: it is done between them.
TIDY_AFTER = 100  # transactions
REST = 0.004  # seconds without work
BRIEFLY, PATIENT = 200, 5000  # milliseconds
AT_THE_LATEST = 8000  # pages of log, 32 MB: under a load that never rests


class Writer:
    """One thread, one connection, groups of use cases."""

    def __init__(self, engine: Engine, seal: Seal | None = None) -> None:
        self._engine, self._seal = engine, seal
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.last_trouble = float("-inf")
        self.wrote: Callable[[int, float], None] = unheard  # told of each group: how many, how long
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
        thin: Any = None
        untidy = 0
        while True:
            try:
                jobs = self._gather(REST if untidy >= TIDY_AFTER else None)
            except queue.Empty:
                untidy = 0
                self._tidy(conn)
                continue
            if jobs is None:
                break
            untidy += 1
            try:
                if conn is None:
                    conn = self._engine.connect()
                    conn.exec_driver_sql(f"PRAGMA wal_autocheckpoint={0 if self._seal else AT_THE_LATEST}")
                    conn.rollback()
                    thin = Thin(conn)
                    if self._seal:
                        self._seal.follow()
                if jobs[0].cleans:
                    self._clean(conn, jobs[0])
                    continue
                began = monotonic()
                commit_together(conn, [self._watched(job, thin) for job in jobs], self._committed)
                self.wrote(len(jobs), monotonic() - began)
                if self._seal and self._seal.frames > AT_THE_LATEST:
                    self._tidy(conn)
            except BaseException as error:  # a broken connection: nobody was answered yet, all must hear
                self._last_seal()
                _drop(conn)
                conn = None
                _answer_all([self._watched(job, thin) for job in jobs], trouble(error))
        self._last_seal()
        _drop(conn)

    def _watched(self, job: Job, thin: Any) -> Job:
        """Each use case gets the thin connection; what goes wrong with the disk is remembered."""

        def answer(value: Any, error: BaseException | None) -> None:
            if isinstance(error, StorageTrouble):
                self.last_trouble = monotonic()
            job.answer(value, error)

        return Job(lambda conn: job.run(thin), answer, job.lasting)

    def _committed(self, lasting: bool) -> None:
        """How far the log has got is kept before anybody hears of it."""
        if self._seal:
            self._seal.committed(lasting=lasting)

    def _gather(self, patience: float | None) -> list[Job] | None:
        """What waits, up to a group; None at the end. Raises `queue.Empty` when nothing comes in time."""
        first = self._queue.get(timeout=patience)
        if first is None:
            return None
        jobs = [first]
        if first.cleans:
            return jobs
        while len(jobs) < GROUP:
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
            if job is None or job.cleans:
                self._queue.put(job)
                break
            jobs.append(job)
        return jobs

    def _clean(self, conn: Connection, job: Job) -> None:
        """Write the database anew without what was deleted, and leave nothing of it in the log.

        Where there is no room for that, everything else may still be kept: it stays as it was, for later.
        """
        driver: Any = conn.connection.dbapi_connection
        _sync_on_commit(driver, wanted=True)
        try:
            try:
                driver.execute("VACUUM")
            finally:  # what a failed one has put into the log takes room as well
                emptied = self._empty_log(driver)
        except (sqlite3.Error, OSError) as error:
            log.error("the database's file could not be rid of what was erased: %s", error)
            emptied = False
        job.answer(emptied, None)

    def _empty_log(self, driver: Any) -> bool:
        """False when somebody who reads is in the way."""
        driver.execute(f"PRAGMA busy_timeout={BRIEFLY}")  # nobody waits for whoever reads now
        try:
            if self._seal:
                self._seal.committed(lasting=True)
                self._seal.before_moving()
            busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if self._seal:
                self._seal.committed(lasting=True)
        finally:
            driver.execute(f"PRAGMA busy_timeout={PATIENT}")
        return not busy

    def _tidy(self, conn: Connection | None) -> None:
        """Move the log into the database, as far as readers let us. Trouble shows at the next write."""
        if conn is None:
            return
        driver: Any = conn.connection.dbapi_connection
        with suppress(sqlite3.Error, OSError):
            if self._seal:
                self._seal.before_moving()
            driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _last_seal(self) -> None:
        """Whoever closes the database last moves the log into it, whatever we say."""
        if self._seal is None:
            return
        try:
            self._seal.before_moving()
        except OSError:
            self._seal.give_up()


def _drop(conn: Connection | None) -> None:
    if conn is not None:
        conn.invalidate()
        conn.close()


def _answer_all(jobs: Sequence[Job], error: BaseException) -> None:
    for job in jobs:
        job.answer(None, error)


def commit_together(
    conn: Connection, jobs: Sequence[Job], committed: Callable[[bool], None] = lambda lasting: None
) -> None:
    """Run all in one transaction and answer after its commit; if the transaction vanished, run each alone.

    `committed` is told of each commit before its answers, and whether it waited for the disk.
    """
    outcomes = _attempt(conn, jobs)
    if outcomes is None and len(jobs) > 1:
        for job in jobs:
            commit_together(conn, [job], committed)
        return
    committed(any(job.lasting for job in jobs))
    if outcomes is None:
        jobs[0].answer(None, StorageTrouble(VANISHED))
        return
    for job, (value, error) in zip(jobs, outcomes, strict=True):
        job.answer(value, error)


def _attempt(conn: Connection, jobs: Sequence[Job]) -> list[Outcome] | None:
    """The outcome of each use case after the commit; None if the transaction did not survive."""
    driver: Any = (
        conn.connection.dbapi_connection
    )  # said to it directly: SQLAlchemy's own takes ten times as long
    outcomes: list[Outcome] = []
    try:
        _sync_on_commit(driver, wanted=any(job.lasting for job in jobs))
        driver.execute("BEGIN IMMEDIATE")
        conn.info[UNIT] = True
        for job in jobs:
            outcomes.append(_in_savepoint(conn, driver, job) if len(jobs) > 1 else _alone(job, conn))
            if not driver.in_transaction:
                return _sole_failure(outcomes) if len(jobs) == 1 else None
        driver.execute("ROLLBACK" if len(jobs) == 1 and outcomes[0][1] else "COMMIT")
    except (DBAPIError, sqlite3.Error) as error:
        return [(None, trouble(error))] if len(jobs) == 1 else None
    finally:
        _close(conn, driver)
    return outcomes


def _close(conn: Connection, driver: Any) -> None:
    """Leave no transaction open, neither in the database nor in SQLAlchemy's books."""
    conn.info.pop(UNIT, None)
    if driver.in_transaction:
        driver.execute("ROLLBACK")
    if conn.in_transaction():
        conn.rollback()


def _sync_on_commit(driver: Any, *, wanted: bool) -> None:
    """FULL makes the commit wait for the disk; NORMAL leaves that to the next one that does."""
    driver.execute(f"PRAGMA synchronous={'FULL' if wanted else 'NORMAL'}")


def _sole_failure(outcomes: list[Outcome]) -> list[Outcome] | None:
    error = outcomes[0][1]
    return [(None, trouble(error))] if error else None


def _alone(job: Job, conn: Connection) -> Outcome:
    """A use case that has the transaction to itself needs no savepoint: what it did goes with the whole."""
    try:
        return job.run(conn), None
    except Exception as error:
        return None, trouble(error)


def _in_savepoint(conn: Connection, driver: Any, job: Job) -> Outcome:
    driver.execute("SAVEPOINT one")
    try:
        value = job.run(conn)
    except Exception as error:
        if driver.in_transaction:
            driver.execute("ROLLBACK TO one")
            driver.execute("RELEASE one")
        return None, trouble(error)
    driver.execute("RELEASE one")
    return value, None
