"""Packages: made of offers that exist, never of themselves, and worth buying together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.desk.catalog.issues import Finding, suggest
from bot.desk.catalog.model import Catalog, Offer, Option

FAMILY = (35, 35, 5, 10)  # two adults, two children: prices are compared for them


def check_packages(catalog: Catalog) -> Iterator[Finding]:
    for offer in catalog.offers.values():
        yield from _parts(catalog, offer)
        if offer.components and all(one in catalog.offers for one in offer.components):
            yield from _worth(catalog, offer)


def _parts(catalog: Catalog, offer: Offer) -> Iterator[Finding]:
    where = ("offers", offer.code)
    if (offer.group == "package") != bool(offer.components):
        fix = "list the codes of its offers" if offer.group == "package" else "use group: package"
        yield Finding((*where, "components"), "a package and its components belong together", fix)
    for index, code in enumerate(offer.components):
        place = (*where, "components", index)
        if code not in catalog.offers:
            fix = suggest(code, catalog.offers, "write the code of one that exists")
            yield Finding(place, f"component {code} does not exist", fix)
        elif offer.code in _reached(catalog, code):
            yield Finding(place, f"component {code} holds this package again", "remove it from one of them")
    if len(set(offer.components)) < len(offer.components):
        yield Finding((*where, "components"), "components names one twice", "keep each once")
    if offer.choose and offer.choose > len(offer.components):
        problem = f"choose is {offer.choose}, but there are {len(offer.components)} components"
        yield Finding((*where, "choose"), problem, f"write {len(offer.components)} or less")


def _reached(catalog: Catalog, code: str) -> set[str]:
    """The offer and all that it is made of, however deep."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        step = waiting.pop()
        if step not in found and (offer := catalog.offer(step)):
            found.add(step)
            waiting += offer.components
    return found


def _worth(catalog: Catalog, offer: Offer) -> Iterator[Finding]:
    prices = sorted(_cost(catalog.offers[one]) for one in offer.components)
    apart = sum(prices[: offer.choose] if offer.choose else prices, Decimal(0))
    together = _cost(offer)
    if together >= apart > 0:
        problem = f"for two adults and two children it costs {together}, its parts {apart}"
        yield Finding(("offers", offer.code, "options"), problem, "make the package cheaper", "warning")


def _cost(offer: Offer) -> Decimal:
    """The cheapest way for the family to take it; those whom no unit fits stay out."""
    return min(_price(one) for one in offer.options)


def _price(option: Option) -> Decimal:
    if option.pricing == "booking":
        return option.units[0].price
    ages = (next((u.price for u in option.units if u.min_age <= age <= u.max_age), None) for age in FAMILY)
    return sum((one for one in ages if one is not None), Decimal(0))
