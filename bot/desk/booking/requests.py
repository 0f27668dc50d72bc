"""What is arranged on request: a guest asks in words, a person of the hotel accepts or refuses.

Accepted, it has its hour: its places are claimed for that time and its price is the one of that time. A price
that the guest was not shown, or another day, is theirs to say yes to: until then the places are held.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import (
    answers,
    book,
    buying,
    capacity,
    gift,
    lapsing,
    lending,
    moves,
    rules,
    sale,
    sessions,
    shown,
    vector,
    waiting,
    when,
    wished,
)
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking, ByStaff, Ended
from bot.desk.booking.keeping import HOLD
from bot.desk.booking.party import Party
from bot.desk.booking.price import Quote, quote_of
from bot.desk.booking.refusals import RequestClosed, RequestFull, TimeOver
from bot.desk.booking.room import sold_out
from bot.desk.booking.ways import other_ways
from bot.desk.house import House
from bot.desk.problems import HOME, OldButton
from bot.say import At, Day

__all__ = ["Accepted", "RequestWish", "accept", "ask", "needs_hour", "other_ways", "refuse"]

DECIDES = timedelta(hours=12)  # how long at most a guest thinks about another price or day: also over a night


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


@dataclass(frozen=True)
class Accepted:
    """The booking with its time, and the bookings that what it does not need of its day was offered as."""

    booking: Booking
    offered: tuple[Booking, ...] = ()


def ask(conn: Connection, house: House, wish: RequestWish) -> Booking:
    """Note the wish under today's price; the same request twice is the same booking. While staff decide it
    holds its places, where the hotel counts them: raises `SoldOut` without one. What the booking in whose
    place it is asked for has, it takes over; that one is for the caller to end."""
    if earlier := book.by_request(conn, house, wish.request, wish.guest_id):
        return earlier
    ask = asked(conn, house, wish)
    taken = capacity.take(conn, house, vector.of(ask), lending.lent(conn, ask))
    if taken is None:
        raise sold_out(conn, ask)
    made = book.write(
        conn,
        replace(ask, replaces=None),  # nothing is left to replace once it is asked for
        quote_of(ask),
        status="PENDING",
        request=wish.request,
        guest_id=wish.guest_id,
        wish=wish.wish,
    )
    if wish.instead_of:
        gift.goes_on(conn, house, wish.instead_of, made)
    if not gift.take(conn, house, made):
        raise shown.used(ask.facts())
    capacity.enter(conn, house, made.id, taken)
    lapsing.watch(conn, house, made)
    if wish.instead_of:
        lending.hand_over(conn, ask, wish.instead_of, made.id)
    return made


def asked(conn: Connection, house: House, wish: RequestWish) -> Ask:
    """The wish as it can be asked for now, at its price. Raises what `sale.find` and the rules raise."""
    offer, option = sale.find(conn, house, wish.offer, wish.option)
    ask = Ask(house, offer, option, wish.party, None, wish.instead_of, wish=wish.wish, gift=wish.gift)
    rules.check_ask(ask)
    return buying.priced_for(conn, ask, wish.guest_id)


def needs_hour(asked: Booking) -> bool:
    """Whether "yes" is not enough: a day says it all where the thing is had by the day."""
    one = wished.of(asked.wish)
    return one.day is None or bool(one.words) or (asked.sold.minutes or sessions.A_DAY) != sessions.A_DAY


def accept(
    conn: Connection,
    house: House,
    booking_id: int,
    by: str,
    start: datetime | None,
    *,
    periods: int = 1,
    payment: str = "desk",
    binds: bool = False,
) -> Accepted:
    """The hotel says yes: from `start`, for so many times the option; without a start on the day as asked.

    On hold until the guest agrees to a price that they were not shown, or to a day that they did not ask for,
    unless it `binds` without their tap.
    Twice is once. Raises `TimeOver`, `RequestFull`, and `RequestClosed` if it was decided otherwise;
    `ValueError` without the start that `needs_hour`.
    """
    asked = _of(conn, house, booking_id)
    if asked.status != "PENDING":
        return Accepted(_decided(asked, "CONFIRMED", "ON_HOLD"))
    if start is None:
        return Accepted(_on_the_day(conn, house, asked, by=by, payment=payment))
    if start <= house.now:
        raise TimeOver(start=At(start, "both"))
    ask = _agreed(house, asked, start, periods)
    quote = _quote_then(ask, asked) if ask else asked.quote
    end = ask.end if ask else start + timedelta(minutes=asked.sold.minutes or 0)
    agreed = {"start": start, "end": end, "quote": quote.json()}
    agreed["sold"] = vars(replace(asked.sold, periods=periods))
    as_shown = quote.total == asked.quote.total and wished.meant(asked.wish, house.local(start).date())
    if binds or as_shown:
        done = _moved(conn, house, moves.ACCEPT, asked, by=by, **agreed, payment=payment)
    else:
        until = answer_by(house, start)
        done = _moved(conn, house, moves.OFFER, asked, by=by, **agreed, until=until)
        timers.start(conn, house, HOLD, str(asked.id), until)
    if asked.quote.buyer.voucher and not quote.buyer.voucher:  # then it takes nothing off: it is theirs again
        gift.give_back(conn, house, asked)
    return Accepted(done, _claim_anew(conn, ask, asked) if ask else ())


def answer_by(house: House, start: datetime) -> datetime:
    """Until when the guest can say yes to what was offered: at most half the time to the start."""
    half = house.now + (start - house.now) / 2
    return max(min(half, house.now + DECIDES), min(start, house.later(house.hotel.hold_minutes)))


def _agreed(house: House, asked: Booking, start: datetime, periods: int) -> Ask | None:
    """None once the hotel has taken it from the catalog: then it is had as it was shown."""
    sold = house.sold(asked.offer, asked.option)
    return Ask(house, *sold, asked.party, start).lasting(periods) if sold else None


def _quote_then(ask: Ask, asked: Booking) -> Quote:
    """Its price then, for who asked: without a voucher that is not for that day."""
    buyer = asked.quote.buyer
    if buyer.voucher and not buyer.voucher.fits(asked.offer, ask.day):
        buyer = replace(buyer, voucher=None)
    return quote_of(ask, buyer=buyer)


def _on_the_day(conn: Connection, house: House, asked: Booking, *, by: str, payment: str) -> Booking:
    """As it was shown: the places of the whole day are its own since it was asked for."""
    day = wished.of(asked.wish).day
    if day is None or needs_hour(asked):
        raise ValueError(f"{asked.ref} is accepted for an hour")
    start, end = (sessions.midnight(house, day + timedelta(days=n)) for n in (0, 1))
    if end <= house.now:
        raise TimeOver(start=Day(day))
    sold, quote = vars(replace(asked.sold, all_day=True)), asked.quote.json()
    facts = {"start": start, "end": end, "quote": quote, "sold": sold, "payment": payment}
    return _moved(conn, house, moves.ACCEPT, asked, by=by, **facts)


def _moved(
    conn: Connection, house: House, change: Update, asked: Booking, *, by: str, **facts: Any
) -> Booking:
    """With its hour, and what its party has told kept for that long."""
    if done := moves.move(conn, house, change, asked.id, reason=ByStaff(by), **facts):
        answers.keep(conn, house, done, answers.of(conn, house, done.id))
        return done
    raise RuntimeError(f"{asked.ref} was changed by another transaction")


def _claim_anew(conn: Connection, ask: Ask, asked: Booking) -> tuple[Booking, ...]:
    """The hour that was set, in place of the whole day; the rest of that to those who wait. Where the hour is
    full nothing at all has changed."""
    house = ask.house
    freed = capacity.release(conn, house, asked.id)
    taken = capacity.take(conn, house, vector.of(ask))
    if taken is None:
        refs = capacity.holders(conn, house, vector.of(ask), besides=asked.id)
        raise RequestFull(extra=ask.title, start=when.of_ask(ask), refs=", ".join(refs))
    capacity.enter(conn, house, asked.id, taken)
    return waiting.offer_elsewhere(conn, house, freed)


def refuse(conn: Connection, house: House, booking_id: int, by: str, reason: str) -> Ended:
    """The hotel says no; the guest is shown `other_ways`. Twice is once."""
    asked = _of(conn, house, booking_id)
    rejected = waiting.end(conn, house, moves.REJECT, booking_id, reason=ByStaff(f"{by}: {reason}"))
    return rejected or Ended(_decided(asked, "REJECTED"))


def _of(conn: Connection, house: House, booking_id: int) -> Booking:
    if found := book.by_id(conn, house, booking_id):
        return found
    raise OldButton


def _decided(asked: Booking, *wanted: str) -> Booking:
    if asked.status not in wanted:
        raise RequestClosed(ref=asked.ref, ways=[HOME])
    return asked
