"""Rules that contradict each other, or that nobody could keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.desk.catalog.issues import Finding, Where
from bot.desk.catalog.model import Offer, Rules

OF_AGE = 18
NAMED = ("en", "ru", "az", "kk", "hu", "tr", "de")  # texts `language.…`


def check_restrictions(offer: Offer) -> Iterator[Finding]:
    """What an offer asks of its guests."""
    where: Where = ("offers", offer.code, "rules")
    rules = offer.rules
    yield from _bounds(rules, where)
    yield from _consent(rules, where)
    yield from _languages(rules, where)
    yield from _minimum(offer, where)
    for index, option in enumerate(offer.options):
        yield from _twice(option.sizes, ("offers", offer.code, "options", index, "sizes"))
    yield from _twice(rules.sizes, (*where, "sizes"))


def _bounds(rules: Rules, where: Where) -> Iterator[Finding]:
    for low, high in (("min_height_cm", "max_height_cm"), ("min_weight_kg", "max_weight_kg")):
        least, most = getattr(rules, low), getattr(rules, high)
        if least is not None and most is not None and least > most:
            yield Finding((*where, low), f"{low} is above {high}", "swap them")


def _consent(rules: Rules, where: Where) -> Iterator[Finding]:
    under = rules.consent_under
    if under is None:
        return
    if under > OF_AGE:
        problem = f"consent_under {under} is above {OF_AGE}, and nobody consents for a grown-up"
        yield Finding((*where, "consent_under"), problem, f"set consent_under: {OF_AGE} or less")
    elif under <= (rules.min_age or 0):
        problem = f"consent_under {under} is not above min_age, so nobody is asked"
        yield Finding((*where, "consent_under"), problem, "raise it or remove the line", "warning")


def _languages(rules: Rules, where: Where) -> Iterator[Finding]:
    """A guide may speak what the hotel's texts are not in; guests are told its name in theirs."""
    for index, code in enumerate(rules.languages):
        if code not in NAMED:
            fix = f"use one of {', '.join(NAMED)}, or say it in note:"
            yield Finding((*where, "languages", index), f"the desk has no word for the language {code}", fix)
    yield from _twice(rules.languages, (*where, "languages"))


def _twice(listed: Sequence[str], where: Where) -> Iterator[Finding]:
    if len(set(listed)) < len(listed):
        yield Finding(where, f"{where[-1]} names one twice", "keep each once")


def _minimum(offer: Offer, where: Where) -> Iterator[Finding]:
    least, place = offer.rules.minimum, (*where, "minimum")
    if least is None:
        return
    if offer.mode != "slot":
        yield Finding(place, "minimum needs a start for everybody", "set mode: slot, or remove minimum")
    if offer.rules.notice_minutes < least.decide_minutes:
        problem = "minimum is settled while guests can still book"
        yield Finding(place, problem, f"set notice_minutes: {least.decide_minutes} or more")
    most = [option.capacity for option in offer.options if option.capacity and option.pricing == "person"]
    if most and least.people > min(most):
        problem = f"minimum asks for {least.people} people, and a start has {min(most)} places"
        yield Finding((*place, "people"), problem, f"set people: {min(most)} or less")
