"""What each way of booking needs to be written down, and what offers share: resources, rules, blackouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from bot.desk.catalog.issues import Finding, Where, shown, suggest
from bot.desk.catalog.model import Catalog, Closed, Offer, Option, Resource, Schedule, Use
from bot.desk.catalog.recurring import invalid

A_DAY = 24 * 60
BOOKED_BY = {"slot": "by time", "hours": "by the day", "rental": "for a length of time"}
HOURS = "keep one time: when it opens; duration: is how long it stays open"


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
        problem = f"grain {resource.grain} does not divide a day"
        yield Finding((*where, "grain"), problem, "use 5, 10, 15, 30, 60, 120 … or 1440 minutes")
    if resource.kind == "pool" and resource.capacity is None:
        yield Finding(where, f"resource {name} has no capacity", "add capacity: 4, or kind: named and units:")
    if resource.kind == "pool" and resource.units:
        yield Finding((*where, "units"), f"units of a pool: {name}", "set kind: named, or remove them")
    if resource.kind == "named" and not resource.units:
        yield Finding(where, f"resource {name} has no units", "add units: with a code and a title each")
    if resource.kind == "named" and resource.capacity is not None:
        yield Finding(
            (*where, "capacity"), f"{name} has a capacity and units", "remove it: units are counted"
        )


def _unused(catalog: Catalog) -> Iterator[Finding]:
    used = {use.resource for offer in catalog.offers.values() for one in offer.options for use in one.uses}
    for code in catalog.hotel.resources:
        if code not in used:
            where = ("hotel", "resources", code)
            yield Finding(
                where, f"nothing uses {code}", "name it in uses: of an option, or remove it", "warning"
            )


def _closed(closed: list[Closed], where: Where) -> Iterator[Finding]:
    for index, one in enumerate(closed):
        if one.until and one.until < one.start:
            yield Finding((*where, index, "from"), "from is after until", "swap them")


def _option(offer: Offer, option: Option, where: Where) -> Iterator[Finding]:
    if offer.mode in BOOKED_BY:
        yield from _needed(offer, option, where)
    if option.most is not None and offer.mode not in ("rental", "open"):
        problem = f"most is for what is rented or open, and this is {offer.mode}"
        yield Finding((*where, "most"), problem, "remove it, or set another mode")
    if offer.mode == "open" and option.schedule:
        yield Finding(
            (*where, "schedule"), "schedule of what is open at any time", "remove it, or set mode: slot"
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
            problem = f"{key} is missing, and this is booked {BOOKED_BY[offer.mode]}"
            yield Finding(where, problem, f"add {key}: {example}, or set mode: request")


def _by_days(offer: Offer, option: Option) -> bool:
    return offer.mode == "rental" and bool(option.duration) and (option.duration or 1) % A_DAY == 0


def _schedule(offer: Offer, option: Option, one: Schedule, where: Where) -> Iterator[Finding]:
    if one.start and one.until and one.start > one.until:
        yield Finding((*where, "from"), "from is after until", "swap them")
    if one.rule is not None:
        yield from _rule(one.rule, one.start, where)
    if offer.mode in BOOKED_BY:
        yield from _hours_of(offer, option, one, where)


def _hours_of(offer: Offer, option: Option, one: Schedule, where: Where) -> Iterator[Finding]:
    if _by_days(offer, option):
        if one.times or one.close:
            yield Finding(where, "times of what is rented by the day", "remove times: and close:")
        return
    if not one.times:
        yield Finding(where, "schedule has no times", 'add times: ["10:00"]')
    elif offer.mode == "hours" and len(one.times) > 1:
        yield Finding((*where, "times"), "hours have several times", HOURS)
    if offer.mode == "rental" and one.close is None:
        fix = 'add close: "20:00", when all is back'
        yield Finding(where, "close is missing, and this is rented by the hour", fix)
    elif offer.mode != "rental" and one.close is not None:
        yield Finding((*where, "close"), "close is for what is rented by the hour", "remove it")


def _rule(rule: str, since: date | None, where: Where) -> Iterator[Finding]:
    if mistake := invalid(rule, since or date(2026, 1, 1)):
        fix = "write it like FREQ=WEEKLY;INTERVAL=2;BYDAY=SA or FREQ=MONTHLY;BYDAY=1SU"
        yield Finding((*where, "rule"), f"rule {shown(rule)} {mistake}", fix)
    elif since is None:
        yield Finding(
            (*where, "rule"), "rule has no first day", 'add from: "2026-01-01": it counts from there'
        )


def _uses(catalog: Catalog, offer: Offer, option: Option, where: Where) -> Iterator[Finding]:
    twice = Counter(one.resource for one in option.uses)
    for index, use in enumerate(option.uses):
        here = (*where, "uses", index)
        resource = catalog.hotel.resources.get(use.resource)
        if resource is None:
            fix = suggest(use.resource, list(catalog.hotel.resources), "add it to resources: in hotel.yaml")
            yield Finding((*here, "resource"), f"resource {use.resource} does not exist", fix)
            continue
        if twice[use.resource] > 1:
            yield Finding((*here, "resource"), f"{use.resource} stands twice", "keep it once")
        yield from _use(use, resource, here)


def _use(use: Use, resource: Resource, where: Where) -> Iterator[Finding]:
    if use.unit is not None and use.unit not in resource.units:
        fix = suggest(use.unit, list(resource.units), "write the code of one of its units")
        yield Finding((*where, "unit"), f"{use.resource} has no unit {use.unit}", fix)
    there_are = 1 if use.unit else resource.capacity or len(resource.units)
    if there_are and use.quantity > there_are:
        problem = f"quantity {use.quantity} is more than the {there_are} of {use.resource}"
        yield Finding((*where, "quantity"), problem, f"write {there_are} at most")
