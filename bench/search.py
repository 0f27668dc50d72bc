"""How long ideas are looked for: 20, 200 and 2,000 offers over 90 days, for one party after another; and how
long the month of one of them takes, with its free places, prices and buttons. In a hotel that sells by the
hour, and in the demo hotel many times over: its boats, rentals, requests and packages.

python -m bench.search [searches]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from sqlalchemy import event

from bench._hotels import drawn, many_demos, sell
from bot.db import Connection, writing_engine
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.menu import month
from bot.desk.offers.search import offers_for
from bot.desk.offers.wanted import LIKES, Wanted
from bot.desk.people import Guest
from bot.schema import metadata

SIZES = (20, 200, 2000)
DAYS = 90  # looked at
LIMIT, MONTH_LIMIT = 150, 50  # milliseconds at the 95th percentile
PARTIES = (Party(1), Party(2), Party(2, (0,)), Party(2, (5, 10)), Party(2, (3, 7, 9, 14)), Party(8))
Hotel = Callable[[int, random.Random], House]


@contextmanager
def opened(
    hotel: Hotel, offers: int, share: float, dice: random.Random
) -> Iterator[tuple[Connection, House, Guest]]:
    with tempfile.TemporaryDirectory() as folder:
        engine = writing_engine(Path(folder) / "bench.db")
        house = hotel(offers, dice)
        with engine.connect() as conn:
            metadata.create_all(conn)
            people.ensure_property(conn, house.id)
            guest, _ = people.welcome(conn, house, 1, name="Chiara", language="en")
            sell(conn, house, share, dice)
            yield conn, house, guest
            conn.rollback()
        engine.dispose()


def wishes(house: House, searches: int, dice: random.Random) -> list[Wanted]:
    """One day, a few, or all ninety; something named, or a surprise."""
    every = [house.today + timedelta(days=n) for n in range(DAYS)]
    return [_wish(every, dice) for _ in range(searches)]


def _wish(every: list[date], dice: random.Random) -> Wanted:
    days = dice.choice([every, every, every[:3], [dice.choice(every)]])
    return Wanted(dice.choice(PARTIES), tuple(days), dice.choice([*LIKES, None]))


def measure(hotel: Hotel, offers: int, searches: int, share: float = 0.4) -> tuple[list[float], float, float]:
    """Each search in milliseconds, sorted; statements and ideas of the average one."""
    dice, statements = random.Random(offers), 0
    with opened(hotel, offers, share, dice) as (conn, house, guest):

        def count(*_: object) -> None:
            nonlocal statements
            statements += 1

        event.listen(conn, "before_cursor_execute", count)
        took, ideas = list[float](), 0
        for wanted in wishes(house, searches, dice):
            began = perf_counter()
            ideas += len(offers_for(conn, house, guest, wanted))
            took.append((perf_counter() - began) * 1000)
        event.remove(conn, "before_cursor_execute", count)
    return sorted(took), statements / searches, ideas / searches


def months(hotel: Hotel, offers: int, looks: int, share: float = 0.4) -> list[float]:
    """Months of one offer after another: milliseconds of each look with all it writes, sorted."""
    dice = random.Random(offers)
    with opened(hotel, offers, share, dice) as (conn, house, guest):
        sold = [one for one in house.catalog.offers.values() if one.mode == "slot"]
        every = sorted({(house.today + timedelta(days=n)).replace(day=1) for n in range(DAYS)})
        took = [_look(conn, house, guest, dice.choice(sold), dice.choice(every)) for _ in range(looks)]
    return sorted(took)


def _look(conn: Connection, house: House, guest: Guest, offer: Offer, first: date) -> float:
    asked = Asked(guest.chat_id, guest.chat_id, guest.name, "press", query_id="q", message_id=1)
    facts = {"offer": offer.code, "option": offer.options[0].code, "month": first.isoformat()}
    began = perf_counter()
    month.show(conn, house, asked, guest, facts)
    return (perf_counter() - began) * 1000


def at(took: list[float], share: float) -> float:
    return took[min(len(took) - 1, int(len(took) * share))]


def main(searches: int) -> int:
    print(f"over {DAYS} days, 40 % of the starts of three weeks booked out; {searches} of each")
    hotels = {"sells by the hour, or on request": drawn, "the demo hotel many times over": many_demos}
    met = [_print(name, hotel, searches) for name, hotel in hotels.items()]
    return 0 if all(met) else 1


def _print(name: str, hotel: Hotel, searches: int) -> bool:
    """Whether both limits are met."""
    print(f"\n{name}: a search")
    print(f"{'offers':>8} {'median ms':>10} {'p95 ms':>8} {'statements':>11} {'ideas':>6}")
    found = {}
    for offers in SIZES:
        took, statements, ideas = measure(hotel, offers, searches)
        found[offers] = at(took, 0.95)
        print(f"{offers:>8} {at(took, 0.5):>10.1f} {at(took, 0.95):>8.1f} {statements:>11.1f} {ideas:>6.1f}")
    took, statements, _ = measure(hotel, SIZES[-1], max(5, searches // 20), share=1.0)
    print(
        f"  everything booked out for three weeks: p95 {at(took, 0.95):.0f} ms, {statements:.1f} statements"
    )
    fast = _told(found, LIMIT)
    print(f"{name}: the month of one of them")
    print(f"{'offers':>8} {'median ms':>10} {'p95 ms':>8}")
    for offers in SIZES:
        took = months(hotel, offers, searches)
        found[offers] = at(took, 0.95)
        print(f"{offers:>8} {at(took, 0.5):>10.1f} {at(took, 0.95):>8.1f}")
    return _told(found, MONTH_LIMIT) and fast


def _told(found: dict[int, float], limit: int) -> bool:
    small, large = found[SIZES[0]], found[SIZES[-1]]
    print(f"  {SIZES[-1] // SIZES[0]} times the offers: {large / small:.1f} times as long at p95")
    print(f"  limit {limit} ms: {'met' if large <= limit else 'MISSED'}")
    return large <= limit


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
