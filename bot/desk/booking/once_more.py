"""The short way for a guest who comes back: what they had last, and when it next has room for them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from bot.db import Connection
from bot.desk.booking import closing, family, sale, when
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import narrowed, obstacle
from bot.desk.booking.party import Party
from bot.desk.booking.room import alternatives
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.people import Guest
from bot.say import Choice
from bot.schema import bookings, bundles

_LAST = (
    select(
        func.coalesce(bundles.c.offer, bookings.c.offer), func.coalesce(bundles.c.option, bookings.c.option)
    )
    .join_from(bookings, bundles, bundles.c.id == bookings.c.bundle_id, isouter=True)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.guest_id == bindparam("g"))
    .where(bookings.c.confirmed_at.is_not(None))
    .order_by(bookings.c.confirmed_at.desc(), bookings.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Last:
    offer: str
    option: str
    title: Mapping[str, str]


def last(conn: Connection, house: House, guest_id: int) -> Last | None:
    """What the guest booked last, alone or as a package; None when the hotel does not sell it now."""
    row = conn.execute(_LAST, {"p": house.id, "g": guest_id}).first()
    sold = house.sold(row[0], row[1]) if row else None
    if row is None or sold is None or not sold[0].active or sale.stopped(conn, house, row[0]):
        return None
    return Last(row[0], row[1], sold[0].title)


def starts(
    conn: Connection, house: House, guest: Guest, offer: Offer, option: Option, *, most: int
) -> list[Ask]:
    """The next starts with room for all whom the desk knows to come; none where it does not know, or they may
    not have it."""
    known = family.party(conn, house, guest) if offer.mode in ("slot", "hours") else None
    if known is None:
        return []
    ask = narrowed(Ask(house, offer, option, Party.of(known), None))
    found = (ask.at(one) for one in alternatives(conn, ask, most=2 * most))
    fitting = [one for one in found if obstacle(one) is None and not closing.is_closed(conn, one)]
    return fitting[:most]


def start_button(ask: Ask) -> Choice:
    """Its hour; who comes is looked up on the press, as on every other way to it."""
    start = ask.start or ask.house.now
    facts = {"offer": ask.offer.code, "option": ask.option.code, "start": start.isoformat()}
    return Choice(when.start_of(ask, start), "book", facts)
