"""Paying in the chat: is the hold still there when Telegram asks, and what the money does when it is here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from bot.db import Connection
from bot.desk.booking import (
    binding,
    book,
    bundles,
    holding,
    invoice,
    longer,
    moves,
    moving,
    package_money,
    till,
)
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.refusals import CannotMove
from bot.desk.booking.till import CARD, Payment
from bot.desk.house import House
from bot.desk.problems import HOME, PERSON, DeskError
from bot.say import Local, Value, choice

NOBODY = 0  # the number of no guest
PAYING = timedelta(minutes=10)  # how long the places wait for money that Telegram is fetching


class PaidAlready(DeskError):
    """A second invoice of the same booking, or the same one twice."""

    key = "refuse.paid_already"


class MoneyGoesAlong(DeskError):
    """What this hold is to replace has been paid: the move takes the money along, and is one tap away."""

    key = "refuse.money_along"


class NotThisInvoice(DeskError):
    """Another hotel's, another guest's, or over another amount: nothing is taken."""

    key = "refuse.not_this_invoice"


@dataclass(frozen=True)
class Charge:
    """What Telegram says of an invoice: which one, and over how much. The numbers come with the money."""

    payload: str
    amount: int  # in Telegram's units
    currency: str
    charge_id: str = ""
    provider_id: str = ""


@dataclass(frozen=True)
class Received:
    """What became of the money. `refused`: why its booking could not be made; it goes back. So does what is
    "other" than the invoice: its amount, its currency, or who paid it."""

    what: Literal["booked", "paid", "known", "twice", "other", "refused", "unknown"]
    payment: Payment | None = None
    booking: Booking | None = None
    ended: Ended | None = None
    refused: DeskError | None = None
    whole: Bundle | None = None  # the package that it was for


def approve(conn: Connection, house: House, guest_id: int, charge: Charge) -> Booking:
    """Telegram may take the money: the places wait for it. What ran out is held anew where that can be.

    Raises `PaidAlready`, `MoneyGoesAlong`, `NotThisInvoice` or whatever stands in the way of booking it now.
    """
    one = till.find(conn, house, payload=charge.payload)
    booking = book.by_id(conn, house, one.booking_id) if one else None
    if one is None or booking is None:
        raise NotThisInvoice(ways=[PERSON, HOME])
    whole = bundles.by_id(conn, house, one.bundle_id) if one.bundle_id else None
    if not _same(one, whole or booking, guest_id, charge):
        raise NotThisInvoice(ways=[PERSON, HOME])
    if one.paid_at or till.paid_for(conn, house, booking.id, one.bundle_id):
        title, ref = (whole.title, whole.ref) if whole else (booking.sold.title, booking.ref)
        raise PaidAlready(extra=Local(title), ref=ref, ways=[PERSON, HOME])
    till.approve(conn, house, one)
    if whole is None:
        return _ready(conn, house, booking)
    package_money.ready(conn, house, whole.id, house.now + PAYING)
    return bundles.parts(conn, house, whole.id)[0]


def _same(one: Payment, what: Booking | Bundle, guest_id: int, charge: Charge) -> bool:
    """The guest's own invoice, over what the booking or the package costs."""
    over = invoice.units(one.amount) == charge.amount and one.amount.currency == charge.currency
    return over and one.guest_id == what.guest_id == guest_id and what.quote.total == one.amount


def _ready(conn: Connection, house: House, booking: Booking) -> Booking:
    if booking.status == "CONFIRMED" and booking.ahead(house.now):
        return booking  # booked meanwhile, to be paid later: now it is paid
    if booking.status not in ("ON_HOLD", "EXPIRED"):
        raise longer.gone(house, booking)
    if earlier := till.along(conn, house, booking):
        raise _goes_along(conn, house, booking, earlier)
    return holding.hold_until(conn, house, booking, house.now + PAYING)


def _goes_along(conn: Connection, house: House, held: Booking, earlier: Payment) -> MoneyGoesAlong:
    total, paid = held.quote.total, till.kept_of(conn, house, earlier)
    yes = choice(binding.yes(house, total), "confirm", booking=held.id)
    rest = total - paid if total > paid else ""
    facts: dict[str, Value] = {"extra": Local(held.sold.title), "ref": held.ref, "paid": paid, "rest": rest}
    return MoneyGoesAlong(ways=[yes, PERSON, HOME], **facts)


def receive(conn: Connection, house: House, charge: Charge, *, payer: int | None = None) -> Received:
    """The money is here: the booking is made with it, once. What cannot be booked any more is owed back.

    `payer`: the guest whose chat it came from; NOBODY when they were erased while they paid; None where that
    is not known.
    """
    if known := till.find(conn, house, charge_id=charge.charge_id):
        return Received("known", known)
    asked = till.find(conn, house, payload=charge.payload)
    if asked is None or charge.amount <= 0 or not charge.charge_id:
        return Received("unknown")
    if payer == NOBODY or not _fits(asked, charge, payer):
        return _other(conn, house, asked, charge, payer or asked.guest_id)
    earlier = till.paid_for(conn, house, asked.booking_id, asked.bundle_id)
    one = till.receive(conn, house, asked, charge.charge_id, charge.provider_id)
    if earlier:  # its booking has been paid
        till.give_back(conn, house, one)
        return Received("twice", one)
    if one.bundle_id:
        return _for_all(conn, house, one, one.bundle_id)
    held = book.theirs(conn, house, one.booking_id, one.guest_id)
    if held.status == "CONFIRMED":  # it was to be paid later
        return Received("paid", one, moves.move(conn, house, moves.PAID, held.id))
    try:
        with conn.begin_nested():
            booked, ended = _book(conn, house, held)
    except DeskError as refused:
        till.give_back(conn, house, one)
        return Received("refused", one, refused=refused)
    return Received("booked", one, booked, ended)


def _fits(asked: Payment, charge: Charge, payer: int | None) -> bool:
    """Telegram asked us before it took the money, and we said yes to just this."""
    over = invoice.units(asked.amount) == charge.amount and asked.amount.currency == charge.currency
    return over and payer in (None, asked.guest_id)


def _other(conn: Connection, house: House, asked: Payment, charge: Charge, payer: int) -> Received:
    """Not what was asked for, and money all the same: it is noted as it came, and goes back to who paid."""
    paid = replace(asked, amount=invoice.amount_of(charge.amount, charge.currency), guest_id=payer)
    one = till.apart(conn, house, paid, charge.charge_id, charge.provider_id)
    till.give_back(conn, house, one)
    return Received("other", one)


def _for_all(conn: Connection, house: House, one: Payment, bundle_id: int) -> Received:
    """The same for all parts of a package."""
    try:
        with conn.begin_nested():
            booked = package_money.receive(conn, house, one, bundle_id)
    except DeskError as refused:
        till.give_back(conn, house, one)
        return Received("refused", one, refused=refused)
    whole = bundles.by_id(conn, house, bundle_id)
    return Received("booked" if booked else "paid", one, whole=whole)


def _book(conn: Connection, house: House, held: Booking) -> tuple[Booking, Ended | None]:
    """Confirmed by the money; a move ends the old booking if it can."""
    if held.replaces:
        try:
            with conn.begin_nested():
                return moving.confirm(conn, house, held, CARD)
        except CannotMove:  # the old time can no longer be given up: both are the guest's
            pass
    return holding.confirm(conn, house, held.id, held.guest_id, CARD), None
