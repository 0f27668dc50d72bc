"""What follows a booking by itself: a hold runs out, a place comes free, the hour comes near."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.booking import book, holding
from bot.desk.booking.book import Booking, Ended
from bot.desk.cases import case, working
from bot.desk.house import House
from bot.desk.menu.screens import BACK
from bot.desk.timers import Due
from bot.say import At, Choice, Day, Local, Say, choice, say, text


def letters(conn: Connection, house: House, offered: Sequence[Booking]) -> None:
    """Tell those who waited that their places are held."""
    for held in offered:
        guest = people.guest_by_id(conn, held.guest_id)
        outbox.send(conn, house, guest.chat_id, offer_from_list(house, held), lane=outbox.REPLY)


def offer_from_list(house: House, held: Booking) -> Say:
    start, until = held.start or house.now, held.expires_at or house.now
    yes = "button.confirm" if held.quote.total.minor else "button.confirm_free"
    return say(
        text(
            "waiting.free",
            extra=Local(held.sold.title),
            date=Day(house.local(start).date()),
            start=At(start),
            party=held.party.said(),
            time=At(until),
        ),
        choices=[
            choice(text(yes), "confirm", booking=held.id),
            choice(text("button.release"), "release", booking=held.id),
        ],
    )


def hold_over(conn: Connection, house: House, timer: Due) -> None:
    """The hold ran out: the places go on, and the guest may take them again while they are free."""
    ended = holding.expire(conn, house, int(timer.ref))
    if ended is None:
        return
    letters(conn, house, ended.offered)
    guest = people.guest_by_id(conn, ended.booking.guest_id)
    outbox.send(conn, house, guest.chat_id, expired(ended.booking), kind="soft")


def expired(ended: Booking) -> Say:
    again = Choice(text("button.hold_again"), "book", ended.again())
    return say(text("booking.expired", extra=Local(ended.sold.title)), choices=[again, BACK])


def remind(conn: Connection, house: House, timer: Due) -> None:
    """An hour before; not when it was cancelled, nor when the desk was down past the start."""
    found = book.by_id(conn, house, int(timer.ref))
    if found is None or found.status != "CONFIRMED" or found.start is None or found.start < house.now:
        return
    guest = people.guest_by_id(conn, found.guest_id)
    said = text(
        "booking.reminder",
        extra=Local(found.sold.title),
        time=At(found.start),
        place=Local(found.sold.place),
        bring=Local(found.sold.bring) if found.sold.bring else "",
        ref=found.ref,
    )
    outbox.send(conn, house, guest.chat_id, say(said, choices=[choice(text("button.person"), "person")]))


def given_up(conn: Connection, house: House, ended: Ended) -> None:
    """The guest gave a booking up: no reminder, its places to who waits, and staff who arranged it know."""
    timers.stop(conn, house, "remind", str(ended.booking.id))
    letters(conn, house, ended.offered)
    opened = case.for_booking(conn, house, ended.booking.id)
    if opened and opened.open:
        working.withdraw(conn, house, opened)
    elif opened:
        outbox.send(conn, house, None, off(ended.booking), lane=outbox.STAFF, case_id=opened.id)


def off(ended: Booking) -> Say:
    """For the topic in which the booking was arranged."""
    kept = ended.kept
    fee = kept if kept and kept.minor else ""
    return say(text("card.cancelled", title=Local(ended.sold.title), ref=ended.ref, fee=fee))
