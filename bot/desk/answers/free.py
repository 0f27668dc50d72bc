"""The next starts of an offer that have room: counted, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.db import Connection
from bot.desk.booking import capacity, closing, sale, sessions
from bot.desk.booking.capacity import Start
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House

AHEAD = 40  # starts of one option that are looked at


@dataclass(frozen=True)
class Free:
    """A start with room for everybody who would come."""

    offer: Offer
    option: Option
    start: datetime
    places: int

    @property
    def facts(self) -> dict[str, str]:
        return {"offer": self.offer.code, "option": self.option.code, "start": self.start.isoformat()}


def on_sale(conn: Connection | None, house: House, code: str | None) -> Offer | None:
    """The offer when it can be booked now."""
    found = house.catalog.offer(code) if code else None
    if found is None or not found.active:
        return None
    return None if conn and sale.stopped(conn, house, found.code) else found


def next_free(
    conn: Connection, house: House, offer: Offer, *, party: Party | None = None, since: date | None = None
) -> Free | None:
    """The soonest start from a day on with a place for all of them; None when it is not booked by time."""
    found = _starts(house, offer, since)
    return next(iter(_with_room(conn, house, offer, found, party)), None)


def free_on(
    conn: Connection, house: House, offer: Offer, day: date, *, party: Party | None = None
) -> list[Free]:
    """The starts of one day that have room, the soonest first."""
    found = [
        Start(offer.code, option.code, moment)
        for option in offer.options
        if sessions.timed(offer, option)
        for moment in sessions.bookable(offer, option, day, house)
    ]
    return _with_room(conn, house, offer, found, party)


def runs_on(house: House, offer: Offer, day: date) -> bool:
    """Whether it takes place that day at all, booked out or not."""
    return any(sessions.starts(option, day, house, offer) for option in offer.options)


def _starts(house: House, offer: Offer, since: date | None) -> list[Start]:
    return [
        Start(offer.code, option.code, moment)
        for option in offer.options
        if sessions.timed(offer, option)
        for moment in sessions.upcoming(offer, option, house, since=since, most=AHEAD)
    ]


def _with_room(
    conn: Connection, house: House, offer: Offer, starts: Sequence[Start], party: Party | None
) -> list[Free]:
    options = {one.code: one for one in offer.options}
    starts = closing.open_of(conn, house, starts)
    left = capacity.free_of(conn, house, starts)
    found = [Free(offer, options[one.option], one.moment, left[one]) for one in starts]
    fitting = [one for one in found if one.places >= _needed(one.option, party)]
    return sorted(fitting, key=lambda one: one.start)


def _needed(option: Option, party: Party | None) -> int:
    return party.people if party and option.pricing == "person" else 1
