"""What the command line asks of the desk: to find a guest, and to erase one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.db import Connection
from bot.desk import people
from bot.desk.house import House
from bot.desk.privacy import erase, find


def _find(conn: Connection, house: House, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """facts: words. Who that may be."""
    every = find.found(conn, house, facts["words"])
    return [{"id": one.id, "name": one.name, "room": one.room or one.was_in} for one in every]


def _outlook(conn: Connection, house: House, facts: Mapping[str, Any]) -> dict[str, Any]:
    """facts: guest. What does not simply go."""
    return vars(erase.outlook(conn, house, people.guest_by_id(conn, facts["guest"])))


def _erase(conn: Connection, house: House, facts: Mapping[str, Any]) -> dict[str, Any]:
    """facts: guest. The number under which it is known, and how much went."""
    done = erase.erase(conn, house, people.guest_by_id(conn, facts["guest"]), by="console")
    return {"ref": done.entry.ref, "records": done.records}


ERRANDS: Mapping[str, Callable[[Connection, House, Mapping[str, Any]], Any]] = {
    "erasing.find": _find,
    "erasing.outlook": _outlook,
    "erasing.erase": _erase,
}
