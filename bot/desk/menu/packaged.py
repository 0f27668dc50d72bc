"""A package that is held or booked: confirm it, look at it, give it up, and what a guest takes from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.db import Connection
from bot.desk import outbox, people
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import answers, bundles, package_code, packages, planning
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.bundles import Bundle
from bot.desk.booking.parts import Plan
from bot.desk.house import House
from bot.desk.menu import after, needs, package_words, packaging, receipts
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.menu.choosing import press_name
from bot.desk.menu.pay_words import chosen, paid_of_package
from bot.desk.menu.reminding import remind
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.timers import Due
from bot.say import Choice, Local, Say, Text, choice, say, text


def hold(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The same press twice is the same package; at another price than was shown there is none."""
    request = press_name(asked, "bundle")
    if earlier := bundles.by_request(conn, house, request, guest.id):
        _show(conn, house, asked, guest, earlier)
        return
    plan = packaging.wants(conn, house, asked, guest, facts)
    if plan is None:
        return
    if _repriced(conn, plan, guest, facts):
        nod(conn, house, asked)
        packaging.card(conn, house, asked, guest, plan, text("price.changed"))
        return
    held = packages.hold(conn, plan, request=request, guest_id=guest.id)
    _keep_answers(conn, house, guest, plan, held)
    _show(conn, house, asked, guest, held)


def _repriced(conn: Connection, plan: Plan, guest: Guest, facts: Facts) -> bool:
    cost = packages.priced(plan, packages.asks(conn, plan), package_code.buyer(conn, plan, guest.id))
    return cost.whole.total.minor != int(facts["total"])


def _keep_answers(conn: Connection, house: House, guest: Guest, plan: Plan, held: Bundle) -> None:
    """What the staff of each part read of its people."""
    by_part = {one.part: one for one in bundles.parts(conn, house, held.id)}
    for part, ask in packages.asks(conn, plan):
        known = answers.agreed(conn, house, guest, ask)
        answers.keep(conn, house, by_part[part.offer], needs.relevant(known))


def _show(conn: Connection, house: House, asked: Asked, guest: Guest, bundle: Bundle) -> None:
    nod(conn, house, asked)
    terms = packages.terms(conn, house, bundle)
    reply(conn, house, asked, package_words.screen(conn, house, bundle, terms))


