"""What a party would be offered on a day, at what price, and why not the rest: by the guest's own engine.

Nothing here decides anything: candidates, rules, counters and prices are those of a real guest's press. The
guest is one whose stay the hotel has confirmed, and of whom nothing else is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any, Literal

from bot.db import Connection
from bot.desk.booking import capacity, sessions, unfit
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import highest_age, lowest_age, obstacle
from bot.desk.booking.party import Party
from bot.desk.booking.price import Quote
from bot.desk.booking.refusals import BeyondPackage, NeedsAdult, TooFew, TooMany, TooOld, TooYoung
from bot.desk.catalog.model import Offer
from bot.desk.catalog.today import all_stopped
from bot.desk.house import House
from bot.desk.offers.background import Background
from bot.desk.offers.fitting import GROUPS, Candidate, best_way
from bot.desk.offers.search import TIMED, Proposal, offers_for, tried
from bot.desk.offers.wanted import Wanted
from bot.desk.people import Guest
from bot.desk.problems import DeskError

Kind = Literal[
    "stopped",
    "young",
    "old",
    "adult",
    "few",
    "many",
    "family",
    "in_house",
    "fit",
    "ahead",
    "closed",
    "day",
    "notice",
    "full",
    "plan",
]
KINDS: dict[type[DeskError], Kind] = {
    TooYoung: "young",
    TooOld: "old",
    NeedsAdult: "adult",
    TooFew: "few",
    TooMany: "many",
    BeyondPackage: "family",
    unfit.OnlyInHouse: "in_house",
}
NEAR = timedelta(days=7)  # a day further off is looked at as a guest would a week before it
ASKED_AT = time(10)
NEXT = 2  # starts that are named where the day has none


@dataclass(frozen=True)
class Why:
    """Why not. `n` is the age, the number of people or of days; `starts` the next there are."""

    kind: Kind
    n: int = 0
    starts: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Seen:
    """One offer as this party finds it: `found` with its price, else `why` not."""

    offer: Offer
    found: Proposal | None = None
    price: Quote | None = None
    why: Why | None = None


@dataclass(frozen=True)
class Simulated:
    """`first` are the codes of what the desk itself would propose; `house` is the hotel at the hour asked."""

    house: House
    party: Party
    day: date
    first: Sequence[str]
    seen: Sequence[Seen]

    @property
    def offered(self) -> list[Seen]:
        """What is proposed first, then the rest that can be had."""
        can = [one for one in self.seen if one.found]
        order = {code: n for n, code in enumerate(self.first)}
        return sorted(can, key=lambda one: order.get(one.offer.code, len(order)))

    @property
    def others(self) -> list[Seen]:
        return [one for one in self.seen if one.found is None]


def simulate(conn: Connection, house: House, party: Party, day: date) -> Simulated:
    """`house` carries the catalog to look at: the live one, or a draft."""
    then, known = asked_on(house, day), _nobody(conn, house)
    guest, wanted = stranger(house), Wanted(party, (day,))
    first = [one.ask.offer.code for one in offers_for(conn, then, guest, wanted, known=known)]
    seen = tuple(_all(conn, then, guest, wanted, known))
    return Simulated(then, party, day, first, seen)


def asked_on(house: House, day: date) -> House:
    """The hotel at the hour at which a guest would ask: now, or a week before a day that is far."""
    asked = day - NEAR
    return house if asked <= house.today else replace(house, now=house.moment(asked, ASKED_AT))


def stranger(house: House) -> Guest:
    """A guest whose stay is confirmed, and of whom nothing else is known."""
    language = house.hotel.default_language
    return Guest(0, 0, "", language, chosen=True, room=None, verified=True, verified_until=None, party=None)


def _nobody(conn: Connection, house: House) -> Background:
    none: frozenset[str] = frozenset()
    return Background(None, all_stopped(conn, house), none, (), none, none)


def _all(conn: Connection, house: House, guest: Guest, wanted: Wanted, known: Background) -> Iterator[Seen]:
    """Every offer on sale, in the hotel's order."""
    offers = [one for group in GROUPS for one in house.catalog.listed(group)]
    ways = {one.code: best_way(house, one, wanted) for one in offers if one.code not in known.stopped}
    rows = [one for one in ways.values() if one]
    found = {one.ask.offer.code: (one, met) for one, met in tried(conn, house, guest, wanted, rows, known)}
    for offer in offers:
        candidate, met = found.get(offer.code, (None, None))
        if met:
            yield Seen(offer, met, met.cost)
        elif candidate:
            yield Seen(offer, why=_not_then(conn, candidate, guest, wanted.days[0]))
        else:
            yield Seen(offer, why=_not_they(house, offer, wanted, stopped=offer.code in known.stopped))


def _not_they(house: House, offer: Offer, wanted: Wanted, *, stopped: bool) -> Why:
    """It is not on sale, or not for these people: of several options the one that lacks least."""
    if stopped:
        return Why("stopped")
    asks = [Ask(house, offer, one, wanted.party, None) for one in offer.options]
    found = [_refused(ask, obstacle(ask, people_only=True)) for ask in asks]
    young = [one for one in found if one.kind == "young"]
    return min(young, key=lambda one: one.n) if len(young) == len(found) else found[0]


def _refused(ask: Ask, refusal: DeskError | None) -> Why:
    kind = next((kind for error, kind in KINDS.items() if isinstance(refusal, error)), None)
    match kind:
        case "young":
            return Why(kind, refusal.min_age if isinstance(refusal, TooYoung) else lowest_age(ask))
        case "old":
            return Why(kind, highest_age(ask))
        case "adult":
            return Why(kind, ask.offer.rules.with_adult_under or 0)
        case "few":
            return Why(kind, ask.offer.rules.min_people or 1)
        case "many":
            limits = [ask.offer.rules.max_people, ask.option.capacity]
            return Why(kind, min((one for one in limits if one), default=0))
    return Why(kind or "fit")


def _not_then(conn: Connection, candidate: Candidate, guest: Guest, day: date) -> Why:
    """These people may have it, but not on that day."""
    ask, house = candidate.ask, candidate.ask.house
    offer, option = ask.offer, ask.option
    if offer.bundle:
        return Why("plan")
    ahead = (day - house.today).days
    if ahead > offer.rules.forward_days:
        return Why("ahead", offer.rules.forward_days)
    if sessions.rests(house, offer, day):
        return Why("closed", starts=_next(ask, day))
    if offer.mode in TIMED and not sessions.starts(option, day, house, offer):
        return Why("day", starts=_next(ask, day))
    if offer.mode in TIMED and not sessions.bookable(offer, option, day, house):
        return Why("notice", offer.rules.notice_minutes, _next(ask, day))
    if offer.mode not in TIMED and capacity.fits(conn, ask):
        return Why("notice", offer.rules.notice_minutes)
    return Why("full", ask.places, _next(ask, day + timedelta(days=1)))


def _next(ask: Ask, since: date) -> tuple[Any, ...]:
    if ask.offer.mode not in TIMED:
        return ()
    return tuple(sessions.upcoming(ask.offer, ask.option, ask.house, since=since, most=NEXT))
