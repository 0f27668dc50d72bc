"""Where there is room for a whole party, when the start it asked for is full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.db import Connection
from bot.desk.booking import capacity, closing, sessions, ways, when
from bot.desk.booking.ask import Ask
from bot.desk.booking.capacity import Start
from bot.desk.booking.refusals import NoneLeft, PausedSale, SoldOut, WeatherClosed
from bot.desk.house import House
from bot.desk.problems import PERSON
from bot.desk.stays import phones
from bot.say import At, Choice, Day, Join, Value

AHEAD = 14  # days to look at: a family does not wait longer


def alternatives(conn: Connection, ask: Ask, guest_id: int | None, *, most: int = 2) -> list[datetime]:
    """Other starts with room for all, while the guest stays: the nearest of the day, then the next days."""
    last = _last_day(conn, ask.house, guest_id)
    starts = [start for start in _nearest(ask, last) if start != ask.start]
    starts = closing.still_open(conn, ask.house, ask.offer, ask.option, starts)
    starts = [one for one in starts if sessions.longest(ask.house, ask.offer, ask.option, one) >= ask.periods]
    wanted = {one: Start(ask.offer.code, ask.option.code, one, ask.periods) for one in starts}
    free = capacity.free_of(conn, ask.house, list(wanted.values()))
    return [one for one, start in wanted.items() if free[start] >= ask.places][:most]


def sold_out(conn: Connection, ask: Ask, guest_id: int | None = None) -> SoldOut | NoneLeft:
    """Key moment 9: other times first, the waiting list last; none for what a person arranges."""
    found = alternatives(conn, ask, guest_id)
    start = ask.start or ask.house.now
    labels: dict[str, Value] = {f"alt_{n}": when.start_of(ask, alt) for n, alt in enumerate(found, 1)}
    labels |= {"extra": ask.title, "date": Day(ask.house.local(start).date()), "time": At(start)}
    instead = ways.starts(ask, found) if found else []
    if ask.start is None or ask.offer.mode == "request":
        return NoneLeft(extra=ask.title, ways=[*_other_day(ask), *_more(ask)])
    if ask.offer.mode not in when.TIMED:
        labels["when"] = when.of_ask(ask)
    return SoldOut(len(found), **labels, ways=[*instead, ways.wait(ask), *([] if found else _more(ask))])


def check_open(conn: Connection, ask: Ask, guest_id: int | None = None) -> None:
    """Raises `WeatherClosed` when the weather has closed the start, `PausedSale` when a manager has."""
    if not closing.is_closed(conn, ask):
        return
    found = alternatives(conn, ask, guest_id)
    start = when.start_of(ask, ask.start or ask.house.now)
    words = Join([when.start_of(ask, one) for one in found], "or")
    on = [*ways.starts(ask, found), *_more(ask)]
    closed = WeatherClosed if closing.is_wet(conn, ask) else PausedSale
    raise closed(len(found), extra=ask.title, start=start, starts=words, ways=on)


def _other_day(ask: Ask) -> list[Choice]:
    """Another day for what is arranged; what is open has none to choose."""
    return [ways.days(ask)] if ask.offer.mode == "request" else []


def _more(ask: Ask) -> list[Choice]:
    return [ways.ideas(ask.offer), PERSON]


def _last_day(conn: Connection, house: House, guest_id: int | None) -> date:
    """The departure, of whom the desk knows it."""
    stay = phones.stay_of(conn, house, guest_id) if guest_id else None
    return stay.departure if stay else date.max


def _nearest(ask: Ask, last: date) -> Iterator[datetime]:
    start = ask.start or ask.house.now
    first = ask.house.local(start).date()

    def on(day: date) -> list[datetime]:
        return sessions.bookable(ask.offer, ask.option, day, ask.house)

    yield from sorted(on(first), key=lambda one: abs(one - start))
    for ahead in range(1, AHEAD + 1):
        if (day := first + timedelta(days=ahead)) <= last:
            yield from on(day)
