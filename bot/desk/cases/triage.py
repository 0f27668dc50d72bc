"""Policy: how serious a case is and who gets it, from what was understood. No connection, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.house import House

KINDS = (
    *("complaint", "request", "question", "lost_item", "fault", "praise", "incident"),
    *("person", "sensitive", "booking"),  # wants somebody, is in danger, waits for a yes to a booking
)
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
REQUESTS = frozenset(DEPARTMENTS) - COMPLAINTS
SERVICE = "service_failed"  # what was booked did not take place
NAMED = (*DEPARTMENTS, SERVICE)  # categories that a card can name
USUAL = {"lost_item": "housekeeping", "fault": "engineering", "praise": "duty", "incident": "duty"}
WISHES = ("question", "booking", "praise")
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
    department = DEPARTMENTS.get(category or "") or USUAL.get(kind, "reception")
    if department not in house.hotel.departments:
        department = "reception"
    if kind == "complaint":
        return Triage("S2" if category in SEVERE else "S3", department)
    if kind == "incident" or (kind == "fault" and category in SEVERE):
        return Triage("S2", department)
    return Triage("S4" if kind in WISHES else "S3", department)
