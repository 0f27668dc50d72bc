"""Packages: made of offers that exist and can be booked, never of themselves, and worth buying together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.desk.catalog.components import MOST, Component, Fits
from bot.desk.catalog.issues import Finding, Where, suggest
from bot.desk.catalog.model import Catalog, Offer, Option, Unit

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
        fix = "list the codes of its offers" if offer.group == "package" else "use group: package"
        yield Finding((*where, "components"), "a package and its components belong together", fix)
    for index, part in enumerate(offer.components):
        place = (*where, "components", index)
        if part.offer not in catalog.offers:
            fix = suggest(part.offer, catalog.offers, "write the code of one that exists")
            yield Finding(place, f"component {part.offer} does not exist", fix)
        elif offer.code in _reached(catalog, part.offer):
            yield Finding(place, f"component {part.offer} holds this package again", "remove it from one")
        else:
            yield from _part(catalog, part, place)
    if len({one.offer for one in offer.components}) < len(offer.components):
        yield Finding((*where, "components"), "components names one twice", "keep each once")
    yield from _numbers(offer, where)


def _numbers(offer: Offer, where: Where) -> Iterator[Finding]:
    there_are = len(offer.components)
    written = [((*where, "choose"), offer.choose)]
    written += [((*where, "options", n, "choose"), one.choose) for n, one in enumerate(offer.options)]
    for place, number in written:
        if number and number > there_are:
            problem = f"choose is {number}, but there are {there_are} components"
            yield Finding(place, problem, f"write {there_are} or less")
    last = max((one.day or 1 for one in offer.components), default=1)
    if offer.days is not None and last > offer.days:
        problem = f"a component is on day {last}, and the package has {offer.days}"
        yield Finding((*where, "days"), problem, f"write days: {last}")


def _part(catalog: Catalog, part: Component, where: Where) -> Iterator[Finding]:
    """The option that it takes, and the starts of it."""
    offer = catalog.offers[part.offer]
    option = offer.option(part.option) if part.option else offer.options[0]
    if option is None:
        fix = suggest(part.option or "", [one.code for one in offer.options], "write the code of an option")
        yield Finding((*where, "option"), f"{part.offer} has no option {part.option}", fix)
        return
    if part.periods > 1 and offer.mode != "rental":
        problem = f"periods of what is not rented: {part.offer}"
        yield Finding((*where, "periods"), problem, "remove it")
    there_are = {at for one in option.schedule for at in one.times}
    every_half_hour = any(one.close for one in option.schedule)
    for at in part.times:
        if at not in there_are and not every_half_hour:
            times = ", ".join(f"{one:%H:%M}" for one in sorted(there_are))
            problem = f"{part.offer} does not begin at {at:%H:%M}"
            yield Finding((*where, "times"), problem, f"write one of {times}" if times else "remove it")


def _bundle(catalog: Catalog, offer: Offer) -> Iterator[Finding]:
    """What is booked part by part needs parts that the desk can book, and a screen that holds them."""
    if not offer.components or offer.mode == "request":
        return
    where = ("offers", offer.code)
    if offer.mode != "open":
        problem = f"mode {offer.mode} of a package: its parts have their own times"
        yield Finding((*where, "mode"), problem, "set mode: open, or request for a person to arrange it")
        return
    if len(offer.components) > MOST:
        problem = f"{len(offer.components)} components; a screen holds {MOST}"
        yield Finding((*where, "components"), problem, "make two packages of it")
    for index, part in enumerate(offer.components):
        one = catalog.offers.get(part.offer)
        if one and (one.mode == "request" or one.components):
            place = (*where, "components", index)
            problem = f"{part.offer} is arranged by a person and cannot be held"
            yield Finding(place, problem, "choose another offer, or set mode: request for the package")


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
            whom = f"{fits.adults} adults and {fits.children} children"
            whom = whom if option.fits else "two adults and two children"
            problem = f"for {whom} it costs {together}, its parts {apart}"
            yield Finding(("offers", offer.code, "options"), problem, "make the package cheaper", "warning")


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
