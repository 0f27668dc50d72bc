"""Hold, confirm, look at, cancel: the guest's side of a booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.db import Connection
from bot.desk import dialogues, outbox
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import (
    answers,
    binding,
    book,
    bundles,
    cancelling,
    holding,
    moving,
    owing,
    waiting,
    when,
)
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.menu import (
    after,
    needs,
    package_words,
    pay_words,
    price_words,
    receipts,
    weather_words,
)
from bot.desk.menu.acts import Facts
from bot.desk.menu.choosing import press_name, price_card, quote_of, total
from bot.desk.menu.reminding import moments, remind
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.problems import PERSON
from bot.desk.stays import linking
from bot.say import At, Choice, Day, Join, Local, Say, Value, choice, say, text

LISTED = 4
HELD = {  # by whether it has an hour, and whether it is free
    (True, False): "booking.held",
    (True, True): "booking.held_free",
    (False, False): "booking.held_for",
    (False, True): "booking.held_free_for",
}


def hold(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Key moment 7. The same press twice is the same hold; at another price than was shown there is none."""
    wish = _wish(asked, guest, facts, "hold")
    told = needs.before(conn, house, asked, guest, wish.request, facts)
    if told is None:
        return
    dialogues.done(conn, house, asked.chat_id)
    nod(conn, house, asked)
    if repriced := _repriced(conn, house, wish, facts):
        reply(conn, house, asked, price_card(repriced, text("price.changed")))
        return
    held = holding.hold(conn, house, wish)
    answers.keep(conn, house, held, told)
    shown = held_screen(conn, house, guest, held)
    if guest.room and linking.possible(conn, house, guest):
        shown = replace(shown, choices=(*shown.choices, choice(text("button.link"), "link")))
    reply(conn, house, asked, shown)


def _repriced(conn: Connection, house: House, wish: Wish, facts: Facts) -> Ask | None:
    """What is asked for, if it no longer costs what the pressed button was shown with."""
    if "total" not in facts or book.by_request(conn, house, wish.request, wish.guest_id):
        return None
    ask = holding.asked(conn, house, wish)
    return None if quote_of(ask).total.minor == facts["total"] else ask


