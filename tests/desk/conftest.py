"""A real database file with one open transaction, and a tiny hotel on a November morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.db import Connection, writing_engine
from bot.desk.house import House
from bot.schema import metadata
from tests.desk.tiny import tiny_catalog


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    """One open transaction on a fresh database file; what it did is gone afterwards."""
    engine = writing_engine(tmp_path / "desk.db")
    with engine.connect() as connection:
        metadata.create_all(connection)
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture
def house() -> House:
    """The tiny hotel on Friday 20 November 2026, 13:00 in Baku (09:00 UTC)."""
    return House("lakeside", tiny_catalog(), 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
