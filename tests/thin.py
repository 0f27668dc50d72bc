"""The connection that use cases get from `bot.db.File`, for tests that have one without a writing thread.

What only SQLAlchemy's own connection can do fails here as it fails in a hotel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Protocol, cast

from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect

from bot.db.thin import Thin

_points = count(1)


class Savepoint(Protocol):
    """What is done from now on may be undone, with other savepoints inside."""

    def __enter__(self) -> Any: ...
    def __exit__(self, kind: Any, value: Any, traceback: Any, /) -> Any: ...
    def rollback(self) -> None: ...
    def commit(self) -> None: ...


class _Point:
    def __init__(self, driver: Any, name: str) -> None:
        self._driver, self._name, self._open = driver, name, True
        driver.execute(f"SAVEPOINT {name}")

    def __enter__(self) -> Savepoint:
        return self

    def __exit__(self, kind: Any, value: Any, traceback: Any, /) -> None:
        if self._open:
            self.rollback() if kind else self.commit()

    def rollback(self) -> None:
        self._driver.execute(f"ROLLBACK TO {self._name}")
        self.commit()

    def commit(self) -> None:
        self._driver.execute(f"RELEASE {self._name}")
        self._open = False


class _Heard:
    """The driver, and who listens to what it is told."""

    def __init__(self, driver: Any) -> None:
        self._driver, self.ears = driver, list[Callable[[str], None]]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    def execute(self, sql: str, values: Any = ()) -> Any:
        for hear in self.ears:
            hear(sql)
        return self._driver.execute(sql, values)


class _Overheard(Thin):
    """`Thin`, and what tests look up besides."""

    def __init__(self, conn: Connection) -> None:
        super().__init__(conn)
        self.plain = conn
        self._driver = self.heard = _Heard(self._driver)

    @property
    def dialect(self) -> Dialect:
        return self.plain.dialect

    def savepoint(self) -> Savepoint:
        return _Point(self._driver, f"point_{next(_points)}")

    def exec_driver_sql(self, sql: str, params: Any = None) -> Any:
        return self.plain.exec_driver_sql(sql, params)


@contextmanager
def statements(conn: Connection) -> Iterator[list[str]]:
    """What the database is asked meanwhile, without its values."""
    said: list[str] = []

    def note(*facts: Any) -> None:
        said.append(facts[2])

    own = conn.plain if isinstance(conn, _Overheard) else conn
    ears = conn.heard.ears if isinstance(conn, _Overheard) else []
    event.listen(own, "before_cursor_execute", note)
    ears.append(said.append)
    try:
        yield said
    finally:
        ears.remove(said.append)
        event.remove(own, "before_cursor_execute", note)


def savepoint(conn: Connection) -> Savepoint:
    return conn.savepoint() if isinstance(conn, _Overheard) else conn.begin_nested()


def as_in_a_hotel(conn: Connection) -> Connection:
    """As use cases get it there, in a transaction that has begun; on PostgreSQL it is `conn` itself."""
    if conn.dialect.name != "sqlite":
        return conn
    if not conn.in_transaction():
        conn.begin()
    return cast("Connection", _Overheard(conn))
