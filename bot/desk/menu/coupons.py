"""The way to a discount voucher on a price card: a tap where the hotel gave this guest one, else a code."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Connection
from bot.desk.booking import gift, package_code, shown
from bot.desk.booking.ask import Ask
from bot.desk.booking.gift import Gift
from bot.desk.booking.parts import Plan
from bot.desk.booking.price import quote_of
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.pricing.quotes import Quote
from bot.desk.stays import phones
from bot.say import Choice, text


def way(conn: Connection, ask: Ask, guest: Guest) -> Choice | None:
    """None where a voucher is in the price already, or nothing could come off."""
    if ask.buyer.voucher or ask.piece or not quote_of(ask).total.minor:
        return None
    own = shown.listed(conn, ask, guest.id, _given(conn, ask.house, guest))
    if own is None:
        return Choice(text("button.have_code"), "code", ask.facts())
    label = text("button.use_code", worth=shown.worth(own))
    return Choice(label, "book", {**ask.facts(), "gift": own.ref})


def way_of_package(conn: Connection, plan: Plan, guest: Guest, cost: Quote) -> Choice | None:
    """The same for a package, with all that was planned."""
    if plan.gift or not cost.total.minor:
        return None
    own = shown.listed(conn, package_code.asked(plan), guest.id, _given(conn, plan.house, guest))
    if own is None:
        return Choice(text("button.have_code"), "code", {"plan": plan.facts()})
    label = text("button.use_code", worth=shown.worth(own))
    return Choice(label, "bundle_plan", replace(plan, gift=own.ref).facts())


def _given(conn: Connection, house: House, guest: Guest) -> list[Gift]:
    """What was given to any phone of the stay."""
    stay = phones.stay_of(conn, house, guest.id)
    theirs = [one.id for one in phones.linked(conn, house, stay.id)] if stay else [guest.id]
    return gift.of_guest(conn, house, theirs)
