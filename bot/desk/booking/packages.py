"""A package is held, booked and let go as one: every part of it or none.

Its price is split over the parts, so that they sum to it exactly. What a part is worth goes with it when it
is moved, and comes back by its own terms when it is given up alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import (
    book,
    bundles,
    cancelling,
    capacity,
    gift,
    holding,
    instead,
    minimum,
    moves,
    package_code,
    price,
    rules,
    sale,
    shown,
    till,
    vector,
    waiting,
    ways,
    weather,
    when,
)
from bot.desk.booking.ask import Ask, Piece
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.capacity import Places
from bot.desk.booking.moves import Ending
from bot.desk.booking.parts import Plan, ask_of, title
from bot.desk.booking.planning import full
from bot.desk.booking.price import ANYBODY, Buyer
from bot.desk.booking.refusals import HoldExpired, PartFull, PausedSale, SoldOut, TooManyHolds, WeatherClosed
from bot.desk.booking.room import check_open
from bot.desk.catalog.model import Component
from bot.desk.house import House
from bot.desk.pricing import shares
from bot.desk.pricing.shares import Shared
from bot.desk.problems import HOME, PERSON, DeskError, OldButton
from bot.money import Money
from bot.say import Choice, Local, Value, text

HOLD = "bundle_hold"  # the timer that ends a hold of all parts; its ref is the package's id
HELD = ("ON_HOLD", "EXPIRED")


@dataclass(frozen=True)
class Terms:
    """What giving up the whole means now: `refund` + `fee` is what its parts that can go were worth; from
    `until` on it may be another."""

    refund: Money
    fee: Money
    parts: tuple[Booking, ...]
    until: datetime | None = None


def asks(conn: Connection, plan: Plan) -> list[tuple[Component, Ask]]:
    """The parts as they can be sold now. Raises what stands in the way of the first that cannot."""
    if not plan.whole or any(one.offer not in plan.starts for one in plan.components):
        raise OldButton
    found = []
    for part in plan.components:
        ask = ask_of(plan, part, plan.starts[part.offer])
        if ask is None:
            raise OldButton
        sale.find(conn, plan.house, ask.offer.code, ask.option.code)
        rules.check_ask(ask)
        check_open(conn, ask)
        found.append((part, ask))
    return found


def priced(plan: Plan, parts: Sequence[tuple[Component, Ask]], buyer: Buyer = ANYBODY) -> Shared:
    """Today's price of the package, and of each part as a part of it."""
    day = min((ask.day for _, ask in parts if ask.start), default=plan.house.today)
    whole = price.quote(plan.house, plan.offer, plan.option, plan.party, None, day=day, buyer=buyer)
    singles = [price.quote_of(ask, buyer=replace(buyer, voucher=None)) for _, ask in parts]
    weights = [plan.house.money(part.share) if part.share is not None else None for part, _ in parts]
    cost = shares.shared(plan.house, whole, singles, weights, title(plan))
    if buyer.voucher is None:
        return cost
    plain = priced(plan, parts, replace(buyer, voucher=None))
    return (
        cost if cost.whole.total < plain.whole.total else plain
    )  # a use that takes nothing off is not taken


def hold(conn: Connection, plan: Plan, *, request: str, guest_id: int) -> Bundle:
    """Keep the places of every part while the guest decides; the same request twice is the same package.

    Raises `PartFull`, with nothing held, when one of them has no room.
    """
    house = plan.house
    if earlier := bundles.by_request(conn, house, request, guest_id):
        return earlier
    parts = asks(conn, plan)
    if book.holds(conn, house, guest_id) >= holding.MOST_HOLDS:
        raise TooManyHolds(most=holding.MOST_HOLDS, ways=[ways.bookings(), PERSON, HOME])
    taken = _take_all(conn, plan, parts, guest_id)
    cost = priced(plan, parts, package_code.buyer(conn, plan, guest_id))
    bundle = _write(conn, plan, cost, request, guest_id)
    until = house.now + timedelta(minutes=house.hotel.hold_minutes)
    for n, (part, ask) in enumerate(parts):
        sold = replace(ask, piece=_piece(plan, bundle, part, cost, n))
        facts: dict[str, Any] = {"request": f"{request}:{part.offer}", "guest_id": guest_id}
        held = book.write(conn, sold, cost.parts[n], status="ON_HOLD", expires_at=until, **facts)
        capacity.enter(conn, house, held.id, taken[n])
        minimum.watch(conn, sold)
    package_code.take(conn, plan, bundle)
    timers.start(conn, house, HOLD, str(bundle.id), until)
    return bundle


