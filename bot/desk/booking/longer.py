"""More time to decide: a hold is extended up to the hotel's ceiling, and never past the cut-off."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import binding, book, line, moves, waiting, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.keeping import HOLD
from bot.desk.booking.refusals import HeldLongEnough, HoldExpired
from bot.desk.booking.when import of_booking
from bot.desk.house import House
from bot.desk.problems import HOME, PERSON
from bot.say import At, Choice, Local, choice, text

WORTH = timedelta(minutes=1)  # less is not offered


def extend(conn: Connection, house: House, booking_id: int, guest_id: int, *, seen: datetime) -> Booking:
    """Hold it for as long again. `seen` is the end that the guest was shown: the same tap twice is once.

    Raises `HoldExpired`, and `HeldLongEnough` when nothing would be gained.
    """
    held = book.theirs(conn, house, booking_id, guest_id)
    if not held.held(house.now):
        if held.status in ("ON_HOLD", "EXPIRED"):
            raise gone(house, held)
        return held
    if held.expires_at != seen:
        return held
    if not extendable(house, held):
        raise HeldLongEnough(time=At(seen), extra=Local(held.sold.title), ways=_decide(house, held))
    until = latest(house, held, seen)
    longer = moves.move(conn, house, moves.EXTEND, held.id, seen=seen, until=until)
    if longer is None:
        raise RuntimeError(f"{held.ref} was changed by another transaction")
    timers.start(conn, house, HOLD, str(held.id), until)
    return longer


def extendable(house: House, held: Booking) -> bool:
    """Whether a guest gains time. What was offered to a waiting list has a deadline that others count on;
    a package is held as one."""
    apart = held.bundle_id is None and not waiting.from_list(held)
    if not apart or held.expires_at is None or not held.held(house.now):
        return False
    return latest(house, held, held.expires_at) - held.expires_at >= WORTH


def latest(house: House, held: Booking, until: datetime) -> datetime:
    """Until when it may be held instead of `until`."""
    hotel = house.hotel
    ceiling = timedelta(minutes=max(hotel.hold_minutes, hotel.hold_ceiling_minutes))
    most = min(until + timedelta(minutes=hotel.hold_minutes), held.created_at + ceiling)
    end = cut_off(house, held)
    return most if end is None else min(most, end)


def cut_off(house: House, held: Booking) -> datetime | None:
    """The last moment at which it can be booked; None for what has no hour."""
    sold = house.sold(held.offer, held.option)
    if held.start is None or sold is None:
        return held.start
    notice = timedelta(minutes=sold[0].rules.notice_minutes)
    return line.last_moment(house, *sold, held.start) - notice


def gone(house: House, held: Booking) -> HoldExpired:
    """The hold ran out: the same once more, while there is room."""
    again = Choice(text("button.hold_again"), "book", held.again())
    sold = house.sold(held.offer, held.option)
    days = [ways.days(Ask(house, *sold, held.party, held.start, held.replaces))] if sold else []
    start = of_booking(house, held)
    return HoldExpired(extra=Local(held.sold.title), start=start, ways=[again, *days, PERSON])


def _decide(house: House, held: Booking) -> list[Choice]:
    return [
        choice(binding.yes(house, held.quote.total), "confirm", booking=held.id),
        choice(text("button.release"), "release", booking=held.id),
        HOME,
    ]
