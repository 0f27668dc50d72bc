"""What a manager should know before a draft is live: each warning names what it touches. Nothing is refused.

Bookings keep what they were sold as; what is said here is about the guests who come next, and about places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import bindparam, func, or_, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk.booking import sessions
from bot.desk.booking.ask import Ask
from bot.desk.booking.limits import obstacle
from bot.desk.booking.party import GROWN_UP, MOST_ADULTS, Party
from bot.desk.catalog.diff import Change
from bot.desk.catalog.model import Catalog, Offer, Option
from bot.desk.house import House
from bot.desk.offers.search import TIMED
from bot.schema import bookings, buckets

Kind = Literal["nobody", "below_cost", "far", "places", "gone", "booked", "words", "photo"]
FAR = 30  # percent: worth a second tap
TWICE: tuple[Kind, ...] = ("below_cost", "far")
OFFER_TEXTS = ("title", "benefit", "about", "place", "included", "bring")
ANSWER_TEXTS = ("title", "answer")
QUIET = ("phrases", "photo", "photos", "order", "suits", "cost", "hygiene")  # nobody has booked these
STARTS = 3  # of an option that are named

_STANDING = (
    select(bookings.c.offer, func.count())
    .where(
        bookings.c.property_id == bindparam("p"),
        or_(bookings.c.start.is_(None), bookings.c.start > bindparam("now", type_=Moment)),
        or_(
            bookings.c.status.in_(("CONFIRMED", "PENDING")),
            (bookings.c.status == "ON_HOLD") & (bookings.c.expires_at > bindparam("now", type_=Moment)),
        ),
    )
    .group_by(bookings.c.offer)
)
_OVER = (
    select(buckets.c.start, buckets.c.used)
    .where(
        buckets.c.property_id == bindparam("p"),
        buckets.c.resource == bindparam("r"),
        buckets.c.start > bindparam("now", type_=Moment),
        buckets.c.used > bindparam("size"),
    )
    .order_by(buckets.c.start)
    .limit(STARTS)
)


@dataclass(frozen=True)
class Warn:
    """`subject`: an offer's, an answer's or a resource's code; `n` bookings, places or percent."""

    kind: Kind
    subject: str
    change: Change | None = None
    n: int = 0
    size: int = 0
    start: datetime | None = None
    languages: tuple[str, ...] = ()
    cost: Decimal | None = None

    @property
    def twice(self) -> bool:
        """Published only by a second tap."""
        return self.kind in TWICE


def look_over(conn: Connection, house: House, new: House, changes: Sequence[Change]) -> list[Warn]:
    """`house` as it is live, `new` with the draft's catalog; the gravest first."""
    touched = _touched(changes)
    return [
        *_nobody(new, touched, hotel=any(one.where[0] == "hotel" for one in changes)),
        *_below_cost(new, touched),
        *_far(changes),
        *_places(conn, house, new),
        *_booked(conn, house, new, changes),
        *_words(house, new, touched, changes),
        *_photos(house, new, touched),
    ]


def _touched(changes: Iterable[Change]) -> list[str]:
    """The codes of the offers that differ, each once."""
    return list(dict.fromkeys(str(one.where[1]) for one in changes if one.where[0] == "offers"))


def _far(changes: Sequence[Change]) -> Iterator[Warn]:
    for one in changes:
        if one.percent is not None and abs(one.percent) >= FAR:
            yield Warn("far", str(one.where[1]), one, one.percent)


def _below_cost(new: House, touched: Sequence[str]) -> Iterator[Warn]:
    """A price that does not bring in what the unit costs; free on purpose is no mistake."""
    for offer in _known(new.catalog, touched):
        for option in offer.options:
            for index, unit in enumerate(option.units):
                cost = cost_of(new, option, unit.price)
                if cost is not None and 0 < unit.price < cost:
                    where = ("offers", offer.code, "options", option.code, "units", index)
                    yield Warn("below_cost", offer.code, Change(where, "", None, f"{unit.price}"), cost=cost)


def cost_of(house: House, option: Option, price: Decimal) -> Decimal | None:
    """What one priced unit costs the hotel by itself; None where the catalog does not say it.

    What is paid for a whole start, however many come, is no unit's own.
    """
    cost = option.cost
    if cost is None:
        return None
    counted = ("person", "unit") if option.pricing == "person" else ("booking", "unit")
    partner = cost.partner if cost.partner_per in counted else Decimal(0)
    minutes = cost.minutes if cost.minutes_per in counted else 0
    hour = house.hotel.staff_hour or Decimal(0)
    materials = sum((getattr(cost, one) for one in counted), Decimal(0))
    return materials + partner + price * cost.partner_percent / 100 + hour * minutes / 60


