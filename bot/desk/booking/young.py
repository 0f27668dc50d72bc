"""Another way for a child who is too young: what else fits them, and whether both can be booked together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.desk.booking import sessions, ways
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import lowest_age, obstacle
from bot.desk.booking.party import Party
from bot.desk.booking.price import quote
from bot.desk.booking.refusals import TooYoung, TooYoungWithBoth, TooYoungWithOther
from bot.desk.catalog.model import Offer
from bot.desk.problems import PERSON, DeskError
from bot.say import At, Day

LOOK_AHEAD = 8  # starts of the alternative to try for one that fits the family's day


@dataclass(frozen=True)
class Split:
    """One family in two places: `older` takes what was asked for, `younger` the alternative."""

    older: Ask
    younger: Ask


def another_way(ask: Ask, refusal: TooYoung) -> DeskError:
    """The same refusal with the best way on that there is."""
    young = tuple(age for age in ask.party.ages if age < refusal.min_age)
    other = ways.alternative(ask.house, ask.offer)
    theirs = next(_fitting(ask, other, young), None) if other else None
    if theirs is None:
        return refusal
    if split := _split(ask, theirs):
        return _both(split, refusal.min_age)
    return TooYoungWithOther(
        refusal.min_age,
        alternative=theirs.title,
        extra=ask.title,
        alt_age=lowest_age(theirs),
        ways=[ways.see(theirs.offer), ways.ideas(ask.offer), PERSON],
    )


def _fitting(ask: Ask, other: Offer, young: tuple[int, ...]) -> Iterator[Ask]:
    """The alternative's options that take these children, by themselves or else with one grown-up."""
    for adults in range(min(ask.party.adults, 1) + 1):
        for option in other.options:
            theirs = Ask(ask.house, other, option, Party(adults, young), None)
            if obstacle(theirs) is None:
                yield theirs


def _split(ask: Ask, theirs: Ask) -> Split | None:
    """Both together, if the rest of the party may go and no grown-up is needed in two places at once."""
    old = tuple(age for age in ask.party.ages if age not in theirs.party.ages)
    apart = ask.party.adults > theirs.party.adults or not theirs.party.adults
    adults = ask.party.adults - theirs.party.adults if apart else 1
    if ask.start is None or not adults + len(old):
        return None
    older = ask.by(Party(adults, old))
    if obstacle(older):
        return None
    day = ask.house.local(ask.start).date()
    found = sessions.upcoming(theirs.offer, theirs.option, ask.house, since=day, most=LOOK_AHEAD)
    free = (start for start in found if apart or not _overlap(ask, theirs, start))
    start = next(free, None)
    return Split(older, theirs.at(start)) if start else None


def _overlap(ask: Ask, theirs: Ask, start: datetime) -> bool:
    asked = ask.start or start
    return asked < start + theirs.option.length and start < asked + ask.option.length


def _both(split: Split, min_age: int) -> DeskError:
    older, younger = split.older, split.younger
    start = younger.start or younger.house.now
    cost = quote(younger.house, younger.offer, younger.option, younger.party, start)
    return TooYoungWithBoth(
        min_age,
        alternative=younger.title,
        extra=older.title,
        alt_age=lowest_age(younger),
        date=Day(younger.house.local(start).date()),
        time=At(start),
        price=cost.total,
        ways=[ways.both(older, younger), ways.ideas(older.offer), PERSON],
    )
