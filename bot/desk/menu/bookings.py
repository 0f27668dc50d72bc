"""Hold, confirm, look at, cancel: the guest's side of a booking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.db import Connection
from bot.desk import dialogues, outbox, timers
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, calendar, cancelling, holding, waiting
from bot.desk.booking.book import Booking
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import after
from bot.desk.menu.acts import Facts
from bot.desk.menu.choosing import total
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.problems import PERSON
from bot.say import At, Choice, Day, File, Join, Local, Say, Value, choice, say, text

REMIND_BEFORE = timedelta(hours=1)
LISTED = 4


def hold(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Key moment 7. The same press delivered twice is the same hold."""
    held = holding.hold(conn, house, _wish(asked, guest, facts, "hold"))
    dialogues.done(conn, house, asked.chat_id)
    nod(conn, house, asked)
    reply(conn, house, asked, held_screen(house, guest, held, facts))


def both(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """One family in two places at once: both are held or neither."""
    wishes = [_wish(asked, guest, facts[name], name) for name in ("first", "second")]
    first, second = holding.hold_both(conn, house, *wishes)
    nod(conn, house, asked)
    reply(conn, house, asked, held_screen(house, guest, first, {}))
    outbox.send(conn, house, asked.chat_id, held_screen(house, guest, second, {}))


def _wish(asked: Asked, guest: Guest, facts: Facts, name: str) -> Wish:
    request = f"{asked.chat_id}:{asked.message_id}:{name}:{facts['offer']}:{facts['start']}"
    start, party = datetime.fromisoformat(facts["start"]), Party.of(facts["party"])
    return Wish(request, guest.id, facts["offer"], facts["option"], start, party)


def held_screen(house: House, guest: Guest, held: Booking, facts: Facts) -> Say:
    if not held.held(house.now) or held.expires_at is None or held.start is None:
        return booking_screen(house, held)
    minutes = max(1, round((held.expires_at - house.now).total_seconds() / 60))
    moves = {"moves": facts["moves"]} if "moves" in facts else {}
    yes = "button.confirm" if held.quote.total.minor else "button.confirm_free"
    return Say(
        (
            text(
                "booking.held",
                time=At(held.expires_at),
                extra=Local(held.sold.title),
                date=Day(house.local(held.start).date()),
                start=At(held.start),
                total=total(held.quote),
                minutes=minutes,
            ),
            *([] if guest.verified or not held.quote.total.minor else [text("booking.pay_at_desk")]),
        ),
        (
            Choice(text(yes), "confirm", {"booking": held.id, **moves}),
            choice(text("button.release"), "release", booking=held.id),
            *([] if guest.room else [choice(text("button.enter_room"), "room")]),
        ),
    )


def confirm(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Key moment 8: a new message, a phone must ring. Twice is once."""
    before = book.theirs(conn, house, facts["booking"], guest.id)
    booked = holding.confirm(conn, house, before.id, guest.id, "room" if guest.verified else "desk")
    nod(conn, house, asked, text("word.done"))
    if before.status == "CONFIRMED":
        return
    if "moves" in facts:
        after.letters(
            conn, house, cancelling.call_off(conn, house, facts["moves"], "moved by the guest").offered
        )
    reply(conn, house, asked, say(text("booking.closed", extra=Local(booked.sold.title), ref=booked.ref)))
    outbox.send(conn, house, guest.chat_id, confirmation(house, booked))
    remind(conn, house, booked)


def remind(conn: Connection, house: House, booked: Booking) -> None:
    at = reminder_at(house, booked)
    if at:
        timers.start(conn, house, "remind", str(booked.id), at)


def reminder_at(house: House, booked: Booking) -> datetime | None:
    at = booked.start - REMIND_BEFORE if booked.start else None
    return at if at and at > house.now else None


def confirmation(house: House, booked: Booking) -> Say:
    start, at = booked.start, reminder_at(house, booked)
    key = "booking.confirmed" if at else "booking.confirmed_near"
    params: dict[str, Value] = {
        "extra": Local(booked.sold.title),
        "date": Day(house.local(start).date()) if start else (booked.wish or ""),
        "time": At(start) if start else "",
        "party": booked.party.said(),
        "place": Local(booked.sold.place),
        "bring": Local(booked.sold.bring) if booked.sold.bring else "",
        "total": total(booked.quote),
        "payment": payment(booked),
        "ref": booked.ref,
        "benefit": Local(booked.sold.benefit),
        "reminder": At(at, "both") if at else "",
    }
    choices = [
        choice(text("button.calendar"), "calendar", booking=booked.id) if start else None,
        choice(text("button.change_cancel"), "cancel", booking=booked.id),
    ]
    return say(text(key, **params), choices=choices, lasting=True)


def payment(booked: Booking) -> Value:
    if not booked.quote.total.minor:
        return text("payment.none")
    return text(f"payment.{booked.payment or 'desk'}")


def ics(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The calendar file, as a message of its own."""
    booked = book.theirs(conn, house, facts["booking"], guest.id)
    file = File(f"{booked.ref}.ics", calendar.ics(booked, house, guest.language))
    nod(conn, house, asked)
    outbox.send(conn, house, asked.chat_id, Say((text("booking.calendar", ref=booked.ref),), file=file))


def release(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    ended = holding.release(conn, house, facts["booking"], guest.id)
    after.letters(conn, house, ended.offered)
    nod(conn, house, asked)
    again = choice(Local(ended.booking.sold.title), "offer", code=ended.booking.offer)
    reply(conn, house, asked, say(text("booking.released"), choices=[again, BACK]))


def mine(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What is ahead, the next first."""
    found = book.of_guest(conn, house, guest.id)[:LISTED]
    lines = [_line(house, one) for one in found]
    choices = [choice(_named(one, found), "booking", booking=one.id) for one in found]
    head = text("bookings.head" if found else "bookings.none")
    more = [] if found else [choice(text("button.extras"), "groups")]
    nod(conn, house, asked)
    reply(conn, house, asked, Say((head, Join(lines, "lines")), (*choices, *more, BACK)))


def _named(one: Booking, among: Sequence[Booking]) -> Value:
    """Its title; two of the same are told apart by their hour, or else by their number."""
    same = [other for other in among if other.offer == one.offer]
    if len(same) == 1:
        return Local(one.sold.title)
    alone = one.start is not None and [other.start for other in same].count(one.start) == 1
    return At(one.start, "stamp") if alone and one.start else one.ref


def _line(house: House, one: Booking) -> Value:
    when: Value = At(one.start, "both") if one.start else (one.wish or "")
    return text(f"bookings.line_{one.status.lower()}", title=Local(one.sold.title), when=when, ref=one.ref)


def show(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    found = book.theirs(conn, house, facts["booking"], guest.id)
    nod(conn, house, asked)
    reply(
        conn,
        house,
        asked,
        booking_screen(house, found) if not found.held(house.now) else held_screen(house, guest, found, {}),
    )


def booking_screen(house: House, found: Booking) -> Say:
    """One booking as it stands."""
    when: Value = At(found.start, "both") if found.start else (found.wish or "")
    ahead = found.ahead(house.now)
    choices = [
        choice(text("button.calendar"), "calendar", booking=found.id) if ahead and found.start else None,
        choice(text("button.change_cancel"), "cancel", booking=found.id) if ahead else None,
        choice(text("button.bookings"), "bookings"),
    ]
    said = text(
        f"booking.is_{found.status.lower()}",
        extra=Local(found.sold.title),
        when=when,
        party=found.party.said(),
        place=Local(found.sold.place),
        total=total(found.quote),
        ref=found.ref,
    )
    return say(said, choices=choices)


def cancel(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Key moment 11: what it costs, before it is done."""
    found = book.theirs(conn, house, facts["booking"], guest.id)
    nod(conn, house, asked)
    if not found.ahead(house.now):
        reply(conn, house, asked, booking_screen(house, found))
        return
    terms = cancelling.terms(found, house.now)
    move = choice(text("button.move"), "days", offer=found.offer, option=found.option, moves=found.id)
    said = text(
        "booking.cancel_ask" if found.start else "booking.cancel_request",
        extra=Local(found.sold.title),
        date=Day(house.local(found.start).date()) if found.start else (found.wish or ""),
        time=At(found.start) if found.start else "",
        refund=terms.refund,
        fee=terms.fee,
        deadline=At(terms.free_until, "both") if terms.free_until and terms.free_until > house.now else "",
    )
    choices = [
        move if found.start and found.status == "CONFIRMED" and not terms.fee.minor else None,
        choice(text("button.keep"), "booking", booking=found.id),
        choice(text("button.cancel_booking"), "cancel_yes", booking=found.id),
        PERSON,
    ]
    reply(conn, house, asked, say(said, choices=choices))


def cancel_yes(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """By the terms that were shown; twice is once."""
    ended = cancelling.cancel(conn, house, facts["booking"], guest.id)
    timers.stop(conn, house, "remind", str(ended.booking.id))
    after.letters(conn, house, ended.offered)
    after.request_withdrawn(conn, house, ended.booking)
    kept = ended.booking.kept
    said = text(
        "booking.cancelled",
        extra=Local(ended.booking.sold.title),
        ref=ended.booking.ref,
        fee=kept if kept and kept.minor else "",
    )
    nod(conn, house, asked)
    choices = [choice(text("button.extras"), "groups"), BACK]
    reply(conn, house, asked, say(said, choices=choices, lasting=True))


def wait(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Join the waiting list; when room has come meanwhile it is held at once."""
    start, party = datetime.fromisoformat(facts["start"]), Party.of(facts["party"])
    offered = waiting.join(conn, house, guest.id, facts["offer"], facts["option"], start, party)
    nod(conn, house, asked)
    sold = house.sold(facts["offer"], facts["option"])
    title: Value = Local(sold[0].title) if sold else ""
    leave = Choice(text("button.leave_waiting"), "unwait", facts)
    reply(
        conn,
        house,
        asked,
        say(text("waiting.joined", extra=title, when=At(start, "both")), choices=[leave, BACK]),
    )
    after.letters(conn, house, offered)


def unwait(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    start = datetime.fromisoformat(facts["start"])
    waiting.leave(conn, house, guest.id, facts["offer"], facts["option"], start)
    nod(conn, house, asked)
    reply(
        conn, house, asked, say(text("waiting.left"), choices=[choice(text("button.extras"), "groups"), BACK])
    )
