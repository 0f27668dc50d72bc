"""A package on the guest's screens: its parts a line each, its price and what it saves."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import timedelta

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import binding, bundles, packages, when
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.packages import Terms
from bot.desk.booking.parts import Plan, title
from bot.desk.catalog.model import Component
from bot.desk.house import House
from bot.desk.menu import pay_words, price_words
from bot.desk.pricing.quotes import Quote
from bot.desk.pricing.shares import Shared
from bot.money import Money
from bot.say import At, Choice, Join, Local, Say, Span, Text, Value, choice, say, text

OFF = ("CANCELLED", "REJECTED", "EXPIRED")


def planned(parts: Sequence[tuple[Component, Ask]]) -> Value:
    """When, what, for whom."""
    asks = sorted((ask for _, ask in parts), key=lambda one: (one.start is None, one.start or one.house.now))
    return Join([Join([when.of_ask(one), one.title, one.party.said()], "dot") for one in asks], "lines")


def lines(house: House, parts: Sequence[Booking]) -> Value:
    return Join([line(house, one) for one in parts], "lines")


def line(house: House, one: Booking) -> Value:
    if one.status in OFF and one.confirmed_at is not None:
        return text("package.off", extra=Local(one.sold.title))
    return Join([when.of_booking(house, one), Local(one.sold.title), one.party.said()], "dot")


def plan_text(plan: Plan, parts: Sequence[tuple[Component, Ask]], cost: Shared) -> Text:
    """All that the guest has to know before the places are held."""
    terms = [one.cancel or plan.offer.cancel for one, _ in parts]
    hours = max(one.free_hours for one in terms)
    return text(
        "package.plan",
        package=title(plan),
        total=cost.whole.total,
        parts=planned(parts),
        apart=cost.apart if cost.saved.minor else "",
        saved=saved(cost.saved),
        span=Span(hours * 60) if hours else "",
        fee=later({one.fee_percent for one in terms}, to_start=not hours) if cost.whole.total.minor else "",
    )


def later(percents: Set[int], *, to_start: bool = False) -> Value:
    """What is kept of a part that is given up after that; free `to_start`: of who does not come."""
    most = max(percents)
    kept = text("price.fee_later_most", n=most) if len(percents) > 1 and most else price_words.fee(most)
    if kept is None:
        return ""
    return Join([text("price.free_to_start"), kept], "lines") if to_start else kept


def fee(plan: Plan, parts: Sequence[tuple[Component, Ask]]) -> Text | None:
    """Of a part that is too near to be given up for nothing."""
    terms = [(one.cancel or plan.offer.cancel, ask.start) for one, ask in parts]
    late = [
        one.fee_percent
        for one, start in terms
        if start and start - timedelta(hours=one.free_hours) <= plan.house.now
    ]
    return price_words.fee(max(late, default=0), late=True)


def voucher(cost: Quote) -> Text | None:
    """That the code counts: the total is with it already."""
    line = next((one for one in cost.lines if one.kind == "voucher"), None)
    return text("price.line_one", what=line.label, amount=line.amount) if line else None


def saved(amount: Money) -> Value:
    return amount if amount.minor > 0 else ""


def held(conn: Connection, house: House, bundle: Bundle, parts: Sequence[Booking]) -> Say | None:
    """While all of it waits for the guest's word; None when it does no more."""
    waiting = [one for one in parts if one.held(house.now)]
    if not waiting or waiting[0].expires_at is None:
        return None
    until, guest = waiting[0].expires_at, people.guest_by_id(conn, bundle.guest_id)
    said = text(
        "package.held",
        time=At(until),
        package=Local(bundle.title),
        parts=lines(house, parts),
        total=bundle.quote.total,
        saved=saved(bundle.saved),
        minutes=max(1, round((until - house.now).total_seconds() / 60)),
    )
    known = {"bundle": bundle.id, "booking": waiting[0].id}
    return say(
        said,
        pay_words.line_of(guest, bundle.quote),
        choices=[
            choice(binding.yes(house, bundle.quote.total), "bundle_confirm", **known),
            *pay_words.ways_of_package(conn, house, guest, bundle, waiting),
            *pay_words.more_time_of_package(house, bundle, waiting),
            choice(text("button.release"), "bundle_release", **known),
        ],
    )


def booked(house: House, bundle: Bundle, parts: Sequence[Booking], payment: Value) -> Say:
    """The confirmation, with what is taken away from it."""
    said = text(
        "package.booked",
        package=Local(bundle.title),
        parts=lines(house, parts),
        total=bundle.quote.total,
        payment=payment,
        saved=saved(bundle.saved),
        ref=bundle.ref,
    )
    ways = [
        choice(text("button.calendar"), "bundle_calendar", bundle=bundle.id),
        choice(text("button.voucher"), "bundle_vouchers", bundle=bundle.id),
        choice(text("button.change_cancel"), "bundle", bundle=bundle.id),
    ]
    return say(said, choices=ways, lasting=True)


def screen(conn: Connection, house: House, bundle: Bundle, terms: Terms) -> Say:
    """The package as it stands: on hold, or each part as a button."""
    parts = bundles.parts(conn, house, bundle.id)
    if waiting := held(conn, house, bundle, parts):
        return waiting
    if all(bundles.together(one) for one in parts):
        return over(bundle, parts)
    said = text(
        "package.is",
        package=Local(bundle.title),
        ref=bundle.ref,
        parts=lines(house, parts),
        total=bundles.owed(parts, bundle.quote.total.currency),
    )
    ways: list[Choice | None] = [part_button(one) for one in parts if one.ahead(house.now)]
    if terms.parts:
        known = {"bundle": bundle.id, "booking": terms.parts[0].id}
        ways.append(choice(text("button.cancel_package"), "bundle_cancel", **known))
    return say(said, choices=[*ways, choice(text("button.bookings"), "bookings")])


def over(bundle: Bundle, parts: Sequence[Booking]) -> Say:
    """It was held and never booked."""
    key = "booking.expired" if any(one.status != "CANCELLED" for one in parts) else "booking.released"
    again = choice(text("button.bookings"), "bookings")
    return say(text(key, extra=Local(bundle.title)), choices=[packages.plan_again(bundle), again])


def part_button(one: Booking, act: str = "cancel") -> Choice:
    return choice(Local(one.sold.title), act, booking=one.id)


def of_part(conn: Connection, house: House, part: Booking) -> Say | None:
    """The whole package instead of a part that is held with the rest."""
    if part.bundle_id is None or not bundles.together(part):
        return None
    bundle = bundles.by_id(conn, house, part.bundle_id)
    return screen(conn, house, bundle, packages.terms(conn, house, bundle))


def for_staff(conn: Connection, house: House, one: Booking) -> Value | None:
    """Which package it is a part of, and what has to be ready for it."""
    if one.bundle_id is None:
        return None
    bundle = bundles.by_id(conn, house, one.bundle_id)
    part = text("agenda.part", package=Local(bundle.title), ref=bundle.ref)
    ready = one.sold.prepare
    return Join([part, *([text("agenda.prepare", what=Local(ready))] if ready else [])], "lines")


def cancel_text(house: House, bundle: Bundle, terms: Terms) -> Text:
    return text(
        "package.cancel_ask",
        package=Local(bundle.title),
        parts=lines(house, terms.parts),
        refund=terms.refund,
        fee=terms.fee,
        deadline=At(terms.until, "both") if terms.until else "",
    )
