"""What a manager types about hours, read: starts, opening hours, a season. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.desk.booking import sessions
from bot.desk.booking.sessions import by_days
from bot.desk.catalog.changing import packed
from bot.desk.catalog.model import Offer, Option, Schedule
from bot.desk.house import House
from bot.say import Day, Days, Join, Text, Value, Week, text

CLOCK = r"(?<![\d.:])(\d{1,2})(?:[:.](\d{2}))?(?![\d:])"
START = re.compile(CLOCK)
SPAN = re.compile(CLOCK + r"\s*[-–—]\s*" + CLOCK)
DATE = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?(?!\d)")
LEFT = re.compile(r"[^\s,;.–—-]")
SEPARATE = re.compile(r"[\s,;]+")
MOST_STARTS = 24
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def opens(offer: Offer, option: Option) -> bool:
    """It has an opening and a closing hour; else starts, or whole days."""
    return offer.mode == "hours" or (offer.mode == "rental" and not by_days(offer, option))


def read_times(offer: Offer, option: Option, row: Schedule, words: str) -> tuple[Schedule, int | None] | None:
    """The row with what was typed for its hours, and a new length if that changes; None: not clear."""
    if opens(offer, option):
        return _opening(offer, row, words)
    found = [_clock(*one) for one in START.findall(words)]
    if not found or None in found or len(found) > MOST_STARTS or SEPARATE.sub("", START.sub("", words)):
        return None
    starts = sorted({one for one in found if one})
    return row.model_copy(update={"times": starts}), None


def _opening(offer: Offer, row: Schedule, words: str) -> tuple[Schedule, int | None] | None:
    match = SPAN.fullmatch(words.strip())
    if match is None:
        return None
    first, last = _clock(match[1], match[2]), _clock(match[3], match[4])
    if first is None or last is None or first == last:
        return None
    if offer.mode == "rental":
        return row.model_copy(update={"times": [first], "close": last}), None
    return row.model_copy(update={"times": [first]}), _minutes(last, first)


def _minutes(last: time, first: time) -> int:
    """Past midnight when it closes before it opens."""
    both = [datetime.combine(date(2026, 1, 1), one) for one in (last, first)]
    return int((both[0] - both[1]) % timedelta(days=1) / timedelta(minutes=1))


def _clock(hour: str, minute: str) -> time | None:
    try:
        return time(int(hour) % 24 if hour == "24" else int(hour), int(minute or 0))
    except ValueError:
        return None


def read_season(row: Schedule, words: str, today: date) -> Schedule | None:
    """From the first of two dates to the second, the next time they come round."""
    found = DATE.findall(words)
    if len(found) != 2 or LEFT.search(DATE.sub("", words)):
        return None
    try:
        first, last = (date(int(year or today.year), int(month), int(day)) for day, month, year in found)
        if last < first and not found[1][2]:
            last = last.replace(year=last.year + 1)
        if last < today and not found[1][2]:
            first, last = first.replace(year=first.year + 1), last.replace(year=last.year + 1)
    except ValueError:
        return None
    return row.model_copy(update={"start": first, "until": last}) if today <= last >= first else None


def with_row(option: Option, index: int, row: Schedule, length: int | None) -> Option:
    schedule = [row if number == index else one for number, one in enumerate(option.schedule)]
    return option.model_copy(update={"schedule": schedule, "duration": length or option.duration})


def parts(offer: Offer, option: Option) -> Mapping[str, Any]:
    """Of an edit: the option's schedule and length."""
    data = packed(offer.model_copy(update={"options": [option]}))["options"][0]
    place = f"options/{option.code}"
    return {f"{place}/schedule": data.get("schedule"), f"{place}/duration": data.get("duration")}


def said(offer: Offer, option: Option, row: Schedule) -> Value:
    """ "Mon–Sun · 10:00, 15:00 · 1 June – 30 September"."""
    days = Week([WEEK.index(one) for one in row.days])
    season: list[Value] = []
    if row.start and row.until:
        season = [Days(row.start, row.until)]
    elif row.start or row.until:
        season = [Day(one) for one in (row.start, row.until) if one]
    return Join([days, *_hours(offer, option, row), *season], "dot")


def _hours(offer: Offer, option: Option, row: Schedule) -> list[Value]:
    if not row.times:
        return []
    if not opens(offer, option):
        return [", ".join(f"{one:%H:%M}" for one in row.times)]
    close = row.close
    if offer.mode == "hours":
        over = datetime.combine(date(2026, 1, 1), row.times[0]) + timedelta(minutes=option.duration or 0)
        close = over.time()
    return [f"{row.times[0]:%H:%M}–{close:%H:%M}" if close else f"{row.times[0]:%H:%M}"]


def runs_no_more(house: House, offer: Offer, option: Option, start: datetime) -> bool:
    """Whether a booked start is none of the option's any more."""
    day = house.local(start).date()
    return start not in sessions.starts(option, day, house, offer)


def example(offer: Offer, option: Option) -> Text:
    return text(
        "manage.times_example", example="09:00-18:00" if opens(offer, option) else "10:00, 12:30, 15:00"
    )
