"""The short way for a guest who comes back: what they had last, and when it next has room for them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, or_, select

from bot.db import Connection
from bot.desk.booking import closing, family, sale, when
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import narrowed, obstacle
from bot.desk.booking.party import Party
from bot.desk.booking.room import alternatives
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.people import Guest
from bot.say import Choice, text
from bot.schema import bookings, bundles

TIMED = ("slot", "hours")  # modes in which a start is all there is to choose
MOST = 60  # bookings that are looked back on

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


_TAKEN = (  # how they had it, the newest first; what a person arranges counts from when it was asked for
    select(bookings.c.option, bookings.c.sold)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.guest_id == bindparam("g"))
    .where(bookings.c.offer == bindparam("o"), bookings.c.bundle_id.is_(None))
    .where(or_(bookings.c.confirmed_at.is_not(None), bookings.c.wish.is_not(None)))
    .order_by(bookings.c.id.desc())
    .limit(1)
)
_PACKAGE = (
    select(bundles.c.id, bundles.c.option)
    .join_from(bundles, bookings, bookings.c.bundle_id == bundles.c.id)
    .where(bundles.c.property_id == bindparam("p"), bundles.c.guest_id == bindparam("g"))
    .where(bundles.c.offer == bindparam("o"), bookings.c.confirmed_at.is_not(None))
    .order_by(bundles.c.id.desc())
    .limit(1)
)
_PICKED = (
    select(bookings.c.part)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.bundle_id == bindparam("b"))
    .group_by(bookings.c.part)
    .order_by(func.min(bookings.c.id))
)
_HAD = (
    select(func.coalesce(bundles.c.offer, bookings.c.offer))
    .join_from(bookings, bundles, bundles.c.id == bookings.c.bundle_id, isouter=True)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.guest_id == bindparam("g"))
    .where(or_(bookings.c.confirmed_at.is_not(None), bookings.c.wish.is_not(None)))
    .order_by(bookings.c.id.desc())
    .limit(MOST)
)


@dataclass(frozen=True)
class Had:
    """How the guest had an extra the last time."""

    option: str
    periods: int = 1
    count: int = 1
    picked: tuple[str, ...] = ()  # of a package, its parts


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


def had(conn: Connection, house: House, guest_id: int, offer: Offer) -> Had | None:
    """None when they never had it, or the hotel does not sell it like that any more."""
    key = {"p": house.id, "g": guest_id, "o": offer.code}
    found: Had | None = None
    if offer.bundle:
        if row := conn.execute(_PACKAGE, key).first():
            parts = conn.execute(_PICKED, {"p": house.id, "b": row.id}).scalars()
            found = Had(row.option, picked=tuple(parts))
    elif row := conn.execute(_TAKEN, key).first():
        found = Had(row.option, row.sold.get("periods", 1), row.sold.get("count", 1))
    return found if found and house.sold(offer.code, found.option) else None


def theirs_first(conn: Connection, house: House, guest_id: int, offers: Sequence[Offer]) -> list[Offer]:
    """What they had before, the latest first; the others as the hotel has them."""
    known = list(dict.fromkeys(conn.execute(_HAD, {"p": house.id, "g": guest_id}).scalars()))
    place = {code: n for n, code in enumerate(known)}
    return sorted(offers, key=lambda one: place.get(one.code, len(known)))


def quick(conn: Connection, house: House, guest: Guest, offer: Offer, *, most: int) -> list[Choice]:
    """From its card straight to the price: its next times, or all as the last time."""
    before = had(conn, house, guest.id, offer)
    if before is None and (len(offer.options) > 1 or offer.mode not in TIMED):
        return []
    option = offer.option(before.option) if before else offer.options[0]
    if option is None or family.party(conn, house, guest) is None:
        return []
    if offer.mode in (*TIMED, "rental"):
        length = min(before.periods, option.most or 1) if before else 1
        return [
            start_button(one) for one in starts(conn, house, guest, offer, option, most=most, length=length)
        ]
    return [_as_last(offer, option, before)] if before else []


def _as_last(offer: Offer, option: Option, before: Had) -> Choice:
    """What has no start: the same option, as many, the same parts; only a request still asks when."""
    what: dict[str, Any] = {"offer": offer.code, "option": option.code}
    if offer.mode == "request":
        return Choice(text("button.as_last"), "request", what)
    count = {"count": before.count} if before.count > 1 else {}
    picked = {"picked": list(before.picked)} if before.picked else {}
    return Choice(text("button.as_last"), "book", what | count | picked)


def starts(
    conn: Connection,
    house: House,
    guest: Guest,
    offer: Offer,
    option: Option,
    *,
    most: int,
    length: int = 1,
) -> list[Ask]:
    """The next starts with room for all whom the desk knows to come; none where it does not know, or they may
    not have it."""
    known = family.party(conn, house, guest) if offer.mode in (*TIMED, "rental") else None
    if known is None:
        return []
    ask = narrowed(Ask(house, offer, option, Party.of(known), None)).lasting(length)
    found = (ask.at(one) for one in alternatives(conn, ask, guest.id, most=2 * most))
    fitting = [one for one in found if obstacle(one) is None and not closing.is_closed(conn, one)]
    return fitting[:most]


def start_button(ask: Ask) -> Choice:
    """Its hour; who comes is looked up on the press, as on every other way to it."""
    start = ask.start or ask.house.now
    facts = {"offer": ask.offer.code, "option": ask.option.code, "start": start.isoformat(), **ask.much()}
    return Choice(when.start_of(ask, start), "book", facts)
