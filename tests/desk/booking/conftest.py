"""Guests of the tiny hotel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.db import Connection, writing_engine
from bot.desk.house import House
from bot.schema import metadata
from tests.desk.booking.cast import arrive


@pytest.fixture
def aygun(conn: Connection, house: House) -> int:
    return arrive(conn, house, 214, "Aygün", "az")


@pytest.fixture
def bence(conn: Connection, house: House) -> int:
    return arrive(conn, house, 305, "Bence", "hu")


BOTH = [pytest.param(one, marks=pytest.mark.xdist_group(one)) for one in ("sqlite", "postgresql")]


@pytest.fixture(params=BOTH)
def anywhere(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """One connection for any number of drawn examples: each undoes its own."""
    if request.param == "postgresql":
        yield request.getfixturevalue("connected")
        return
    conn = request.getfixturevalue("in_memory")
    yield conn
    conn.rollback()


@pytest.fixture(scope="session")
def in_memory() -> Iterator[Connection]:
    """No file: drawn examples write more than all other tests."""
    engine = writing_engine(Path(":memory:"))
    with engine.connect() as conn:
        metadata.create_all(conn)
        conn.commit()
        yield conn
    engine.dispose()
