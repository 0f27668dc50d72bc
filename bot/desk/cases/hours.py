"""When a phone may ring for something that is no emergency."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.desk.house import House

DAY = (time(9), time(21))


def daytime(house: House, at: datetime, hours: tuple[time, time] = DAY) -> datetime:
    """The moment itself, or the first decent one after it."""
    local = house.local(at)
    if hours[0] <= local.time() < hours[1]:
        return at
    day = local.date() + timedelta(days=1) if local.time() >= hours[1] else local.date()
    return house.moment(day, hours[0])


def no_later(house: House, at: datetime) -> datetime:
    """The moment itself, or the last decent one before it."""
    local = house.local(at)
    if DAY[0] <= local.time() < DAY[1]:
        return at
    day = local.date() - timedelta(days=1) if local.time() < DAY[0] else local.date()
    return house.moment(day, DAY[1]) - timedelta(minutes=1)