def _places(conn: Connection, house: House, new: House) -> Iterator[Warn]:
    """Starts that have sold more than the new number of places."""
    for counter, subject, size in _shrunk(house.catalog, new.catalog):
        facts = {"p": house.id, "r": counter, "now": house.now, "size": size}
        for start, used in conn.execute(_OVER, facts):
            yield Warn("places", subject, n=used, size=size, start=start)


def _shrunk(old: Catalog, new: Catalog) -> Iterator[tuple[str, str, int]]:
    """Each counter that is smaller now: its name, whose it is, its size."""
    for offer in _known(new, old.offers):
        for option in offer.options:
            before = old.offers[offer.code].option(option.code)
            if before and before.capacity and option.capacity and option.capacity < before.capacity:
                yield f"{offer.code}/{option.code}", offer.code, option.capacity
    for code, pool in new.hotel.resources.items():
        was = old.hotel.resources.get(code)
        if was and was.capacity and pool.capacity and pool.capacity < was.capacity:
            yield code, code, pool.capacity


def _booked(conn: Connection, house: House, new: House, changes: Sequence[Change]) -> Iterator[Warn]:
    """What is sold ahead of an offer that changes, or goes."""
    facts = {"p": house.id, "now": house.now}
    standing: Mapping[str, int] = {offer: n for offer, n in conn.execute(_STANDING, facts)}
    for code in _touched(one for one in changes if not _only_words(one)):
        if n := standing.get(code, 0):
            there = new.catalog.offer(code)
            yield Warn("booked" if there and there.active else "gone", code, n=n)


def _only_words(change: Change) -> bool:
    return len(change.where) > 2 and change.where[2] in (*OFFER_TEXTS, *QUIET)


def _words(house: House, new: House, touched: Sequence[str], changes: Sequence[Change]) -> Iterator[Warn]:
    """Languages in which a new or changed text is not there, and was not said before."""
    answers = dict.fromkeys(str(one.where[1]) for one in changes if one.where[0] == "knowledge")
    for kind, codes, fields in (("offers", touched, OFFER_TEXTS), ("knowledge", answers, ANSWER_TEXTS)):
        for code in codes:
            part, was = (getattr(one.catalog, kind).get(code) for one in (new, house))
            lacks = _lacking(part, fields, new.hotel.languages) if part else ()
            if lacks and lacks != (_lacking(was, fields, new.hotel.languages) if was else ()):
                yield Warn("words", code, languages=lacks)


def _lacking(part: object, fields: Sequence[str], languages: Sequence[str]) -> tuple[str, ...]:
    texts = [said for name in fields if (said := getattr(part, name))]
    return tuple(one for one in languages if any(one not in said for said in texts))


def _photos(house: House, new: House, touched: Sequence[str]) -> Iterator[Warn]:
    """A new offer without a picture, or one that has lost its own."""
    for offer in _known(new.catalog, touched):
        was = house.catalog.offer(offer.code)
        if offer.active and not offer.pictures and (was is None or was.pictures):
            yield Warn("photo", offer.code)


def _nobody(new: House, touched: Sequence[str], *, hotel: bool) -> Iterator[Warn]:
    """Offers that nobody can buy, whoever comes and whenever. What the hotel shares may close any of them."""
    for offer in _known(new.catalog, new.catalog.offers if hotel else touched):
        if offer.active and not reachable(new, offer):
            yield Warn("nobody", offer.code)


def reachable(house: House, offer: Offer) -> bool:
    """Whether some party could have it on some day of the window."""
    return any(_open(house, offer, one) and _welcome(house, offer, one) for one in offer.options)


def _open(house: House, offer: Offer, option: Option) -> bool:
    if offer.mode not in TIMED:
        return True
    return bool(sessions.upcoming(offer, option, house, most=1))


def _welcome(house: House, offer: Offer, option: Option) -> bool:
    return any(
        obstacle(Ask(house, offer, option, party, None), people_only=True) is None
        for party in _parties(offer, option)
    )


def _parties(offer: Offer, option: Option) -> Iterator[Party]:
    """Those who would come if anybody did: grown-ups, and children of each age that it has a price for."""
    ages = {unit.min_age for unit in option.units} | {unit.max_age for unit in option.units}
    ages |= {offer.rules.min_age or 0, offer.rules.max_age or 0, 5, 10}
    young = sorted(one for one in ages if one < GROWN_UP)
    least = min(max(offer.rules.min_people or 1, 1), MOST_ADULTS)
    yield from (Party(n) for n in dict.fromkeys((least, 1, 2)))
    for age in young:
        yield from (Party(1, (age,)), Party(0, (age,)), Party(0, (age,) * min(least, 10)))


def _known(catalog: Catalog, codes: Iterable[str]) -> Iterator[Offer]:
    yield from (found for code in codes if (found := catalog.offer(code)))
