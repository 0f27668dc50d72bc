"""The hotels that `bench.search` looks through: one that sells by the hour alone, and the demo hotel many
times over, with all five modes, shared boats and packages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from bot import shipped
from bot.db import Connection
from bot.desk.booking import sessions, vector
from bot.desk.catalog import folder
from bot.desk.catalog.model import Catalog, Offer, Option
from bot.desk.house import House
from bot.desk.offers.wanted import LIKES
from bot.schema import buckets
from tests.desk.tiny import DAILY, tiny_facts

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
SOLD_DAYS = 21  # how far ahead people have booked
GROUPS = ("family", "active", "nature", "package")
TIMES = ("08:00", "09:30", "10:00", "11:15", "13:00", "14:00", "15:30", "17:00", "18:30", "20:00")
AT_ONCE = 10_000  # rows


def drawn(offers: int, dice: random.Random) -> House:
    """A hotel that sells this much: by time, or arranged by a person; for all ages, or for some."""
    facts = tiny_facts()
    facts["offers"] = {code: _offer(code, dice) for code in (f"extra_{n}" for n in range(offers))}
    facts["knowledge"] = {}
    return House("lakeside", Catalog.model_validate(facts), 1, NOW)


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


def many_demos(offers: int, dice: random.Random) -> House:
    """What the demo hotel sells, again and again, each time with boats, cars and people of its own; the
    order in which the hotel lists it is shuffled."""
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    facts: Any = catalog.model_dump(mode="json", exclude_unset=True, by_alias=True)
    sold, things = facts["offers"], facts["hotel"]["resources"]
    codes = sorted(sold, key=lambda code: not sold[code].get("components"))  # packages in the smallest, too
    every = [(n, code) for n in range(offers // len(codes) + 1) for code in codes][:offers]
    facts["offers"] = {f"{code}_{n}": _copied(sold[code], n, {*sold}, dice) for n, code in every}
    for one in facts["offers"].values():
        one["components"] = [part for part in one.get("components", []) if part["offer"] in facts["offers"]]
    copies = {n for n, _ in every}
    facts["hotel"]["resources"] = {f"{name}_{n}": thing for n in copies for name, thing in things.items()}
    return House("lakeside", Catalog.model_validate(facts), 1, NOW)


def _copied(offer: dict[str, Any], n: int, sold: set[str], dice: random.Random) -> dict[str, Any]:
    """The n-th of its kind: with the n-th boats, instead of the n-th other thing."""
    return offer | {
        "code": f"{offer['code']}_{n}",
        "order": dice.randint(1, 100),
        "options": [_using(option, n) for option in offer["options"]],
        "alternative": f"{offer['alternative']}_{n}" if offer.get("alternative") in sold else None,
        "components": [part | {"offer": f"{part['offer']}_{n}"} for part in offer.get("components", [])],
    }


def _using(option: dict[str, Any], n: int) -> dict[str, Any]:
    uses = [use | {"resource": f"{use['resource']}_{n}"} for use in option.get("uses", [])]
    return option | {"uses": uses}


def sell(conn: Connection, house: House, share: float, dice: random.Random) -> int:
    """Of the starts of the next weeks this share is booked out; the steps of their boats with them."""
    full = {
        (counter, moment): vector.usual_size(house, *_split(counter))
        for offer, option, start in _starts(house)
        if dice.random() < share
        for draw in vector.at(house, offer, option, start)
        for counter in draw.counters
        for moment in draw.moments
    }
    rows = [
        {"property_id": house.id, "resource": counter, "start": moment, "used": size, "capacity": size}
        for (counter, moment), size in full.items()
    ]
    for first in range(0, len(rows), AT_ONCE):
        conn.execute(insert(buckets), rows[first : first + AT_ONCE])
    return len(rows)


def _starts(house: House) -> Iterator[tuple[Offer, Option, datetime]]:
    """Those of what has hours, within the days that are sold."""
    for offer in house.catalog.offers.values():
        for option in offer.options if offer.mode in ("slot", "hours", "rental") else ():
            for ahead in range(SOLD_DAYS):
                for start in sessions.starts(option, house.today + timedelta(days=ahead), house, offer):
                    yield offer, option, start


def _split(counter: str) -> tuple[str, str]:
    whole, _, unit = counter.partition("#")
    return whole, unit
