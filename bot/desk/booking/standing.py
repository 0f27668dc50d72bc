"""What an offer asks of the guest's stay: that there is one, that it lasts until then, and how often."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import bindparam, func, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk.booking import ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.unfit import AfterDeparture, MostPerStay, OnlyInHouse
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.problems import PERSON
from bot.desk.stays import phones
from bot.desk.stays.register import Stay
from bot.say import Day, choice, text
from bot.schema import bookings

LATELY = timedelta(days=30)  # without a stay, what this phone has booked since then is counted
_TAKEN = (  # what is on: in the book and not given up
    select(func.count())
    .select_from(bookings)
    .where(
        bookings.c.property_id == bindparam("p"),
        bookings.c.offer == bindparam("o"),
        bookings.c.guest_id.in_(bindparam("guests", expanding=True)),
        bookings.c.id.not_in(bindparam("besides", expanding=True)),
        func.coalesce(bookings.c.start, bookings.c.created_at) >= bindparam("since", type_=Moment),
    )
    .where(
        bookings.c.status.in_(("CONFIRMED", "REDEEMED", "PENDING"))
        | ((bookings.c.status == "ON_HOLD") & (bookings.c.expires_at > bindparam("now")))
    )
)


def check(conn: Connection, ask: Ask, guest: Guest, *, besides: int | None = None) -> None:
    """Raises `OnlyInHouse`, `AfterDeparture` or `MostPerStay`; `besides` is the booking that it is about."""
    rules = ask.offer.rules
    if not rules.in_house and rules.max_per_stay is None:
        return
    stay = phones.stay_of(conn, ask.house, guest.id)
    if rules.in_house:
        _in_house(ask, guest, stay)
    if rules.max_per_stay is not None:
        _not_too_often(conn, ask, guest, stay, rules.max_per_stay, besides or 0)


def _in_house(ask: Ask, guest: Guest, stay: Stay | None) -> None:
    if stay is None and not guest.verified:
        link = choice(
            text("button.link" if guest.room else "button.enter_room"), "link" if guest.room else "room"
        )
        raise OnlyInHouse(extra=ask.title, ways=[link, PERSON, ways.ideas(ask.offer)])
    if stay and ask.start and ask.day > stay.departure:
        raise AfterDeparture(
            extra=ask.title, date=Day(stay.departure), ways=[ways.days(ask), PERSON, ways.ideas(ask.offer)]
        )


def _not_too_often(
    conn: Connection, ask: Ask, guest: Guest, stay: Stay | None, most: int, besides: int
) -> None:
    if taken(conn, ask.house, ask, guest, stay, besides) >= most:
        raise MostPerStay(extra=ask.title, most=most, ways=[ways.bookings(), ways.ideas(ask.offer), PERSON])


def taken(conn: Connection, house: House, ask: Ask, guest: Guest, stay: Stay | None, besides: int = 0) -> int:
    """How many bookings of the offer the stay has by now, whichever of its phones made them."""
    theirs = [one.id for one in phones.linked(conn, house, stay.id)] if stay else [guest.id]
    since = house.moment(stay.arrival, time()) if stay else house.now - LATELY
    facts = {"p": house.id, "o": ask.offer.code, "guests": theirs, "besides": [besides, ask.replaces or 0]}
    return int(conn.execute(_TAKEN, {**facts, "since": since, "now": house.now}).scalar_one())
