"""When a stay ends by itself: the desk asks after check-out time, and closes at night what nobody did."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.db import Connection
from bot.desk import timers
from bot.desk.house import House
from bot.desk.stays.register import Stay

ASK_AFTER = timedelta(hours=1)  # after check-out time: who is still in the room has been rung by then
NIGHT = time(4)  # of the night after: as a hotel's night audit closes the day


def leaves_at(house: House, departure: date) -> datetime:
    """When the room should be free."""
    return house.moment(departure, house.hotel.check_out)


def over_at(house: House, departure: date) -> datetime:
    """When a stay nobody closed is over."""
    return house.moment(departure + timedelta(days=1), NIGHT)


def set_for(conn: Connection, house: House, stay: Stay) -> None:
    """The timers that a stay of this state and departure needs, and no others."""
    stop(conn, house, stay)
    if stay.state == "in_house":
        asked = max(leaves_at(house, stay.departure) + ASK_AFTER, house.now)
        timers.start(conn, house, "departure", str(stay.id), asked)
    if stay.open:
        timers.start(conn, house, "stay_over", str(stay.id), max(over_at(house, stay.departure), house.now))


def stop(conn: Connection, house: House, stay: Stay) -> None:
    for kind in ("departure", "stay_over"):
        timers.stop(conn, house, kind, str(stay.id))
