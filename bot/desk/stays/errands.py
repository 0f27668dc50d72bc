"""What the console asks of the register: plain facts in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.db import Connection
from bot.desk.house import House
from bot.desk.stays import arrivals, stay
from bot.desk.stays.reading.columns import Columns
from bot.desk.stays.register import Stay

Facts = Mapping[str, Any]


def remembered(conn: Connection, house: House, facts: Facts) -> Any:
    """facts: shape. How such a file is read, or null."""
    found = arrivals.remembered(conn, house, facts["shape"])
    return found.packed() if found else None


def look(conn: Connection, house: House, facts: Facts) -> dict[str, int]:
    """facts: arrivals. How many are new, changed, the same; nothing is kept."""
    return asdict(arrivals.look(conn, house, [arrivals.unpacked(one) for one in facts["arrivals"]]))


def bring_in(conn: Connection, house: House, facts: Facts) -> dict[str, int]:
    """facts: arrivals, file, by, shape, columns. All of them or none."""
    rows = [arrivals.unpacked(one) for one in facts["arrivals"]]
    arrivals.remember(conn, house, facts["shape"], Columns.unpacked(facts["columns"]), by=facts["by"])
    return asdict(arrivals.bring_in(conn, house, rows, file=facts["file"], by=facts["by"]))


def undo(conn: Connection, house: House, facts: Facts) -> dict[str, Any]:
    taken = arrivals.undo(conn, house)
    return {"file": taken.file, "stays": len(taken.stays)}


def listed(conn: Connection, house: House, facts: Facts) -> list[dict[str, Any]]:
    """facts: date or null. Who is in the house, or comes, on that day."""
    day = date.fromisoformat(facts["date"]) if facts.get("date") else house.today
    here = stay.here(conn, house) if day >= house.today else []
    coming = [one for one in stay.expected(conn, house, on=day) if one.departure >= day]
    found = {one.id: one for one in (*here, *coming) if one.arrival <= day <= one.departure}
    language = house.hotel.staff_language or house.hotel.default_language
    return [_line(one, language) for one in sorted(found.values(), key=lambda one: (one.room or "~", one.id))]


def _line(one: Stay, language: str) -> dict[str, Any]:
    name = one.full_name.read_in(language)
    facts = {"ref": one.ref, "room": one.room, "name": name, "state": one.state}
    return facts | {"arrival": one.arrival.isoformat(), "departure": one.departure.isoformat()}


ERRANDS: Mapping[str, Callable[[Connection, House, Facts], Any]] = {
    "stays.remembered": remembered,
    "stays.look": look,
    "stays.import": bring_in,
    "stays.undo": undo,
    "stays.list": listed,
}
