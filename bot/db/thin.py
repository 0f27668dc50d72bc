"""The connection that use cases get on SQLite: a prebuilt statement goes straight to the driver.

SQLAlchemy spends ten times as long around a statement as SQLite spends in it. A statement that is met a
second time is a prebuilt one: it is compiled once, and from then on only its values are converted, by the
same types. Everything else is left to SQLAlchemy, on the same connection and in the same transaction.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Delete, Insert, Select, Update
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from bot.db.trouble import VANISHED, StorageTrouble

Convert = Callable[[Any], Any]
Known = Select[Any] | Insert | Update | Delete
KINDS = (Select, Insert, Update, Delete)
REQUIRED = object()


class Rows:
    """What a statement found: the part of SQLAlchemy's result that the desk uses."""

    __slots__ = ("_names", "_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], names: Sequence[str], rowcount: int) -> None:
        self._rows, self._names, self.rowcount = rows, names, rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        return self._rows

    def first(self) -> Any | None:
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any | None:
        if len(self._rows) > 1:
            raise MultipleResultsFound("more than one row where at most one was expected")
        return self.first()

    def one(self) -> Any:
        if not self._rows:
            raise NoResultFound("no row where one was expected")
        return self.one_or_none()

    def scalar(self) -> Any | None:
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        return self.one()[0]

    def scalars(self) -> Rows:
        return Rows([row[0] for row in self._rows], self._names, self.rowcount)

    def mappings(self) -> Rows:
        names = self._names
        return Rows([dict(zip(names, row, strict=True)) for row in self._rows], names, self.rowcount)


@dataclass(frozen=True)
class Plan:
    """A compiled statement: its SQL, where each value comes from, and how what comes back is read."""

    lists: SQLCompiler | None  # only where a list in IN makes the SQL anew: it keeps its statement in memory
    sql: str
    binds: Sequence[tuple[str, Any, Convert | None]]  # name, what stands in the statement, conversion
    names: Sequence[str]
    reads: Sequence[tuple[int, Convert]]
    row: Callable[[Any], Any]

    @classmethod
    def of(cls, statement: Known, given: Sequence[str], dialect: Dialect) -> Plan:
        """`given` names the values that will come. ValueError when Python would make defaults for it."""
        compiled = statement.compile(dialect=dialect, column_keys=list(given))
        if not isinstance(compiled, SQLCompiler) or compiled.prefetch:
            raise ValueError("only SQLAlchemy can run this statement")
        columns = list(statement.exported_columns.items())
        names = [str(name) for name, _ in columns]
        reads = [(n, _reader(column.type, dialect)) for n, (_, column) in enumerate(columns)]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # its fields are the columns
        lists = compiled.post_compile_params
        binds = [] if lists else [_bind(compiled, name, dialect) for name in compiled.positiontup or ()]
        found = [(n, read) for n, read in reads if read]
        return cls(compiled if lists else None, str(compiled), binds, names, found, row._make)

    def ready(self, params: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """What the driver gets; a list in IN makes the SQL anew each time."""
        if self.lists:
            state = self.lists.construct_expanded_state(params)
            # The state knows how to convert what it has spread out, and nothing else.
            converts: dict[str, Any] = {**self.lists._bind_processors, **state.processors}
            found = ((state.parameters[name], converts.get(name)) for name in state.positiontup or ())
            return state.statement, [convert(value) if convert else value for value, convert in found]
        values = []
        for name, fixed, convert in self.binds:
            value = params[name] if fixed is REQUIRED else params.get(name, fixed)
            values.append(convert(value) if convert else value)
        return self.sql, values

    def found(self, raw: Iterable[tuple[Any, ...]], rowcount: int) -> Rows:
        rows = [self.row(self._read(one)) for one in raw]
        return Rows(rows, self.names, rowcount)

    def _read(self, raw: tuple[Any, ...]) -> Sequence[Any]:
        if not self.reads:
            return raw
        row = list(raw)
        for place, read in self.reads:
            row[place] = read(row[place])
        return row


def _bind(compiled: SQLCompiler, name: str, dialect: Dialect) -> tuple[str, Any, Convert | None]:
    bind = compiled.binds[name]
    fixed = REQUIRED if bind.required else bind.value
    return name, fixed, bind.type.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


class Plans:
    """The plans of statements that are kept: those at module level, which come again."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._known: WeakKeyDictionary[Known, dict[tuple[str, ...], Plan]] = WeakKeyDictionary()

    def met(self, statement: Known) -> bool:
        """Whether it has been here before; from now on it has."""
        if statement in self._known:
            return True
        self._known[statement] = {}
        return False

    def plan(self, statement: Known, given: tuple[str, ...]) -> Plan:
        plans = self._known.setdefault(statement, {})
        if given not in plans:
            plans[given] = Plan.of(statement, given, self._dialect)
        return plans[given]


@cache
def plans() -> Plans:
    """Of this process: all its connections to SQLite speak alike, so that each statement is compiled once."""
    return Plans(SQLiteDialect_pysqlite(dbapi=sqlite3, paramstyle="qmark"))


class Thin:
    """Stands in for SQLAlchemy's connection inside a use case. Raises what that would raise."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._driver: Any = conn.connection.dbapi_connection  # stays checked out as long as `conn` is open
        self._plans = plans()

    def execute(self, statement: Any, params: Any = None) -> Any:
        """As `Connection.execute`; rows are read at once.

        What is met for the first time may never come again; then a plan costs more than it saves.
        """
        if not isinstance(statement, KINDS) or isinstance(params, list) or not self._plans.met(statement):
            return self._conn.execute(statement, params)
        if not self._driver.in_transaction:  # what is written now would commit alone
            raise StorageTrouble(VANISHED)
        plan = self._plans.plan(statement, tuple(params) if params else ())
        sql, values = plan.ready(params or {})
        try:
            cursor = self._driver.execute(sql, values)
            raw = cursor.fetchall() if plan.names else ()
        except sqlite3.Error as error:
            raise DBAPIError.instance(sql, values, error, sqlite3.Error, hide_parameters=True) from error
        return plan.found(raw, cursor.rowcount)

    @contextmanager
    def begin_nested(self) -> Iterator[None]:
        """A savepoint; an exception undoes what was done inside and goes on."""
        self._driver.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self._driver.in_transaction:  # else the database has rolled everything back by itself
                self._driver.execute("ROLLBACK TO part")
                self._driver.execute("RELEASE part")
            raise
        self._driver.execute("RELEASE part")
