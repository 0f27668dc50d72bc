"""A guest holds places while they decide, then books them or lets them go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import (
    book,
    bundles,
    buying,
    capacity,
    gift,
    lending,
    moves,
    rules,
    sale,
    shown,
    vector,
    waiting,
    ways,
    when,
)
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.keeping import HOLD, keep
from bot.desk.booking.party import Party
from bot.desk.booking.price import quote_of
from bot.desk.booking.refusals import HoldExpired, TooManyHolds
from bot.desk.booking.room import check_open, sold_out
from bot.desk.house import House
from bot.desk.problems import HOME, PERSON, OldButton
from bot.say import text

MOST_HOLDS = 3  # at a time for one guest: places are for those who come


@dataclass(frozen=True)
class Wish:
    """`request` names the wish: the same request twice is the same booking."""

    request: str
    guest_id: int
    offer: str
    option: str
    start: datetime | None  # none: it is open at any time
    party: Party
    replaces: int | None = None  # a move: the booking that ends when this one is confirmed
    periods: int = 1
    count: int = 1
    gift: str | None = None  # the number of the voucher code that was shown


def hold(conn: Connection, house: House, wish: Wish) -> Booking:
    """Keep the party's places while the guest decides. Raises `SoldOut` or what the rules raise."""
    if earlier := book.by_request(conn, house, wish.request, wish.guest_id):
        return earlier
    ask = asked(conn, house, wish)
    if book.holds(conn, house, wish.guest_id) >= MOST_HOLDS:
        raise TooManyHolds(most=MOST_HOLDS, ways=[ways.bookings(), PERSON, HOME])
    minutes = house.hotel.hold_minutes
    if held := keep(conn, ask, request=wish.request, guest_id=wish.guest_id, minutes=minutes):
        return held
    raise sold_out(conn, ask, wish.guest_id)


def asked(conn: Connection, house: House, wish: Wish) -> Ask:
    """The wish as it can be sold now. Raises what `sale.find` and the rules raise."""
    offer, option = sale.find(conn, house, wish.offer, wish.option)
    if offer.bundle or offer.mode == "request":  # which is arranged by a person
        raise OldButton
    ask = Ask(house, offer, option, wish.party, wish.start, wish.replaces, gift=wish.gift)
    ask = bundles.moved(conn, house, ask.lasting(wish.periods, wish.count))
    rules.check_ask(ask)
    check_open(conn, ask, wish.guest_id)
    return buying.priced_for(conn, ask, wish.guest_id)


def hold_both(conn: Connection, house: House, first: Wish, second: Wish) -> tuple[Booking, Booking]:
    """One family in two places: both are held, or the refusal undoes both with the use case."""
    return hold(conn, house, first), hold(conn, house, second)


def confirm(
    conn: Connection,
    house: House,
    booking_id: int,
    guest_id: int,
    payment: str,
    *,
    with_rest: bool = False,
    moving: bool = False,
) -> Booking:
    """Book what is held; twice is once. A hold that ran out is booked too if all is still as it was shown,
    else `HoldExpired` or `SoldOut`. `payment` is "room", "desk" or "card". A package is booked `with_rest` or
    not.
    """
    held = book.theirs(conn, house, booking_id, guest_id)
    if held.bundle_id is not None and not with_rest:
        raise OldButton
    if held.status == "CONFIRMED":
        return held
    _takes_place(conn, house, held)
    booked = moves.move(conn, house, moves.CONFIRM, held.id, payment=payment)
    booked = booked or _reclaim(conn, house, held, payment)
    _has_its_places(conn, house, booked, moving=moving)
    if not gift.take(conn, house, booked):
        raise shown.used(booked.again())
    timers.stop(conn, house, HOLD, str(held.id))
    waiting.accepted(conn, house, booked)
    return booked


