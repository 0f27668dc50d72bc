"""What each way of booking needs to be written down, and what offers share: resources, rules, blackouts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from bot.desk.catalog.issues import Finding, Where, shown, suggest
from bot.desk.catalog.model import Catalog, Closed, Offer, Option, Resource, Schedule, Use
from bot.desk.catalog.recurring import invalid
from bot.desk.catalog.told import Cell, Name, Told, told

A_DAY = 24 * 60
BOOKED_BY = {"slot": "issue.needs_times", "hours": "issue.needs_days", "rental": "issue.needs_length"}


def check_modes(catalog: Catalog) -> Iterator[Finding]:
    for code, resource in catalog.hotel.resources.items():
        yield from _resource(resource, ("hotel", "resources", code))
    yield from _unused(catalog)
    yield from _closed(catalog.hotel.closed, ("hotel", "closed"))
    for offer in catalog.offers.values():
        yield from _closed(offer.closed, ("offers", offer.code, "closed"))
        for index, option in enumerate(offer.options):
            where = ("offers", offer.code, "options", index)
            yield from _option(offer, option, where)
            yield from _uses(catalog, offer, option, where)


def _resource(resource: Resource, where: Where) -> Iterator[Finding]:
    name = where[-1]
    if A_DAY % resource.grain:
        problem = told("issue.grain", field=Name("grain"), value=resource.grain)
        yield Finding((*where, "grain"), problem, told("fix.grain"))
    if resource.kind == "pool" and resource.capacity is None:
        yield Finding(
            where,
            told("issue.no_capacity", name=str(name)),
            told(
                "fix.places_or_named",
                field=Name("capacity"),
                kind=Name("kind"),
                named=Cell("named"),
                units=Name("units"),
            ),
        )
    if resource.kind == "pool" and resource.units:
        yield Finding(
            (*where, "units"),
            told("issue.pool_units", field=Name("units"), name=str(name)),
            told("fix.set_or_drop", field=Name("kind"), value=Cell("named")),
        )
    if resource.kind == "named" and not resource.units:
        yield Finding(
            where, told("issue.no_units", name=str(name)), told("fix.units_each", units=Name("units"))
        )
    if resource.kind == "named" and resource.capacity is not None:
        yield Finding(
            (*where, "capacity"), told("issue.capacity_and_units", name=str(name)), told("fix.units_counted")
        )


def _unused(catalog: Catalog) -> Iterator[Finding]:
    used = {use.resource for offer in catalog.offers.values() for one in offer.options for use in one.uses}
    for code in catalog.hotel.resources:
        if code not in used:
            where = ("hotel", "resources", code)
            yield Finding(
                where, told("issue.unused", name=code), told("fix.use_it", uses=Name("uses")), "warning"
            )


def _closed(closed: list[Closed], where: Where) -> Iterator[Finding]:
    for index, one in enumerate(closed):
        if one.until and one.until < one.start:
            yield Finding(
                (*where, index, "from"),
                told("issue.after", first=Name("from"), last=Name("until")),
                told("fix.swap"),
            )


def _option(offer: Offer, option: Option, where: Where) -> Iterator[Finding]:
    if offer.mode in BOOKED_BY:
        yield from _needed(offer, option, where)
    if option.most is not None and offer.mode not in ("rental", "open"):
        problem = told("issue.most", field=Name("most"), value=Cell(offer.mode))
        yield Finding((*where, "most"), problem, told("fix.remove_or_mode", field=Name("mode")))
    if offer.mode == "open" and option.schedule:
        yield Finding(
            (*where, "schedule"),
            told("issue.open_schedule", field=Name("schedule")),
            told("fix.remove_or_set", field=Name("mode"), value=Cell("slot")),
        )
    for index, one in enumerate(option.schedule):
        yield from _schedule(offer, option, one, (*where, "schedule", index))


def _needed(offer: Offer, option: Option, where: Where) -> Iterator[Finding]:
    by_days = _by_days(offer, option)
    needs = (
        ("capacity", option.capacity or option.uses, "8"),
        ("schedule", option.schedule or by_days, "days and times"),
        ("duration", option.duration, "90 (minutes)"),
    )
    for key, given, example in needs:
        if not given:
            problem = told(BOOKED_BY[offer.mode], field=Name(key))
            facts = {"mode": Name("mode"), "request": Cell("request")}
            yield Finding(where, problem, told("fix.add_or_request", field=Name(key), value=example, **facts))


def _by_days(offer: Offer, option: Option) -> bool:
    return offer.mode == "rental" and bool(option.duration) and (option.duration or 1) % A_DAY == 0


def _schedule(offer: Offer, option: Option, one: Schedule, where: Where) -> Iterator[Finding]:
    if one.start and one.until and one.start > one.until:
        yield Finding(
            (*where, "from"), told("issue.after", first=Name("from"), last=Name("until")), told("fix.swap")
        )
    if one.rule is not None:
        yield from _rule(one.rule, one.start, where)
    if offer.mode in BOOKED_BY:
        yield from _hours_of(offer, option, one, where)


def _hours_of(offer: Offer, option: Option, one: Schedule, where: Where) -> Iterator[Finding]:
    if _by_days(offer, option):
        if one.times or one.close:
            yield Finding(
                where,
                told("issue.day_times", field=Name("times")),
                told("fix.remove_fields", field=Name("times"), other=Name("close")),
            )
        return
    if not one.times:
        yield Finding(
            where,
            told("issue.no_times", part=Name("schedule"), field=Name("times")),
            told("fix.add_value", field=Name("times"), value='["10:00"]'),
        )
    elif offer.mode == "hours" and len(one.times) > 1:
        yield Finding(
            (*where, "times"),
            told("issue.many_times", value=Cell("hours"), field=Name("times")),
            told("fix.one_time", field=Name("duration")),
        )
    if offer.mode == "rental" and one.close is None:
        fix = told("fix.close_back", field=Name("close"), value='"20:00"')
        yield Finding(where, told("issue.no_close", field=Name("close")), fix)
    elif offer.mode != "rental" and one.close is not None:
        yield Finding((*where, "close"), told("issue.close", field=Name("close")), told("fix.remove"))


def _rule(rule: str, since: date | None, where: Where) -> Iterator[Finding]:
    if mistake := invalid(rule, since or date(2026, 1, 1)):
        fix = told("fix.like_either", one="FREQ=WEEKLY;INTERVAL=2;BYDAY=SA", two="FREQ=MONTHLY;BYDAY=1SU")
        yield Finding((*where, "rule"), _mistaken(rule, mistake), fix)
    elif since is None:
        yield Finding(
            (*where, "rule"),
            told("issue.rule_undated", field=Name("rule")),
            told("fix.counts_from", field=Name("from"), value='"2026-01-01"'),
        )


def _mistaken(rule: str, mistake: str) -> Told:
    """Why it is no rule, as `recurring` says it."""
    facts = {"field": Name("rule"), "value": shown(rule)}
    if found := re.fullmatch("has ([A-Z]+)(?:, which days do not have|( twice))", mistake):
        return told("issue.rule_twice" if found[2] else "issue.rule_part", part=found[1], **facts)
    if mistake == "is not a rule of days":
        return told("issue.no_rule", **facts)
    return told("issue.rule_unread", why=mistake, **facts)


def _uses(catalog: Catalog, offer: Offer, option: Option, where: Where) -> Iterator[Finding]:
    twice = Counter(one.resource for one in option.uses)
    for index, use in enumerate(option.uses):
        here = (*where, "uses", index)
        resource = catalog.hotel.resources.get(use.resource)
        if resource is None:
            fix = suggest(
                use.resource,
                list(catalog.hotel.resources),
                told("fix.add_it_to", part="resources", file="hotel.yaml"),
            )
            yield Finding((*here, "resource"), told("issue.no_such_resource", code=use.resource), fix)
            continue
        if twice[use.resource] > 1:
            yield Finding((*here, "resource"), told("issue.twice", name=use.resource), told("fix.keep_once"))
        yield from _use(use, resource, here)


def _use(use: Use, resource: Resource, where: Where) -> Iterator[Finding]:
    if use.unit is not None and use.unit not in resource.units:
        fix = suggest(use.unit, list(resource.units), told("fix.unit_code"))
        yield Finding((*where, "unit"), told("issue.no_unit_of", name=use.resource, unit=use.unit), fix)
    there_are = 1 if use.unit else resource.capacity or len(resource.units)
    if there_are and use.quantity > there_are:
        problem = told(
            "issue.quantity", field=Name("quantity"), number=use.quantity, most=there_are, name=use.resource
        )
        yield Finding((*where, "quantity"), problem, told("fix.at_most", number=there_are))
