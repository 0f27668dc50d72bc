"""How a hold can be paid and how long it waits: lines and buttons of the screen where a guest decides."""

from __future__ import annotations

from collections.abc import Sequence

from bot.db import Connection
from bot.desk.booking import binding, longer, owing, package_money, till
from bot.desk.booking.book import Booking
from bot.desk.booking.bundles import Bundle
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.pricing.quotes import Quote
from bot.money import Money
from bot.say import Choice, Join, Text, Value, choice, text


def line(conn: Connection, house: House, guest: Guest, held: Booking) -> Value | None:
    """What "yes" means for the bill; of a new time, what was paid for the old one and what is left."""
    earlier = till.along(conn, house, held)
    if earlier is None:
        return line_of(guest, held.quote)
    total, has = held.quote.total, till.kept_of(conn, house, earlier)
    rest = [text("booking.pay_rest", rest=total - has)] if total > has else []
    back = [text("booking.pay_back", back=has - total)] if has > total else []
    return Join([text("booking.pay_along", paid=has), *rest, *back], "lines")


def line_of(guest: Guest, cost: Quote) -> Text | None:
    if not cost.total.minor:
        return None
    return text("booking.pay_room", room=guest.room or "—") if _room(guest) else text("booking.pay_at_desk")


def ways(conn: Connection, house: House, guest: Guest, held: Booking) -> list[Choice]:
    """Beside the usual "yes": at reception where that goes to the room, and by card in the chat. What takes
    money along is not paid otherwise."""
    if not held.quote.total.minor or till.along(conn, house, held):
        return []
    desk = choice(binding.there(house), "confirm", booking=held.id, pay="desk") if _room(guest) else None
    possible = till.possible(conn, house, held)
    card = choice(text("button.pay_card"), "pay_card", booking=held.id) if possible else None
    return [one for one in (desk, card) if one]


def ways_of_package(
    conn: Connection, house: House, guest: Guest, whole: Bundle, held: Sequence[Booking]
) -> list[Choice]:
    """The same for all parts at once."""
    if not whole.quote.total.minor:
        return []
    known = {"bundle": whole.id, "booking": held[0].id}
    desk = choice(binding.there(house), "bundle_confirm", **known, pay="desk") if _room(guest) else None
    possible = package_money.payable(conn, house, whole, held)
    card = choice(text("button.pay_card"), "bundle_pay", **known) if possible else None
    return [one for one in (desk, card) if one]


def more_time_of_package(house: House, whole: Bundle, held: Sequence[Booking]) -> list[Choice]:
    if held[0].expires_at is None or package_money.latest(house, held) is None:
        return []
    known = {"bundle": whole.id, "booking": held[0].id, "seen": held[0].expires_at.isoformat()}
    return [choice(text("button.more_minutes"), "bundle_extend", **known)]


def more_time(house: House, held: Booking) -> list[Choice]:
    """A few more minutes, while that gains any. The button knows which end it was shown with."""
    if held.expires_at is None or not longer.extendable(house, held):
        return []
    seen = held.expires_at.isoformat()
    return [choice(text("button.more_minutes"), "extend", booking=held.id, seen=seen)]


def chosen(guest: Guest, wanted: str | None) -> str:
    """To the room only for whom reception or the hotel's list has confirmed it."""
    return "room" if _room(guest) and wanted != "desk" else "desk"


def paid(conn: Connection, house: House, booking: Booking) -> Value:
    """For a receipt: how it is paid; both amounts where the card has not paid all of it."""
    if rest := owing.rest(conn, house, booking):
        return text("payment.card_rest", paid=booking.owed - rest, rest=rest)
    return _how(booking.quote.total, booking.payment)


def paid_of_package(whole: Bundle, booked: Sequence[Booking]) -> Value:
    """The same of all parts at once: one of them may cost nothing."""
    return _how(whole.quote.total, next((one.payment for one in booked if one.payment), None))


def _how(total: Money, payment: str | None) -> Text:
    return text(f"payment.{payment or 'desk'}" if total.minor else "payment.none")


def _room(guest: Guest) -> bool:
    return guest.verified and guest.room is not None