def show(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    _show(conn, house, asked, guest, bundles.theirs(conn, house, facts["bundle"], guest.id))


def confirm(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """A new message, a phone must ring. Twice is once."""
    bundle = bundles.theirs(conn, house, facts["bundle"], guest.id)
    before = bundles.parts(conn, house, bundle.id)
    nod(conn, house, asked, text("word.done"))
    if not any(bundles.together(one) for one in before):
        return
    by = chosen(guest, facts.get("pay"))
    bundle, booked = packages.confirm(conn, house, bundle.id, guest.id, by)
    reply(conn, house, asked, say(text("booking.closed", extra=Local(bundle.title), ref=bundle.ref)))
    booked_now(conn, house, guest, bundle, booked)


def booked_now(
    conn: Connection, house: House, guest: Guest, bundle: Bundle, booked: Sequence[Booking]
) -> None:
    """The confirmation, and what follows from it by itself."""
    said = package_words.booked(house, bundle, booked, paid_of_package(bundle, booked))
    outbox.send(conn, house, guest.chat_id, said)
    for one in booked:
        remind(conn, house, one)


def release(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Let go: the price may have been too much, so a smaller version is offered where there is one."""
    bundle = bundles.theirs(conn, house, facts["bundle"], guest.id)
    ended = packages.release(conn, house, bundle.id, guest.id)
    _letters(conn, house, ended)
    if not ended:
        _show(conn, house, asked, guest, bundle)
        return
    nod(conn, house, asked)
    again = choice(Local(bundle.title), "offer", code=bundle.offer)
    said = say(text("booking.released"), choices=[_smaller(house, bundle), again, BACK])
    reply(conn, house, asked, said)


def _letters(conn: Connection, house: House, ended: Sequence[Ended]) -> None:
    for one in ended:
        after.letters(conn, house, one.offered)


def _smaller(house: House, bundle: Bundle) -> Choice | None:
    sold = house.sold(bundle.offer, bundle.option)
    if sold is None:
        return None
    plan = Plan(house, *sold, bundle.party)
    small = planning.smaller(plan)
    smaller = replace(plan, option=small) if small else None
    return Choice(text("button.smaller"), "bundle_version", smaller.facts()) if smaller else None


def hold_over(conn: Connection, house: House, timer: Due) -> None:
    """The hold of all parts ran out: said once, and the package can be planned again."""
    ended = packages.expire(conn, house, int(timer.ref))
    if not ended:
        return
    _letters(conn, house, ended)
    bundle = bundles.by_id(conn, house, int(timer.ref))
    said = say(
        text("booking.expired", extra=Local(bundle.title)), choices=[packages.plan_again(bundle), BACK]
    )
    guest = people.guest_by_id(conn, bundle.guest_id)
    outbox.send(conn, house, guest.chat_id, said, kind="soft")


def cancel(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """What giving up all that is left costs, before it is done."""
    bundle = bundles.theirs(conn, house, facts["bundle"], guest.id)
    terms = packages.terms(conn, house, bundle)
    if not terms.parts:
        _show(conn, house, asked, guest, bundle)
        return
    nod(conn, house, asked)
    reply(conn, house, asked, _ask(house, bundle, terms))


def _ask(house: House, bundle: Bundle, terms: packages.Terms, first: Text | None = None) -> Say:
    """ "Yes" carries the refund that is shown: at another one nothing is given up."""
    known = {"bundle": bundle.id, "booking": terms.parts[0].id, "refund": terms.refund.minor}
    choices = [
        choice(text("button.keep"), "bundle", bundle=bundle.id),
        choice(text("button.cancel_package"), "bundle_cancel_yes", **known),
        choice(text("button.person"), "person"),
    ]
    return say(first, package_words.cancel_text(house, bundle, terms), choices=choices)


def cancel_yes(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Each part by its own terms, as they were shown; twice is once."""
    bundle = bundles.theirs(conn, house, facts["bundle"], guest.id)
    terms = packages.terms(conn, house, bundle)
    if terms.parts and terms.refund.minor != facts.get("refund"):
        nod(conn, house, asked)
        reply(conn, house, asked, _ask(house, bundle, terms, text("package.terms_changed")))
        return
    ended = packages.cancel(conn, house, bundle.id, guest.id)
    if not ended:
        _show(conn, house, asked, guest, bundle)
        return
    for one in ended:
        after.given_up(conn, house, one)
    kept = sum((one.booking.kept for one in ended if one.booking.kept), bundle.quote.total.percent(0))
    fee = kept if kept.minor else ""
    nod(conn, house, asked)
    said = text("booking.cancelled", extra=Local(bundle.title), ref=bundle.ref, fee=fee)
    choices = [choice(text("button.extras"), "groups"), BACK]
    reply(conn, house, asked, say(said, choices=choices, lasting=True))


def calendar(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """One file with an entry for each part; each of them follows its part from then on."""
    bundle = bundles.theirs(conn, house, facts["bundle"], guest.id)
    dated = [one for one in _booked(conn, house, bundle) if one.start]
    if not dated:
        _show(conn, house, asked, guest, bundle)
        return
    nod(conn, house, asked)
    receipts.send_calendars(conn, house, asked.chat_id, bundle.ref, dated, guest.language)


def vouchers(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """A voucher for each part: it is another place and other people who scan it."""
    bundle = bundles.theirs(conn, house, facts["bundle"], guest.id)
    found = _booked(conn, house, bundle)
    nod(conn, house, asked)
    buttons = [package_words.part_button(one, "voucher") for one in found]
    back = choice(text("button.back"), "bundle", bundle=bundle.id)
    reply(conn, house, asked, say(text("package.vouchers"), choices=[*buttons, back]))


def _booked(conn: Connection, house: House, bundle: Bundle) -> list[Booking]:
    return [one for one in bundles.parts(conn, house, bundle.id) if one.status == "CONFIRMED"]


GUEST_ACTS: dict[str, GuestAct] = {
    **packaging.GUEST_ACTS,
    "bundle": show,
    "bundle_hold": hold,
    "bundle_confirm": confirm,
    "bundle_release": release,
    "bundle_cancel": cancel,
    "bundle_cancel_yes": cancel_yes,
    "bundle_calendar": calendar,
    "bundle_vouchers": vouchers,
}
