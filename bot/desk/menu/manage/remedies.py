"""What makes things good, edited in chat: what a remedy costs, and who may give how much without asking."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.asked import Asked, reply
from bot.desk.cases.remedies import called, told_apart
from bot.desk.catalog import remedy_edits as edits
from bot.desk.catalog import staffing_edits
from bot.desk.catalog.edits import NotAPrice, PriceOutOfBounds, amounts_of
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.recovery import GIVERS, SEVERITIES, WORTH, Giver, Limit, Remedies, Remedy
from bot.desk.catalog.ways import HOME
from bot.desk.house import House
from bot.desk.menu.acts import Facts, StaffAct
from bot.desk.menu.cases.ladder_screens import LADDER, REMEDIES, shown
from bot.desk.menu.cases.staffing_words import told
from bot.desk.menu.manager_screen import kindly, managed, page_of, short
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.money import Money
from bot.say import Choice, Join, Local, Say, Text, Value, choice, say, text

COSTS, LIMIT = "m_remedy_cost", "m_limit"  # what the next words are
LIMITS = choice(text("button.m_limits"), "m_limits")


class CostsUnfit(DeskError):
    """Not the amounts that this remedy can have. params: example."""

    key = "refuse.remedy_costs"


class LimitUnclear(DeskError):
    """Not two amounts, or the second is below the first. params: example."""

    key = "refuse.limit_unclear"


class NobodyMay(DeskError):
    """It would cost more than an owner may give. params: extra."""

    key = "refuse.remedy_nobody"


class OwnersLimit(DeskError):
    """A manager does not set what managers or owners may give."""

    key = "refuse.limit_owner"


def owners_only(who: Colleague, before: Catalog, after: Catalog, *ways: Choice) -> None:
    """OwnersLimit where a manager would set it by an undo, or by publishing a whole catalog."""
    if who.role != "owner" and edits.of_owners(before.remedies, after.remedies):
        raise OwnersLimit(ways=ways)


def home(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Every remedy with its cost, smallest first."""
    ladder = house.catalog.remedies.ladder
    some, more = page_of(ladder, int(facts.get("page", 0)), "m_remedies")
    ways = [choice(_label(one, ladder), "m_remedy", code=one.code) for one in some]
    shown = ladder[:12]
    lines = [text("remedy.line", title=told_apart(one, ladder), price=_costs(house, one)) for one in shown]
    new = choice(text("button.m_remedy_new"), "m_remedy_new")
    said = say(text("remedies.home"), Join(lines, "lines"), choices=[*ways, more, new, LIMITS, LADDER])
    reply(conn, house, asked, said)


def _label(one: Remedy, ladder: Sequence[Remedy]) -> Value:
    name = told_apart(one, ladder)
    return short(name) if isinstance(name, Local) else name


def _costs(house: House, one: Remedy) -> Value:
    found = [house.money(cost) for cost in one.costs if cost > 0]
    return Join(found) if found else text("price.free")


def one_of(house: House, facts: Facts) -> Remedy:
    found = house.catalog.remedies.find(facts["code"])
    if found is None:
        raise NobodyThere(ways=[REMEDIES, HOME])
    return found


class NobodyThere(DeskError):
    """The remedy was taken out meanwhile."""

    key = "refuse.remedy_gone"


