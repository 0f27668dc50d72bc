"""A package in chat: which parts, a plan with a time for each, and its price before anything is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import family, package_code, packages, parts, planning, told, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import obstacle
from bot.desk.booking.parts import Plan, title
from bot.desk.booking.refusals import PartUnfit
from bot.desk.booking.unfit import OnlyInHouse
from bot.desk.catalog.model import Component, Offer
from bot.desk.house import House
from bot.desk.menu import coupons, lasting, needs, package_words, price_words
from bot.desk.menu.acts import Facts, GuestAct
from bot.desk.people import Guest
from bot.desk.problems import PERSON, DeskError, OldButton
from bot.say import At, Choice, Join, Local, Text, Value, choice, say, text

TIMES = 5  # of one part, on one screen
Parts = Sequence[tuple[Component, Ask]]


def begin(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The people are known: the version for so many of them, then its parts."""
    plan = planning.version_for(parts.of(conn, house, facts))
    plan = planning.knowing(conn, plan, guest)
    _go_on(conn, house, asked, guest, plan)


def _go_on(
    conn: Connection,
    house: House,
    asked: Asked,
    guest: Guest,
    plan: Plan,
    *,
    beside: Sequence[str | None] = (),
) -> None:
    """All parts where there is no choice; else those that are still to be chosen."""
    if len(plan.offer.components) == plan.wanted:
        plan = replace(plan, picked=tuple(one.offer for one in plan.offer.components))
    if plan.whole:
        _propose(conn, house, asked, guest, plan)
    else:
        _pick(conn, house, asked, guest, plan, beside)


