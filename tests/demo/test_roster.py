"""The demo's roster: whenever a visitor looks, somebody whom they can play is on duty, at night as well."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.cast import CAST, OTHER_SHIFTS, ZONE
from bot.desk.catalog.folder import read
from bot.desk.catalog.staffing import Roster
from bot.shipped import folder

DAY = date(2027, 7, 12)  # a Monday of the summer in which the demo plays


def on_duty(roster: Roster, at: datetime) -> dict[str, bool]:
    """Who works then, and whether they have the night."""
    zone = ZoneInfo(ZONE)
    found = {one.name: one.working(at, zone, roster.free_days) for one in roster.people}
    return {name: here[1].night for name, here in found.items() if here}


def test_somebody_of_reception_works_at_every_hour_of_a_week() -> None:
    catalog, _ = read(folder("packages_catalog"))
    assert catalog
    roster = catalog.roster
    names = {one.name: one.department for one in (*CAST, *OTHER_SHIFTS) if one.role}
    assert {one.name: one.department for one in roster.people}.items() <= names.items()
    begins = datetime(DAY.year, DAY.month, DAY.day, tzinfo=ZoneInfo(ZONE))
    for half_hours in range(7 * 48):
        at = begins + timedelta(minutes=30 * half_hours)
        here = on_duty(roster, at)
        assert [name for name in here if names[name] == "reception"], at
        assert any(here.values()) == (at.hour >= 19 or at.hour < 7), at


def test_who_works_in_the_demo_s_first_hour_is_on_the_page() -> None:
    catalog, _ = read(folder("packages_catalog"))
    assert catalog
    for year in range(2027, 2034):
        at = datetime(year, 7, 17, 9, 30, tzinfo=ZoneInfo(ZONE))
        assert on_duty(catalog.roster, at)