def _take_all(
    conn: Connection, plan: Plan, parts: Sequence[tuple[Component, Ask]], guest_id: int
) -> list[list[Places]]:
    """The places of all of them, or none."""
    needs = [vector.of(ask) for _, ask in parts]
    capacity.line_up(conn, plan.house, [need for each in needs for need in each])
    taken: list[list[Places]] = []
    for (part, _), each in zip(parts, needs, strict=True):
        found = capacity.take(conn, plan.house, each) if each else []
        if found is None:
            for places in taken:
                capacity.put_back(conn, plan.house, places)
            raise full(conn, plan, part, guest_id)
        taken.append(found)
    return taken


def _write(conn: Connection, plan: Plan, cost: Shared, request: str, guest_id: int) -> Bundle:
    fixed = [one.offer for one in plan.components if one.fixed]
    sold = {"title": plan.offer.title, "keep": plan.offer.keep, "fixed": fixed}
    return bundles.new(
        conn,
        plan.house,
        request=request,
        guest_id=guest_id,
        offer=plan.offer.code,
        option=plan.option.code,
        party=plan.party.json(),
        quote=cost.whole.json(),
        apart_minor=cost.apart.minor,
        sold=sold,
    )


def _piece(plan: Plan, bundle: Bundle, part: Component, cost: Shared, n: int) -> Piece:
    terms = part.cancel or plan.offer.cancel
    return Piece(bundle.id, part.offer, cost.parts[n], terms.free_hours, terms.fee_percent, part.prepare)


def confirm(
    conn: Connection, house: House, bundle_id: int, guest_id: int, payment: str
) -> tuple[Bundle, list[Booking]]:
    """Book all that is held, or nothing; twice is once. A hold that ran out is booked too if every part is
    still to be had at the price that was shown, else `HoldExpired` or `PartFull`."""
    bundle = bundles.theirs(conn, house, bundle_id, guest_id)
    parts = bundles.parts(conn, house, bundle.id)
    held = [one for one in parts if bundles.together(one)]
    if not held:
        return bundle, parts
    if any(one.status not in HELD for one in held):
        raise expired(house, bundle, held)
    if not as_shown(conn, house, bundle, held):
        raise expired(house, bundle, held)
    capacity.line_up_held(conn, house, [one.id for one in held])
    try:
        with conn.begin_nested():
            for one in held:
                holding.confirm(conn, house, one.id, guest_id, payment, with_rest=True)
    except (SoldOut, WeatherClosed, PausedSale) as gone:
        raise part_full(bundle, gone) from gone
    except HoldExpired as gone:
        raise expired(house, bundle, held) from gone
    use_code(conn, house, bundle, held)
    timers.stop(conn, house, HOLD, str(bundle.id))
    return bundle, bundles.parts(conn, house, bundle.id)


def use_code(conn: Connection, house: House, bundle: Bundle, held: Sequence[Booking]) -> None:
    """The voucher of a hold that ran out may have been used elsewhere: raises `CodeUsed`."""
    if not gift.take_for_all(conn, house, bundle, held[0]):
        raise shown.CodeUsed(ways=[plan_again(bundle), PERSON, HOME])


def part_full(bundle: Bundle, gone: DeskError) -> PartFull:
    return PartFull(**_named(bundle, gone), ways=[plan_again(bundle), PERSON, HOME])


def _named(bundle: Bundle, gone: DeskError) -> dict[str, Value]:
    """The part by name: every refusal of a booking says of what."""
    package = Local(bundle.title)
    return {"extra": gone.params.get("extra", package), "package": package}


def as_shown(conn: Connection, house: House, bundle: Bundle, held: Sequence[Booking]) -> bool:
    """What ran out is booked at the price that was shown, or not at all."""
    if all(one.held(house.now) for one in held):
        return True
    offer, option = sale.find(conn, house, bundle.offer, bundle.option)
    starts = {one.part or one.offer: one.start for one in held}
    plan = Plan(house, offer, option, bundle.party, tuple(starts), starts)
    return priced(plan, asks(conn, plan), bundle.quote.buyer).whole.total == bundle.quote.total


