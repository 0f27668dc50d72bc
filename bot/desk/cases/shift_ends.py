"""A shift ends by the roster: its handover begins by itself, between who goes and who comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk import timers
from bot.desk.cases import handovers, roster
from bot.desk.cases.handovers import RECEPTION
from bot.desk.catalog.staffing import Roster
from bot.desk.house import House
from bot.desk.people import Colleague

ENDS = "shift_ends"  # a timer; its ref is the user id of who goes
BEFORE = timedelta(minutes=10)
AHEAD = timedelta(hours=3)  # looked so far ahead every hour, and when the roster is edited
SOON = timedelta(minutes=60)  # who comes so long after it still relieves them


def plan(conn: Connection, house: House) -> None:
    """A timer for each planned shift that ends soon; one that an edit has moved is moved with it.

    Less than `BEFORE` before the end it is left alone: it has rung, or is about to.
    """
    for one in roster.on_duty(conn, house):
        ends = _ends(house, one.who)
        if ends is None or ends - house.now > AHEAD:
            timers.stop(conn, house, ENDS, str(one.who.user_id))
        elif ends - BEFORE > house.now:
            timers.start(conn, house, ENDS, str(one.who.user_id), ends - BEFORE)


def edited(conn: Connection, house: House, new: Roster) -> None:
    """The roster has just been changed in chat."""
    plan(conn, replace(house, catalog=house.catalog.model_copy(update={"roster": new})))


def _ends(house: House, who: Colleague) -> datetime | None:
    planned = roster.planned_for(house, who)
    return planned.until if planned else None


def ending(conn: Connection, house: House, who: Colleague) -> datetime | None:
    """When their shift ends, if it is about to, they are at work, and there is something to hand over."""
    ends = _ends(house, who)
    at_work = any(one.who.user_id == who.user_id for one in roster.on_duty(conn, house))
    if ends is None or not at_work or ends - house.now > 2 * BEFORE:
        return None
    if handovers.between(conn, house, who.user_id):
        return None  # they were quicker
    found = handovers.listed(conn, house, who)
    known = (*found.notes, *found.arrivals, *found.allergies) if who.role in RECEPTION else ()
    return ends if any((found.broken, found.due, found.cases, known)) else None


def relief(conn: Connection, house: House, who: Colleague, ends: datetime) -> list[Colleague]:
    """Who comes for them by the roster, the freshest first: their department, or reception for reception."""
    others = [one for one in roster.staff(conn, house) if one.user_id != who.user_id and _same(one, who)]
    begins = {one.user_id: _begins(house, one, ends) for one in others}
    found = [one for one in others if begins[one.user_id] is not None]
    return sorted(found, key=lambda one: (one.role != who.role, begins[one.user_id] or ends))


def _same(one: Colleague, who: Colleague) -> bool:
    both = one.role in RECEPTION and who.role in RECEPTION
    return both or (one.department is not None and one.department == who.department)


def _begins(house: House, one: Colleague, ends: datetime) -> datetime | None:
    """When they are at work after it: not whose own shift has run for hours and ends as well."""
    mine = roster.of(house, one)
    free = house.catalog.roster.free_days
    for minutes in range(0, 61, 15) if mine else ():
        at = ends + timedelta(minutes=minutes)
        found = mine.working(at, house.zone, free) if mine else None
        if found and found[0] - at > SOON:
            return at
    return None
