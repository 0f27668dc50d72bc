"""The same statements run on SQLite and PostgreSQL, and the hot ones find their rows by an index."""

from __future__ import annotations

from types import ModuleType

import pytest
from sqlalchemy import Executable
from sqlalchemy.engine import make_url
from sqlalchemy.sql.elements import ClauseElement

from bot.db import Connection
from bot.desk.booking import book, capacity, closing, line, moves, sale

MODULES = (book, capacity, closing, line, moves, sale)


def statements(module: ModuleType) -> dict[str, ClauseElement]:
    every = vars(module).items()
    found = ((name, one.change if isinstance(one, moves.Ending) else one) for name, one in every)
    return {
        name: one for name, one in found if isinstance(one, ClauseElement) and isinstance(one, Executable)
    }


@pytest.mark.parametrize("dialect", ["sqlite://", "postgresql://"])
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_statement_is_built_once_and_speaks_both_dialects(module: ModuleType, dialect: str) -> None:
    assert statements(module)
    for one in statements(module).values():
        assert str(one.compile(dialect=make_url(dialect).get_dialect()()))


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)
def test_a_guests_holds_are_not_sought_among_all_holds(conn: Connection) -> None:
    sql = str(book._HOLDS.compile(conn))
    plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("hotel", 1, "ON_HOLD")).all()
    assert "ix_bookings_guest" in str(plan)
