"""The shipped hotel on a fresh database: a Friday in November, 13:00 in Baku."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from bot.db import Connection
from bot.desk import people
from bot.desk.catalog import runtime
from bot.desk.house import House
from tests.texts.spoken import shipped_catalog

NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def conn(one_file: Engine) -> Iterator[Connection]:
    with one_file.connect() as connection:
        people.ensure_property(connection, "lakeside")
        yield connection
        connection.rollback()


@pytest.fixture
def house(conn: Connection) -> House:
    catalog = shipped_catalog()
    n = runtime.import_catalog(conn, "lakeside", catalog, base=0, author="Madina", reason="first", now=NOON)
    return House("lakeside", catalog, n, NOON)
