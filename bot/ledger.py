"""The desk's database, as a second process beside the running desk may use it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from bot import handover, lock, migrate, wayback
from bot.config import PROPERTY, Config
from bot.db import Connection, whole, writing_engine
from bot.desk import people
from bot.desk.catalog import versions
from bot.desk.catalog.model import Catalog
from bot.errands import ERRANDS, Facts

PATIENCE = 5.0  # seconds for a desk that is just opening or closing, or for another command
AGAIN = 0.05
BUSY = (
    "Another Qonaq is working on {folder} and takes nothing over. Give the command again in a moment. "
    "If that does not help, stop the desk, give the command, and start the desk again."
)


def act(config: Config, errand: str, facts: Facts, *, now: datetime, patience: float = PATIENCE) -> Any:
    """Have the desk carry out an errand of bot/errands.py in one transaction, and return what it returns.

    While a desk runs on the data folder, it does the write, at its own hour; otherwise this process does, and
    holds the folder meanwhile. On PostgreSQL this process always writes: there several may. `facts` and the
    value are plain JSON. Raises what the errand raises (a `DeskError` with its class, key and params),
    StorageTrouble, or HandoverProblem with what to do.
    """
    facts = json.loads(json.dumps(facts))  # the same both ways, so that a mistake shows without a desk too
    if config.url:
        return _by_ourselves(config, errand, facts, now)
    config.data.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience
    while True:
        try:
            with lock.only_one(config.data):
                return _by_ourselves(config, errand, facts, now)
        except lock.AnotherDesk:
            try:
                return handover.ask(config.data, errand, facts)
            except handover.NobodyThere as nobody:
                if time.monotonic() >= until:
                    raise handover.HandoverProblem(BUSY.format(folder=config.data)) from nobody
        time.sleep(AGAIN)


def _by_ourselves(config: Config, errand: str, facts: Facts, now: datetime) -> Any:
    sealed = wayback.looked_over(config, now)
    migrate.upgrade(config.where)
    try:
        with _transaction(config) as conn:
            return ERRANDS[errand](conn, facts, now)
    finally:
        if sealed:
            whole.begin(config.database, None)


@contextmanager
def _transaction(config: Config) -> Iterator[Connection]:
    engine = _postgres(config.url) if config.url else writing_engine(config.database)
    try:
        with engine.begin() as conn:
            if config.url:
                _take_turn(conn)
            people.ensure_property(conn, PROPERTY)
            yield conn
    finally:
        engine.dispose()


def _postgres(url: str) -> Engine:
    from bot.db.postgres import engine_at  # its driver is an extra

    return engine_at(url, most=1)


def _take_turn(conn: Connection) -> None:
    """Use cases of one hotel follow one another, whichever process runs them."""
    from bot.db.clerk import take_turn
    from bot.db.postgres import key

    take_turn(conn, key(PROPERTY))


def live(config: Config) -> tuple[int, Catalog | None]:
    """The live version; 0 and None before the first, or while there is no database of this version."""
    if migrate.revision(config.where) != migrate.HEAD:
        return 0, None
    with looking(config) as conn:
        number = versions.live_number(conn, PROPERTY)
        return number, versions.load(conn, PROPERTY, number) if number else None


@contextmanager
def looking(config: Config) -> Iterator[Connection]:
    """A connection that cannot write."""
    engine = (
        _postgres(config.url).execution_options(postgresql_readonly=True)
        if config.url
        else create_engine("sqlite://", creator=lambda: migrate.looking(config.database), poolclass=NullPool)
    )
    try:
        with engine.connect() as conn:
            yield conn
    finally:
        engine.dispose()