def one(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    reply(conn, house, asked, one_shown(house, one_of(house, facts)))


def one_shown(house: House, found: Remedy) -> Say:
    """What it costs, and for which cases it is offered: a tap adds a severity or takes it out."""
    severities = ", ".join(found.severities)
    said = text("remedies.one", title=called(found), price=_costs(house, found), severities=severities)
    ways = [
        choice(text("button.m_remedy_cost"), "m_remedy_cost", code=found.code),
        *(choice(name, "m_remedy_severity", code=found.code, severity=name) for name in SEVERITIES),
        choice(text("button.m_remedy_faults"), "m_remedy_faults", code=found.code),
        choice(text("button.m_remedy_gone"), "m_remedy_gone", code=found.code),
        REMEDIES,
    ]
    return say(said, text("remedies.one_for"), choices=ways)


def ask_costs(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are what it costs."""
    found = one_of(house, facts)
    dialogues.wait_for(conn, house, asked.chat_id, COSTS, code=found.code)
    key = "remedies.ask_amounts" if found.kind in WORTH else "remedies.ask_cost"
    said = text(key, title=called(found), price=_costs(house, found), example=_example(found))
    reply(conn, house, asked, say(said, choices=[_back(found)]))


def _example(found: Remedy) -> str:
    return "20; 40; 80" if found.kind in WORTH else "12"


def _back(found: Remedy) -> Choice:
    return choice(text("button.m_back"), "m_remedy", code=found.code)


def costs_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    found = one_of(house, facts)
    amounts = read(asked.text or "", house)
    if amounts is None or not edits.fits(found, amounts):
        dialogues.wait_for(conn, house, asked.chat_id, COSTS, code=found.code)
        ways = [_back(found), HOME]
        kindly(conn, house, asked, CostsUnfit(example=_example(found), ways=ways), ways=ways)
        return
    dialogues.done(conn, house, asked.chat_id)
    new = edits.with_costs(house.catalog.remedies, found.code, amounts)
    given_by_somebody(new, [_back(found), LIMITS])
    after = new.find(found.code) or found
    facts = {"kind": "remedy_cost", **named(found)}
    before = {**facts, "value": _packed(house, found.costs)}
    live(conn, house, asked, who, new, before, {**facts, "value": _packed(house, after.costs)}, _back(found))


def read(words: str, house: House) -> list[Decimal] | None:
    try:
        return amounts_of(words, house.hotel.currency)
    except (NotAPrice, PriceOutOfBounds):
        return None


def given_by_somebody(new: Remedies, ways: Sequence[Choice]) -> None:
    if found := edits.nobodys(new):
        raise NobodyMay(extra=called(found[0]), ways=[*ways, HOME])


def named(found: Remedy) -> dict[str, object]:
    return {"title": dict(found.title or {}), "of": found.kind}


def _packed(house: House, costs: Sequence[Decimal]) -> list[list[object]]:
    return [[one.minor, one.currency] for one in map(house.money, costs)]


def gone(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """Out of the ladder; what was given stays given."""
    found = one_of(house, facts)
    new = edits.without(house.catalog.remedies, found.code)
    place = {"kind": "remedy", **named(found)}
    live(conn, house, asked, who, new, {**place, "value": True}, {**place, "value": False}, REMEDIES)


def live(
    conn: Connection,
    house: House,
    asked: Asked,
    who: Colleague,
    new: Remedies,
    before: Facts,
    after: Facts,
    back: Choice,
) -> None:
    made = staffing_edits.change(conn, house, "remedies", new, who.name, before, after)
    shown(conn, house, asked, text("ladder.live", what=told(before, after)), made, back)


def limits(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """What each role may give without asking, at once and in a shift."""
    found = house.catalog.remedies
    lines = [_limit_line(house, role, found.limit(role)) for role in GIVERS]
    ways = [choice(text(f"button.m_limit_{role}"), "m_limit", role=role) for role in GIVERS]
    shifts = ", ".join(f"{one:%H:%M}" for one in found.shifts)
    said = say(text("remedies.limits", shifts=shifts), Join(lines, "lines"), choices=[*ways, REMEDIES])
    reply(conn, house, asked, said)


def _limit_line(house: House, role: str, limit: Limit) -> Text:
    facts = {"each": _most(house, limit.each), "shift": _most(house, limit.shift)}
    return text("remedies.limit_line", role=text(f"role.{role}"), **facts)


def _most(house: House, amount: Decimal | None) -> Value:
    return text("remedies.no_limit") if amount is None else house.money(amount)


def _role(facts: Facts, who: Colleague) -> Giver:
    role = next(one for one in GIVERS if one == facts["role"])
    if role in edits.MANAGING and who.role != "owner":
        raise OwnersLimit(ways=[LIMITS, HOME])
    return role


def ask_limit(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    """The next words are two amounts; nothing, and for who answers for it no limit, are a tap."""
    role = _role(facts, who)
    dialogues.wait_for(conn, house, asked.chat_id, LIMIT, role=role)
    place = {"role": role}
    none = choice(text("button.m_limit_none"), "m_limit_set", each="0", shift="0", **place)
    free = choice(text("button.m_limit_free"), "m_limit_set", each="", shift="", **place)
    said = text("remedies.ask_limit", role=text(f"role.{role}"), example="30; 120")
    ways = [none, free if role in edits.MANAGING else None, LIMITS]
    reply(conn, house, asked, say(said, choices=ways))


def limit_typed(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    role, amounts = _role(facts, who), read(asked.text or "", house) or []
    each, shift = (*amounts, None, None)[:2]
    if not 1 <= len(amounts) <= 2 or not edits.in_order(Limit(each=each, shift=shift)):
        dialogues.wait_for(conn, house, asked.chat_id, LIMIT, role=role)
        ways = [LIMITS, HOME]
        kindly(conn, house, asked, LimitUnclear(example="30; 120", ways=ways), ways=ways)
        return
    dialogues.done(conn, house, asked.chat_id)
    _set(conn, house, asked, who, role, Limit(each=each, shift=shift))


def limit_set(conn: Connection, house: House, asked: Asked, who: Colleague, facts: Facts) -> None:
    each, shift = (Decimal(facts[name]) if facts[name] else None for name in ("each", "shift"))
    _set(conn, house, asked, who, _role(facts, who), Limit(each=each, shift=shift))


def _set(conn: Connection, house: House, asked: Asked, who: Colleague, role: Giver, limit: Limit) -> None:
    now = house.catalog.remedies
    new = edits.with_limit(now, role, limit)
    given_by_somebody(new, [LIMITS])
    place = {"kind": "limit", "role": role}
    before = {**place, "value": _limit(house, now.limit(role))}
    live(conn, house, asked, who, new, before, {**place, "value": _limit(house, limit)}, LIMITS)


def _limit(house: House, limit: Limit) -> list[list[object] | None]:
    found: list[Money | None] = [
        None if one is None else house.money(one) for one in (limit.each, limit.shift)
    ]
    return [None if one is None else [one.minor, one.currency] for one in found]


ACTS: dict[str, StaffAct] = {
    "m_remedies": managed(home),
    "m_remedy": managed(one),
    "m_remedy_cost": managed(ask_costs),
    "m_remedy_gone": managed(gone),
    "m_limits": managed(limits),
    "m_limit": managed(ask_limit),
    "m_limit_set": managed(limit_set),
}
AWAITED = {COSTS: costs_typed, LIMIT: limit_typed}
