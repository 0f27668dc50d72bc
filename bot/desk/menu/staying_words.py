"""What staff type about a stay: "/checkin 214 Smith 25.11", "/move 214 301", "/checkout 214"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.desk import rooms
from bot.desk.house import House

_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2})?)?")
_ISO = re.compile(r"20\d{2}-\d{2}-\d{2}")  # there is no night after 9999-12-31
_NIGHTS = re.compile(r"\+(\d{1,2})")
LONG_AGO = timedelta(days=60)  # a day without a year that lies further back is next year's


@dataclass(frozen=True)
class Words:
    """Rooms, a day and a name, in whatever order they were typed."""

    rooms: tuple[str, ...] = ()
    day: date | None = None
    name: str = ""

    @property
    def room(self) -> str | None:
        return self.rooms[0] if self.rooms else None


def read(house: House, typed: str) -> Words:
    """A day is 25.11, 25.11.2026, 2026-11-25 or +3 nights; what is no room and no day is the name."""
    found, day, name = list[str](), None, list[str]()
    for word in typed.replace(",", " ").split():
        if room := rooms.named(house, word):
            found.append(room)
        elif (read_day := day_of(house, word)) and day is None:
            day = read_day
        else:
            name.append(word)
    return Words(tuple(found), day, " ".join(name))


def day_of(house: House, word: str) -> date | None:
    if nights := _NIGHTS.fullmatch(word):
        return house.today + timedelta(days=int(nights[1]))
    try:
        if _ISO.fullmatch(word):
            return date.fromisoformat(word)
        if (parts := _DATE.fullmatch(word)) is None:
            return None
        day, month, year = int(parts[1]), int(parts[2]), parts[3]
        if year:
            return date(int(year) % 100 + 2000, month, day)
        return _nearest(house, day, month)
    except ValueError:
        return None


def _nearest(house: House, day: int, month: int) -> date:
    this_year = date(house.today.year, month, day)
    return this_year if this_year >= house.today - LONG_AGO else date(house.today.year + 1, month, day)


def split_name(name: str) -> tuple[str, str]:
    """Surname and first name: one word is a surname; of several the first is, as lists write them."""
    first, _, rest = name.partition(" ")
    return first, rest
