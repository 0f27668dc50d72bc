"""A package on hold while it is paid for or thought over: its parts wait as one, as long as each of them can.

What was paid is for all parts. What a part that is given up does not keep goes back, by its own terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import binding, bundles, capacity, holding, longer, moves, packages, till
from bot.desk.booking.book import Booking
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.refusals import HeldLongEnough, HoldExpired, PausedSale, SoldOut, WeatherClosed
from bot.desk.booking.till import CARD, Payment
from bot.desk.house import House
from bot.desk.problems import HOME
from bot.say import At, Local, choice, text


def payable(conn: Connection, house: House, whole: Bundle, held: Sequence[Booking]) -> bool:
    """Whether this hold can be paid in the chat."""
    running = bool(held) and all(one.held(house.now) for one in held)
    return running and till.collects(conn, house, whole.quote.total)


def extend(conn: Connection, house: House, bundle_id: int, guest_id: int, *, seen: datetime) -> Bundle:
    """Hold all parts for as long again; the same tap twice is once.

    Raises `HoldExpired`, and `HeldLongEnough` when nothing would be gained.
    """
    whole = bundles.theirs(conn, house, bundle_id, guest_id)
    held = _held(conn, house, whole)
    if not held or held[0].expires_at != seen:
        return whole
    if not held[0].held(house.now):
        raise packages.expired(house, whole, held)
    until = latest(house, held)
    if until is None:
        yes = choice(
            binding.yes(house, whole.quote.total), "bundle_confirm", bundle=whole.id, booking=held[0].id
        )
        no = choice(text("button.release"), "bundle_release", bundle=whole.id, booking=held[0].id)
        raise HeldLongEnough(time=At(seen), extra=Local(whole.title), ways=[yes, no, HOME])
    for one in held:
        if moves.move(conn, house, moves.EXTEND, one.id, seen=seen, until=until) is None:
            raise RuntimeError(f"{one.ref} was changed by another transaction")
    timers.start(conn, house, packages.HOLD, str(whole.id), until)
    return whole


def latest(house: House, held: Sequence[Booking]) -> datetime | None:
    """Until when all parts may be held instead; None when no more than a moment is gained."""
    ends = [one.expires_at for one in held if one.expires_at]
    if not ends or ends[0] <= house.now:
        return None
    until: datetime = min(longer.latest(house, one, ends[0]) for one in held)
    return until if until - ends[0] >= longer.WORTH else None


def ready(conn: Connection, house: House, bundle_id: int, until: datetime) -> None:
    """Telegram may take the money: all parts wait for it, also what ran out. Raises what `confirm` raises."""
    whole = bundles.by_id(conn, house, bundle_id)
    every = bundles.parts(conn, house, whole.id)
    held = [one for one in every if bundles.together(one)]
    if not held and all(one.status == "CONFIRMED" and one.ahead(house.now) for one in every):
        return  # booked meanwhile, to be paid later: now it is paid
    if not held or not packages.as_shown(conn, house, whole, held):
        raise packages.expired(house, whole, every)
    capacity.line_up_held(conn, house, [one.id for one in held])
    try:
        with conn.begin_nested():
            for one in held:
                holding.kept_until(conn, house, one, until)
    except (SoldOut, WeatherClosed, PausedSale) as gone:
        raise packages.part_full(whole, gone) from gone
    except HoldExpired as gone:
        raise packages.expired(house, whole, held) from gone
    packages.use_code(conn, house, whole, held)
    timers.start(conn, house, packages.HOLD, str(whole.id), until)


def receive(conn: Connection, house: House, one: Payment, bundle_id: int) -> bool:
    """The money is here: the package is booked with it, True; or what is booked of it is paid now, False.

    Raises what stands in the way: nothing of it can be had any more.
    """
    whole = bundles.by_id(conn, house, bundle_id)
    if _held(conn, house, whole):
        packages.confirm(conn, house, whole.id, whole.guest_id, CARD)
        return True
    every = bundles.parts(conn, house, whole.id)
    booked = [part for part in every if part.status == "CONFIRMED"]
    if not booked:
        raise packages.expired(house, whole, every)
    for part in booked:
        moves.move(conn, house, moves.PAID, part.id)
    till.keep_only(conn, house, one, till.worth(conn, house, booked[0]))
    return False


def _held(conn: Connection, house: House, whole: Bundle) -> list[Booking]:
    return [one for one in bundles.parts(conn, house, whole.id) if bundles.together(one)]
