"""What the screens of one extra share: how an edit goes live, and what is said when somebody was faster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from bot.db import Connection
from bot.desk.asked import Asked, reply
from bot.desk.catalog import changing, journal, runtime
from bot.desk.catalog.changing import Parts
from bot.desk.catalog.edits import offer_of
from bot.desk.catalog.model import Offer
from bot.desk.catalog.versions import Conflict
from bot.desk.catalog.ways import CHANGES, HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts
from bot.desk.menu.manager_screen import kindly
from bot.desk.people import Colleague
from bot.say import At, Choice, Join, Local, Value, choice, say, text
from bot.schema import bookings

LOOK_BACK = 10  # journal lines in which the change behind a double tap is found
LISTED = 3  # bookings named one by one

_AHEAD = (
    select(*(bookings.c[name] for name in ("id", "ref", "option", "start", "end")))
    .where(
        bookings.c.property_id == bindparam("p"),
        bookings.c.offer == bindparam("o"),
        bookings.c.start > bindparam("now"),
        or_(
            bookings.c.status.in_(("CONFIRMED", "PENDING")),
            (bookings.c.status == "ON_HOLD") & (bookings.c.expires_at > bindparam("now")),
        ),
    )
    .order_by(bookings.c.start, bookings.c.id)
)


@dataclass(frozen=True)
class Standing:
    """A booking that an edit may concern."""

    id: int
    ref: str
    option: str
    start: datetime
    end: datetime | None


def extra(house: House, facts: Facts) -> Offer:
    """The extra of the screen; OfferGone when somebody took it out."""
    return offer_of(house.catalog, facts["extra"])


def card(code: str) -> Choice:
    return choice(text("button.m_card"), "m_card", extra=code)


def put(
    conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts, parts: Parts, *, what: str
) -> int | None:
    """Live at once; the journal's id. None when it was told that somebody published since the screen was
    shown: with "base" among the facts nothing of theirs is lost. A second tap is the first one's.
    """
    code = str(facts["extra"])
    if changing.parts_of(house.catalog.offer(code), parts) == dict(parts):
        return _last(conn, house, code, parts)
    try:
        with conn.begin_nested():
            seen = replace(house, version=facts["base"])
            return runtime.change_offer(conn, seen, code, parts, who.name, what=what)
    except Conflict as refused:
        kindly(conn, house, asked, refused, ways=(card(code), CHANGES, HOME))
        return None


def _last(conn: Connection, house: House, code: str, parts: Parts) -> int:
    """The change that made it so; 0 when that is long ago, or undone."""
    for one in journal.recent(conn, house, LOOK_BACK):
        if one.deed.subject == code and dict(parts).items() <= (one.deed.after.get("parts") or {}).items():
            return 0 if one.undone_at else one.id
    return 0


def live(
    conn: Connection,
    house: House,
    asked: Asked,
    code: str,
    change: int | None,
    *said: Value | None,
    ways: Sequence[Choice | None] = (),
) -> None:
    """What is true from now on, with its undo."""
    if change is None:
        return
    undo = choice(text("button.m_undo"), "m_undo", change=change) if change else None
    reply(conn, house, asked, say(*said, choices=[undo, *ways, card(code)]))


def ahead(conn: Connection, house: House, offer: str) -> list[Standing]:
    """What stands and is still to come; a hold that ran out does not."""
    return [Standing(*row) for row in conn.execute(_AHEAD, {"p": house.id, "o": offer, "now": house.now})]


def touched(found: Sequence[Standing]) -> Value | None:
    """Who has booked what would no longer be sold: they keep it, until somebody moves or cancels it."""
    if not found:
        return None
    lines = [Join([At(one.start, "stamp"), one.ref], "dot") for one in found[:LISTED]]
    return Join([text("manage.touched", n=len(found)), *lines], "lines")


def move_or_cancel(found: Sequence[Standing]) -> list[Choice]:
    """The ways that there are for each of them."""
    return [choice(one.ref, "day_one", booking=one.id) for one in found[:LISTED]]


def titled(offer: Offer) -> dict[str, Value]:
    return {"title": Local(offer.title)}


def span(since: datetime, until: datetime, house: House) -> Value:
    same = house.local(since).date() == house.local(until).date()
    return text("weather.span", since=At(since, "both"), until=At(until, "time" if same else "both"))