def _has_its_places(conn: Connection, house: House, booked: Booking, *, moving: bool) -> None:
    """What it was held beside lends it the rest; booked apart from that one, it has to have them all."""
    sold = house.sold(booked.offer, booked.option)
    if booked.replaces is None or sold is None:
        return
    ask = Ask(house, *sold, booked.party, booked.start, booked.replaces)
    ask = ask.lasting(booked.sold.periods, booked.sold.count)
    if moving:
        lending.hand_over(conn, ask, booked.replaces, booked.id)
    elif not lending.stand_alone(conn, ask, booked.id):
        raise sold_out(conn, ask, booked.guest_id)


def _takes_place(conn: Connection, house: House, held: Booking) -> None:
    """The weather may have closed the start since it was held: raises `WeatherClosed`."""
    if sold := house.sold(held.offer, held.option):
        check_open(conn, Ask(house, *sold, held.party, held.start, held.replaces), held.guest_id)


def release(conn: Connection, house: House, booking_id: int, guest_id: int) -> Ended:
    """Let the held places go; what is no longer on hold stays as it is."""
    held = book.theirs(conn, house, booking_id, guest_id)
    if bundles.together(held):
        raise OldButton
    return waiting.end(conn, house, moves.RELEASE, held.id) or Ended(held)


def expire(conn: Connection, house: House, booking_id: int) -> Ended | None:
    """End a hold whose time is over; None if there was nothing to end, so that a guest is told once."""
    return waiting.end(conn, house, moves.EXPIRE, booking_id)


def hold_until(conn: Connection, house: House, held: Booking, until: datetime) -> Booking:
    """A payment is under way: hold it until then, also what ran out. Raises what `confirm` raises."""
    longer = kept_until(conn, house, held, until)
    if not gift.comes_along(conn, house, longer) and not gift.take(conn, house, longer):
        raise shown.used(longer.again())
    if longer is not held:
        timers.start(conn, house, HOLD, str(held.id), until)
    return longer


def kept_until(conn: Connection, house: House, held: Booking, until: datetime) -> Booking:
    """The same for the places alone: of a package its own timer watches them."""
    _takes_place(conn, house, held)
    if held.held(house.now):
        if held.expires_at and held.expires_at >= until:
            return held
        longer = moves.move(conn, house, moves.EXTEND, held.id, seen=held.expires_at, until=until)
    else:
        _take_again(conn, house, held)
        longer = moves.move(conn, house, moves.AGAIN, held.id, until=until)
    if longer is None:
        raise RuntimeError(f"{held.ref} was changed by another transaction")
    return longer


def _reclaim(conn: Connection, house: House, held: Booking, payment: str) -> Booking:
    """A late yes."""
    _take_again(conn, house, held)
    booked = moves.move(conn, house, moves.RECLAIM, held.id, payment=payment)
    if booked is None:
        raise RuntimeError(f"{held.ref} was changed by another transaction")
    return booked


def _take_again(conn: Connection, house: House, held: Booking) -> None:
    """Take the places of what ran out, if the rules still allow it and the price has not changed."""
    offer, option = sale.find(conn, house, held.offer, held.option)
    ask = Ask(house, offer, option, held.party, held.start, held.replaces)
    ask = bundles.as_sold(ask.lasting(held.sold.periods, held.sold.count), held)
    rules.check_ask(ask)
    same_price = quote_of(ask, buyer=held.quote.buyer).total == held.quote.total
    if held.status not in ("ON_HOLD", "EXPIRED") or not same_price:
        raise _expired(ask, held)
    capacity.release(conn, house, held.id)  # its own overdue claim, if nobody has taken it yet
    taken = capacity.take(conn, house, vector.of(ask), lending.lent(conn, ask))
    if taken is None:
        raise sold_out(conn, ask, held.guest_id)
    capacity.enter(conn, house, held.id, taken)


def _expired(ask: Ask, held: Booking) -> HoldExpired:
    again = ways.book(replace(ask, wish=held.wish), text("button.hold_again"))
    return HoldExpired(extra=ask.title, start=when.of_ask(ask), ways=[again, ways.days(ask), PERSON])
