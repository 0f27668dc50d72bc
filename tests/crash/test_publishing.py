"""A published change reaches every process on the database at once, and nobody ever sees half of one."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from bot.config import PROPERTY
from bot.db import Connection, writing_engine
from bot.db.postgres import address
from bot.desk import people
from bot.desk.catalog import runtime, versions
from bot.desk.catalog.edits import set_price
from bot.desk.catalog.model import Catalog
from bot.errands import ERRANDS
from tests.desk.tiny import tiny_catalog
from tests.hotel import Hotel, Phone, plain
from tests.proofs import PUBLISHED, proves

TIMES = 1_000 if os.environ.get("PROVE") else 20
ROUNDS = 4 if TIMES < 100 else 20  # presses of a guest in the midst of it; more in a minute are refused
WITHIN = 2.0  # seconds
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ADULT, CHILD = ("canoe", "default", 0), ("canoe", "default", 1)
SAYS = re.compile(r"costs (\d+)")
READER = """
import sys, time
from datetime import UTC, datetime
from sqlalchemy import create_engine
from bot.doors import Live
live, engine, seen = Live(lambda: datetime.now(UTC)), create_engine(sys.argv[1]), 0
with engine.connect() as conn:
    while seen < int(sys.argv[2]):
        with conn.begin():
            house = live.house(conn)
        units = house.catalog.offers["canoe"].options[0].units
        if house.version != seen:
            seen = house.version
            print(seen, units[0].price, units[1].price, time.time(), flush=True)
        time.sleep(0.002)
"""


def both(catalog: Catalog, amount: int) -> Catalog:
    """Two prices that are always the same: two halves of one version would differ."""
    price = Decimal(amount)
    return set_price(set_price(catalog, *ADULT, price), *CHILD, price)


def publish(conn: Connection, catalog: Catalog) -> int:
    base = versions.live_number(conn, PROPERTY)
    facts = {"author": "Madina", "reason": "a price", "now": NOW}
    return runtime.import_catalog(conn, PROPERTY, catalog, base=base, **facts)  # type: ignore[arg-type]  # as named


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> str:
    """Where the catalog is kept: each promise is shown on both databases."""
    return str(request.param)


@pytest.fixture
def writer(kept: str, request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if kept == "postgresql":
        return create_engine(address(request.getfixturevalue("postgres")), poolclass=NullPool)
    where = tmp_path / "qonaq.db"
    shutil.copy(request.getfixturevalue("new_file"), where)
    return writing_engine(where)


@proves(PUBLISHED, injected="published again and again", trials=TIMES)
def test_another_process_has_it_within_two_seconds_and_never_half_of_it(writer: Engine) -> None:
    """The reader is a desk's own look at the catalog, in a process of its own."""
    engine, catalog, made = writer, tiny_catalog(), dict[int, float]()
    with engine.begin() as conn:
        people.ensure_property(conn, PROPERTY)
        publish(conn, both(catalog, 1))
    url = engine.url.render_as_string(hide_password=False)
    words = [sys.executable, "-c", READER, url, str(TIMES + 1)]
    reader = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert reader.stdout
    first = reader.stdout.readline()  # it has read the first version: from here on it follows
    for n in range(2, TIMES + 2):
        with engine.begin() as conn:
            made[publish(conn, both(catalog, n))] = time.time()
    rest, _ = reader.communicate(timeout=60)
    engine.dispose()
    seen = [line.split() for line in (first + rest).splitlines()]
    assert int(seen[-1][0]) == TIMES + 1
    assert all(version == adult == child for version, adult, child, _ in seen)
    late = [float(at) - made[int(version)] for version, *_, at in seen[1:]]
    assert max(late) < WITHIN


class Halves:
    """A desk that would read half of a catalog now and half of it later."""

    def __init__(self) -> None:
        self.old: Catalog | None = None

    def read(self, catalog: Catalog) -> tuple[Decimal, Decimal]:
        before, self.old = self.old or catalog, catalog
        units = (one.offers["canoe"].options[0].units for one in (before, catalog))
        return tuple(each[n].price for n, each in enumerate(units))  # type: ignore[return-value]  # two


@proves(PUBLISHED, injected="a reader of halves", trials=3, control=True)
def test_a_reader_of_halves_would_be_caught() -> None:
    reader, catalog = Halves(), tiny_catalog()
    found = [reader.read(both(catalog, n)) for n in range(1, 4)]
    assert any(adult != child for adult, child in found)


@proves(PUBLISHED, injected="published before a guest's eyes", trials=TIMES)
async def test_while_much_is_published_no_guest_sees_an_error_or_a_mixed_version(
    hotel: Hotel, bence: Phone, kept: str, request: pytest.FixtureRequest
) -> None:
    """The card's price and its words are always of one version."""
    if kept == "postgresql":
        hotel.database = request.getfixturevalue("postgres")
    async with hotel.open():
        await bence.says("/start")
        await bence.taps("Szolgáltatást foglalok")
        await bence.taps("Természet")
        cards, made = list[str](), 1
        for _ in range(ROUNDS):
            async with asyncio.TaskGroup() as tasks:
                publishing = tasks.create_task(_much(hotel, made, TIMES // ROUNDS))
                await bence.taps("Csónakázás")
            made = publishing.result()
            cards.append(plain(await bence.last()))
            await bence.taps("Vissza")
        assert made == TIMES + 1
    assert len({_halves(card) for card in cards}) > 1  # it did change before the guest's eyes
    assert all(price == said for price, said in map(_halves, cards))


def _halves(card: str) -> tuple[str, str]:
    """The price of the card, and the one that its words name."""
    price, said = re.search(r"(\d+) ₼", card), SAYS.search(card)
    assert price, card
    return price[1], said[1] if said else price[1]


async def _much(hotel: Hotel, made: int, more: int) -> int:
    """As managers would, one after another; the number of the last version."""
    assert hotel.running
    catalog = await hotel.running.db.read(versions.load, PROPERTY, made)
    for n in range(made, made + more):
        facts = {"catalog": _boat(catalog, 100 + n % 800), "base": n, "author": "Madina", "reason": "a price"}
        made = await hotel.running.errand(ERRANDS["catalog.publish"], facts)
    return made


def _boat(catalog: Catalog, price: int) -> dict[str, Any]:
    """The boat at a price that its words name as well."""
    dear = set_price(catalog, "boating", "default", 0, Decimal(price))
    boat = dear.offers["boating"]
    told = boat.model_copy(update={"about": {one: f"It costs {price}." for one in boat.about}})
    offers = {**dear.offers, "boating": told}
    return dear.model_copy(update={"offers": offers}).model_dump(mode="json", by_alias=True)
