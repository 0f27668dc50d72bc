"""What staff note about a booking: they came, nobody came, it is off; and what they take back."""

from __future__ import annotations

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import book, cancelling, codes, daybook, foresight, log, redeeming, when
from bot.desk.booking.book import Booking
from bot.desk.cases import behalf, case
from bot.desk.house import House
from bot.desk.menu import after, day, reminding, waits
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.screens import BACK
from bot.desk.people import Colleague
from bot.desk.problems import DeskError, OldButton
from bot.say import At, Local, choice, say, text


class BookingUnknown(DeskError):
    """A number or a code that is none of this hotel's."""

    key = "refuse.booking_unknown"


def _of(conn: Connection, house: House, facts: Facts) -> Booking:
    """As it is now: what was moved meanwhile is found where it went."""
    found = book.by_id(conn, house, facts["booking"])
    if found is None:
        raise OldButton(ways=[redeeming.DAY])
    return codes.moved_to(conn, house, found)


def came(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """They are here; once, whoever notes it. Of a day that is over they are asked once more."""
    done = redeeming.redeem(conn, house, _of(conn, house, facts), who, late="late" in facts)
    reminding.stop(conn, house, done.id)
    _shown(conn, house, asked, done, "agenda.came")


def absent(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    done = redeeming.no_show(conn, house, _of(conn, house, facts), who)
    _shown(conn, house, asked, done, "agenda.absent")


def paid_back(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Of a card payment what the terms do not keep; the refund is then on /refunds like any other."""
    found = _of(conn, house, facts)
    amount = redeeming.pay_back(conn, house, found, who)
    said = text("agenda.paid_back", amount=amount, ref=found.ref) if amount else None
    nod(conn, house, asked, text("word.done"))
    reply(conn, house, asked, day.screen(conn, house, asked, found.id, said))


def undo(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    done = redeeming.undo(conn, house, _of(conn, house, facts), who)
    _shown(conn, house, asked, done, "agenda.undone")


def _shown(conn: Connection, house: House, asked: Asked, done: Booking, key: str) -> None:
    said = text(key, extra=Local(done.sold.title), ref=done.ref)
    nod(conn, house, asked, text("word.done"))
    reply(conn, house, asked, day.screen(conn, house, asked, done.id, said))


def off(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What it costs the guest, by the terms or for free, and who would have the places instead."""
    found = _of(conn, house, facts)
    nod(conn, house, asked)
    if redeeming.state(found) != "confirmed":
        reply(conn, house, asked, day.screen(conn, house, asked, found.id))
        return
    fee = cancelling.terms(found, house.now).fee
    said = text(
        "agenda.off_ask",
        extra=Local(found.sold.title),
        when=when.of_booking(house, found),
        fee=fee if fee.minor else "",
        ref=found.ref,
    )
    keep = choice(text("button.keep"), "day_one", booking=found.id)
    free = choice(text("button.day_off_free"), "day_off_yes", booking=found.id, free=True)
    by_terms = choice(text("button.day_off_fee"), "day_off_yes", booking=found.id) if fee.minor else None
    seen = waits.said(conn, foresight.of_giving_up(conn, house, found))
    reply(conn, house, asked, say(said, *seen, choices=[keep, by_terms, free]))


def off_yes(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The guest is told, whoever waited is offered the places; twice is once."""
    found = _of(conn, house, facts)
    terms = cancelling.terms(found, house.now)
    kept = found.quote.total.percent(0) if facts.get("free") else terms.fee
    ended = cancelling.by_hotel(conn, house, found, kept=kept)
    nod(conn, house, asked, text("word.done"))
    if ended.booking.status == "CANCELLED" and found.status != "CANCELLED":
        log.note(conn, house, ended.booking, who, "cancelled", kept=kept.minor)
        after.given_up(conn, house, ended)
        _tell(conn, house, ended.booking)
    reply(conn, house, asked, day.screen(conn, house, asked, found.id))


def failed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The guests came and the service did not: an incident, once, and they read what happens by when."""
    found = _of(conn, house, facts)
    before = case.for_booking(conn, house, found.id, kind="incident")
    opened = behalf.failed(conn, house, found, by=f"staff:{who.user_id}")
    if before is None:
        guest = people.guest_by_id(conn, found.guest_id)
        outbox.send(conn, house, guest.chat_id, behalf.acknowledged(conn, house, opened, who))
    nod(conn, house, asked, text("word.done"))
    said = text("agenda.failed", ref=opened.ref, time=At(opened.ack_due))
    reply(conn, house, asked, day.screen(conn, house, asked, found.id, said))


def _tell(conn: Connection, house: House, ended: Booking) -> None:
    guest, kept = people.guest_by_id(conn, ended.guest_id), ended.kept
    said = text(
        "booking.cancelled_for_you",
        extra=Local(ended.sold.title),
        when=when.of_booking(house, ended),
        fee=kept if kept and kept.minor else "",
        ref=ended.ref,
    )
    choices = [choice(text("button.extras"), "groups"), choice(text("button.person"), "person"), BACK]
    outbox.send(conn, house, guest.chat_id, say(said, choices=choices, lasting=True))


def scanned(conn: Connection, house: House, asked: Asked, who: Colleague, payload: str) -> None:
    """A colleague has scanned a voucher: the booking, with "They are here" first."""
    found = codes.behind(conn, house, payload)
    if found is None:
        raise BookingUnknown(ways=[redeeming.DAY])
    reply(conn, house, asked, day.screen(conn, house, asked, found.id))


def by_ref(conn: Connection, house: House, asked: Asked, who: Colleague, ref: str) -> None:
    """ "/redeem B-7F3K": the booking, to look at before it is noted."""
    entry = daybook.by_ref(conn, house, ref)
    if entry is None:
        raise BookingUnknown(ways=[redeeming.DAY])
    reply(
        conn, house, asked, day.screen(conn, house, asked, _of(conn, house, {"booking": entry.booking.id}).id)
    )


ACTS: dict[str, StaffAct] = {
    "day_came": came,
    "day_absent": absent,
    "day_undo": undo,
    "day_back": paid_back,
    "day_failed": failed,
    "day_off": off,
    "day_off_yes": off_yes,
}
