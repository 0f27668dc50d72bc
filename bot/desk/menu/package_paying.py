"""A package paid in the chat, and more time to decide about it: one invoice, one clock for all its parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import bundles, invoice, package_money, packages, till
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.till import Payment
from bot.desk.house import House
from bot.desk.menu import package_words, packaged
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.menu.choosing import press_name
from bot.desk.people import Guest
from bot.say import At, Join, Local, Say, choice, say, text


def extend(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """A few more minutes for all parts; the same tap twice is once."""
    seen = datetime.fromisoformat(facts["seen"])
    held = package_money.extend(conn, house, facts["bundle"], guest.id, seen=seen)
    nod(conn, house, asked, text("word.done"))
    _show(conn, house, asked, held)


def _show(conn: Connection, house: House, asked: Asked, whole: Bundle) -> None:
    reply(conn, house, asked, package_words.screen(conn, house, whole, packages.terms(conn, house, whole)))


def pay(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """An invoice over the whole, as a message of its own; the same press is one invoice."""
    whole = bundles.theirs(conn, house, facts["bundle"], guest.id)
    held = bundles.parts(conn, house, whole.id)
    nod(conn, house, asked)
    if not package_money.payable(conn, house, whole, held):
        _show(conn, house, asked, whole)
        return
    request = press_name(asked, f"pay:{whole.ref}")
    if one := till.ask(conn, house, held[0], request=request, whole=whole):
        counted = invoice.units(one.amount)
        bill = {"payload": one.payload, "currency": one.amount.currency, "amount": counted}
        named = say(
            Local(whole.title), Join([Local(held[0].sold.title), whole.party.said(), whole.ref], "dot")
        )
        outbox.invoice(conn, house, guest.chat_id, named, bill)
    reply(conn, house, asked, _waiting(whole, held[0].id, held[0].expires_at))


def _waiting(whole: Bundle, first: int, until: datetime | None) -> Say:
    known = {"bundle": whole.id, "booking": first}
    choices = [
        choice(text("button.other_payment"), "bundle", bundle=whole.id),
        choice(text("button.release"), "bundle_release", **known),
    ]
    said = text("pay.invoice", extra=Local(whole.title), time=At(until) if until else "")
    return say(said, choices=choices)


def made(conn: Connection, house: House, guest: Guest, one: Payment, whole: Bundle, *, booked: bool) -> None:
    """The money is here: the package is booked with it, or was before."""
    if booked:
        packaged.booked_now(conn, house, guest, whole, bundles.parts(conn, house, whole.id))
        return
    said = text("pay.received", amount=one.amount, extra=Local(whole.title), ref=whole.ref)
    outbox.send(conn, house, guest.chat_id, say(said, lasting=True))


GUEST_ACTS: Mapping[str, GuestAct] = {"bundle_pay": pay, "bundle_extend": extend}
