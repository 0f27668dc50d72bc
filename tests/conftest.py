"""The cast is fixed: Aygün (az) in 214, Bence (hu) in 305, Chiara is no guest yet; Dana, Erlan, Madina."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as the product does before PTB is imported

import pytest
from hypothesis import settings

from bot import memory, migrate, shipped
from bot.demo.telegram import Floods
from bot.desk.catalog import folder
from bot.tg.hearing import Hearing
from tests.hotel import Desk, Hotel, Phone
from tests.postgres import empty_postgres, made, postgres, server

__all__ = ["empty_postgres", "made", "postgres", "server"]  # fixtures

settings.register_profile("house", deadline=None)  # a busy machine is not a slow product
settings.load_profile("house")


@pytest.fixture(scope="session")
def hearing() -> Hearing:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    loaded = Hearing.load(catalog)
    memory.give_back()
    return loaded


@pytest.fixture(scope="module", autouse=True)
def swept() -> Iterator[None]:
    """Desks that have closed are rings of objects, which a seldom collection would keep for long."""
    yield
    gc.collect()


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a hotel that never opened; copying it is ten times as quick as making its tables."""
    path = tmp_path_factory.mktemp("new") / "qonaq.db"
    migrate.upgrade(path)
    return path


@pytest.fixture
async def hotel(
    tmp_path: Path, hearing: Hearing, new_file: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Hotel]:
    """Closed at first; `async with hotel.open():` opens it. Ends with no breach of Telegram's rules.

    QONAQ_TEST_DATABASE=postgresql tells every story on PostgreSQL; some are always told there as well.
    """
    request.getfixturevalue("monkeypatch").setattr(migrate, "_create", lambda to: shutil.copy(new_file, to))
    built = Hotel(tmp_path / "data", hearing, floods=Floods.none())
    if os.environ.get("QONAQ_TEST_DATABASE") == "postgresql":
        built.database = request.getfixturevalue("postgres")
    await built.loopback.open()
    yield built
    await built.loopback.close()
    assert built.loopback.violations == []


@pytest.fixture
def aygun(hotel: Hotel) -> Phone:
    return Phone(hotel, "Aygün")


@pytest.fixture
def bence(hotel: Hotel) -> Phone:
    return Phone(hotel, "Bence")


@pytest.fixture
def chiara(hotel: Hotel) -> Phone:
    return Phone(hotel, "Chiara")


@pytest.fixture
def madina(hotel: Hotel) -> Phone:
    return Phone(hotel, "Madina")


@pytest.fixture
def dana(hotel: Hotel) -> Desk:
    return Desk(hotel, "Dana")


@pytest.fixture
def erlan(hotel: Hotel) -> Desk:
    return Desk(hotel, "Erlan")
