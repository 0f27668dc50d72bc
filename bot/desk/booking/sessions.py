"""When an option starts. Wall-clock times of the hotel in, UTC moments out: their order and their
distance stay true on the days when clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from bot.desk.catalog.model import WEEKDAYS, Offer, Option, Schedule
from bot.desk.house import House


def starts(option: Option, day: date, house: House) -> list[datetime]:
    """The option's starts on a hotel day, in order; a time that the clocks skip that day is none."""
    times = {at for schedule in option.schedule if _runs(schedule, day) for at in schedule.times}
    found = (_moment(house, day, at) for at in times)
    return sorted(moment for moment in found if moment)


def bookable(offer: Offer, option: Option, day: date, house: House) -> list[datetime]:
    """The starts of a day that can still be booked: in the window, and early enough for the notice."""
    if not house.today <= day <= _last(offer, house):
        return []
    earliest = house.now + timedelta(minutes=offer.rules.notice_minutes)
    return [start for start in starts(option, day, house) if start >= earliest and start > house.now]


def days(offer: Offer, option: Option, house: House) -> list[date]:
    """The days on which something can be booked."""
    return [day for day in _window(offer, house, house.today) if bookable(offer, option, day, house)]


def upcoming(
    offer: Offer, option: Option, house: House, *, since: date | None = None, most: int = 2
) -> list[datetime]:
    """The next bookable starts from a day on."""
    window = _window(offer, house, max(since or house.today, house.today))
    return list(islice((start for day in window for start in bookable(offer, option, day, house)), most))


def _last(offer: Offer, house: House) -> date:
    return house.today + timedelta(days=offer.rules.forward_days)


def _window(offer: Offer, house: House, since: date) -> Iterator[date]:
    span = (_last(offer, house) - since).days
    return (since + timedelta(days=ahead) for ahead in range(span + 1))


def _runs(schedule: Schedule, day: date) -> bool:
    in_season = (schedule.start or day) <= day <= (schedule.until or day)
    return in_season and WEEKDAYS[day.weekday()] in schedule.days


def _moment(house: House, day: date, at: time) -> datetime | None:
    moment = house.moment(day, at).astimezone(UTC)
    return moment if house.local(moment).time() == at else None
