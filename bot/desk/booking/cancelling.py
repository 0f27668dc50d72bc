"""Cancelling, by the terms that the guest saw when they booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk.booking import book, bundles, moves, waiting
from bot.desk.booking.book import Booking, Ended, Reason
from bot.desk.booking.refusals import AlreadyStarted
from bot.desk.house import House
from bot.desk.problems import HOME, PERSON
from bot.money import Money
from bot.say import Local


@dataclass(frozen=True)
class Terms:
    """What a cancellation means now: `refund` + `fee` is the total; `free_until` None if it has no start."""

    refund: Money
    fee: Money
    free_until: datetime | None


def terms(booking: Booking, now: datetime) -> Terms:
    """A fee is kept only of what is confirmed, and only after `free_until`."""
    free_until = booking.start - timedelta(hours=booking.sold.free_hours) if booking.start else None
    late = booking.status == "CONFIRMED" and free_until is not None and now > free_until
    total = booking.quote.total
    fee = total.percent(booking.sold.fee_percent if late else 0)
    return Terms(total - fee, fee, free_until)


def cancel(conn: Connection, house: House, booking_id: int, guest_id: int, *, whole: bool = False) -> Ended:
    """The guest cancels; twice is once. Raises `AlreadyStarted` once it has begun, and `PartStays` for what
    the package is not sold without, unless it is the `whole` that goes."""
    booking = book.theirs(conn, house, booking_id, guest_id)
    begun = booking.begins is not None and booking.begins <= house.now
    if booking.status == "REDEEMED" or (booking.status == "CONFIRMED" and begun):
        raise AlreadyStarted(extra=Local(booking.sold.title), ways=[PERSON, HOME])
    if not whole:
        bundles.check_alone(conn, house, booking, dropping=True)
    return _end(conn, house, booking, kept=terms(booking, house.now).fee, reason="guest", settle=not whole)


def by_hotel(
    conn: Connection, house: House, booking: Booking, *, kept: Money, reason: Reason = "staff"
) -> Ended:
    """Staff cancel for the guest, also what has begun; how much is kept is theirs to say. Twice is once."""
    return _end(conn, house, booking, kept=kept, reason=reason)


def free(booking: Booking, now: datetime) -> bool:
    """Confirmed, still ahead, and nothing would be kept: it can be given up for another time."""
    ahead = booking.start > now if booking.start else booking.ahead(now)
    return booking.status == "CONFIRMED" and ahead and not terms(booking, now).fee.minor


def give_up(conn: Connection, house: House, booking: Booking) -> Ended:
    """What `free` allows, for the time that takes its place."""
    return _end(conn, house, booking, kept=booking.quote.total.percent(0), reason="moved")


def _end(
    conn: Connection, house: House, booking: Booking, *, kept: Money, reason: Reason, settle: bool = True
) -> Ended:
    ended = waiting.end(conn, house, moves.CANCEL, booking.id, settle=settle, kept=kept.minor, reason=reason)
    return ended or Ended(booking)
