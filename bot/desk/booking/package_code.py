"""A voucher code for a package: shown for the whole, used once, and back when the last part has gone."""

from __future__ import annotations

from dataclasses import replace

from bot.db import Connection
from bot.desk.booking import bundles, buying, gift, shown
from bot.desk.booking.ask import Ask
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.gift import Gift
from bot.desk.booking.parts import Plan
from bot.desk.booking.price import Buyer
from bot.desk.people import Guest
from bot.desk.problems import DeskError
from bot.say import Choice, text


def asked(plan: Plan) -> Ask:
    """The package as something that a code is for: on its first day."""
    first = min((at for at in plan.starts.values() if at), default=None)
    return Ask(plan.house, plan.offer, plan.option, plan.party, first, gift=plan.gift)


def find(conn: Connection, plan: Plan, guest: Guest, words: str) -> Gift | DeskError:
    """The code behind what was written, or why it is not to be had."""
    found = shown.find(conn, asked(plan), guest, words)
    return _led(plan, found) if isinstance(found, DeskError) else found


def buyer(conn: Connection, plan: Plan, guest_id: int) -> Buyer:
    """Who buys, with the voucher that was shown. Raises what keeps that from this package."""
    known = buying.buyer(conn, plan.house, guest_id)
    found = gift.by_ref(conn, plan.house, plan.gift) if plan.gift else None
    if found is None:
        return known
    if refused := shown.obstacle(conn, asked(plan), guest_id, found):
        raise _led(plan, refused)
    return replace(known, voucher=found.voucher)


def take(conn: Connection, plan: Plan, held: Bundle) -> None:
    """One use for all parts. Raises `CodeUsed` when the last one has gone meanwhile."""
    if not gift.take_for_all(conn, plan.house, held, bundles.parts(conn, plan.house, held.id)[0]):
        raise _led(plan, shown.used(plan.facts()))


def _led(plan: Plan, refused: DeskError) -> DeskError:
    """The ways on of a single extra, as those of the plan."""
    plain = replace(plan, gift=None)
    ways = {
        "book": Choice(text("button.without_code"), "bundle_plan", plain.facts()),
        "days": Choice(text("button.other_days"), "bundle_days", replace(plan, starts={}).facts()),
    }
    refused.ways = tuple(ways.get(one.act, one) for one in refused.ways)
    return refused
