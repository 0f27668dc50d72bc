"""What follows a booking by itself: a hold runs out, a place comes free, the hour comes near."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk import outbox, people, timers
from bot.desk.booking import binding, holding, waiting, when
from bot.desk.booking.book import Booking, Ended
from bot.desk.cases import case, working
from bot.desk.house import House
from bot.desk.menu import price_words, receipts, reminding
from bot.desk.menu.choosing import total
from bot.desk.menu.screens import BACK
from bot.desk.timers import Due
from bot.say import At, Choice, Day, Local, Say, choice, say, text


def letters(conn: Connection, house: House, offered: Sequence[Booking]) -> None:
    """Tell those who waited that their places are held: at once, or in the morning (`waiting.py`)."""
    for held in offered:
        if (at := waiting.tell_at(house, held)) > house.now:
            timers.start(conn, house, waiting.TELL, str(held.id), at)
            continue
        guest = people.guest_by_id(conn, held.guest_id)
        outbox.send(conn, house, guest.chat_id, offer_from_list(house, held), lane=outbox.REPLY)


def room_made(conn: Connection, house: House) -> None:
    """The hotel may have made room: whoever waits is offered what is free. `house` is as it is live now."""
    letters(conn, house, waiting.offer_everywhere(conn, house))


def offer_from_list(house: House, held: Booking) -> Say:
    """What a yes to it would book, at what price: the guest may not have seen one since they joined."""
    start, until = held.start or house.now, held.expires_at or house.now
    return say(
        text(
            "waiting.free" if held.sold.mode in when.TIMED else "waiting.free_for",
            extra=Local(held.sold.title),
            date=Day(house.local(start).date()),
            start=At(start),
            when=when.of_booking(house, held),
            party=held.party.said(),
            total=total(held.quote),
            time=At(until),
        ),
        price_words.saved_by(held.quote),
        price_words.terms(house, held),
        choices=[
            choice(binding.yes(house, held.quote.total), "confirm", booking=held.id),
            choice(text("button.decline_offer"), "release", booking=held.id),
        ],
    )


def hold_over(conn: Connection, house: House, timer: Due) -> None:
    """The hold ran out: the places go on, and the guest may take them again while they are free."""
    ended = holding.expire(conn, house, int(timer.ref))
    if ended is None:
        return
    letters(conn, house, ended.offered)
    answered(conn, house, ended.booking, "card.request_no")
    guest = people.guest_by_id(conn, ended.booking.guest_id)
    outbox.send(conn, house, guest.chat_id, expired(ended.booking), kind="soft")


def answered(conn: Connection, house: House, one: Booking, key: str) -> None:
    """The guest's word to the price that staff have named for what they had asked: into its topic."""
    opened = case.for_booking(conn, house, one.id) if one.wish else None
    if opened:
        said = text(key, title=Local(one.sold.title), when=when.of_booking(house, one), ref=one.ref)
        outbox.send(conn, house, None, say(said), lane=outbox.STAFF, case_id=opened.id)


def expired(ended: Booking) -> Say:
    again = Choice(text("button.hold_again"), "book", ended.again())
    return say(text("booking.expired", extra=Local(ended.sold.title)), choices=[again, BACK])


def given_up(conn: Connection, house: House, ended: Ended) -> None:
    """The guest gave a booking up: no reminder, its places to who waits, and staff who arranged it know."""
    reminding.stop(conn, house, ended.booking.id)
    if ended.booking.reason != "moved":
        receipts.calendar_follows(conn, house, ended.booking)
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
