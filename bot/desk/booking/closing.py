"""Starts that the weather or a manager has closed: on sale otherwise, and again by themselves when the hours
are over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, literal_column, select, union_all

from bot.db import Connection
from bot.desk.booking import sessions
from bot.desk.booking.ask import Ask
from bot.desk.booking.capacity import Start
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.schema import pauses, weather_actions

CLOSES = ("running", "done")  # a stopped action closes nothing
_BY_WEATHER = select(
    weather_actions.c.offers,
    weather_actions.c.since,
    weather_actions.c.until,
    literal_column("1").label("weather"),
).where(
    weather_actions.c.property_id == bindparam("p"),
    weather_actions.c.until > bindparam("now"),
    weather_actions.c.state.in_(CLOSES),
)
_BY_HAND = select(pauses.c.offers, pauses.c.since, pauses.c.until, literal_column("0")).where(
    pauses.c.property_id == bindparam("p"), pauses.c.until > bindparam("now")
)
_AHEAD = union_all(_BY_WEATHER, _BY_HAND)


@dataclass(frozen=True)
class Closure:
    """These offers take place at no time between the two moments."""

    offers: frozenset[str]
    since: datetime
    until: datetime
    weather: bool = True  # else a manager has paused the sale

    def covers(self, offer: str, start: datetime, end: datetime) -> bool:
        """Whether it would begin then, or half of it would be then: a day ticket outlives a wet hour."""
        shared = min(end, self.until) - max(start, self.since)
        most = shared > timedelta() and shared * 2 >= end - start
        return offer in self.offers and (most or self.since <= start < self.until)


def closures(conn: Connection, house: House) -> list[Closure]:
    found = conn.execute(_AHEAD, {"p": house.id, "now": house.now})
    return [Closure(frozenset(codes), since, until, bool(wet)) for codes, since, until, wet in found]


def still_open(
    conn: Connection, house: House, offer: Offer, option: Option, starts: Iterable[datetime]
) -> list[datetime]:
    """Of these starts, those that take place."""
    shut = [one for one in closures(conn, house) if offer.code in one.offers]
    spans = [(one, sessions.end(house, offer, option, one)) for one in starts]
    return [one for one, end in spans if not any(each.covers(offer.code, one, end) for each in shut)]


def open_of(conn: Connection, house: House, starts: Iterable[Start]) -> list[Start]:
    """The same for starts of several offers, in one look."""
    shut, kept = closures(conn, house), list(starts)
    if not shut:
        return kept
    return [one for one in kept if not any(each.covers(one.offer, *_span(house, one)) for each in shut)]


def _span(house: House, start: Start) -> tuple[datetime, datetime]:
    sold = house.sold(start.offer, start.option)
    return start.moment, sessions.end(house, *sold, start.moment) if sold else start.moment


def is_closed(conn: Connection, ask: Ask) -> bool:
    """Whether what is asked for has a start, and that is closed."""
    return ask.start is not None and not still_open(conn, ask.house, ask.offer, ask.option, [ask.start])


def is_wet(conn: Connection, ask: Ask) -> bool:
    """Whether it was the weather that closed it."""
    if ask.start is None:
        return False
    over = sessions.end(ask.house, ask.offer, ask.option, ask.start)
    shut = (one for one in closures(conn, ask.house) if one.weather)
    return any(one.covers(ask.offer.code, ask.start, over) for one in shut)
