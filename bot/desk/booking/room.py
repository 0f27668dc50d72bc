"""Where there is room for a whole party, when the start it asked for is full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.db import Connection
from bot.desk.booking import capacity, sessions, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.refusals import SoldOut
from bot.desk.problems import PERSON
from bot.say import At, Choice, Day, Value

AHEAD = 14  # days to look at: a family does not wait longer


def alternatives(conn: Connection, ask: Ask, *, most: int = 2) -> list[datetime]:
    """Other starts with room for all: the nearest on the same day, then the next days."""
    starts = [start for start in _nearest(ask) if start != ask.start]
    free = capacity.free(conn, ask.house, ask.offer, ask.option, starts)
    return [start for start in starts if free[start] >= ask.places][:most]


def sold_out(conn: Connection, ask: Ask) -> SoldOut:
    """Key moment 9: other times first, the waiting list last."""
    found = alternatives(conn, ask)
    start = ask.start or ask.house.now
    labels: dict[str, Value] = {f"alt_{n}": At(alt, "both") for n, alt in enumerate(found, 1)}
    labels |= {"extra": ask.title, "date": Day(ask.house.local(start).date()), "time": At(start)}
    instead = ways.starts(ask, found) if found else []
    return SoldOut(len(found), **labels, ways=[*instead, ways.wait(ask), *([] if found else _more(ask))])


def _more(ask: Ask) -> list[Choice]:
    return [ways.ideas(ask.offer), PERSON]


def _nearest(ask: Ask) -> Iterator[datetime]:
    start = ask.start or ask.house.now
    first = ask.house.local(start).date()

    def on(day: date) -> list[datetime]:
        return sessions.bookable(ask.offer, ask.option, day, ask.house)

    yield from sorted(on(first), key=lambda one: abs(one - start))
    for ahead in range(1, AHEAD + 1):
        yield from on(first + timedelta(days=ahead))
