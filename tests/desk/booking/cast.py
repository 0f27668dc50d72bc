"""The cast and their props: guests at the desk, starts of the canoe, and books that balance."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.schema import CreateTable, DropTable

from bot.db import Connection
from bot.desk import chores
from bot.desk import timers as clocks
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.schema import booking_events, bookings, buckets, bundles, capacities, claims, guests, stops, timers
from tests.desk.tiny import tiny_facts

PROVING = bool(os.environ.get("PROVE"))
PROVE = 8 if PROVING else 1  # how many times as many examples


def arrive(conn: Connection, house: House, chat_id: int, name: str, language: str = "en") -> int:
    facts = {"chat_id": chat_id, "name": name, "language": language, "created_at": house.now}
    made = conn.execute(insert(guests).values(property_id=house.id, **facts).returning(guests.c.id))
    return int(made.scalar_one())


def later(house: House, **by: float) -> House:
    return replace(house, now=house.now + timedelta(**by))


def reprinted(house: House, change: Callable[[dict[str, Any]], object]) -> House:
    """The same hotel with a catalog that someone has edited."""
    facts = tiny_facts()
    change(facts)
    return replace(house, catalog=Catalog.model_validate(facts), version=house.version + 1)


def start_at(house: House, hour: int, *, ahead: int = 1, minute: int = 0) -> datetime:
    """A wall-clock hour, so many hotel days ahead."""
    return house.moment(house.today + timedelta(days=ahead), time(hour, minute)).astimezone(UTC)


def wish(house: House, guest: int, party: Party | None = None, **facts: Any) -> Wish:
    """Two grown-ups for tomorrow's canoe at ten, unless said otherwise."""
    usual: dict[str, Any] = {"offer": "canoe", "option": "default", "start": start_at(house, 10)}
    usual |= {"request": str(uuid4()), "party": party or Party(2)}
    return Wish(guest_id=guest, **(usual | facts))


def nobody_has_booked(conn: Connection) -> None:
    """A new round. Nothing can be taken out of the ledger, so there is a new one, without its guard."""
    conn.execute(DropTable(booking_events))
    for table in (claims, timers, buckets, bookings, bundles):
        conn.execute(delete(table))
    conn.execute(CreateTable(booking_events))


def works(conn: Connection, house: House) -> None:
    """All that is due at this moment."""
    while found := clocks.due(conn, house):
        for one in found:
            chores.fire(conn, house, one)


def set_capacity(
    conn: Connection, house: House, capacity: int, day: date, offer: str = "canoe", option: str = "default"
) -> None:
    key = {"property_id": house.id, "offer": offer, "option": option, "day": day.isoformat()}
    conn.execute(delete(capacities).filter_by(**key))
    conn.execute(insert(capacities).values(**key, capacity=capacity))


def stop_sale(conn: Connection, house: House, offer: str) -> None:
    conn.execute(insert(stops).values(property_id=house.id, offer=offer, by="Madina", since=house.now))


def assert_books_balance(conn: Connection, house: House) -> None:
    """Every counter is the sum of the live claims on it, and within its size."""
    live = select(claims.c.resource, claims.c.start, func.sum(claims.c.quantity)).where(
        claims.c.property_id == house.id, claims.c.state == "live"
    )
    ledger = {(r, s): int(n) for r, s, n in conn.execute(live.group_by(claims.c.resource, claims.c.start))}
    rows = conn.execute(select(buckets).where(buckets.c.property_id == house.id)).mappings().all()
    assert {(r["resource"], r["start"]): r["used"] for r in rows if r["used"]} == ledger
    assert all(0 <= row["used"] <= row["capacity"] for row in rows)


def taken(conn: Connection, house: House, start: datetime, offer: str = "canoe") -> int:
    """Places that someone has by the clock: held and running, or confirmed."""
    rows = conn.execute(
        select(claims.c.quantity, bookings.c.status, bookings.c.expires_at)
        .join_from(claims, bookings, claims.c.booking_id == bookings.c.id)
        .where(claims.c.property_id == house.id, claims.c.state == "live")
        .where(claims.c.start == start, claims.c.resource == f"{offer}/default")
    )
    return sum(n for n, status, until in rows if status == "CONFIRMED" or until > house.now)
