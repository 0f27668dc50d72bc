"""How long ideas are looked for: 20, 200 and 2,000 offers over 90 days, for one party after another; and how
long the month of one of them takes, with its free places, prices and buttons.

python -m bench.search [searches]
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import event, insert

from bot.db import Connection, writing_engine
from bot.desk import people
from bot.desk.asked import Asked
from bot.desk.booking import sessions
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Catalog, Offer
from bot.desk.house import House
from bot.desk.menu import month
from bot.desk.offers.search import offers_for
from bot.desk.offers.wanted import LIKES, Wanted
from bot.desk.people import Guest
from bot.schema import buckets, metadata
from tests.desk.tiny import DAILY, tiny_facts

SIZES = (20, 200, 2000)
DAYS, SOLD_DAYS = 90, 21  # looked at, and how far ahead people have booked
LIMIT, MONTH_LIMIT = 150, 50  # milliseconds at the 95th percentile
GROUPS = ("family", "active", "nature", "package")
TIMES = ("08:00", "09:30", "10:00", "11:15", "13:00", "14:00", "15:30", "17:00", "18:30", "20:00")
PARTIES = (Party(1), Party(2), Party(2, (0,)), Party(2, (5, 10)), Party(2, (3, 7, 9, 14)), Party(8))


def hotel(offers: int, dice: random.Random) -> House:
    """A hotel that sells this much: by time, or arranged by a person; for all ages, or for some."""
    facts = tiny_facts()
    facts["offers"] = {code: _offer(code, dice) for code in (f"extra_{n}" for n in range(offers))}
    facts["knowledge"] = {}
    return House("lakeside", Catalog.model_validate(facts), 1, datetime(2026, 11, 20, 5, 0, tzinfo=UTC))


def _offer(code: str, dice: random.Random) -> dict[str, Any]:
    low, high = dice.choice([(0, 120), (0, 120), (4, 120), (8, 120), (18, 120), (4, 12)])
    suits: dict[str, Any] = {"likes": dice.sample(LIKES, dice.randint(1, 2)), "dry": str(dice.random() < 0.3)}
    if high < 18 or dice.random() < 0.3:
        suits |= {"min_age": str(low), "max_age": str(min(high, 14))}
    return {
        "code": code,
        "group": dice.choice(GROUPS),
        "mode": "slot" if dice.random() < 0.8 else "request",
        "department": "activities",
        "order": str(dice.randint(1, 100)),
        **{name: {"en": code, "az": code} for name in ("title", "benefit", "about", "place")},
        "options": [_option(f"way_{n}", low, high, dice) for n in range(dice.randint(1, 3))],
        "rules": {"notice_minutes": str(dice.choice([0, 60, 1440])), "forward_days": "90"},
        "suits": suits,
    }


def _option(code: str, low: int, high: int, dice: random.Random) -> dict[str, Any]:
    schedule = {
        "days": dice.sample(DAILY, dice.randint(2, 7)),
        "times": dice.sample(TIMES, dice.randint(1, 6)),
    }
    return {
        "code": code,
        "title": {"en": code, "az": code},
        "duration": str(dice.choice([45, 60, 90, 180, 240])),
        "units": [{"type": "ADULT", "price": "20", "min_age": str(low), "max_age": str(high)}],
        "capacity": str(dice.randint(2, 20)),
        "schedule": [schedule],
    }


def sell(conn: Connection, house: House, share: float, dice: random.Random) -> int:
    """Of the starts of the next weeks this share is booked out."""
    rows = [
        {
            "property_id": house.id,
            "resource": f"{offer.code}/{option.code}",
            "start": start,
            "used": option.capacity,
            "capacity": option.capacity,
        }
        for offer in house.catalog.offers.values()
        if offer.mode == "slot"
        for option in offer.options
        for ahead in range(SOLD_DAYS)
        for start in sessions.starts(option, house.today + timedelta(days=ahead), house)
        if dice.random() < share
    ]
    if rows:
        conn.execute(insert(buckets), rows)
    return len(rows)


@contextmanager
def opened(offers: int, share: float, dice: random.Random) -> Iterator[tuple[Connection, House, Guest]]:
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


def measure(offers: int, searches: int, share: float = 0.4) -> tuple[list[float], float, float]:
    """Each search in milliseconds, sorted; statements and ideas of the average one."""
    dice, statements = random.Random(offers), 0
    with opened(offers, share, dice) as (conn, house, guest):

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


def months(offers: int, looks: int, share: float = 0.4) -> list[float]:
    """Months of one offer after another: milliseconds of each look with all it writes, sorted."""
    dice = random.Random(offers)
    with opened(offers, share, dice) as (conn, house, guest):
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
    print(
        f"a search over {DAYS} days, 40 % of the starts of three weeks booked out; {searches} searches each"
    )
    print(f"{'offers':>8} {'median ms':>10} {'p95 ms':>8} {'statements':>11} {'ideas':>6}")
    found = {}
    for offers in SIZES:
        took, statements, ideas = measure(offers, searches)
        found[offers] = at(took, 0.95)
        print(f"{offers:>8} {at(took, 0.5):>10.1f} {at(took, 0.95):>8.1f} {statements:>11.1f} {ideas:>6.1f}")
    small, large = found[SIZES[0]], found[SIZES[-1]]
    print(f"  {SIZES[-1] // SIZES[0]} times the offers: {large / small:.1f} times as long at p95")
    took, statements, ideas = measure(SIZES[-1], max(5, searches // 20), share=1.0)
    print(
        f"  everything booked out for three weeks: p95 {at(took, 0.95):.0f} ms, {statements:.1f} statements"
    )
    print(f"  limit {LIMIT} ms: {'met' if large <= LIMIT else 'MISSED'}")
    grid = _print_months(searches)
    return 0 if large <= LIMIT and grid <= MONTH_LIMIT else 1


def _print_months(looks: int) -> float:
    """The p95 among the most offers."""
    print(f"\nthe month of one of them, {looks} looks each")
    print(f"{'offers':>8} {'median ms':>10} {'p95 ms':>8}")
    found = {}
    for offers in SIZES:
        took = months(offers, looks)
        found[offers] = at(took, 0.95)
        print(f"{offers:>8} {at(took, 0.5):>10.1f} {at(took, 0.95):>8.1f}")
    large = found[SIZES[-1]]
    print(f"  {SIZES[-1] // SIZES[0]} times the offers: {large / found[SIZES[0]]:.1f} times as long at p95")
    print(f"  limit {MONTH_LIMIT} ms: {'met' if large <= MONTH_LIMIT else 'MISSED'}")
    return large


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
