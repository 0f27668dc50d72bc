"""What is on offer: the groups, their lists, and the card of one offer with price and rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.answers import lately
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import once_more, sale
from bot.desk.booking.bundles import part_of
from bot.desk.booking.limits import FAMILY
from bot.desk.booking.price import quote
from bot.desk.catalog.model import Offer, Option, Rules, Unit
from bot.desk.catalog.today import all_stopped
from bot.desk.house import House
from bot.desk.menu import lasting
from bot.desk.menu.acts import Facts
from bot.desk.menu.screens import BACK
from bot.desk.people import Guest
from bot.desk.pricing.rows import prices_of
from bot.money import Money
from bot.say import Choice, Join, Local, Say, Span, Value, choice, say, text

GROUPS = ("family", "active", "nature", "package")
PAGE = 4
STARTS = 2  # on the card
One = TypeVar("One")


def groups(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    dialogues.done(conn, house, asked.chat_id)
    choices = [
        choice(text(f"group.{one}"), "group", group=one) for one in GROUPS if house.catalog.listed(one)
    ]
    nod(conn, house, asked)
    reply(conn, house, asked, say(text("guest.groups"), choices=[*choices, BACK]))


def group(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """One page of a group: what it is called, from what price."""
    name, first = facts["group"], int(facts.get("first", 0))
    stopped = all_stopped(conn, house)
    listed = [one for one in house.catalog.listed(name) if one.code not in stopped]
    shown, after = page(once_more.theirs_first(conn, house, guest.id, listed), first)
    lines = [text("list.line", title=Local(one.title), price=from_price(house, one)) for one in shown]
    choices = [choice(Local(one.title), "offer", code=one.code) for one in shown]
    further = [choice(text("button.more"), "group", group=name, first=after)] if after else []
    back = choice(text("button.back"), "groups")
    nod(conn, house, asked)
    reply(conn, house, asked, Say((text(f"list.{name}"), Join(lines, "lines")), (*choices, *further, back)))


def page(every: Sequence[One], first: int) -> tuple[Sequence[One], int | None]:
    """Four at a time, or five when that is all: a keyboard has six buttons at most. And where the next page
    begins; one that there is no more begins anew."""
    left = every[first:] or every
    if len(left) <= PAGE + 1:
        return left, None
    return left[:PAGE], len(every) - len(left) + PAGE


def ways(offer: Offer, facts: Facts, *, act: str, more: str) -> Say:
    """Which way to take it: each leads on to `act`, further ones stand behind `more`."""
    kept = {key: value for key, value in facts.items() if key != "first"}
    shown, after = page(offer.options, int(facts.get("first", 0)))
    choices = [Choice(Local(one.title or {}), act, {**kept, "option": one.code}) for one in shown]
    further = [Choice(text("button.more"), more, {**kept, "first": after})] if after else []
    back = choice(text("button.back"), "offer", code=offer.code)
    return say(text("book.which", extra=Local(offer.title)), choices=[*choices, *further, back])


def from_price(house: House, offer: Offer) -> Value:
    """The lowest price that is not free, or "free"."""
    units = [unit for option in offer.options for unit in option.units]
    prices = [house.money(price) for unit in units for price in prices_of(unit)]
    paid = [price for price in prices if price.minor]
    several = len(set(paid)) > 1
    return text("price.from", price=min(paid)) if several else (paid[0] if paid else text("price.free"))


def card(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The offer with its picture."""
    dialogues.done(conn, house, asked.chat_id)
    listed = house.catalog.offer(facts["code"])
    offer, _ = sale.find(conn, house, facts["code"], listed.options[0].code if listed else "")
    nod(conn, house, asked)
    shown = offer_card(house, offer)
    quick = once_more.quick(conn, house, guest, offer, most=STARTS)
    as_last = _as_last(conn, house, guest, offer) if quick else None
    body = (*shown.body, as_last) if as_last else shown.body
    reply(conn, house, asked, replace(shown, body=body, choices=(*quick, *shown.choices)))
    lately.remember(conn, house, asked.chat_id, offer=offer.code)


def _as_last(conn: Connection, house: House, guest: Guest, offer: Offer) -> Value | None:
    """What the first buttons are for, where there are several ways to take it."""
    before = once_more.had(conn, house, guest.id, offer)
    option = offer.option(before.option) if before else None
    if before is None or option is None:
        return None
    named: list[Value] = [Local(option.title)] if option.title and len(offer.options) > 1 else []
    length = [lasting.length(offer, option, before.periods)] if before.periods > 1 else []
    parts = [found for one in before.picked if (found := house.catalog.offer(one))]
    what = [*named, *length, *(Local(one.title) for one in parts)]
    return text("offer.as_last", what=Join(what)) if what else None


def offer_card(house: House, offer: Offer) -> Say:
    by_a_person = offer.mode == "request"
    act, label = ("request", "button.request") if by_a_person else ("options", "button.book")
    return Say(
        (
            Join([text("offer.title", title=Local(offer.title)), Local(offer.about)], "lines"),
            Join(list(prices(house, offer)), "lines"),
            Join(list(rules(house, offer)), "lines"),
            Join([_fact("offer.place", offer.place), _fact("offer.included", offer.included)], "lines"),
        ),
        (
            choice(text(label), act, offer=offer.code),
            choice(text("button.ask"), "ask", offer=offer.code),
            *_more_pictures(offer),
            choice(text("button.back"), "group", group=offer.group),
        ),
        offer.pictures[0].file if offer.pictures else None,
    )


