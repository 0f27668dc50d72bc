"""Moving a booking: the new time is held first, and the old one ends in the moment the new one is booked."""

from __future__ import annotations

from bot.db import Connection
from bot.desk.booking import (
    book,
    bundles,
    calendar,
    cancelling,
    gift,
    holding,
    instead,
    till,
    weather,
    when,
)
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.refusals import CannotMove
from bot.desk.house import House
from bot.desk.problems import HOME, PERSON, OldButton
from bot.say import Choice, Local, text


def movable(
    conn: Connection, house: House, booking_id: int, guest_id: int, *, act: str, **facts: object
) -> Booking:
    """The guest's booking, if it can still be given up; else `CannotMove`, whose first way is `act`."""
    old = book.theirs(conn, house, booking_id, guest_id)
    stands = old.status == "CONFIRMED"
    if stands and weather.asked_about(conn, house, old.id):  # it costs nothing then, whatever its terms say
        return old
    bundles.check_alone(conn, house, old, dropping=False)
    if cancelling.free(old, house.now):
        return old
    instead = Choice(text("button.book_apart"), act, facts)
    start = when.of_booking(house, old)
    ways = [PERSON, HOME] if old.bundle_id else [instead, PERSON, HOME]
    raise CannotMove(extra=Local(old.sold.title), start=start, ways=ways)


def replaced(conn: Connection, house: House, held: Booking, payment: str) -> Booking:
    """What ends once the held one is booked, if it still can; else `CannotMove`, whose first way books the
    held one apart, paid as was chosen."""
    if held.replaces is None:
        raise OldButton
    apart = {"booking": held.id, "pay": payment, "apart": True}
    return movable(conn, house, held.replaces, held.guest_id, act="confirm", **apart)


def confirm(conn: Connection, house: House, held: Booking, payment: str) -> tuple[Booking, Ended]:
    """Book the new time and end the old booking, both or neither. What was paid for it and has not gone back
    comes along. Raises `CannotMove` or what `holding.confirm` raises."""
    old = replaced(conn, house, held, payment)
    called = weather.asked_about(conn, house, old.id)
    gift.goes_on(conn, house, old.id, held)
    leaves = old.bundle_id is not None and held.bundle_id is None
    paid = None if leaves else till.paid_for(conn, house, old.id, old.bundle_id)
    payment = till.CARD if paid and paid.amount.currency == held.quote.total.currency else payment
    booked = holding.confirm(conn, house, held.id, held.guest_id, payment, with_rest=True, moving=True)
    till.goes_on(conn, house, old, booked)
    ended = cancelling.give_up(conn, house, old)
    if called:
        instead.taken(conn, house, called, booked)
    return calendar.goes_on(conn, house, booked, ended.booking), ended
