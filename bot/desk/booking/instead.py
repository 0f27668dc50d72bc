"""What a party could do instead of what the weather has called off: the same later, or something indoors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import (
    answers,
    book,
    bundles,
    buying,
    calendar,
    capacity,
    closing,
    gift,
    holding,
    moves,
    rules,
    sale,
    sessions,
    till,
    weather,
)
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.capacity import Start
from bot.desk.booking.keeping import keep
from bot.desk.booking.limits import obstacle
from bot.desk.booking.price import quote_of
from bot.desk.booking.room import alternatives, check_open, sold_out
from bot.desk.booking.weather import Called
from bot.desk.catalog.model import Offer
from bot.desk.catalog.today import all_stopped
from bot.desk.house import House
from bot.desk.problems import OldButton
from bot.money import Money

SAME = 2  # other starts at most; what is left of three goes to other extras
NEAR = timedelta(hours=3)  # "that hour": what begins so much earlier or later


def instead(conn: Connection, house: House, booking: Booking, *, most: int = 3) -> list[Ask]:
    """Only what has room for all of them, suits their ages, and does not clash with what else they booked."""
    if booking.start is None:
        return []
    same = list(islice(_same(conn, house, booking, booking.start), SAME))
    return [*same, *islice(_other(conn, house, booking, booking.start), most - len(same))]


def _same(conn: Connection, house: House, booking: Booking, start: datetime) -> Iterator[Ask]:
    """The same at another start, while the guest is still in the hotel."""
    sold = house.sold(booking.offer, booking.option)
    if sold is None or not sold[0].active or sold[0].mode != "slot":
        return
    ask = Ask(house, *sold, booking.party, start)
    for found in alternatives(conn, ask, booking.guest_id, most=SAME * 2):
        if _fits(conn, ask.at(found), booking):
            yield ask.at(found)


def _other(conn: Connection, house: House, booking: Booking, start: datetime) -> Iterator[Ask]:
    """What begins about that hour and does not depend on the weather, the nearest first."""
    stopped, day = all_stopped(conn, house), house.local(start).date()
    dry = [one for one in house.catalog.offers.values() if _dry(one) and one.code not in stopped]
    asks = [ask for offer in dry for ask in _near(house, offer, booking, start, day)]
    free = capacity.free_of(conn, house, [_start(one) for one in asks])
    seen = {booking.offer}
    for ask in sorted(asks, key=lambda one: (abs((one.start or start) - start), one.offer.order)):
        room = free[_start(ask)] >= ask.places
        if room and ask.offer.code not in seen and _fits(conn, ask, booking):
            seen.add(ask.offer.code)
            yield ask


def _dry(offer: Offer) -> bool:
    """Nothing to prepare either: it is had at its hour."""
    plain = offer.mode == "slot" and not offer.components and not offer.help_only
    return offer.active and plain and not offer.rules.weather


def _near(house: House, offer: Offer, booking: Booking, start: datetime, day: date) -> Iterator[Ask]:
    for option in offer.options:
        for moment in sessions.bookable(offer, option, day, house):
            if abs(moment - start) <= NEAR:
                yield Ask(house, offer, option, booking.party, moment)


def _start(ask: Ask) -> Start:
    return Start(ask.offer.code, ask.option.code, ask.start or ask.house.now)


def _fits(conn: Connection, ask: Ask, booking: Booking) -> bool:
    if obstacle(ask) or closing.is_closed(conn, ask):
        return False
    others = book.of_guest(conn, ask.house, booking.guest_id)
    return not any(_overlap(ask, one) for one in others if one.id != booking.id)


def _overlap(ask: Ask, other: Booking) -> bool:
    start = ask.start or ask.house.now
    end = start + ask.option.length
    return other.start is not None and start < (other.end or other.start) and other.start < end


def move(
    conn: Connection, house: House, called: Called, booking: Booking, start: datetime
) -> tuple[Booking, Ended]:
    """The same at another start: booked before the old places go, both or neither, never dearer, and with all
    that its staff know of the party. Raises what stands in the way of the new booking.
    """
    offer, option = sale.find(conn, house, booking.offer, booking.option)
    ask = bundles.moved(conn, house, Ask(house, offer, option, booking.party, start, booking.id))
    rules.check_ask(ask)
    check_open(conn, ask)
    ask = buying.priced_for(conn, ask, booking.guest_id)
    request, minutes = f"weather:{called.id}", house.hotel.hold_minutes
    held = keep(conn, ask, request=request, guest_id=booking.guest_id, minutes=minutes)
    if held is None:
        raise sold_out(conn, ask)
    before, now = booking.quote.total, held.quote.total
    if now.currency != before.currency or now.minor > before.minor:
        held = moves.move(conn, house, moves.AS_BEFORE, held.id, quote=booking.quote.json()) or held
    gift.goes_on(conn, house, booking.id, held)
    payment = booking.payment or "desk"
    booked = holding.confirm(conn, house, held.id, booking.guest_id, payment, with_rest=True)
    answers.keep(conn, house, booked, answers.of(conn, house, booking.id))
    till.goes_on(conn, house, booking, booked)
    ended = weather.call_off(conn, house, booking)
    if ended is None:
        raise OldButton
    return calendar.goes_on(conn, house, booked, ended.booking), ended


def taken(conn: Connection, house: House, called: Called, booked: Booking) -> None:
    """Another extra was booked in its place: the question is answered, and the staff's card says so."""
    weather.settle(conn, house, called, "moved", moved_to=booked.id, answer_by=called.answer_by)
    card_soon(conn, house, called.action_id)


def card_soon(conn: Connection, house: House, action_id: int) -> None:
    """The staff's card is shown anew soon, together with what else changes until then."""
    if timers.due_at(conn, house, weather.CARD, str(action_id)) is None:
        timers.start(conn, house, weather.CARD, str(action_id), house.now + weather.CARD_AFTER)


def price(conn: Connection, ask: Ask, booking: Booking) -> Money:
    """What the party would pay instead of the booking: for the same never more, for a part its share."""
    moved = bundles.moved(conn, ask.house, replace(ask, replaces=booking.id))
    cost = price_anew(conn, moved, booking)
    same = ask.offer.code == booking.offer and cost.currency == booking.quote.total.currency
    return min(cost, booking.quote.total, key=lambda one: one.minor) if same else cost


def price_anew(conn: Connection, ask: Ask, booking: Booking) -> Money:
    """What it costs the party once the booking is given back: as on its price card."""
    return quote_of(buying.priced_for(conn, ask, booking.guest_id)).total
