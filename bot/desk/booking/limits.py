"""What an offer asks of a party and a start. A limit looks at one thing and returns its refusal or None."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.desk.booking import sessions, ways, when, wished
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import GROWN_UP, MOST_ADULTS, Party
from bot.desk.booking.price import adult_unit, unit_for
from bot.desk.booking.refusals import (
    BeyondPackage,
    NeedsAdult,
    NotThatDay,
    TooFew,
    TooLate,
    TooMany,
    TooOld,
    TooOldForAll,
    TooYoung,
)
from bot.desk.catalog.components import Fits
from bot.desk.catalog.model import Option
from bot.desk.problems import PERSON, DeskError
from bot.say import Choice, Day, Join, Span, Value

FAMILY = Party(2, (5, 10))  # whom the one price of a package is for
Limit = Callable[[Ask], DeskError | None]


def obstacle(ask: Ask, *, people_only: bool = False) -> DeskError | None:
    """The first limit that the ask runs into."""
    limits = PEOPLE if people_only else PEOPLE + (ARRANGED if ask.offer.mode == "request" else START)
    return next((refusal for limit in limits if (refusal := limit(ask))), None)


def lowest_age(ask: Ask) -> int:
    units = min(unit.min_age for unit in ask.option.units) if ask.option.pricing == "person" else 0
    return max(ask.offer.rules.min_age or 0, units)


def highest_age(ask: Ask) -> int:
    units = max(unit.max_age for unit in ask.option.units) if ask.option.pricing == "person" else 120
    return min(ask.offer.rules.max_age or 120, units)


def too_young(ask: Ask) -> DeskError | None:
    if all(age >= lowest_age(ask) for age in ask.party.ages):
        return None
    return TooYoung(lowest_age(ask), extra=ask.title, ways=_younger_ways(ask))


def _younger_ways(ask: Ask) -> list[Choice]:
    return [ways.people(ask), ways.ideas(ask.offer), PERSON]


def too_old(ask: Ask) -> DeskError | None:
    limit = highest_age(ask)
    if not _adults_too_old(ask) and all(age <= limit for age in ask.party.ages):
        return None
    young = Party(0, tuple(age for age in ask.party.ages if age <= limit)) if _any_within(ask) else None
    if young and obstacle(ask.by(young)) is None:
        way = ways.book(ask.by(young), young.said())
        return TooOld(extra=ask.title, max_age=limit, ways=[way, ways.ideas(ask.offer), PERSON])
    return TooOldForAll(extra=ask.title, max_age=limit, ways=[ways.ideas(ask.offer), PERSON])


def _adults_too_old(ask: Ask) -> bool:
    unpriced = ask.option.pricing == "person" and adult_unit(ask.option) is None
    return ask.party.adults > 0 and (unpriced or highest_age(ask) < GROWN_UP)


def _any_within(ask: Ask) -> bool:
    return any(age <= highest_age(ask) for age in ask.party.ages)


def narrowed(ask: Ask) -> Ask:
    """For the children alone where only they may have it: of a family that is known, not chosen for this."""
    ages = tuple(age for age in ask.party.ages if age <= highest_age(ask))
    alone = ask.by(Party(0, ages)) if ages and too_old(ask) else ask
    return ask if obstacle(alone) else alone


def without_price(ask: Ask) -> DeskError | None:
    """An age that falls between two bands: the next band begins above it."""
    ages = ask.party.ages if ask.option.pricing == "person" else ()
    lost = [age for age in ages if unit_for(ask.option, age) is None]
    if not lost:
        return None
    above = min(unit.min_age for unit in ask.option.units if unit.min_age > lost[0])
    return TooYoung(above, extra=ask.title, ways=_younger_ways(ask))


def needs_adult(ask: Ask) -> DeskError | None:
    under = ask.offer.rules.with_adult_under
    if under is None or ask.party.adults or all(age >= under for age in ask.party.ages):
        return None
    accompanied = Party(1, ask.party.ages)
    way = ways.book(ask.by(accompanied), accompanied.said())
    return NeedsAdult(extra=ask.title, age=under, ways=[way, ways.people(ask), PERSON])


def too_few(ask: Ask) -> DeskError | None:
    least = ask.offer.rules.min_people or 1
    if ask.party.people >= least:
        return None
    return TooFew(extra=ask.title, min=least, ways=[ways.people(ask), ways.ideas(ask.offer), PERSON])


def too_many(ask: Ask) -> DeskError | None:
    most = ask.offer.rules.max_people or MOST_ADULTS * 2
    if ask.option.pricing == "person" and ask.option.capacity:
        most = min(most, ask.option.capacity)
    if ask.party.people <= most:
        return None
    return TooMany(extra=ask.title, max=most, ways=[ways.people(ask), PERSON])


def too_late(ask: Ask) -> DeskError | None:
    notice = timedelta(minutes=ask.offer.rules.notice_minutes)
    if ask.start is None or sessions.in_time(ask.house, ask.offer, ask.option, ask.start):
        return None
    next_starts, params = _next(ask)
    span = Span(ask.offer.rules.notice_minutes) if notice else ""
    return TooLate(**params, notice=span, ways=[*next_starts, ways.days(ask), PERSON])


def not_that_day(ask: Ask) -> DeskError | None:
    house = ask.house
    if ask.start is None:
        return None
    found = sessions.bookable(ask.offer, ask.option, house.local(ask.start).date(), house)
    if ask.start in found and ask.periods <= sessions.longest(house, ask.offer, ask.option, ask.start):
        return None
    next_starts, params = _next(ask)
    return NotThatDay(**params, asked=when.of_ask(ask), ways=[*next_starts, ways.days(ask), PERSON])


def _next(ask: Ask) -> tuple[list[Choice], dict[str, Value]]:
    """Two starts that can be booked, as buttons and as words."""
    found = sessions.upcoming(ask.offer, ask.option, ask.house)
    words = Join([when.start_of(ask, start) for start in found], "or")
    return ways.starts(ask, found), {"extra": ask.title, "starts": words if found else ""}


def not_arranged(ask: Ask) -> DeskError | None:
    """On request a guest names a day; an hour is what staff have agreed to, and must only be ahead."""
    house, day = ask.house, wished.of(ask.wish).day
    if (ask.start > house.now) if ask.start else (day is None or sessions.arranged(ask.offer, house, day)):
        return None
    found = sessions.arranged_days(ask.offer, house)
    on = [ways.book(replace(ask, start=None, wish=one.isoformat()), Day(one)) for one in found]
    params: dict[str, Value] = {"extra": ask.title, "starts": Join([Day(one) for one in found], "or")}
    named = day or house.today
    if house.today <= named < (found[0] if found else named) and not sessions.rests(house, ask.offer, named):
        notice = Span(ask.offer.rules.notice_minutes)
        return TooLate(**params, notice=notice, ways=[*on, ways.days(ask), PERSON])
    return NotThatDay(**params, asked=Day(named), ways=[*on, ways.days(ask), PERSON])


def covers(option: Option, party: Party) -> bool:
    """Whether the one price of a package is for so many."""
    fits = option.fits or Fits()
    return party.adults <= fits.adults and len(party.ages) <= fits.children


def beyond_package(ask: Ask) -> DeskError | None:
    """A package's one price is for a family of four, unless the hotel has said for how many."""
    whole = ask.offer.components and ask.option.pricing == "booking"
    usual = any(covers(one, ask.party) for one in (ask.offer.options if ask.offer.bundle else [ask.option]))
    if not whole or usual or ask.offer.rules.max_people:
        return None
    return BeyondPackage(extra=ask.title, ways=[PERSON, ways.people(ask), ways.ideas(ask.offer)])


PEOPLE: tuple[Limit, ...] = (
    too_young,
    too_old,
    without_price,
    needs_adult,
    too_few,
    too_many,
    beyond_package,
)
START: tuple[Limit, ...] = (too_late, not_that_day)
ARRANGED: tuple[Limit, ...] = (not_arranged,)
