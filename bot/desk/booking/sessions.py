"""When an option starts, and until when it can be had. Wall-clock times of the hotel in, UTC moments out:
their order and their distance stay true on the days when clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from bot.desk.catalog.model import Offer, Option, Schedule
from bot.desk.catalog.recurring import closed, runs
from bot.desk.house import House

HALF_HOUR = 30  # minutes: the step in which things are rented by the hour
A_DAY = 24 * 60


def starts(option: Option, day: date, house: House, offer: Offer | None = None) -> list[datetime]:
    """The option's starts on a hotel day, in order; a time that the clocks skip that day is none.

    What is rented by the day starts with the day.
    """
    if rests(house, offer, day):
        return []
    running = [one for one in option.schedule if runs(one, day)]
    if offer is not None and by_days(offer, option):
        return [midnight(house, day)] if running or not option.schedule else []
    times = {at for schedule in running for at in _times(schedule, option)}
    found = (_moment(house, day, at) for at in times)
    return sorted(moment for moment in found if moment)


def rests(house: House, offer: Offer | None, day: date) -> bool:
    """A blackout of the hotel or of the offer."""
    return closed(house.hotel.closed, day) or (offer is not None and closed(offer.closed, day))


def midnight(house: House, day: date) -> datetime:
    """The first instant of a hotel day, also of one whose midnight the clocks skip."""
    return _midnight(house.zone, day)


@lru_cache(maxsize=4096)
def _midnight(zone: ZoneInfo, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def by_days(offer: Offer, option: Option) -> bool:
    """Rented by whole days of the hotel's calendar."""
    return offer.mode == "rental" and (option.duration or A_DAY) % A_DAY == 0


def timed(offer: Offer, option: Option) -> bool:
    """Whether a guest chooses an hour for it."""
    return offer.mode == "slot" or (offer.mode == "rental" and not by_days(offer, option))


def end(house: House, offer: Offer, option: Option, start: datetime, periods: int = 1) -> datetime:
    """Whole days and opening hours end on the hotel's clock; a length of time is as long on every night."""
    if by_days(offer, option):
        days = periods * (option.duration or A_DAY) // A_DAY
        return midnight(house, house.local(start).date() + timedelta(days=days))
    if offer.mode == "hours":
        wall = house.local(start).replace(tzinfo=None) + option.length
        return house.moment(wall.date(), wall.time()).astimezone(UTC)
    return start + option.length * periods


def in_time(house: House, offer: Offer, option: Option, start: datetime) -> bool:
    """Whether there is still the notice that the offer needs; a day that has begun has room until it ends."""
    latest = start
    if offer.mode == "hours":
        latest = end(house, offer, option, start)
    elif by_days(offer, option):
        latest = midnight(house, house.local(start).date() + timedelta(days=1))
    return latest > house.now and latest - timedelta(minutes=offer.rules.notice_minutes) >= house.now


def longest(house: House, offer: Offer, option: Option, start: datetime) -> int:
    """For how many periods it can be had from this start: as many as hours, blackouts and the hotel allow."""
    most = (option.most or 1) if offer.mode == "rental" else 1
    allowed = (n for n in range(most, 0, -1) if _lasts(house, offer, option, start, n))
    return next(allowed, 0)


def _lasts(house: House, offer: Offer, option: Option, start: datetime, periods: int) -> bool:
    over = end(house, offer, option, start, periods)
    first = house.local(start).date()
    if any(rests(house, offer, day) for day in days_of(house, start, over)):
        return False
    closing = [_closing(house, first, one) for one in option.schedule if one.close and runs(one, first)]
    return not closing or over <= max(closing)


def days_of(house: House, start: datetime, over: datetime) -> list[date]:
    """The hotel days that a length of time touches."""
    first, last = house.local(start).date(), house.local(max(start, over - timedelta(milliseconds=1))).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def bookable(offer: Offer, option: Option, day: date, house: House) -> list[datetime]:
    """The starts of a day that can still be booked: in the window, and early enough for the notice."""
    if not house.today <= day <= _last(offer, house):
        return []
    return [start for start in starts(option, day, house, offer) if in_time(house, offer, option, start)]


def arranged(offer: Offer, house: House, day: date) -> bool:
    """Whether what is arranged on request can be asked for that day: somewhere in it there is the notice."""
    ends = midnight(house, day + timedelta(days=1))
    early = ends - timedelta(minutes=offer.rules.notice_minutes) > house.now
    return house.today <= day <= _last(offer, house) and early and not rests(house, offer, day)


def arranged_days(offer: Offer, house: House, most: int = 2) -> list[date]:
    return list(
        islice((day for day in _window(offer, house, house.today) if arranged(offer, house, day)), most)
    )


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


def _times(schedule: Schedule, option: Option) -> list[time]:
    """As they are written; with a closing hour every half hour from the first on, to be back by then."""
    if schedule.close is None:
        return schedule.times
    first, last = _minutes(schedule.times[0]), _closing_minutes(schedule) - (option.duration or HALF_HOUR)
    return [time(*divmod(one, 60)) for one in range(first, min(last, A_DAY - 1) + 1, HALF_HOUR)]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _closing_minutes(schedule: Schedule) -> int:
    """From midnight on; a closing hour that is not after the opening one is of the next day."""
    close = _minutes(schedule.close or time())
    return close if close > _minutes(schedule.times[0]) else close + A_DAY


def _closing(house: House, day: date, schedule: Schedule) -> datetime:
    days, minutes = divmod(_closing_minutes(schedule), A_DAY)
    return house.moment(day + timedelta(days=days), time(*divmod(minutes, 60))).astimezone(UTC)


def _moment(house: House, day: date, at: time) -> datetime | None:
    moment = house.moment(day, at).astimezone(UTC)
    return moment if house.local(moment).time() == at else None
