"""The time of a request in words: as a guest wishes it, and as staff set it: "21.11 19:00 4".

A guest's words are read for the day alone, and shown with it before anything is sent; where they leave a
doubt there is no day, and a person reads them. What staff type is read whole or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.desk.booking import wished
from bot.desk.booking.book import Booking
from bot.desk.booking.days import by_the_day
from bot.desk.booking.wished import Clock, Wished
from bot.desk.catalog.model import Option
from bot.desk.house import House
from bot.desk.menu.manage.wish_words import day_in
from bot.desk.problems import DeskError

MOST = 60  # times over
MORNINGS = {"tr": r"(?<!\w)sabah(?!\w)", "de": r"(?<!\w)am morgen(?!\w)"}  # elsewhere these say "tomorrow"
OR = re.compile(r"(?<!\w)(?:or|или|либо|və ya|yaxud|немесе|vagy|veya|ya da|oder)(?!\w)", re.IGNORECASE)
_NUMBER = r"(?<![\d:.])([12]?\d|3[01])"
_TH = r"(?:st|nd|rd|th|\.|-?(?:го|е|ое))?"
_TO = (
    r"(?:\s*(?:-|–|—|\bto\b|\btill\b|\buntil\b|\bthrough\b|\bпо\b|\bдо\b|\bbis\b)"
    r"|-?(?:dən|dan|den|tól|től|нен|нан|ден|дан)\b)"
)
UNTIL = re.compile(rf"{_TO}|(?<!\w)(?:qədər|дейін|kadar)(?!\w)|-ig(?!\w)", re.IGNORECASE)
SINCE = re.compile(rf"{_NUMBER}{_TH}{_TO}\s*(?:the\s+|zum\s+)?(?=\s|$)(?!\s*\d)", re.IGNORECASE)
SPANS = (  # days of a month that nobody names
    re.compile(rf"{_NUMBER}(?:st|nd|rd|th){_TO}\s*(?:the\s+)?{_NUMBER}(?:st|nd|rd|th)", re.IGNORECASE),
    re.compile(rf"(?<!\w)[сc]\s+{_NUMBER}(?:-?го)?\s+по\s+{_NUMBER}", re.IGNORECASE),
    re.compile(rf"{_NUMBER}\.\s*bis\s+(?:zum\s+)?{_NUMBER}\.", re.IGNORECASE),
)
AMOUNT = re.compile(r"(?<![\w.:])[x×]?\s*(\d{1,2})(?![\d.:])\s*(?:-?[^\W\d]+\.?)?")
FILLERS = frozenset(
    ("at", "on", "from", "to", "x", "в", "с", "до", "um", "ab", "von", "bis", "saat", "сағат")
)


class AcceptWhat(DeskError):
    """ "/accept" without a day and an hour, or with words that are neither; {rest} are those."""

    key = "refuse.accept_what"


@dataclass(frozen=True)
class Agreed:
    start: datetime
    periods: int = 1


def wish_in(house: House, words: str, language: str, option: Option) -> Wished:
    """What a guest has written, with the day that it names; with none where it names several."""
    bare = re.sub(MORNINGS[language], " ", words, flags=re.IGNORECASE) if language in MORNINGS else words
    first, last = (None, None) if OR.search(bare) else _days(house, bare)
    if first is None or first < house.today or (last and not by_the_day(option)):
        return Wished(words=words)
    return Wished(first, last, words)


def _days(house: House, words: str) -> tuple[date | None, date | None]:
    """The first day and the last, if they are two; nothing where two are named that are no length of time."""
    left, first = day_in(house, words)
    if first is None:
        return _of_no_month(house, words)
    rest, second = day_in(house, left)
    if second is None or second == first:
        since = SINCE.search(rest)
        return _since(first, int(since[1])) if since else (first, None)
    first, second = min(first, second), max(first, second)
    return (first, second) if UNTIL.search(rest) and day_in(house, rest)[1] is None else (None, None)


def _since(last: date, number: int) -> tuple[date | None, date | None]:
    """ "21 to 24 November": the month of the second day is that of the first."""
    return (last.replace(day=number), last) if 0 < number < last.day else (None, None)


def _of_no_month(house: House, words: str) -> tuple[date | None, date | None]:
    """ "from the 21st to the 24th": the next days of these numbers."""
    found = next((one for span in SPANS if (one := span.search(words))), None)
    if found is None:
        return None, None
    first = _next(house.today, int(found[1]))
    return first, _next(first, int(found[2])) if first else None


def _next(since: date, number: int) -> date | None:
    ahead = (since + timedelta(days=n) for n in range(62))
    return next((day for day in ahead if day.day == number), None)


def example(house: House) -> str:
    """Digits are understood in every language."""
    return f"/accept {house.today + timedelta(days=1):%d.%m} 19:00 4"


def agreed_in(house: House, words: str, asked: Booking) -> Agreed:
    """The day, the hour and how many times over; what staff leave out is as the guest has wished it.

    Raises `AcceptWhat`.
    """
    left, day = day_in(house, words)
    left, last = day_in(house, left) if day else (left, None)
    hour = wished.clock(left, dots=True)
    rest = wished.without_clock(left, dots=True) if hour.at else left
    amount = AMOUNT.search(rest)
    rest = f"{rest[: amount.start()]} {rest[amount.end() :]}" if amount else rest
    unread = [one for one in re.findall(r"[\w.:/]+", rest) if one.lower() not in FILLERS]
    wish = wished.of(asked.wish)
    day, at = day or wish.day, hour.at or wished.clock(wish.words).at
    many = int(amount[1]) if amount else _times(house, asked, day, last, hour)
    if unread or day is None or at is None or not 1 <= many <= MOST:
        raise AcceptWhat(example=example(house), rest=" ".join(unread))
    return Agreed(house.moment(day, at), many)


def _times(house: House, asked: Booking, day: date | None, last: date | None, hour: Clock) -> int:
    """As the end says that staff have typed, else as it was wished."""
    sold = house.sold(asked.offer, asked.option)
    if sold is None:
        return asked.sold.periods
    if day and last and by_the_day(sold[1]):
        return max(1, (last - day).days)
    return wished.over(sold[1], hour.minutes) or wished.times(sold[1], asked.wish or "")


def wished_for(house: House, asked: Booking) -> Agreed | None:
    """What the wish says by itself, if that is a day and an hour ahead."""
    try:
        found = agreed_in(house, "", asked)
    except AcceptWhat:
        return None
    return found if found.start > house.now else None
