"""The cast is fixed: Aygün (az) in 214, Bence (hu) in 305, Chiara is no guest yet; Dana, Erlan, Madina."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Generator, Iterator
from datetime import date
from functools import lru_cache, wraps
from pathlib import Path

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as the product does before PTB is imported

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

from bot import memory, shipped
from bot.demo.telegram import Floods
from bot.desk.catalog import folder
from bot.desk.catalog.issues import Issue
from bot.desk.catalog.model import Catalog
from bot.tg.hearing import Hearing
from bot.understanding.encoder import Encoder
from tests import canaries
from tests.canaries import pytest_runtest_logreport, pytest_sessionfinish
from tests.hotel import Desk, Hotel, Phone
from tests.postgres import empty_postgres, made, postgres, server
from tests.proofs import PROVING
from tests.sqlite import made_once, new_file, no_waiting_for_the_disk, one_file

__all__ = [  # fixtures
    "empty_postgres",
    "made",
    "made_once",
    "new_file",
    "no_waiting_for_the_disk",
    "one_file",
    "postgres",
    "pytest_runtest_logreport",  # a hook
    "pytest_sessionfinish",  # a hook
    "server",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make prove` runs beside whatever else a machine does: no proof ends for being slow."""
    for item in items if PROVING else ():
        if mark := item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(3 * mark.args[0]), append=False)


settings.register_profile("house", deadline=None)  # a busy machine is not a slow product
settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Nearly all that is loaded for the tests stays: nothing looks for garbage in it, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        memory.give_back()


@pytest.fixture(scope="session")
def hearing() -> Hearing:
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    loaded = Hearing.load(catalog)
    memory.give_back()
    return loaded


@pytest.fixture(scope="session", autouse=True)
def meant_once() -> Iterator[None]:
    """Many tests say the same sentences: an encoder is asked once a worker what one of them means."""
    embed = Encoder.embed

    @wraps(embed)
    def known(self: Encoder, text: str) -> NDArray[np.float32]:
        met: dict[str, NDArray[np.float32]] = self.__dict__.setdefault("met", {})
        return (met[text] if text in met else met.setdefault(text, embed(self, text))).copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Encoder, "embed", known)
        yield


@pytest.fixture(scope="module", autouse=True)
def swept() -> Iterator[None]:
    """Desks that have closed are rings of objects, which a seldom collection would keep for long."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """The shipped hotel does not change while we test: its files are read once a worker and day."""
    read, shelf = folder.read, shipped.folder("packages_catalog")
    whole = lru_cache(lambda today: read(shelf, today=today))

    def known(place: Path, *, today: date | None = None) -> tuple[Catalog | None, list[Issue]]:
        if place != shelf:
            return read(place, today=today)
        catalog, issues = whole(today)
        return catalog, [*issues]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "read", known)
        yield


@pytest.fixture
async def hotel(tmp_path: Path, hearing: Hearing, request: pytest.FixtureRequest) -> AsyncIterator[Hotel]:
    """Closed at first; `async with hotel.open():` opens it. Ends with no breach of Telegram's rules.

    QONAQ_TEST_DATABASE=postgresql tells every story on PostgreSQL; some are always told there as well.
    """
    built = Hotel(tmp_path / "data", hearing, floods=Floods.none())
    if os.environ.get("QONAQ_TEST_DATABASE") == "postgresql":
        built.database = request.getfixturevalue("postgres")
    await built.loopback.open()
    with canaries.listening():
        yield built
    await built.loopback.close()
    assert built.loopback.violations == []
    assert canaries.SO_FAR.folder(built.folder) == []


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
