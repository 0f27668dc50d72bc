"""A small hotel that sells in every way: boats that offers share, two bathhouses, day tickets, a menu."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from tests.desk.tiny import DAILY, both, tiny_facts

BUFFER = timedelta(minutes=30)
BOATS, MENUS, TICKETS, GUIDES = 3, 4, 5, 2


def modes_facts() -> dict[str, Any]:
    """The tiny catalog with offers of all five modes."""
    facts = tiny_facts()
    facts["hotel"]["resources"] = {
        "boats": {"title": both("boats", "qayıqlar"), "capacity": BOATS, "grain": 30, "after": 30},
        "baths": {
            "title": both("baths", "hamamlar"),
            "kind": "named",
            "units": {"big": both("the big one", "böyüyü"), "small": both("the small one", "kiçiyi")},
            "grain": 30,
            "after": 30,
        },
    }
    for made in (_boat(), _trip(), _bath(), _ticket(), _menu(), _guide()):
        facts["offers"][made["code"]] = made
    return facts


def modes_catalog() -> Catalog:
    return Catalog.model_validate(modes_facts())


def hotel_in(zone: str, now: datetime, **hotel: Any) -> House:
    facts = modes_facts()
    facts["hotel"] |= {"zone": zone, **hotel}
    return House("lakeside", Catalog.model_validate(facts), 1, now)


def offer(code: str, mode: str, **more: Any) -> dict[str, Any]:
    words = {name: both(f"{name} of {code}", f"{code}: {name}") for name in ("benefit", "about", "place")}
    facts = {"code": code, "group": "active", "mode": mode, "department": "activities", **words}
    terms = {"cancel": {"free_hours": "0", "fee_percent": "50"}}
    return {**facts, "title": both(code.title(), code.title()), **terms, **more}


def option(price: str = "10", **more: Any) -> dict[str, Any]:
    unit = {"type": "OTHER", "price": price, "title": both("each", "hər biri")}
    return {"pricing": "booking", "units": [unit], **more}


def daily(*times: str, **more: str) -> list[dict[str, Any]]:
    return [{"days": [*DAILY], "times": list(times), **more}]


def _boat() -> dict[str, Any]:
    """Half a day, a day, a week: the same boats."""
    uses = {"uses": [{"resource": "boats"}]}
    half = option("40", code="half", title=both("Half", "Yarım"), duration="240", **uses)
    half["schedule"] = daily("08:00", close="20:00")
    day = option("70", code="day", title=both("Day", "Gün"), duration="1440", most="5", **uses)
    week = option("300", code="week", title=both("Week", "Həftə"), duration="10080", most="2", **uses)
    return offer("boat", "rental", options=[half, day, week])


def _trip() -> dict[str, Any]:
    """A guided trip takes one of the boats."""
    trip = option("25", duration="60", capacity="1", uses=[{"resource": "boats"}])
    return offer("trip", "slot", options=[trip | {"schedule": daily("10:00", "14:00")}])


def _bath() -> dict[str, Any]:
    any_of_them = option("60", code="either", title=both("Either", "Hər hansı"), duration="60", most="3")
    any_of_them["uses"] = [{"resource": "baths"}]
    big = option("90", code="big", title=both("Big", "Böyük"), duration="60", most="3")
    big["uses"] = [{"resource": "baths", "unit": "big"}]
    for one in (any_of_them, big):
        one["schedule"] = daily("09:00", close="18:00")
    return offer("bath", "rental", options=[any_of_them, big])


def _ticket() -> dict[str, Any]:
    ticket = {"duration": "600", "capacity": str(TICKETS), "units": [{"type": "ADULT", "price": "5"}]}
    return offer("ticket", "hours", options=[ticket | {"schedule": daily("09:00")}])


def _menu() -> dict[str, Any]:
    return offer("menu", "open", options=[option("12", capacity=str(MENUS), most="4")])


def _guide() -> dict[str, Any]:
    return offer("guide", "request", options=[option("50", duration="120", capacity=str(GUIDES))])


def with_boats_for_the_guide(house: House) -> House:
    """Who asks for the guide has all the boats for that time."""
    facts = modes_facts()
    facts["offers"]["guide"]["options"][0]["uses"] = [{"resource": "boats", "quantity": BOATS}]
    return replace(house, catalog=Catalog.model_validate(facts))


def midnight(house: House, day: date) -> datetime:
    return house.moment(day, datetime.min.time())
