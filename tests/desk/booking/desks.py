"""Where many press at the same moment: the desk on a file of its own, or two desks on one PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.db import Connection, Database, File, writing_engine
from bot.db.postgres import Postgres
from bot.desk.house import House
from bot.schema import metadata
from tests.desk.booking.cast import arrive

Desks = list[Database]


@asynccontextmanager
async def opened(
    request: pytest.FixtureRequest, tmp_path: Path, house: House, guests: int
) -> AsyncIterator[Desks]:
    """For a fixture with `params=BOTH`; so many guests have arrived."""
    desks: Desks
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres")
        desks = [Postgres(address, house.id), Postgres(address, house.id)]
    else:
        engine = writing_engine(tmp_path / "desks.db")
        metadata.create_all(engine)
        engine.dispose()
        desks = [File(tmp_path / "desks.db")]
    await desks[0].write(_all_arrive, house, guests)
    yield desks
    for one in desks:
        await one.close()


def _all_arrive(conn: Connection, house: House, guests: int) -> None:
    for chat in range(guests):
        arrive(conn, house, chat, f"guest {chat}")
