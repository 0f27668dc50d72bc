"""They came, or nobody did: what staff note about a booking, and take back within a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta

from bot.db import Connection
from bot.desk.booking import book, log, moves, till
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.money import Money
from bot.say import At, Choice, Local, Value, choice, text

GRACE = timedelta(minutes=15)  # after the start, before anybody is noted as absent
UNDO = timedelta(minutes=15)
EARLY = timedelta(hours=12)  # before the start: a voucher that is shown earlier is for another day
LATE = timedelta(hours=3)  # after the end: an evening is noted past midnight, what comes later is asked about
DAY = choice(text("button.day"), "day")


class RedeemedAlready(DeskError):
    """A voucher that is shown a second time, or a tap of two colleagues."""

    key = "refuse.redeemed_already"


class NotRedeemable(DeskError):
    """Cancelled, refused, asked for, or noted as absent."""

    key = "refuse.not_redeemable"


class RedeemedEarly(DeskError):
    """The booking is for another day."""

    key = "refuse.redeemed_early"


class RedeemedLate(DeskError):
    """The day it was for is over: a colleague says once more that they come in."""

    key = "refuse.redeemed_late"


class NoShowEarly(DeskError):
    """They may still come."""

    key = "refuse.no_show_early"


class UndoneLate(DeskError):
    """What was noted stands after a quarter of an hour."""

    key = "refuse.undone_late"


def redeem(
    conn: Connection, house: House, booking: Booking, who: Colleague, *, late: bool = False
) -> Booking:
    """They are here, also `late`. Of two who note it, one does: the other gets `RedeemedAlready`.

    Raises `NotRedeemable`, and `RedeemedEarly` or `RedeemedLate` for a booking of another day.
    """
    if booking.status == "CONFIRMED" and not booking.no_show_at:
        _of_today(house, booking, late=late)
    done = moves.move(conn, house, moves.REDEEM, booking.id)
    if done is None:
        raise _why_not(conn, house, booking)
    log.note(conn, house, done, who, "redeemed")
    return done


def _of_today(house: House, booking: Booking, *, late: bool) -> None:
    """Raises `RedeemedEarly`; and `RedeemedLate`, unless a colleague has seen that it is."""
    if booking.start is None:
        return
    known = {"start": At(booking.start, "both"), **_named(booking)}
    if booking.start - house.now > EARLY:
        raise RedeemedEarly(ways=_ways(booking), **known)
    over = booking.end or booking.start
    if not late and house.local(over).date() < house.today and house.now - over > LATE:
        again = choice(text("button.day_came_late"), "day_came", booking=booking.id, late=True)
        raise RedeemedLate(ways=[again, *_ways(booking)], **known)


def no_show(conn: Connection, house: House, booking: Booking, who: Colleague) -> Booking:
    """Nobody came: the fee of a late cancellation is owed. Raises `NoShowEarly` and `NotRedeemable`."""
    since = booking.begins + GRACE if booking.begins else house.now
    if house.now < since:
        style = "time" if house.local(since).date() == house.today else "stamp"
        raise NoShowEarly(ways=_ways(booking), time=At(since, style), **_named(booking))
    kept = booking.quote.total.percent(booking.sold.fee_percent)
    begun = house.now - GRACE
    done = moves.move(conn, house, moves.NO_SHOW, booking.id, begun=begun, kept=kept.minor)
    if done is None:
        raise _why_not(conn, house, booking)
    log.note(conn, house, done, who, "no_show", kept=kept.minor)
    return done


def undo(conn: Connection, house: House, booking: Booking, who: Colleague) -> Booking:
    """As it was before it was noted, within `UNDO`; of two taps one does it. Raises `UndoneLate`."""
    back = moves.UNREDEEM if booking.status == "REDEEMED" else moves.CAME
    gone = booking.no_show_at and log.last(conn, house, booking, till.PAID_BACK)
    done = None if gone else moves.move(conn, house, back, booking.id, since=house.now - UNDO)
    if done is None:
        raise UndoneLate(ways=_ways(booking), **_named(booking))
    log.note(conn, house, done, who, "undone")
    return done


def to_pay_back(conn: Connection, house: House, booking: Booking) -> Money | None:
    """What the terms do not keep of the money of somebody who did not come and paid by card, while nobody has
    let it go."""
    if booking.no_show_at is None or booking.payment != till.CARD:
        return None
    paid = till.paid_for(conn, house, booking.id, booking.bundle_id)
    if paid is None or log.last(conn, house, booking, till.PAID_BACK):
        return None
    freed = booking.quote.total - (booking.kept or booking.quote.total.percent(0))
    rest = freed - (
        till.worth(conn, house, booking) - till.kept_of(conn, house, paid)
    )  # less what was never paid
    return rest if rest.minor > 0 else None


def pay_back(conn: Connection, house: House, booking: Booking, who: Colleague) -> Money | None:
    """It goes back by the terms that the guest saw; once. What was noted stands from then on."""
    rest = to_pay_back(conn, house, booking)
    if rest is not None:
        log.note(conn, house, booking, who, till.PAID_BACK, amount=rest.minor)
        till.owe_back(conn, house, booking)
    return rest


def undoable(conn: Connection, booking: Booking, house: House) -> bool:
    if booking.no_show_at and log.last(conn, house, booking, till.PAID_BACK):
        return False
    noted = booking.redeemed_at if booking.status == "REDEEMED" else booking.no_show_at
    return noted is not None and noted > house.now - UNDO


def absent_by_now(booking: Booking, house: House) -> bool:
    """Whether staff may note that nobody came."""
    waiting = booking.status == "CONFIRMED" and booking.no_show_at is None
    return waiting and booking.begins is not None and booking.begins + GRACE <= house.now


def state(booking: Booking) -> str:
    """One word for a staff screen: a confirmed booking that nobody came to is `no_show`."""
    return "no_show" if booking.no_show_at else booking.status.lower()


def _why_not(conn: Connection, house: House, booking: Booking) -> DeskError:
    """What it is instead, and who noted that."""
    now = book.by_id(conn, house, booking.id) or booking
    if now.status != "REDEEMED":
        return NotRedeemable(ways=_ways(now), state=text(f"agenda.is_{state(now)}"), **_named(now))
    by = log.last(conn, house, now, "redeemed")
    at = At(now.redeemed_at or house.now, "stamp")
    return RedeemedAlready(ways=_ways(now), time=at, person=by.name if by else "", **_named(now))


def _named(booking: Booking) -> dict[str, Value]:
    return {"extra": Local(booking.sold.title), "ref": booking.ref}


def _ways(booking: Booking) -> list[Choice]:
    return [choice(text("button.open_booking"), "day_one", booking=booking.id), DAY]