def plan_again(bundle: Bundle) -> Choice:
    """The way to the same package, to choose its parts anew."""
    facts = {"offer": bundle.offer, "option": bundle.option, "party": bundle.party.json()}
    return Choice(text("button.plan_again"), "bundle_pick", facts)


def expired(house: House, bundle: Bundle, held: Sequence[Booking]) -> HoldExpired:
    first = when.of_booking(house, held[0])
    return HoldExpired(extra=Local(bundle.title), start=first, ways=[plan_again(bundle), PERSON, HOME])


def release(conn: Connection, house: House, bundle_id: int, guest_id: int) -> list[Ended]:
    """Let all held parts go; what is no longer on hold stays as it is."""
    bundle = bundles.theirs(conn, house, bundle_id, guest_id)
    timers.stop(conn, house, HOLD, str(bundle.id))
    return _end_held(conn, house, bundle, moves.RELEASE)


def expire(conn: Connection, house: House, bundle_id: int) -> list[Ended]:
    """End a hold whose time is over; nothing if there was nothing to end, so that a guest is told once."""
    return _end_held(conn, house, bundles.by_id(conn, house, bundle_id), moves.EXPIRE)


def _end_held(conn: Connection, house: House, bundle: Bundle, how: Ending) -> list[Ended]:
    held = [one for one in bundles.parts(conn, house, bundle.id) if bundles.together(one)]
    capacity.line_up_held(conn, house, [one.id for one in held])
    return [done for one in held if (done := waiting.end(conn, house, how, one.id))]


def terms(conn: Connection, house: House, bundle: Bundle) -> Terms:
    """Of every part that is still ahead, by its own terms."""
    going = tuple(one for one in bundles.parts(conn, house, bundle.id) if _can_go(house, one))
    each = [_terms(conn, house, one) for one in going]
    none = bundle.quote.total.percent(0)
    refund, fee = sum((one.refund for one in each), none), sum((one.fee for one in each), none)
    ends = [_holds_until(house, one, own) for one, own in zip(going, each, strict=True)]
    return Terms(refund, fee, going, min((end for end in ends if end), default=None))


def _terms(conn: Connection, house: House, one: Booking) -> cancelling.Terms:
    """Its own; what the weather desk is asking about costs nothing, whatever they say."""
    own = cancelling.terms(one, house.now)
    if not weather.asked_about(conn, house, one.id):
        return own
    return replace(own, refund=one.quote.total, fee=one.quote.total.percent(0), free_until=None)


def _holds_until(house: House, one: Booking, own: cancelling.Terms) -> datetime | None:
    """The terms of a part change when it is no longer free, and once it begins."""
    ahead = own.free_until is not None and own.free_until > house.now
    return own.free_until if ahead and one.sold.fee_percent else one.begins


def _can_go(house: House, one: Booking) -> bool:
    return one.status == "CONFIRMED" and (one.begins is None or one.begins > house.now)


def cancel(conn: Connection, house: House, bundle_id: int, guest_id: int) -> list[Ended]:
    """Give up all that is still ahead, each part by its own terms; twice is once."""
    bundle = bundles.theirs(conn, house, bundle_id, guest_id)
    going = terms(conn, house, bundle).parts
    capacity.line_up_held(conn, house, [one.id for one in going])
    ended = [_give_up(conn, house, one) for one in going]
    if ended:
        till.owe_back(conn, house, ended[-1].booking)  # once for all of them
    return ended


def _give_up(conn: Connection, house: House, one: Booking) -> Ended:
    """What the weather desk is asking about is called off by it, and the question is answered."""
    called = weather.asked_about(conn, house, one.id)
    if called is None:
        return cancelling.cancel(conn, house, one.id, one.guest_id, whole=True)
    weather.settle(conn, house, called, "cancelled", why="guest", answer_by=called.answer_by)
    instead.card_soon(conn, house, called.action_id)
    return weather.call_off(conn, house, one, owe=False) or Ended(one)
