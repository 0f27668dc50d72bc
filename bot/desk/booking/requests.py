"""What is arranged on request: a guest asks in words, a person of the hotel accepts or refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk.booking import book, buying, capacity, gift, lending, moves, rules, sale, shown, vector, waiting
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.party import Party
from bot.desk.booking.price import quote_of
from bot.desk.booking.refusals import RequestClosed
from bot.desk.booking.room import sold_out
from bot.desk.booking.ways import other_ways
from bot.desk.house import House
from bot.desk.problems import HOME, OldButton

__all__ = ["RequestWish", "accept", "ask", "other_ways", "refuse"]


@dataclass(frozen=True)
class RequestWish:
    """`wish` is the day and time in the guest's own words."""

    request: str
    guest_id: int
    offer: str
    option: str
    wish: str
    party: Party
    gift: str | None = None  # the number of the voucher code that was shown
    instead_of: int | None = None  # the booking that it takes the place of; its places count as free


def ask(conn: Connection, house: House, wish: RequestWish) -> Booking:
    """Note the wish under today's price; the same request twice is the same booking. While staff decide it
    holds its places, where the hotel counts them: raises `SoldOut` without one."""
    if earlier := book.by_request(conn, house, wish.request, wish.guest_id):
        return earlier
    offer, option = sale.find(conn, house, wish.offer, wish.option)
    rules.check(house, offer, option, wish.party, None, wish=wish.wish)
    asked = Ask(house, offer, option, wish.party, None, wish=wish.wish, gift=wish.gift)
    asked = buying.priced_for(conn, asked, wish.guest_id)
    lent = capacity.held_by(conn, wish.instead_of) if wish.instead_of else None
    taken = capacity.take(conn, house, vector.of(asked), lent)
    if taken is None:
        raise sold_out(conn, asked)
    cost = quote_of(asked)
    made = book.write(
        conn, asked, cost, status="PENDING", request=wish.request, guest_id=wish.guest_id, wish=wish.wish
    )
    if not gift.take(conn, house, made):
        raise shown.used(asked.facts())
    capacity.enter(conn, house, made.id, taken)
    if wish.instead_of:
        lending.hand_over(conn, asked, wish.instead_of, made.id)
    return made


def accept(conn: Connection, house: House, booking_id: int, by: str, start: datetime | None) -> Booking:
    """The hotel says yes, with a time if it is known. Twice is once; `RequestClosed` if it was decided
    otherwise before."""
    asked = _of(conn, house, booking_id)
    end = start + timedelta(minutes=asked.sold.minutes or 0) if start else None
    accepted = moves.move(conn, house, moves.ACCEPT, booking_id, start=start, end=end, reason=by)
    if accepted and start:
        _claim_anew(conn, house, accepted)
    return accepted or _decided(asked, "CONFIRMED")


def _claim_anew(conn: Connection, house: House, booked: Booking) -> None:
    """The hour that was set, in place of the whole day; where it is full nothing at all has changed."""
    sold = house.sold(booked.offer, booked.option)
    if sold is None:
        return
    ask = Ask(house, *sold, booked.party, booked.start)
    capacity.release(conn, house, booked.id)
    taken = capacity.take(conn, house, vector.of(ask))
    if taken is None:
        raise sold_out(conn, ask)
    capacity.enter(conn, house, booked.id, taken)


def refuse(conn: Connection, house: House, booking_id: int, by: str, reason: str) -> Ended:
    """The hotel says no; the guest is shown `other_ways`. Twice is once."""
    asked = _of(conn, house, booking_id)
    rejected = moves.move(conn, house, moves.REJECT, booking_id, reason=f"{by}: {reason}")
    return waiting.give_back(conn, house, rejected) if rejected else Ended(_decided(asked, "REJECTED"))


def _of(conn: Connection, house: House, booking_id: int) -> Booking:
    if found := book.by_id(conn, house, booking_id):
        return found
    raise OldButton


def _decided(asked: Booking, wanted: str) -> Booking:
    if asked.status != wanted:
        raise RequestClosed(ref=asked.ref, ways=[HOME])
    return asked
