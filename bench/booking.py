"""Holds per second: 50 guests at once, in groups with one fsync, beside the same with one commit each.

python -m bench.booking [holds]
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.db import File, writing_engine
from bot.desk.booking import sessions
from bot.desk.booking.holding import Wish, hold
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.schema import metadata
from tests.desk.booking.cast import arrive
from tests.desk.tiny import tiny_facts

GUESTS = 50
Press = Callable[[Wish], Awaitable[object]]


def roomy_hotel() -> House:
    """The tiny hotel with more canoes than the bench can fill."""
    facts = tiny_facts()
    facts["offers"]["canoe"]["options"][0]["capacity"] = "500"
    return House("lakeside", Catalog.model_validate(facts), 1, datetime(2026, 11, 20, 9, 0, tzinfo=UTC))


def wishes(house: House, holds: int) -> list[Wish]:
    """A new guest every third hold: nobody may hold more."""
    offer = house.catalog.offers["canoe"]
    starts = cycle(sessions.upcoming(offer, offer.options[0], house, most=40))
    return [
        Wish(f"w{n}", 1 + n // 3, "canoe", "default", next(starts), Party(2, (5, 10))) for n in range(holds)
    ]


@contextmanager
def database(house: House, holds: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        engine = writing_engine(path)
        with engine.begin() as conn:
            metadata.create_all(conn)
            for chat in range(holds // 3 + 1):
                arrive(conn, house, chat, f"guest {chat}")
        engine.dispose()
        yield path


async def rate(press: Press, asked: list[Wish]) -> float:
    """Holds per second with `GUESTS` waiting for their answer at any time."""
    queue = iter(asked)

    async def guest() -> None:
        for wish in queue:
            await press(wish)

    began = perf_counter()
    await asyncio.gather(*(guest() for _ in range(GUESTS)))
    return len(asked) / (perf_counter() - began)


async def together(house: House, holds: int) -> float:
    with database(house, holds) as path:
        opened = File(path)
        found = await rate(lambda wish: opened.write(hold, house, wish), wishes(house, holds))
        await opened.close()
    return found


async def one_by_one(house: House, holds: int) -> float:
    with database(house, holds) as path, ThreadPoolExecutor(1) as thread:
        engine = writing_engine(path)
        conn = engine.connect()

        def alone(wish: Wish) -> None:
            with conn.begin():
                hold(conn, house, wish)

        loop = asyncio.get_running_loop()
        found = await rate(lambda wish: loop.run_in_executor(thread, alone, wish), wishes(house, holds))
        conn.close()
        engine.dispose()
    return found


async def main(holds: int) -> None:
    house = roomy_hotel()
    rounds = [(await together(house, holds), await one_by_one(house, holds)) for _ in range(3)]
    ours, alone = (median(column) for column in zip(*rounds, strict=True))
    print(f"holds per second, {GUESTS} guests at once, synchronous=FULL, median of 3 × {holds}")
    print(f"  in groups        {ours:8.0f}")
    print(f"  one commit each  {alone:8.0f}")
    print(f"  ratio            {ours / alone:8.2f}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1500))
