"""Policy: how serious a case is and who gets it, from what was understood. No connection, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.house import House

DEPARTMENTS = {
    "ac_broken": "engineering",
    "no_hot_water": "engineering",
    "leak": "engineering",
    "lock_broken": "engineering",
    "tv_broken": "engineering",
    "wifi_broken": "engineering",
    "dirty_room": "housekeeping",
    "smell": "housekeeping",
    "insects": "housekeeping",
    "towels": "housekeeping",
    "bedding": "housekeeping",
    "cleaning": "housekeeping",
    "bad_food": "restaurant",
    "slow_service": "restaurant",
    "noise": "reception",
    "overcharged": "reception",
    "wrong_room": "reception",
    "rude_staff": "duty",
    "complaint_general": "reception",
}
COMPLAINTS = frozenset(DEPARTMENTS) - {"towels", "bedding", "cleaning"}
SEVERE = frozenset(
    {"leak", "lock_broken", "no_hot_water", "ac_broken", "insects", "rude_staff", "wrong_room"}
)


@dataclass(frozen=True)
class Triage:
    severity: str
    department: str


def triage(house: House, kind: str, category: str | None) -> Triage:
    """S1 safety, S2 an unusable room, S3 comfort, S4 a wish."""
    if kind == "sensitive":
        return Triage("S1", "duty")
    department = DEPARTMENTS.get(category or "", "reception")
    if department not in house.hotel.departments:
        department = "reception"
    if kind == "complaint":
        return Triage("S2" if category in SEVERE else "S3", department)
    return Triage("S4" if kind in ("question", "booking") else "S3", department)
