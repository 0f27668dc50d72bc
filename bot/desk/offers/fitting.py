"""Whom an offer fits: what the rules let this party have, the best fit first, the groups mixed.

The order is plain: what was turned down on another day comes last; what is made for the ages of the children
comes before what merely lets them in; then the hotel's own order, one of each group in turn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.desk.booking import sessions
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import highest_age, lowest_age, obstacle
from bot.desk.booking.party import GROWN_UP, Party
from bot.desk.catalog.model import Offer
from bot.desk.house import House
from bot.desk.offers.background import Background
from bot.desk.offers.wanted import Wanted, matches

GROUPS = ("family", "active", "nature", "package")


@dataclass(frozen=True)
class Candidate:
    """An offer in the way that fits best. `ask` has no start yet; its party is who would come."""

    ask: Ask
    whole: bool  # the whole party, else the children alone


def candidates(
    house: House, wanted: Wanted, known: Background, beyond: Collection[str] = ()
) -> Iterator[Candidate]:
    """One of each offer that the rules let the party have, whatever is free. Nothing of `beyond`."""
    out = {*known.left_out, *beyond}
    listed = [
        one
        for one in house.catalog.offers.values()
        if one.active and one.code not in out and _for(one, wanted)
    ]
    ranked = sorted(listed, key=lambda one: (*_rank(one, wanted, known), one.order, one.code))
    for _, tier in groupby(ranked, key=lambda one: _rank(one, wanted, known)):
        found = list(tier)
        lanes = [_taking(house, [one for one in found if one.group == group], wanted) for group in GROUPS]
        yield from _in_turn(lanes)


def by_the_hour(ask: Ask) -> bool:
    """People come to it at its start; the rest is for a day, or for whenever they like."""
    rented = ask.offer.mode == "rental" and not sessions.by_days(ask.offer, ask.option)
    return ask.offer.mode == "slot" or rented


def made_for(offer: Offer, party: Party) -> tuple[int, ...]:
    """The children for whose age it is made; none where it is for everybody."""
    low, high = offer.suits.min_age, offer.suits.max_age
    if low is None and high is None:
        return ()
    return tuple(age for age in party.ages if (low or 0) <= age <= (high or GROWN_UP))


def _for(offer: Offer, wanted: Wanted) -> bool:
    """It is of what they like, and somebody comes of the age that it is made for."""
    if not matches(offer, wanted.like):
        return False
    low, high = offer.suits.min_age or 0, offer.suits.max_age
    grown = wanted.party.adults > 0 and (high is None or high >= GROWN_UP)
    return grown or bool(made_for(offer, wanted.party)) or (high is None and not low)


def _rank(offer: Offer, wanted: Wanted, known: Background) -> tuple[bool, bool]:
    return offer.code in known.refused_before, bool(wanted.party.ages) and not made_for(offer, wanted.party)


def _in_turn(lanes: list[Iterator[Candidate]]) -> Iterator[Candidate]:
    while lanes:
        going = list[Iterator[Candidate]]()
        for lane in lanes:
            if (one := next(lane, None)) is not None:
                yield one
                going.append(lane)
        lanes = going


def _taking(house: House, offers: list[Offer], wanted: Wanted) -> Iterator[Candidate]:
    return (found for offer in offers if (found := best_way(house, offer, wanted)))


def best_way(house: House, offer: Offer, wanted: Wanted) -> Candidate | None:
    """The option that takes the whole party and is the most grown-up; else one for the children alone."""
    day = wanted.days[0].isoformat()
    asks = [Ask(house, offer, one, wanted.party, None, wish=day) for one in offer.options]
    whole = [ask for ask in asks if obstacle(ask, people_only=True) is None]
    if whole:
        return Candidate(max(whole, key=lowest_age), whole=True)
    alone = (_children(ask) for ask in asks if made_for(offer, ask.party))
    return next((Candidate(ask, whole=False) for ask in alone if ask), None)


def _children(ask: Ask) -> Ask | None:
    """The children whom it takes without their grown-ups, if it is for children only."""
    if not ask.party.adults or highest_age(ask) >= GROWN_UP:
        return None
    ages, births = ask.party.ages, ask.party.births or (None,) * len(ask.party.ages)
    fit = [n for n, age in enumerate(ages) if lowest_age(ask) <= age <= highest_age(ask)]
    if not fit:
        return None
    alone = ask.by(Party(0, tuple(ages[n] for n in fit), tuple(births[n] for n in fit)))
    return alone if obstacle(alone, people_only=True) is None else None
