"""An owner looks again at what an alert told: how it stands now."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import alerts
from bot.desk.asked import Asked, reply
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.manager_screen import managed
from bot.desk.people import Colleague
from bot.say import At, say, text

SHOWN = 2  # whole alerts on one screen; the next ones show once these are mended


def look(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What hurts guests most stands first; the last round is at most a minute old."""
    found = alerts.open_troubles(conn, house)
    if not found:
        heard = alerts.heard(conn, house) or house.now
        reply(conn, house, asked, say(text("alert.well", time=At(heard))))
        return
    parts = [
        part
        for one in found[:SHOWN]
        for part in (one.said, text("alert.still", since=At(one.since, "stamp")))
    ]
    reply(conn, house, asked, say(*parts, choices=[alerts.LOOK]))


ACTS: dict[str, StaffAct] = {"m_alert_look": managed(look)}
