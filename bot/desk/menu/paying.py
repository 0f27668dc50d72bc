"""Paying in the chat, and more time to decide: what a guest taps, and what Telegram asks and brings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.db import Connection
from bot.desk import alerts, outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, invoice, longer, paying, till, when
from bot.desk.booking.book import Booking
from bot.desk.booking.paying import Charge, Received
from bot.desk.booking.till import Payment
from bot.desk.house import House
from bot.desk.menu import after, bookings, needs, package_paying
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.menu.choosing import press_name
from bot.desk.people import Guest
from bot.desk.problems import PERSON, DeskError
from bot.say import At, Join, Local, Say, Text, choice, say, text


def extend(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """A few more minutes; the same tap twice is once."""
    seen = datetime.fromisoformat(facts["seen"])
    held = longer.extend(conn, house, facts["booking"], guest.id, seen=seen)
    nod(conn, house, asked, text("word.done"))
    reply(conn, house, asked, bookings.held_screen(conn, house, guest, held))


def pay(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """An invoice as a message of its own; the same press is one invoice."""
    held = book.theirs(conn, house, facts["booking"], guest.id)
    if held.status == "EXPIRED" or (held.status == "ON_HOLD" and not held.held(house.now)):
        raise longer.gone(house, held)
    nod(conn, house, asked)
    if not till.possible(conn, house, held):
        reply(conn, house, asked, bookings.held_screen(conn, house, guest, held))
        return
    if not needs.for_booking(conn, house, asked, guest, held, pay=till.CARD):
        return
    if one := till.ask(conn, house, held, request=press_name(asked, f"pay:{held.id}")):
        bill = {
            "payload": one.payload,
            "currency": one.amount.currency,
            "amount": invoice.units(one.amount),
        }
        outbox.invoice(conn, house, guest.chat_id, _bill(house, held), bill)
    reply(conn, house, asked, _waiting(held))


def _bill(house: House, held: Booking) -> Say:
    what = Join([when.of_booking(house, held), held.party.said(), held.ref], "dot")
    return say(Local(held.sold.title), what)


def _waiting(held: Booking) -> Say:
    until = At(held.expires_at) if held.expires_at else ""
    choices = [
        choice(text("button.other_payment"), "booking", booking=held.id),
        choice(text("button.release"), "release", booking=held.id),
    ]
    return say(text("pay.invoice", extra=Local(held.sold.title), time=until), choices=choices)


def checkout(conn: Connection, house: House, asked: Asked, query_id: str, charge: Charge) -> None:
    """Telegram is about to take the money: only for what can still be had, at the price of the invoice."""
    guest = people.guest(conn, house, asked.chat_id)
    try:
        with conn.begin_nested():
            paying.approve(conn, house, guest.id if guest else 0, charge)
    except DeskError as refused:
        language = guest.language if guest else house.hotel.default_language
        outbox.checkout(conn, house, query_id, Text("pay.refused", language=language))
        outbox.send(conn, house, asked.chat_id, refused.say())
    else:
        outbox.checkout(conn, house, query_id)


def received(conn: Connection, house: House, asked: Asked, charge: Charge) -> None:
    """The money is here; a repeated update says nothing a second time."""
    guest = people.guest(conn, house, asked.chat_id)
    found = paying.receive(conn, house, charge, payer=guest.id if guest else paying.NOBODY)
    if found.what == "unknown":
        _unknown(conn, house, asked, charge)
    elif found.what == "refused" and found.refused and found.payment:
        late = text("pay.too_late", amount=found.payment.amount)
        said = found.refused.say()
        outbox.send(conn, house, asked.chat_id, Say((late, *said.body), said.choices, lasting=True))
    elif guest and found.whole and found.payment:
        package_paying.made(conn, house, guest, found.payment, found.whole, booked=found.what == "booked")
    elif guest is None and found.what == "other" and found.payment:
        _to_nobody(conn, house, asked, found.payment)
    elif guest and found.booking and found.payment:
        _made(conn, house, guest, found, found.booking)


def _made(conn: Connection, house: House, guest: Guest, found: Received, booked: Booking) -> None:
    if found.ended:
        after.given_up(conn, house, found.ended)
    if found.what == "paid" and found.payment:
        paid, extra = found.payment.amount, Local(booked.sold.title)
        said = text("pay.received", amount=paid, extra=extra, ref=booked.ref)
        outbox.send(conn, house, guest.chat_id, say(said, lasting=True))
    else:
        bookings.booked_now(conn, house, guest, booked)


def _to_nobody(conn: Connection, house: House, asked: Asked, paid: Payment) -> None:
    """Whoever was erased while they paid reads of their money all the same."""
    back = next(one for one in till.owed(conn, house) if one.payment_id == paid.id)
    said = text("refund.coming", **till.words(conn, house, paid, back))
    outbox.send(conn, house, asked.chat_id, say(said, lasting=True))


def _unknown(conn: Connection, house: House, asked: Asked, charge: Charge) -> None:
    """Money for an invoice that is none of ours: nobody may lose it, so people look."""
    amount, number = invoice.amount_of(charge.amount, charge.currency), charge.provider_id
    to_staff = text("pay.unknown_staff", amount=amount, number=number, name=asked.name)
    outbox.send(conn, house, None, say(to_staff), lane=outbox.STAFF)
    said = text("pay.unknown", amount=amount, number=number)
    outbox.send(conn, house, asked.chat_id, say(said, choices=[PERSON], lasting=True))


def unavailable(conn: Connection, house: House, payload: str) -> None:
    """Telegram or the provider would not have the invoice: the guest pays otherwise, owners look into it."""
    alerts.tell_owners(conn, house, "alert.payments", setting="QONAQ_PAYMENTS_TOKEN")
    one = till.find(conn, house, payload=payload)
    held = book.by_id(conn, house, one.booking_id) if one else None
    if held is None or not held.held(house.now):
        return
    guest = people.guest_by_id(conn, held.guest_id)
    shown = bookings.held_screen(conn, house, guest, held)
    ways = tuple(one for one in shown.choices if one.act not in ("pay_card", "bundle_pay"))
    outbox.send(conn, house, guest.chat_id, Say((text("pay.unavailable"), *shown.body), ways))


GUEST_ACTS: Mapping[str, GuestAct] = {"pay_card": pay, "extend": extend}