def both(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """One family in two places at once: both are held or neither."""
    first, second = (_wish(asked, guest, facts[name], name) for name in ("first", "second"))
    held, other = holding.hold_both(conn, house, first, second)
    nod(conn, house, asked)
    reply(conn, house, asked, held_screen(conn, house, guest, held))
    outbox.send(conn, house, asked.chat_id, held_screen(conn, house, guest, other))


def _wish(asked: Asked, guest: Guest, facts: Facts, name: str) -> Wish:
    start, party = _start(facts), Party.of(facts["party"])
    request, moves = press_name(asked, name), facts.get("moves")
    much: dict[str, Any] = {key: int(facts[key]) for key in ("periods", "count") if key in facts}
    much |= {"gift": facts["gift"]} if "gift" in facts else {}
    return Wish(request, guest.id, facts["offer"], facts["option"], start, party, moves, **much)


def _start(facts: Facts) -> datetime | None:
    return datetime.fromisoformat(facts["start"]) if facts.get("start") else None


def held_screen(conn: Connection, house: House, guest: Guest, held: Booking) -> Say:
    """What waits for the guest's word; of a package all of it, for no part is booked without the rest."""
    if whole := package_words.of_part(conn, house, held):
        return whole
    if not held.held(house.now) or held.expires_at is None:
        return booking_screen(house, held)
    minutes = max(1, round((held.expires_at - house.now).total_seconds() / 60))
    free = not held.quote.total.minor
    start = held.start or house.now
    return Say(
        (
            text(
                HELD[_timed(held), bool(free)],
                time=At(held.expires_at),
                extra=Local(held.sold.title),
                date=Day(house.local(start).date()),
                start=At(start),
                when=when.of_booking(house, held),
                total=total(held.quote),
                minutes=minutes,
            ),
            *([less] if (less := price_words.saved_by(held.quote)) else []),
            *([terms] if (terms := price_words.terms(house, held)) else []),
            *([how] if (how := pay_words.line(conn, house, guest, held)) else []),
        ),
        (
            choice(binding.yes(house, held.quote.total), "confirm", booking=held.id),
            *pay_words.ways(conn, house, guest, held),
            *pay_words.more_time(house, held),
            choice(text("button.release"), "release", booking=held.id),
            *([] if guest.room or free else [choice(text("button.enter_room"), "room")]),
        ),
    )


def _timed(booked: Booking) -> bool:
    """Whether it has a day and an hour; else the texts say in other words when it is."""
    return booked.sold.mode in when.TIMED and not booked.sold.by_days


def confirm(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Key moment 8: a new message, a phone must ring. Twice is once. What it replaces ends with it."""
    held = book.theirs(conn, house, facts["booking"], guest.id)
    nod(conn, house, asked, text("word.done"))
    if held.status == "CONFIRMED":
        return
    by, apart = pay_words.chosen(guest, facts.get("pay")), bool(facts.get("apart"))
    moves = held.replaces is not None and not apart
    if moves:
        moving.replaced(conn, house, held, by)  # else they would answer in vain
    if not needs.for_booking(conn, house, asked, guest, held, pay=by, apart=apart):
        return
    if moves:
        booked, old = moving.confirm(conn, house, held, by)
        after.given_up(conn, house, old)
    else:
        booked = holding.confirm(conn, house, held.id, guest.id, by)
    reply(conn, house, asked, say(text("booking.closed", extra=Local(booked.sold.title), ref=booked.ref)))
    booked_now(conn, house, guest, booked)


def booked_now(conn: Connection, house: House, guest: Guest, booked: Booking) -> None:
    """The confirmation, and what follows from it by itself."""
    outbox.send(conn, house, guest.chat_id, confirmation(conn, house, booked))
    remind(conn, house, booked)
    receipts.calendar_follows(conn, house, booked)
    after.answered(conn, house, booked, "card.request_yes")


def confirmation(conn: Connection, house: House, booked: Booking) -> Say:
    start, reminders = booked.start, [At(at, "both") for at in moments(house, booked.start).values()]
    key = "booking.confirmed" if reminders else "booking.confirmed_near"
    key = key if _timed(booked) else "booking.confirmed_for"
    params: dict[str, Value] = {
        "extra": Local(booked.sold.title),
        "date": Day(house.local(start).date()) if start else booked.wished,
        "time": when.hour_of(booked),
        "when": when.of_booking(house, booked),
        "party": booked.party.said(),
        "place": Local(booked.sold.place),
        "bring": Local(booked.sold.bring) if booked.sold.bring else "",
        "total": total(booked.quote),
        "payment": pay_words.paid(conn, house, booked),
        "ref": booked.ref,
        "benefit": Local(booked.sold.benefit),
        "reminder": Join(reminders, "dot") if reminders else "",
    }
    choices = [
        choice(text("button.calendar"), "calendar", booking=booked.id) if start else None,
        choice(text("button.voucher"), "voucher", booking=booked.id),
        choice(text("button.change_cancel"), "cancel", booking=booked.id),
    ]
    less = price_words.saved_by(booked.quote)
    return say(text(key, **params), less, choices=choices, lasting=True)


def release(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    before = book.theirs(conn, house, facts["booking"], guest.id)
    ended = holding.release(conn, house, before.id, guest.id)
    after.letters(conn, house, ended.offered)
    nod(conn, house, asked)
    if before.status == "ON_HOLD" and ended.booking.status == "CANCELLED":
        after.answered(conn, house, ended.booking, "card.request_no")
    if ended.booking.status not in ("CANCELLED", "EXPIRED"):  # it was booked meanwhile
        reply(conn, house, asked, booking_screen(house, ended.booking))
        return
    again = choice(Local(ended.booking.sold.title), "offer", code=ended.booking.offer)
    declined = waiting.from_list(ended.booking)
    said = text("waiting.declined" if declined else "booking.released")
    reply(conn, house, asked, say(said, choices=[BACK] if declined else [again, BACK]))


def mine(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What is ahead, the next first, four at a time."""
    every, first = book.of_guest(conn, house, guest.id), int(facts.get("first", 0))
    found = every[first : first + LISTED] or every[:LISTED]
    lines = [_line(house, one) for one in found]
    choices = [choice(_named(one, found), "booking", booking=one.id) for one in found]
    head = text("bookings.head" if found else "bookings.none")
    nod(conn, house, asked)
    said = Say((head, Join(lines, "lines")), (*choices, *_further(len(every), first), BACK))
    reply(conn, house, asked, said)


def _further(listed: int, first: int) -> list[Choice]:
    if not listed:
        return [choice(text("button.extras"), "groups")]
    if first + LISTED < listed:
        return [choice(text("button.more"), "bookings", first=first + LISTED)]
    return [choice(text("button.back"), "bookings")] if first else []


def _named(one: Booking, among: Sequence[Booking]) -> Value:
    """Its title; two of the same are told apart by their hour, or else by their number."""
    same = [other for other in among if other.offer == one.offer]
    if len(same) == 1:
        return Local(one.sold.title)
    alone = one.start is not None and [other.start for other in same].count(one.start) == 1
    return At(one.start, "stamp") if alone and one.start and one.sold.has_hour else one.ref


def _line(house: House, one: Booking) -> Value:
    line, said = f"bookings.line_{one.status.lower()}", when.of_booking(house, one)
    return text(line, title=Local(one.sold.title), when=said, ref=one.ref)


def show(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    found = book.theirs(conn, house, facts["booking"], guest.id)
    nod(conn, house, asked)
    reply(conn, house, asked, held_screen(conn, house, guest, found))


def booking_screen(house: House, found: Booking) -> Say:
    """One booking as it stands."""
    ahead = found.ahead(house.now)
    still = found.sold.mode == "open" or (found.start and found.start > house.now)
    gone = found.status in ("EXPIRED", "CANCELLED") and still
    choices = [
        Choice(text("button.hold_again"), "book", found.again()) if gone else None,
        choice(text("button.calendar"), "calendar", booking=found.id) if ahead and found.start else None,
        choice(text("button.voucher"), "voucher", booking=found.id)
        if ahead and found.status == "CONFIRMED"
        else None,
        choice(text("button.change_cancel"), "cancel", booking=found.id) if ahead else None,
        choice(text("button.whole_package"), "bundle", bundle=found.bundle_id) if found.bundle_id else None,
        choice(text("button.bookings"), "bookings"),
    ]
    said = text(
        f"booking.is_{found.status.lower()}",
        extra=Local(found.sold.title),
        when=when.of_booking(house, found),
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
    if shown := weather_words.of_booking(conn, house, found) or _over(house, found):
        reply(conn, house, asked, shown)
        return
    bundles.check_alone(conn, house, found, dropping=True)
    terms = cancelling.terms(found, house.now)
    paid = found.quote.total.minor
    said = text(
        _cancel_key(found),
        extra=Local(found.sold.title),
        date=Day(house.local(found.start).date()) if found.start else found.wished,
        time=At(found.start) if found.start else "",
        when=when.of_booking(house, found),
        refund=owing.comes_back(conn, house, found, terms) if paid else "",
        fee=terms.fee if paid else "",
        deadline=At(terms.free_until, "both") if terms.free_until and terms.free_until > house.now else "",
    )
    choices = [
        bundles.move(found) if found.status == "PENDING" or cancelling.free(found, house.now) else None,
        choice(text("button.keep"), "booking", booking=found.id),
        choice(text("button.cancel_booking"), "cancel_yes", booking=found.id),
        PERSON,
    ]
    reply(conn, house, asked, say(said, choices=choices))


def _over(house: House, found: Booking) -> Say | None:
    return None if found.ahead(house.now) else booking_screen(house, found)


def _cancel_key(found: Booking) -> str:
    if found.status == "PENDING":
        return "booking.cancel_request"
    return "booking.cancel_ask" if _timed(found) and found.start else "booking.cancel_ask_for"


def cancel_yes(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """By the terms that were shown; twice is once. What had ended otherwise is shown as it is."""
    before = book.theirs(conn, house, facts["booking"], guest.id)
    nod(conn, house, asked)
    if called_off := weather_words.of_booking(conn, house, before):
        reply(conn, house, asked, called_off)
        return
    ended = cancelling.cancel(conn, house, before.id, guest.id)
    if ended.booking.status != "CANCELLED":
        reply(conn, house, asked, booking_screen(house, ended.booking))
        return
    if before.status != "CANCELLED":
        after.given_up(conn, house, ended)
    kept = ended.booking.kept
    said = text(
        "booking.cancelled",
        extra=Local(ended.booking.sold.title),
        ref=ended.booking.ref,
        fee=kept if kept and kept.minor else "",
    )
    choices = [choice(text("button.extras"), "groups"), BACK]
    reply(conn, house, asked, say(said, choices=choices, lasting=True))
