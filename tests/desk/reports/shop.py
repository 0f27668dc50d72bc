"""A hotel that knows what its extras cost, and guests who book them: figures to add by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.db import Connection
from bot.desk.booking import cancelling, holding
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.reports.periods import Period
from tests.desk.booking.cast import arrive, wish
from tests.desk.tiny import DAILY, both, tiny_facts

FAMILY = Party(2, (5, 10))


def shop_facts() -> dict[str, Any]:
    facts = tiny_facts()
    facts["hotel"] |= {"staff_hour": "12"}
    facts["hotel"]["taxes"] = {"vat": {"title": both("VAT", "ƏDV"), "percent": "18"}}
    canoe = facts["offers"]["canoe"]["options"][0]
    canoe["cost"] = {"booking": "1", "person": "2.50", "start": "4", "minutes": "90", "minutes_per": "start"}
    sauna = facts["offers"]["sauna"]["options"][0]
    sauna["cost"] = {"booking": "15", "partner_percent": "10", "minutes": "30"}
    facts["offers"]["playroom"] = playroom()
    return facts


def playroom() -> dict[str, Any]:
    """Free, open every day from ten to six; somebody sits there for an hour in all, whoever comes."""
    unit = {"type": "ADULT", "price": "0", "max_age": "120"}
    schedule = [{"days": [*DAILY], "times": ["10:00"]}]
    option: dict[str, Any] = {"duration": "480", "capacity": "10", "units": [unit], "schedule": schedule}
    option["cost"] = {"offered": "3", "minutes": "60", "minutes_per": "offered"}
    words = {name: both("play", "oyun") for name in ("title", "benefit", "about", "place")}
    facts = {"code": "playroom", "group": "family", "mode": "hours", "department": "activities", **words}
    return {**facts, "options": [option], "hygiene": "children"}


def shop(house: House, **hotel: str) -> House:
    facts = shop_facts()
    facts["hotel"] |= hotel
    return replace(house, catalog=Catalog.model_validate(facts))


def on(house: House, ahead: int, hour: int) -> datetime:
    return house.moment(house.today + timedelta(days=ahead), time(hour)).astimezone(UTC)


def books(
    conn: Connection,
    house: House,
    guest: int,
    party: Party,
    start: datetime | None,
    offer: str = "canoe",
    **more: Any,
) -> Booking:
    held = holding.hold(conn, house, wish(house, guest, party, offer=offer, start=start, **more))
    return holding.confirm(conn, house, held.id, guest, "room")


def a_weekend(conn: Connection, house: House) -> tuple[House, Period]:
    """Friday to Sunday, as it stands on Monday morning. Friday is `house`."""
    aygun, bence = arrive(conn, house, 1001, "Aygün", "az"), arrive(conn, house, 1002, "Bence", "hu")
    books(conn, house, aygun, FAMILY, on(house, 1, 10))
    books(conn, house, bence, Party(1), on(house, 1, 10))
    books(conn, house, aygun, Party(2, (10,)), on(house, 1, 18), "sauna")
    late = books(conn, house, bence, Party(1), on(house, 2, 15))
    sunday = replace(house, now=on(house, 2, 14))
    cancelling.cancel(conn, sunday, late.id, bence)
    monday = replace(house, now=on(house, 3, 9))
    return monday, Period(house.today, house.today + timedelta(days=2))
