"""Packages: made of offers that exist and can be booked, never of themselves, and worth buying together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.desk.catalog.components import MOST, Component, Fits
from bot.desk.catalog.issues import Finding, Where, suggest
from bot.desk.catalog.model import Catalog, Offer, Option, Unit
from bot.desk.catalog.told import Cell, Name, told

USUAL = Fits()
GROWN, YOUNG = 35, (5, 10)  # the ages of a family that prices are compared for
A_DAY = 24 * 60


def check_packages(catalog: Catalog) -> Iterator[Finding]:
    for offer in catalog.offers.values():
        found = [*_parts(catalog, offer), *_bundle(catalog, offer)]
        yield from found
        if offer.components and not found:
            yield from _worth(catalog, offer)


def _parts(catalog: Catalog, offer: Offer) -> Iterator[Finding]:
    where = ("offers", offer.code)
    if (offer.group == "package") != bool(offer.components):
        fix = (
            told("fix.list_offers")
            if offer.group == "package"
            else told("fix.set", field=Name("group"), value=Cell("package"))
        )
        yield Finding((*where, "components"), told("issue.package_parts"), fix)
    for index, part in enumerate(offer.components):
        place = (*where, "components", index)
        if part.offer not in catalog.offers:
            fix = suggest(part.offer, catalog.offers, told("fix.existing_code"))
            yield Finding(place, told("issue.no_such_component", code=part.offer), fix)
        elif offer.code in _reached(catalog, part.offer):
            yield Finding(place, told("issue.package_again", name=part.offer), told("fix.remove_from_one"))
        else:
            yield from _part(catalog, part, place)
    if len({one.offer for one in offer.components}) < len(offer.components):
        yield Finding(
            (*where, "components"),
            told("issue.one_twice", field=Name("components")),
            told("fix.keep_each_once"),
        )
    yield from _numbers(offer, where)


def _numbers(offer: Offer, where: Where) -> Iterator[Finding]:
    there_are = len(offer.components)
    written = [((*where, "choose"), offer.choose)]
    written += [((*where, "options", n, "choose"), one.choose) for n, one in enumerate(offer.options)]
    for place, number in written:
        if number and number > there_are:
            problem = told("issue.choose", field=Name("choose"), number=number, parts=there_are)
            yield Finding(place, problem, told("fix.or_less", number=there_are))
    last = max((one.day or 1 for one in offer.components), default=1)
    if offer.days is not None and last > offer.days:
        problem = told("issue.component_day", day=last, days=offer.days)
        yield Finding((*where, "days"), problem, told("fix.write_days", field=Name("days"), number=last))


def _part(catalog: Catalog, part: Component, where: Where) -> Iterator[Finding]:
    """The option that it takes, and the starts of it."""
    offer = catalog.offers[part.offer]
    option = offer.option(part.option) if part.option else offer.options[0]
    if option is None:
        fix = suggest(part.option or "", [one.code for one in offer.options], told("fix.option_code"))
        yield Finding(
            (*where, "option"), told("issue.no_option_of", name=part.offer, option=str(part.option)), fix
        )
        return
    if part.periods > 1 and offer.mode != "rental":
        problem = told("issue.periods", field=Name("periods"), name=part.offer)
        yield Finding((*where, "periods"), problem, told("fix.remove"))
    there_are = {at for one in option.schedule for at in one.times}
    every_half_hour = any(one.close for one in option.schedule)
    for at in part.times:
        if at not in there_are and not every_half_hour:
            times = ", ".join(f"{one:%H:%M}" for one in sorted(there_are))
            problem = told("issue.no_start", name=part.offer, time=f"{at:%H:%M}")
            yield Finding(
                (*where, "times"),
                problem,
                told("fix.write_one_of", known=times) if times else told("fix.remove"),
            )


def _bundle(catalog: Catalog, offer: Offer) -> Iterator[Finding]:
    """What is booked part by part needs parts that the desk can book, and a screen that holds them."""
    if not offer.components or offer.mode == "request":
        return
    where = ("offers", offer.code)
    if offer.mode != "open":
        problem = told("issue.package_mode", field=Name("mode"), value=Cell(offer.mode))
        yield Finding(
            (*where, "mode"),
            problem,
            told("fix.arrange", field=Name("mode"), open=Cell("open"), request=Cell("request")),
        )
        return
    if len(offer.components) > MOST:
        problem = told("issue.many_components", number=len(offer.components), most=MOST)
        yield Finding((*where, "components"), problem, told("fix.two_packages"))
    for index, part in enumerate(offer.components):
        one = catalog.offers.get(part.offer)
        if one and (one.mode == "request" or one.components):
            place = (*where, "components", index)
            problem = told("issue.component_person", name=part.offer)
            yield Finding(
                place, problem, told("fix.other_or_request", field=Name("mode"), request=Cell("request"))
            )


def _reached(catalog: Catalog, code: str) -> set[str]:
    """The offer and all that it is made of, however deep."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        step = waiting.pop()
        if step not in found and (offer := catalog.offer(step)):
            found.add(step)
            waiting += [one.offer for one in offer.components]
    return found


def _worth(catalog: Catalog, offer: Offer) -> Iterator[Finding]:
    for option in offer.options:
        fits = option.fits or USUAL
        ages = _family(fits)
        prices = sorted(_cost(catalog.offers[one.offer], one, ages) for one in offer.components)
        apart = sum(prices[: offer.chosen(option)], Decimal(0))
        together = _price(option, ages)
        if together >= apart > 0:
            facts = {"adults": fits.adults, "children": fits.children}
            problem = told("issue.package_dear", price=str(together), apart=str(apart), **facts)
            yield Finding(("offers", offer.code, "options"), problem, told("fix.cheaper"), "warning")


def _family(fits: Fits) -> list[int]:
    return [*[GROWN] * fits.adults, *(YOUNG[n % 2] for n in range(fits.children))]


def _cost(offer: Offer, part: Component, ages: list[int]) -> Decimal:
    """What those for whom the part is would pay for it alone; those whom no unit fits stay out."""
    option = offer.option(part.option or offer.options[0].code) or offer.options[0]
    theirs = [one for one in ages if part.who == "all" or (one == GROWN) == (part.who == "adults")]
    return _price(option, theirs) * part.periods


def _price(option: Option, ages: list[int]) -> Decimal:
    if option.pricing == "booking":
        return option.units[0].price
    paying = (_unit(option, age) for age in ages)
    return sum((one.price for one in paying if one), Decimal(0))


def _unit(option: Option, age: int) -> Unit | None:
    return next((one for one in option.units if one.min_age <= age <= one.max_age), None)
