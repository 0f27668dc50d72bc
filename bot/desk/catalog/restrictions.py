"""Rules that contradict each other, or that nobody could keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.desk.catalog.issues import Finding, Where
from bot.desk.catalog.model import Offer, Rules
from bot.desk.catalog.told import Cell, Name, told

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
            yield Finding(
                (*where, low), told("issue.above", low=Name(low), high=Name(high)), told("fix.swap")
            )


def _consent(rules: Rules, where: Where) -> Iterator[Finding]:
    under = rules.consent_under
    if under is None:
        return
    if under > OF_AGE:
        problem = told("issue.of_age", field=Name("consent_under"), number=under, most=OF_AGE)
        yield Finding(
            (*where, "consent_under"),
            problem,
            told("fix.set_or_less", field=Name("consent_under"), number=OF_AGE),
        )
    elif under <= (rules.min_age or 0):
        problem = told("issue.nobody_asked", field=Name("consent_under"), number=under, other=Name("min_age"))
        yield Finding((*where, "consent_under"), problem, told("fix.raise_or_remove"), "warning")


def _languages(rules: Rules, where: Where) -> Iterator[Finding]:
    """A guide may speak what the hotel's texts are not in; guests are told its name in theirs."""
    for index, code in enumerate(rules.languages):
        if code not in NAMED:
            fix = told("fix.use_one_or_note", known=", ".join(NAMED), field=Name("note"))
            yield Finding((*where, "languages", index), told("issue.no_tongue_name", language=code), fix)
    yield from _twice(rules.languages, (*where, "languages"))


def _twice(listed: Sequence[str], where: Where) -> Iterator[Finding]:
    if len(set(listed)) < len(listed):
        yield Finding(where, told("issue.one_twice", field=Name(where[-1])), told("fix.keep_each_once"))


def _minimum(offer: Offer, where: Where) -> Iterator[Finding]:
    least, place = offer.rules.minimum, (*where, "minimum")
    if least is None:
        return
    if offer.mode != "slot":
        yield Finding(
            place,
            told("issue.minimum_start", field=Name("minimum")),
            told("fix.set_or_remove", field=Name("mode"), value=Cell("slot"), other=Name("minimum")),
        )
    if offer.rules.notice_minutes < least.decide_minutes:
        problem = told("issue.minimum_late", field=Name("minimum"))
        yield Finding(
            place, problem, told("fix.set_or_more", field=Name("notice_minutes"), number=least.decide_minutes)
        )
    most = [option.capacity for option in offer.options if option.capacity and option.pricing == "person"]
    if most and least.people > min(most):
        problem = told("issue.minimum_many", field=Name("minimum"), number=least.people, most=min(most))
        yield Finding(
            (*place, "people"), problem, told("fix.set_or_less", field=Name("people"), number=min(most))
        )