def _more_pictures(offer: Offer) -> list[Choice]:
    n = len(offer.pictures)
    return [choice(text("button.photos", n=n), "photos", code=offer.code, n=1)] if n > 1 else []


def photos(conn: Connection, house: House, asked: Asked, guest: Guest, facts: Facts) -> None:
    """The next picture, with what is on it; after the last comes the card's own."""
    listed = house.catalog.offer(facts["code"])
    offer, _ = sale.find(conn, house, facts["code"], listed.options[0].code if listed else "")
    found = offer.pictures
    nod(conn, house, asked)
    if len(found) < 2:
        reply(conn, house, asked, offer_card(house, offer))
        return
    here = int(facts["n"]) % len(found)
    head = text("offer.title", title=Local(offer.title))
    alt = found[here].alt
    count = text("picture.of", number=here + 1, total=len(found))
    words = Join([head, count, Local(alt) if alt else ""], "lines")
    ways = [
        choice(text("button.m_photo_next"), "photos", code=offer.code, n=here + 1),
        choice(text("button.back"), "offer", code=offer.code),
    ]
    reply(conn, house, asked, Say((words,), ways, found[here].file))


def _fact(key: str, texts: dict[str, str] | None) -> Value:
    return text(key, what=Local(texts)) if texts else ""


def prices(house: House, offer: Offer) -> list[Value]:
    """One line a unit; options under their names; what a package saves."""
    lines: list[Value] = []
    for option in offer.options:
        parts: list[Value] = [_unit(house, unit) for unit in option.units]
        title: list[Value] = [Local(option.title)] if option.title and len(offer.options) > 1 else []
        length: list[Value] = [Span(option.duration)] if option.duration else []
        if title or len(parts) > 2:
            lines.append(Join([Join([*title, *length], "dot"), Join(parts)], "lines"))
        else:
            lines.append(Join([*parts, *length], "dot"))
    if offer.deposit:
        lines.append(text("offer.deposit", price=house.money(offer.deposit)))
    if (saved := saving(house, offer)) and saved.minor > 0:
        lines.append(text("offer.saving", price=saved))
    return lines


def _unit(house: House, unit: Unit) -> Value:
    ages = f"{unit.min_age}–{unit.max_age}" if unit.max_age < 100 else f"{unit.min_age}+"
    name: Value = Local(unit.title) if unit.title else text(f"unit.{unit.type.lower()}", ages=ages)
    paid = sorted(price for one in prices_of(unit) if (price := house.money(one)).minor)
    if not paid:
        return text("offer.unit", name=name, price=text("price.free"))
    varies = paid[0] != paid[-1]
    return text("offer.unit", name=name, price=text("price.from", price=paid[0]) if varies else paid[0])


def saving(house: House, offer: Offer) -> Money | None:
    """What a family of four saves at least against buying the parts: the cheapest choice is counted."""
    parts = [found for one in offer.components if (found := part_of(house, one))]
    if not parts:
        return None
    worth = sorted(_worth(house, *one) for one in parts)[: offer.chosen(offer.options[0])]
    return sum(worth, Money(0, house.hotel.currency)) - house.money(offer.options[0].units[0].price)


def _worth(house: House, offer: Offer, option: Option) -> Money:
    return quote(house, offer, option, FAMILY, None).total


def rules(house: House, offer: Offer) -> list[Value]:
    """What a guest must know before choosing, one short line each."""
    rule, found = offer.rules, list[Value]()
    if offer.choose:
        parts = [house.catalog.offer(one.offer) for one in offer.components]
        names = Join([Local(one.title) for one in parts if one])
        found.append(text("rule.choose", n=offer.choose, names=names))
    found += [text(f"rule.{name}", n=limit) for name, limit in _numbers(rule).items() if limit]
    found += [
        text(f"rule.{name}")
        for name in ("licence", "swimming", "weather", "allergies", "in_house")
        if getattr(rule, name)
    ]
    if rule.languages:
        found.append(
            text("rule.languages", languages=Join([text(f"language.{one}") for one in rule.languages]))
        )
    if rule.minimum:
        found.append(text("rule.minimum", n=rule.minimum.people))
    if rule.notice_minutes:
        found.append(text("rule.notice", time=Span(rule.notice_minutes)))
    return [Join(found, "dot"), *([Local(rule.note)] if rule.note else [])]


def _numbers(rule: Rules) -> dict[str, int | None]:
    names = (
        "min_age",
        "max_age",
        "with_adult_under",
        "consent_under",
        "min_height_cm",
        "max_height_cm",
        "min_weight_kg",
        "max_weight_kg",
        "min_people",
        "max_people",
        "max_per_stay",
    )
    return {name: getattr(rule, name) for name in names}


def ways_on(house: House, offers: Sequence[Offer]) -> list[Choice]:
    return [choice(Local(one.title), "offer", code=one.code) for one in offers]
