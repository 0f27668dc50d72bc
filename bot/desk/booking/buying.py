"""Who buys: what the desk knows of a guest that a price depends on.

Stays before this one are those of this phone that have ended; a guest whom the hotel's list does not know has
been here before if a booking of theirs was used more than two weeks ago. Agency, tier and group are as
reception has named them on the stay. Nothing is looked up that no price rule of the hotel asks for.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk.booking import book, gift, shown
from bot.desk.booking.ask import Ask
from bot.desk.booking.price import ANYBODY, Buyer, Voucher
from bot.desk.house import House
from bot.desk.stays import phones
from bot.schema import bookings, stay_guests, stays

AGO = timedelta(days=14)  # since a booking that makes a guest one who comes back

_STAYED = (
    select(func.count(func.distinct(stay_guests.c.stay_id)))
    .join_from(stay_guests, stays, stay_guests.c.stay_id == stays.c.id)
    .where(stay_guests.c.property_id == bindparam("p"), stay_guests.c.guest_id == bindparam("g"))
    .where(stay_guests.c.decided_at.is_not(None), stays.c.state == "departed")
)
_CAME = (
    select(bookings.c.id)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.guest_id == bindparam("g"))
    .where(or_(bookings.c.status == "REDEEMED", bookings.c.status == "CONFIRMED"))
    .where(bookings.c.no_show_at.is_(None), bookings.c.end < bindparam("since", type_=Moment))
    .limit(1)
)


def priced_for(conn: Connection, ask: Ask, guest_id: int) -> Ask:
    """The same as this guest buys it, with the voucher that was shown or that a moved booking has.

    Raises what `shown.obstacle` finds against a voucher.
    """
    if ask.piece:
        return ask
    known = buyer(conn, ask.house, guest_id)
    found = _voucher(conn, ask, guest_id)
    return ask.bought_by(Buyer(known.stays, known.member, known.agency, known.group, found))


def buyer(conn: Connection, house: House, guest_id: int) -> Buyer:
    """As far as the hotel's price rules ask."""
    kinds = {one.kind for one in house.hotel.discounts.values()}
    if not kinds & {"loyalty", "agency", "group"}:
        return ANYBODY
    stay = phones.stay_of(conn, house, guest_id)
    before = stays_before(conn, house, guest_id) if "loyalty" in kinds else 0
    if stay is None:
        return Buyer(before)
    return Buyer(before, stay.member, stay.agency, stay.group_size or 0)


def stays_before(conn: Connection, house: House, guest_id: int) -> int:
    key = {"p": house.id, "g": guest_id}
    found = int(conn.execute(_STAYED, key).scalar_one())
    return found or int(_came(conn, house, guest_id, house.now - AGO))


def _came(conn: Connection, house: House, guest_id: int, since: datetime) -> bool:
    return conn.execute(_CAME, {"p": house.id, "g": guest_id, "since": since}).first() is not None


def _voucher(conn: Connection, ask: Ask, guest_id: int) -> Voucher | None:
    """A voucher comes along with what is moved, as far as it is for the new day and still there."""
    old = book.by_id(conn, ask.house, ask.replaces) if ask.replaces else None
    carried = old.quote.buyer.voucher if old else None
    there = carried and old and gift.of_booking(conn, ask.house, old.id) == carried.code
    if carried and there and ask.gift in (None, carried.code):
        return carried if carried.fits(ask.offer.code, ask.day) else None
    found = gift.by_ref(conn, ask.house, ask.gift) if ask.gift else None
    if found is None:
        return None
    if refusal := shown.obstacle(conn, ask, guest_id, found):
        raise refusal
    return found.voucher
