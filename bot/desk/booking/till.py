"""What guests paid in the chat, for which booking, and what of it is owed back.

Telegram returns only Stars through the Bot API. Money that came through a provider goes back in the
provider's own dashboard: the desk says how much, to whom and under which number, and a colleague notes that
it is done.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.booking import book, bundles, invoice, log
from bot.desk.booking.book import Booking
from bot.desk.booking.bundles import Bundle
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.money import Money
from bot.say import Local, Value, choice, say, text
from bot.schema import payments, properties, refunds

PAID_BACK = "paid_back"  # the act of a colleague who lets the rest of a no-show's money go
CARD = "card"  # the payment of a booking whose money came through Telegram
_PROVIDER = select(properties.c.payments).where(properties.c.id == bindparam("p"))
_HERE = payments.c.property_id == bindparam("p")
_ALL = select(payments).where(_HERE).order_by(payments.c.id)
_BY = {
    name: _ALL.where(payments.c[name] == bindparam("v"))
    for name in ("id", "request", "payload", "charge_id", "booking_id", "bundle_id")
}
_GOING = select(func.coalesce(func.sum(refunds.c.amount_minor), 0)).where(
    refunds.c.property_id == bindparam("p"), refunds.c.payment_id == bindparam("i")
)
_REFUNDS = (
    select(refunds, payments.c.currency)
    .join_from(refunds, payments, payments.c.id == refunds.c.payment_id)
    .where(refunds.c.property_id == bindparam("p"))
    .order_by(refunds.c.id)
)
_OWED = _REFUNDS.where(refunds.c.done_at.is_(None))
_REFUND = _REFUNDS.where(refunds.c.id == bindparam("i"))
_PUT = insert(payments).on_conflict_do_nothing().returning(payments)
_ONE = update(payments).where(_HERE, payments.c.id == bindparam("i"))
_APPROVE = _ONE.values(approved_at=bindparam("now"))
_PAY = _ONE.where(payments.c.paid_at.is_(None)).values(
    paid_at=bindparam("now"), charge_id=bindparam("c"), provider_charge_id=bindparam("pc")
)
_OWE = insert(refunds).returning(refunds.c.id)
_RETURN = (
    update(refunds)
    .where(refunds.c.property_id == bindparam("p"), refunds.c.id == bindparam("i"))
    .where(refunds.c.done_at.is_(None))
    .values(done_at=bindparam("now"), done_by=bindparam("by"))
)
_GO_ON = _ONE.values(booking_id=bindparam("to"))


@dataclass(frozen=True)
class Payment:
    """An invoice; money once `paid_at` is set."""

    id: int
    request: str
    payload: str
    booking_id: int
    guest_id: int
    amount: Money
    asked_at: datetime
    approved_at: datetime | None
    paid_at: datetime | None
    charge_id: str | None
    provider_charge_id: str | None
    bundle_id: int | None = None  # over a whole package

    @classmethod
    def of(cls, row: RowMapping) -> Payment:
        facts = {name: row[name] for name in cls.__dataclass_fields__ if name != "amount"}
        return cls(**facts, amount=Money(row["amount_minor"], row["currency"]))


@dataclass(frozen=True)
class Refund:
    """So much of a payment goes back; gone once `done_at` is set."""

    id: int
    payment_id: int
    amount: Money
    due_at: datetime
    done_at: datetime | None
    done_by: str | None

    @classmethod
    def of(cls, row: RowMapping) -> Refund:
        facts = {name: row[name] for name in cls.__dataclass_fields__ if name != "amount"}
        return cls(**facts, amount=Money(row["amount_minor"], row["currency"]))


def provider(conn: Connection, property_id: str) -> str | None:
    """Whether guests can pay in the chat: live or test; None without a provider."""
    found: str | None = conn.execute(_PROVIDER, {"p": property_id}).scalar()
    return found


def know_provider(conn: Connection, property_id: str, kind: str | None) -> None:
    """As the settings have it at this start."""
    conn.execute(update(properties).where(properties.c.id == property_id).values(payments=kind))


def possible(conn: Connection, house: House, held: Booking) -> bool:
    """Whether this hold can be paid in the chat."""
    alone = held.bundle_id is None and held.held(house.now)
    return alone and collects(conn, house, held.quote.total) and along(conn, house, held) is None


def along(conn: Connection, house: House, held: Booking) -> Payment | None:
    """What was paid for the booking that this hold is to replace: a move takes it along. A part of a package
    takes its share. Money of another currency pays for nothing new: it goes back as the old time ends."""
    old = book.by_id(conn, house, held.replaces) if held.replaces else None
    stands = old is not None and old.status == "CONFIRMED" and old.bundle_id is None
    one = paid_for(conn, house, old.id) if old and stands else None
    return one if one and one.amount.currency == held.quote.total.currency else None


def collects(conn: Connection, house: House, amount: Money) -> bool:
    """Whether there is a provider, and Telegram can say the amount."""
    return bool(invoice.units(amount)) and provider(conn, house.id) is not None


def ask(
    conn: Connection, house: House, held: Booking, *, request: str, whole: Bundle | None = None
) -> Payment | None:
    """A new invoice over the price of the hold, or of the whole package that it begins; None when this press
    has made one already."""
    total = (whole or held).quote.total
    row = {
        "property_id": house.id,
        "request": request,
        "payload": secrets.token_urlsafe(16),
        "booking_id": held.id,
        "bundle_id": whole.id if whole else None,
        "guest_id": held.guest_id,
        "amount_minor": total.minor,
        "currency": total.currency,
        "asked_at": house.now,
    }
    made = conn.execute(_PUT, row).mappings().first()
    return Payment.of(made) if made else None


def find(conn: Connection, house: House, **by: object) -> Payment | None:
    """By `id`, `request`, `payload` or `charge_id`."""
    ((name, value),) = by.items()
    row = conn.execute(_BY[name], {"p": house.id, "v": value}).mappings().first()
    return Payment.of(row) if row else None


def paid_for(conn: Connection, house: House, booking_id: int, bundle_id: int | None = None) -> Payment | None:
    """The payment that a booking has, or the package that it is a part of, and keeps at least a part of."""
    name, value = ("bundle_id", bundle_id) if bundle_id else ("booking_id", booking_id)
    rows = conn.execute(_BY[name], {"p": house.id, "v": value}).mappings()
    found = [one for one in map(Payment.of, rows) if one.paid_at]
    return next((one for one in found if kept_of(conn, house, one).minor), None)


def kept_of(conn: Connection, house: House, one: Payment) -> Money:
    """What does not go back."""
    going = conn.execute(_GOING, {"p": house.id, "i": one.id}).scalar_one()
    return one.amount - Money(int(going), one.amount.currency)


def approve(conn: Connection, house: House, one: Payment) -> None:
    conn.execute(_APPROVE, {"p": house.id, "i": one.id, "now": house.now})


def receive(conn: Connection, house: House, one: Payment, charge_id: str, provider_id: str) -> Payment:
    """The money is here. A second payment of one invoice is a payment of its own, for nothing."""
    known = {"p": house.id, "i": one.id, "now": house.now, "c": charge_id, "pc": provider_id}
    if conn.execute(_PAY, known).rowcount == 1:
        return _again(conn, house, one)
    return apart(conn, house, one, charge_id, provider_id)


def apart(conn: Connection, house: House, one: Payment, charge_id: str, provider_id: str) -> Payment:
    """Money that came by an invoice and does not pay it: a payment of its own."""
    row = {
        "property_id": house.id,
        "request": f"charge:{charge_id}",
        "payload": f"charge:{charge_id}",
        "booking_id": one.booking_id,
        "bundle_id": one.bundle_id,
        "guest_id": one.guest_id,
        "amount_minor": one.amount.minor,
        "currency": one.amount.currency,
        "asked_at": house.now,
        "paid_at": house.now,
        "charge_id": charge_id,
        "provider_charge_id": provider_id,
    }
    return Payment.of(conn.execute(_PUT, row).mappings().one())


def _again(conn: Connection, house: House, one: Payment) -> Payment:
    found = find(conn, house, id=one.id)
    assert found  # noqa: S101  # it was updated one line up
    return found


def keep_only(conn: Connection, house: House, one: Payment, kept: Money) -> Refund | None:
    """All but so much goes back; said once to reception and to the guest. None when it has been said."""
    more = kept_of(conn, house, one) - kept
    if more.minor <= 0:
        return None
    row = {"property_id": house.id, "payment_id": one.id, "amount_minor": more.minor, "due_at": house.now}
    number = conn.execute(_OWE, row).scalar_one()
    owed = Refund(number, one.id, more, house.now, None, None)
    _tell(conn, house, one, owed)
    return owed


def give_back(conn: Connection, house: House, one: Payment) -> Refund | None:
    """The whole of it: nothing was had for it."""
    return keep_only(conn, house, one, one.amount.percent(0))


def owe_back(conn: Connection, house: House, ended: Booking) -> None:
    """A booking that was paid has ended: what its terms do not keep goes back. Of a package the other parts
    keep what they are worth."""
    one = paid_for(conn, house, ended.id, ended.bundle_id) if ended.payment == CARD else None
    if one is not None:
        keep_only(conn, house, one, worth(conn, house, ended))


def worth(conn: Connection, house: House, ended: Booking) -> Money:
    """What stays of a payment by the terms of everything that it was for."""
    nothing = ended.quote.total.percent(0)
    paid = bundles.parts(conn, house, ended.bundle_id) if ended.bundle_id else [ended]
    return sum((_stays(conn, house, one) or nothing for one in paid), nothing)


def _stays(conn: Connection, house: House, one: Booking) -> Money | None:
    """Of those to whom nobody came, all of it, until a colleague has let the rest go back."""
    let_go = one.no_show_at is not None and log.last(conn, house, one, PAID_BACK) is not None
    return one.quote.total if one.status in bundles.ON and not let_go else one.kept


def goes_on(conn: Connection, house: House, old: Booking, new: Booking) -> None:
    """The money of what was moved is for the new time; a difference is said to both sides. What has money of
    its own, or costs another currency, takes none along: that of the old time goes back as it ends."""
    one = paid_for(conn, house, old.id) if old.payment == CARD and not old.bundle_id else None
    if one is None or paid_for(conn, house, new.id):  # a part of a package takes its share along
        return
    if one.amount.currency != new.quote.total.currency:
        return
    conn.execute(_GO_ON, {"p": house.id, "i": one.id, "to": new.id})
    has = kept_of(conn, house, one)
    keep_only(conn, house, replace(one, booking_id=new.id), new.quote.total)
    if (more := new.quote.total - has).minor > 0:
        said: dict[str, Value] = {"amount": more, "paid": has, "extra": Local(new.sold.title), "ref": new.ref}
        guest = people.guest_by_id(conn, new.guest_id)
        outbox.send(conn, house, guest.chat_id, say(text("payment.rest", **said)))
        outbox.send(conn, house, None, say(text("payment.rest_staff", **said)), lane=outbox.STAFF)


def owed(conn: Connection, house: House) -> list[Refund]:
    """All that still has to go back, the oldest first."""
    return [Refund.of(row) for row in conn.execute(_OWED, {"p": house.id}).mappings()]


def refund(conn: Connection, house: House, refund_id: int) -> Refund | None:
    row = conn.execute(_REFUND, {"p": house.id, "i": refund_id}).mappings().first()
    return Refund.of(row) if row else None


def returned(conn: Connection, house: House, refund_id: int, who: Colleague) -> bool:
    """A colleague has done it; False when it was done before."""
    known = {"p": house.id, "i": refund_id, "now": house.now, "by": f"staff:{who.user_id}"}
    return conn.execute(_RETURN, known).rowcount == 1


def words(conn: Connection, house: House, one: Payment, back: Refund) -> dict[str, Value]:
    """What a refund is about: how much, of what, whose, and under which number at the provider."""
    guest = people.guest_by_id(conn, one.guest_id)
    title, ref = _about(conn, house, one)
    return {
        "amount": back.amount,
        "extra": title,
        "ref": ref,
        "name": guest.name,
        "room": guest.room or guest.was_in or "",
        "number": one.provider_charge_id or one.charge_id or "—",
    }


def _about(conn: Connection, house: House, one: Payment) -> tuple[Value, str]:
    """What was paid for, and its number."""
    if one.bundle_id:
        whole = bundles.by_id(conn, house, one.bundle_id)
        return Local(whole.title), whole.ref
    booking = book.by_id(conn, house, one.booking_id)
    return (Local(booking.sold.title), booking.ref) if booking else ("—", "—")


def _tell(conn: Connection, house: House, one: Payment, back: Refund) -> None:
    known, guest = words(conn, house, one, back), people.guest_by_id(conn, one.guest_id)
    outbox.send(conn, house, guest.chat_id, say(text("refund.coming", **known)))
    done = choice(text("button.refunded"), "refunded", refund=back.id)
    outbox.send(conn, house, None, say(text("refund.owed", **known), choices=[done]), lane=outbox.STAFF)
