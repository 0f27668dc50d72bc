"""What a request says of its time: the day first, where the desk could read one, then the guest's own words.

"2026-11-21", "2026-11-21 tomorrow at 9:00", "2026-11-21/2026-11-24 from the 21st to the 24th", "at dusk".
Read when it was written: "tomorrow" is another day when it is looked at tomorrow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from bot.desk.booking.days import by_the_day, days_in
from bot.desk.catalog.model import Option
from bot.say import Day, Days, Join, Value

BY_THE_HOUR = 60  # minutes: what lasts longer is had once, whatever hours are named
_HEAD = re.compile(r"(\d{4}-\d{2}-\d{2})(?:/(\d{4}-\d{2}-\d{2}))?(?:\s+|$)")
_HOUR = r"(?<![\d:.])([01]?\d|2[0-4])[{}]([0-5]\d)(?![\d:]|\.\d)"
_TO = r"(?:\s*(?:-|–|—|to|till|until|and|до|bis|dan|dən|ilə)\s*"
_CLOCK, _DOTTED = (re.compile(_HOUR.format(mark) + _TO + _HOUR.format(mark) + ")?") for mark in (":", ":."))


@dataclass(frozen=True)
class Wished:
    """`until` is the last day of several, the day on which a thing is brought back."""

    day: date | None = None
    until: date | None = None
    words: str = ""


@dataclass(frozen=True)
class Clock:
    """The one hour that words name, and for how many minutes if they name the end."""

    at: time | None = None
    minutes: int | None = None


def of(wish: str | None) -> Wished:
    found = _HEAD.match(wish or "")
    try:
        day = date.fromisoformat(found[1]) if found else None
        until = date.fromisoformat(found[2]) if found and found[2] else None
    except ValueError:
        return Wished(words=wish or "")
    return Wished(day, until, (wish or "")[found.end() if found else 0 :].lstrip())


def kept(one: Wished) -> str:
    """As `of` reads it: after a space no day, where the words themselves begin with one that is in doubt."""
    if one.day is None and _HEAD.match(one.words):
        return f" {one.words}"
    days = "/".join(day.isoformat() for day in (one.day, one.until) if day)
    return " ".join(part for part in (days, one.words) if part)


def said(wish: str | None) -> Value:
    """The day as the reader's language says it, and the guest's own words."""
    one = of(wish)
    if one.day is None:
        return one.words
    return Join([Day(one.day), one.words], "dot") if one.words else Day(one.day)


def days_of(wish: str | None) -> Value:
    """The day or the days alone; nothing where the desk could read none."""
    one = of(wish)
    if one.day is None:
        return ""
    return Days(one.day, one.until) if one.until else Day(one.day)


def meant(wish: str | None, day: date) -> bool:
    """Whether it is wished for that day, or for none that the desk could read."""
    one = of(wish)
    return one.day is None or one.day <= day <= (one.until or one.day)


def clock(words: str, *, dots: bool = False) -> Clock:
    """ "19:00–23:00", "at 9:00", where no date is left also 9.00; nothing where several hours are named."""
    found = list((_DOTTED if dots else _CLOCK).finditer(words))
    if len(found) != 1 or int(found[0][1]) > 23:
        return Clock()
    first, minute, last, late = (int(one or 0) for one in found[0].groups())
    if found[0][3] is None:
        return Clock(time(first, minute))
    return Clock(time(first, minute), (last * 60 + late - first * 60 - minute) % (24 * 60) or None)


def without_clock(words: str, *, dots: bool = False) -> str:
    return (_DOTTED if dots else _CLOCK).sub(" ", words)


def times(option: Option, wish: str) -> int:
    """How many times over the option is wanted, as far as the wish says it: days, or hours; else once."""
    one = of(wish)
    if by_the_day(option):
        return max(1, (one.until - one.day).days) if one.day and one.until else days_in(one.words)
    return over(option, clock(one.words).minutes) or 1


def over(option: Option, minutes: int | None) -> int | None:
    """How many times the option fills so many minutes; None of what is had once, whatever its length."""
    hourly = option.duration is not None and option.duration <= BY_THE_HOUR
    return -(-minutes // option.duration) if minutes and option.duration and hourly else None
