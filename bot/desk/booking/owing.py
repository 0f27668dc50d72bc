"""What is still to be paid at the hotel: the room's bill, and what the card has not paid of a dearer time."""

from __future__ import annotations

from datetime import datetime

from bot.db import Connection
from bot.desk.booking import book, till
from bot.desk.booking.book import Booking
from bot.desk.booking.cancelling import Terms
from bot.desk.booking.till import Payment
from bot.desk.house import House
from bot.money import Money


def rest(conn: Connection, house: House, booking: Booking) -> Money | None:
    """What is left to pay beside the card; None where the card has paid all that is owed, or nothing."""
    paid = _paid(conn, house, booking)
    left = booking.owed - till.kept_of(conn, house, paid) if paid else None
    return left if left and left.minor > 0 else None


def comes_back(conn: Connection, house: House, booking: Booking, terms: Terms) -> Money:
    """What a guest has back who cancels now: of a card payment never more than was paid."""
    paid = _paid(conn, house, booking)
    if paid is None:
        return terms.refund
    return max(till.kept_of(conn, house, paid) - terms.fee, terms.fee.percent(0))


def bill(conn: Connection, house: House, guest_id: int, since: datetime) -> list[tuple[Booking, Money]]:
    """What a guest of a stay that began then owes: all that went on the room, and the rest beside a card."""
    on_room = [(one, one.owed) for one in book.to_settle(conn, house, guest_id, since, "room")]
    by_card = book.to_settle(conn, house, guest_id, since, till.CARD)
    return [*on_room, *((one, left) for one in by_card if (left := rest(conn, house, one)))]


def _paid(conn: Connection, house: House, booking: Booking) -> Payment | None:
    """A part of a package is paid with the whole, and never becomes dearer."""
    by_card = booking.payment == till.CARD and booking.bundle_id is None
    return till.paid_for(conn, house, booking.id) if by_card else None
