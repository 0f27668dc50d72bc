"""The waiting list of a start. A party is offered places for all of it or none: by priority, and within the
same priority in the order of joining.

An offer is a real hold, for half the time to the start, from 5 to 30 minutes. What comes free at night, 22–08
on the hotel's clock, is held for the first in line until the morning: they are written to at 08:00 and their
minutes count from then, so that nobody is woken and nobody slips past the line. What they were offered in the
evening and would lose in the night they have until then too. Where less than an hour would be left between
08:00 and the start, and for whoever is joining at that moment, it is now or never: at once.
A guest decides about one offer at a time for the same wish: the same extra on the same day.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import (
    book,
    bundles,
    buying,
    capacity,
    closing,
    gift,
    lending,
    line,
    minimum,
    moves,
    rules,
    sale,
    till,
    vector,
)
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking, ByStaff, Ended, Reason
from bot.desk.booking.capacity import Places
from bot.desk.booking.keeping import HOLD, keep
from bot.desk.booking.limits import obstacle
from bot.desk.booking.line import FROM_LIST, Wait
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.problems import DeskError, OldButton

CLOSE = "wait_close"  # the timer at the cut-off of a wait; its ref is the wait's id
TELL = "wait_tell"  # the timer at which who was offered places is written to; its ref is the booking's id
ANSWERS = {"EXPIRED": "expired", "CONFIRMED": "accepted"}


def join(
    conn: Connection,
    house: House,
    guest_id: int,
    offer: str,
    option: str,
    start: datetime,
    party: Party,
    replaces: int | None = None,
    periods: int = 1,
    voucher: str | None = None,
) -> tuple[Booking, ...]:
    """Wait for room for the whole party. If room came meanwhile it is offered at once.

    Twice is once, also with another `voucher` code shown; with other people it means waiting anew. Raises
    what `sale.find` and `rules.check` raise, and `OldButton` for what is arranged by a person.
    """
    sold = sale.find(conn, house, offer, option)
    if sold[0].mode == "request":
        raise OldButton
    rules.check_ask(Ask(house, *sold, party, start, replaces, periods=periods))
    key = line.key_of(house, offer, option, start)
    wanted = {**party.json(), "moves": replaces, "periods": periods, "gift": voucher}
    theirs = (one for one in line.waiting(conn, key) if one.guest_id == guest_id)
    same = (one for one in theirs if (one.party, one.replaces, one.periods) == (party, replaces, periods))
    if known := next(same, None):
        line.changed(conn, known, wanted)
    else:
        wait_id = line.join(conn, house, guest_id, key, wanted)
        notice = timedelta(minutes=sold[0].rules.notice_minutes)
        timers.start(conn, house, CLOSE, str(wait_id), line.last_moment(house, *sold, start) - notice)
    return offer_freed(conn, house, offer, option, start, awake=guest_id)


def leave(conn: Connection, house: House, guest_id: int, offer: str, option: str, start: datetime) -> bool:
    """True if the guest was waiting. An offer that they have already is let go like any hold."""
    return line.leave(conn, line.key_of(house, offer, option, start), guest_id)


def close(conn: Connection, house: House, wait_id: int) -> Wait | None:
    """The cut-off: whoever still waits is owed a word and another idea; None for who does not."""
    return line.end(conn, house, wait_id, "closed")


def accepted(conn: Connection, house: House, booked: Booking) -> None:
    """The wish came true: the guest waits no more for another hour of it."""
    if booked.start is None or not from_list(booked):
        return
    line.answered(conn, house, booked, "accepted")
    for one in line.also(conn, house, booked.guest_id, booked.offer, booked.start):
        line.end(conn, house, one.id, "left")


def from_list(booking: Booking) -> bool:
    """Whether it began as an offer to somebody who waited."""
    return booking.request.startswith(FROM_LIST)


def tell_at(house: House, held: Booking) -> datetime:
    """When whoever was offered it is written to: not by night, if the offer lasts beyond it."""
    morning = line.next_morning(house)
    lasts = held.expires_at is not None and held.expires_at > morning
    return morning if line.at_night(house) and lasts else house.now


def open_offer(
    conn: Connection, house: House, guest_id: int, offer: str, option: str, start: datetime
) -> Booking | None:
    """What the guest is being offered of this start."""
    wanted = (offer, option, start)
    found = (one for one in book.of_guest(conn, house, guest_id) if one.held(house.now) and from_list(one))
    return next((one for one in found if (one.offer, one.option, one.start) == wanted), None)


def end(
    conn: Connection,
    house: House,
    how: moves.Ending,
    booking_id: int,
    *,
    settle: bool = True,
    reason: Reason | ByStaff | None = None,
    **facts: Any,
) -> Ended | None:
    """The one way in which a booking ends, whoever ends it: all that it had goes back in the same breath.
    None if it does not apply (any more).

    `settle`: what was paid is owed back now; not while the other parts of a package end in the same breath.
    """
    ended = moves.move(conn, house, how.change, booking_id, reason=reason, **facts)
    return _give_back(conn, house, ended, settle=settle) if ended else None


def _give_back(conn: Connection, house: House, booking: Booking, *, settle: bool = True) -> Ended:
    """Places and stock to the counters and at once to those who wait, the use of a voucher, the money."""
    timers.stop(conn, house, HOLD, str(booking.id))
    lending.take_over(conn, house, booking)
    freed = capacity.release(conn, house, booking.id)
    gift.give_back(conn, house, booking)
    if settle:
        till.owe_back(conn, house, booking)
    return Ended(booking, _offer_its_start(conn, house, booking) + offer_elsewhere(conn, house, freed))


def _offer_its_start(conn: Connection, house: House, booking: Booking) -> tuple[Booking, ...]:
    """And, of what was offered from the list, the other starts that its guest would have had it for."""
    if booking.start is None:
        return ()
    starts = [(booking.option, booking.start)]
    if from_list(booking):
        line.answered(conn, house, booking, ANSWERS.get(booking.status, "declined"))
        theirs = line.also(conn, house, booking.guest_id, booking.offer, booking.start)
        starts += [(one.option, one.start) for one in theirs if one.start != booking.start]
    return _offer_all(conn, house, booking.offer, starts)


def offer_elsewhere(conn: Connection, house: House, freed: Sequence[Places]) -> tuple[Booking, ...]:
    """The other starts that draw on what came free, of any offer: a horse that one ride does not need."""
    counters = {(one.resource, one.start) for one in freed}
    touched = [one for one in line.all_waiting(conn, house) if counters & _counters(house, one)]
    return _offer_to(conn, house, touched)


def offer_everywhere(conn: Connection, house: House) -> tuple[Booking, ...]:
    """The hotel may have made room, nobody knows where: for one extra, or in what several draw on."""
    return _offer_to(conn, house, line.all_waiting(conn, house))


def _offer_to(conn: Connection, house: House, waits: Sequence[Wait]) -> tuple[Booking, ...]:
    """Their starts, in the order of their lines."""
    found = dict.fromkeys((one.offer, one.option, one.start) for one in waits)
    return tuple(held for start in found for held in offer_freed(conn, house, *start))


def _counters(house: House, wait: Wait) -> set[tuple[str, datetime]]:
    sold = house.sold(wait.offer, wait.option)
    drawn = vector.at(house, *sold, wait.start, wait.periods) if sold else []
    return {(name, moment) for one in drawn for name in one.counters for moment in one.moments}


def offer_freed(
    conn: Connection, house: House, offer: str, option: str, start: datetime, *, awake: int | None = None
) -> tuple[Booking, ...]:
    """Hold what is free for the first parties in the line that fit; each is owed a letter by the caller."""
    sold = house.sold(offer, option)
    waiting = line.waiting(conn, line.key_of(house, offer, option, start))
    if not waiting or sold is None or not sold[0].active or sale.stopped(conn, house, offer):
        return ()
    if sold[0].mode == "request":  # joined when that was possible
        return ()
    if minimum.is_off(conn, house, *sold, start):
        return ()
    offered = []
    for wait in waiting:
        ask = Ask(house, *sold, wait.party, start, wait.replaces, periods=wait.periods, gift=wait.gift)
        ask = bundles.moved(conn, house, ask)
        if not capacity.fits(conn, ask) or not _may_have(conn, ask, wait):
            continue
        if held := _offer(conn, ask, wait, awake=wait.guest_id == awake):
            offered.append(held)
    return tuple(offered)


def _may_have(conn: Connection, ask: Ask, wait: Wait) -> bool:
    if obstacle(ask) or closing.is_closed(conn, ask):
        return False
    return not line.has_offer(conn, ask.house, wait)


def offer_again(conn: Connection, house: House, offer: str) -> tuple[Booking, ...]:
    """The hotel has made room, or sells again: every start of the offer that somebody waits for."""
    return _offer_all(conn, house, offer, line.waited(conn, house, offer))


def _offer_all(
    conn: Connection, house: House, offer: str, starts: Iterable[tuple[str, datetime]]
) -> tuple[Booking, ...]:
    found = (offer_freed(conn, house, offer, option, start) for option, start in starts)
    return tuple(held for offered in found for held in offered)


def _offer(conn: Connection, ask: Ask, wait: Wait, *, awake: bool) -> Booking | None:
    """The wait ends with the offer: who lets it run out joins again."""
    last = line.last_moment(ask.house, ask.offer, ask.option, wait.start)
    given = line.window(ask.house, last, awake=awake)
    if given.until > last:
        return None
    request, minutes = f"{FROM_LIST}{secrets.token_hex(8)}", given.minutes(ask.house.now)
    ask = _priced(conn, ask, wait)
    held = keep(conn, ask, request=request, guest_id=wait.guest_id, minutes=minutes)
    if held:
        line.offered(conn, wait, held.id)
    return held


def _priced(conn: Connection, ask: Ask, wait: Wait) -> Ask:
    """With the voucher that was shown; without it once it is not good for this any more, so that whoever has
    freed the places is not stopped by it."""
    try:
        return buying.priced_for(conn, ask, wait.guest_id)
    except DeskError:
        return buying.priced_for(conn, replace(ask, gift=None), wait.guest_id)