def pick(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """A tap adds a part; with the last one the plan is made."""
    plan = parts.of(conn, house, facts)
    if "toggle" in facts:
        plan = plan.picking(facts["toggle"])
    _go_on(conn, house, asked, guest, plan, beside=(facts.get("beside"),))


def _pick(
    conn: Connection, house: House, asked: Asked, guest: Guest, plan: Plan, beside: Sequence[str | None]
) -> None:
    """Only parts that these people may have are buttons; the others say why not, and where too few are left,
    the first of them does. `beside`: not these now."""
    why = _unfit(conn, plan, guest)
    fitting = [one for one in plan.offer.components if one.offer not in why]
    if len(fitting) < plan.wanted:
        first = next(iter(why))
        raise unfit(conn, plan, guest, first, why[first])
    left = [one for one in fitting if one.offer not in (*plan.picked, *beside)]
    without = [text("package.unfit", extra=_name(plan, name), why=said) for name, said in why.items()]
    missing = plan.wanted - len(plan.components)
    names = [_name(plan, one.offer) for one in plan.components]
    anew = Choice(text("button.plan_again"), "bundle_pick", replace(plan, picked=(), starts={}).facts())
    said = say(
        text("package.pick", n=missing, package=title(plan), parts=Join(names) if names else ""),
        Join([text("package.unfit_head"), *without], "lines") if without else None,
        choices=[*(_add(plan, one) for one in left), anew if names else None, _back(plan)],
    )
    nod(conn, house, asked)
    reply(conn, house, asked, said)


def _unfit(conn: Connection, plan: Plan, guest: Guest) -> dict[str, Text]:
    found = ((one.offer, parts.unfit_for(conn, plan, one, guest)) for one in plan.offer.components)
    return {name: why for name, why in found if why}


def unfit(conn: Connection, plan: Plan, guest: Guest, name: str, why: Text) -> PartUnfit:
    """Which part it is, why, and what goes instead."""
    everybody = Ask(plan.house, plan.offer, plan.option, plan.party, None)
    on = planning.ways_on(conn, plan, guest.id, without=name)
    other = [one for one in on if one.act in ("bundle_pick", "bundle_version")]
    alone = [ways.see(one) for one in (_instead(plan, name),) if one]
    found = [*other, *alone, ways.people(everybody), ways.ideas(plan.offer), PERSON]
    return PartUnfit(extra=_name(plan, name), package=title(plan), why=why, ways=found)


def _instead(plan: Plan, name: str) -> Offer | None:
    """What the hotel has for those whom the part leaves out, if it takes these people."""
    part = plan.house.catalog.offer(name)
    found = ways.alternative(plan.house, part) if part else None
    asks = [Ask(plan.house, found, one, plan.party, None) for one in found.options] if found else []
    return found if any(obstacle(one, people_only=True) is None for one in asks) else None


def _name(plan: Plan, code: str) -> Value:
    offer = plan.house.catalog.offer(code)
    return Local(offer.title) if offer else code


def _add(plan: Plan, part: Component) -> Choice:
    return Choice(_name(plan, part.offer), "bundle_pick", {**plan.facts(), "toggle": part.offer})


def _back(plan: Plan) -> Choice:
    return choice(text("button.back"), "offer", code=plan.offer.code)


def show_plan(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    _propose(conn, house, asked, guest, parts.of(conn, house, facts))


def version(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Another version: what was picked stays as far as it goes."""
    plan = parts.of(conn, house, facts)
    picked = plan.picked[: plan.wanted]
    starts = {name: at for name, at in plan.starts.items() if name in picked}
    _go_on(conn, house, asked, guest, replace(plan, picked=picked, starts=starts))


def _propose(conn: Connection, house: House, asked: Asked, guest: Guest, plan: Plan) -> None:
    """Key moment 6 of a package. What a part has to know is asked first, each thing once for all of them."""
    for name, why in _unfit(conn, plan, guest).items():
        if name in plan.picked:
            raise unfit(conn, plan, guest, name, why)
    full = planning.planned(conn, plan, guest.id)
    known = ready(conn, house, asked, guest, full)
    if known is None:
        return
    dialogues.done(conn, house, asked.chat_id)
    nod(conn, house, asked)
    card(conn, house, asked, guest, known)


def card(
    conn: Connection, house: House, asked: Asked, guest: Guest, plan: Plan, first: Text | None = None
) -> None:
    """Every part with its time, the price, what it saves. "Hold" carries the total that is shown."""
    found = packages.asks(conn, plan)
    buyer = package_code.buyer(conn, plan, guest.id)
    cost = packages.priced(plan, found, buyer)
    swims, no_swimmer = _declared(plan, found)
    small = planning.smaller(plan)
    smaller = replace(plan, option=small) if small else None
    said = say(
        first,
        package_words.plan_text(plan, found, cost),
        package_words.voucher(cost.whole) or price_words.voucher_kept(buyer, cost.whole),
        package_words.fee(plan, found),
        swims,
        choices=[
            Choice(text("button.hold"), "bundle_hold", {**plan.facts(), "total": cost.whole.total.minor}),
            Choice(text("button.change_part"), "bundle_parts", plan.facts()),
            Choice(text("button.other_days"), "bundle_days", replace(plan, starts={}).facts()),
            Choice(text("button.smaller"), "bundle_version", smaller.facts()) if smaller else None,
            ways.people(Ask(house, plan.offer, plan.option, plan.party, None)),
            no_swimmer,
            coupons.way_of_package(conn, plan, guest, cost.whole),
            _back(plan),
        ],
    )
    reply(conn, house, asked, said)


def _declared(plan: Plan, found: Parts) -> tuple[Text | None, Choice | None]:
    """That somebody swims is said once by going on, for all parts."""
    for part, ask in found:
        line, button = needs.declared(ask)
        if line and button:
            return line, replace(button, args={**button.args, "plan": plan.facts(), "plan_part": part.offer})
    return None, None


def ready(conn: Connection, house: House, asked: Asked, guest: Guest, plan: Plan) -> Plan | None:
    """The plan with all that its parts need to know; None when something had to be asked first."""
    for part in plan.components:
        ask = parts.ask_of(plan, part, plan.starts[part.offer])
        if ask is None:
            raise OldButton
        try:
            then: dict[str, Any] = {"plan": plan.facts(), "plan_part": part.offer}
            known = needs.ready(conn, house, asked, guest, ask, **then)
        except OnlyInHouse:
            raise  # its own way on is to say which room
        except DeskError as refused:
            raise unfit(conn, plan, guest, part.offer, parts.why(ask, refused)) from refused
        if known is None:
            return None
        plan = parts.telling(plan, part, known)
    return plan


def was_told(conn: Connection, house: House, asked: Asked, guest: Guest, ask: Ask, facts: Facts) -> None:
    """An answer about one part: known for all of them, and the plan goes on."""
    plan = parts.of(conn, house, facts["plan"])
    part = next((one for one in plan.components if one.offer == facts["plan_part"]), None)
    if part is None:
        raise OldButton
    if refused := told.unmet(ask):
        raise unfit(conn, plan, guest, part.offer, parts.why(ask, refused))
    family.learn(conn, house, guest, ask)
    _propose(conn, house, asked, guest, parts.telling(plan, part, ask))


def days(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """On which day it begins."""
    plan = parts.of(conn, house, facts)
    found = planning.first_days(conn, plan, guest.id)
    choices = [_day(house, plan, day) for day in found]
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("package.days", package=title(plan)), choices=[*choices, _back(plan)]))


def _day(house: House, plan: Plan, day: date) -> Choice:
    act = "bundle_plan" if plan.whole else "bundle_pick"
    return Choice(lasting.day_name(house, day), act, replace(plan, first=day, starts={}).facts())


def which(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """Which part gets another time, or is left for another one."""
    plan = parts.of(conn, house, facts)
    choices = [
        Choice(_name(plan, one.offer), "bundle_part", {**plan.facts(), "part": one.offer})
        for one in plan.components
    ]
    back = Choice(text("button.back"), "bundle_plan", plan.facts())
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("package.which_part", package=title(plan)), choices=[*choices, back]))


def times(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The times with room for one part, a few at a time; or another part in its place."""
    plan, name, first = parts.of(conn, house, facts), facts["part"], int(facts.get("since", 0))
    part = next((one for one in plan.components if one.offer == name), None)
    if part is None:
        raise OldButton
    found = planning.clear(conn, plan, part, guest.id)
    choices: list[Choice | None] = [_time(plan, name, at) for at in found[first : first + TIMES]]
    if len(found) > first + TIMES:
        further = {**plan.facts(), "part": name, "since": first + TIMES}
        choices.append(Choice(text("button.later"), "bundle_part", further))
    swap = next(
        (
            one
            for one in planning.ways_on(conn, plan, guest.id, without=name)
            if one.act == "bundle_pick" and len(plan.offer.components) > plan.wanted
        ),
        None,
    )
    back = Choice(text("button.back"), "bundle_plan", plan.facts())
    nod(conn, house, asked)
    said = say(text("package.part_when", extra=_name(plan, name)), choices=[*choices, swap, back])
    reply(conn, house, asked, said)


def _time(plan: Plan, name: str, at: datetime) -> Choice:
    moved = replace(plan, starts={**plan.starts, name: at})
    return Choice(At(at, "both"), "bundle_plan", moved.facts())


def wants(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> Plan | None:
    """The plan of a pressed "Hold", when nothing has to be asked any more."""
    dialogues.done(conn, house, asked.chat_id)
    return ready(conn, house, asked, guest, parts.of(conn, house, facts))


GUEST_ACTS: dict[str, GuestAct] = {
    "bundle_pick": pick,
    "bundle_plan": show_plan,
    "bundle_version": version,
    "bundle_days": days,
    "bundle_parts": which,
    "bundle_part": times,
}
