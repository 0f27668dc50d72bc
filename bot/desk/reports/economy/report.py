"""Everything of a period by extra, and what to do about each: keep, reprice, promote, drop, or wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Literal

from bot.db import Connection
from bot.desk.catalog import versions
from bot.desk.catalog.costs import Cost, Hygiene, is_free
from bot.desk.catalog.model import Catalog, Texts
from bot.desk.house import House
from bot.desk.reports.economy import costs, funnel, places, sales
from bot.desk.reports.economy.costs import Costs
from bot.desk.reports.economy.funnel import Ways
from bot.desk.reports.economy.places import Places
from bot.desk.reports.economy.sales import Key, Sums
from bot.desk.reports.periods import CUT, Period
from bot.money import Money

Verdict = Literal["keep", "reprice", "promote", "drop", "early", "short", "uncosted", "free"]
FEW = 8  # bookings, or so many looks at the card, before anything is said
LOOKS = 50
SEASON = 90  # days before an extra is called one to drop
RIVALS = 3  # extras that are judged, before there is a middle


@dataclass(frozen=True)
class Extra:
    """One extra in the period. `costs` is None where the catalog does not say what it costs."""

    code: str
    title: Texts
    group: str
    currency: str
    sums: Sums
    costs: Costs | None
    places: Places
    ways: Ways
    free: bool = False
    hygiene: Hygiene | None = None
    part: bool = False  # of a package on sale
    on_sale: bool = True
    verdict: Verdict = "early"

    @property
    def revenue(self) -> Money:
        return Money(self.sums.revenue, self.currency)

    @property
    def cost(self) -> Money | None:
        return None if self.costs is None else Money(self.costs.total, self.currency)

    @property
    def margin(self) -> Money | None:
        """What is left of it without tax."""
        return None if self.costs is None else Money(self.sums.net - self.costs.total, self.currency)

    @property
    def percent(self) -> int | None:
        """The margin as a share of the revenue without tax; None where there is none of either."""
        margin = self.margin
        return None if margin is None or self.sums.net <= 0 else round(100 * margin.minor / self.sums.net)

    @property
    def each(self) -> float | None:
        """The margin of one booking."""
        margin = self.margin
        return None if margin is None or not self.sums.bookings else margin.minor / self.sums.bookings


@dataclass(frozen=True)
class Package:
    """Its money stands with its parts."""

    code: str
    title: Texts
    sold: int
    revenue: Money
    ways: Ways


@dataclass(frozen=True)
class Middle:
    """Above or below these the four kinds part; `of` how many extras."""

    bookings: float
    each: float
    of: int


@dataclass(frozen=True)
class Report:
    period: Period
    as_of: datetime
    extras: tuple[Extra, ...]  # the largest revenue first
    packages: tuple[Package, ...]
    total: Sums
    costs: Costs  # of those that say what they cost
    before: Sums  # of as many days before
    parts: Mapping[str, Mapping[str, int]]  # revenue by day or month, by group
    middle: Middle | None
    currency: str

    @property
    def known(self) -> tuple[Extra, ...]:
        """Those whose costs are known."""
        return tuple(one for one in self.extras if one.costs is not None)

    @property
    def margin(self) -> Money:
        """Of those whose costs are known, and of no others."""
        net = sum(one.sums.net for one in self.known)
        return Money(net - self.costs.total, self.currency)

    @property
    def uncosted(self) -> tuple[Extra, ...]:
        return tuple(one for one in self.extras if one.costs is None and one.sums.bookings)

    @property
    def revenue(self) -> Money:
        return Money(self.total.revenue, self.currency)

    def one(self, code: str) -> Extra | None:
        return next((one for one in self.extras if one.code == code), None)

    def free(self) -> list[Extra]:
        """What is given for nothing, the dearest first."""
        found = [one for one in self.extras if one.free and one.on_sale]
        return sorted(found, key=lambda one: (-(one.costs.total if one.costs else 0), one.code))


def report(conn: Connection, house: House, period: Period) -> Report:
    sold = sales.of(conn, house, period)
    sums = sales.summed(sold)
    ways = funnel.of(conn, house, period, sold)
    gone = _gone(conn, house, sold)
    extras = _extras(house, sums, places.of(conn, house, period), ways, gone)
    middle = middle_of(extras)
    judged = [_judged(one, middle, period) for one in extras]
    by = period.by()
    return Report(
        period=period,
        as_of=house.now,
        extras=tuple(sorted(judged, key=lambda one: (-one.sums.revenue, -one.sums.bookings, one.code))),
        packages=_packages(conn, house, sold, ways),
        total=_all(sums),
        costs=sum((one.costs for one in judged if one.costs), Costs()),
        before=_all(sales.summed(sales.of(conn, house, period.before()))),
        parts=_by_group(house, sales.by_part(sold, period.parts(by), CUT[by])),
        middle=middle,
        currency=house.hotel.currency,
    )


def _all(sums: Mapping[Key, Sums]) -> Sums:
    return sum(sums.values(), Sums())


def _extras(
    house: House,
    sums: Mapping[Key, Sums],
    offered: Mapping[Key, Places],
    ways: Mapping[str, Ways],
    gone: Catalog | None,
) -> list[Extra]:
    """All that is on sale and no package, and all that was sold, also what the catalog no longer has."""
    listed = [one.code for one in house.catalog.offers.values() if one.active and not one.bundle]
    known = {*listed, *(offer for offer, _ in sums)}
    return [_extra(house, code, sums, offered, ways.get(code, Ways()), gone) for code in sorted(known)]


def _gone(conn: Connection, house: House, sold: Iterable[sales.Sale]) -> Catalog | None:
    """The newest version in which something was sold that the live one has no more."""
    numbers = [one.catalog_n for one in sold if house.catalog.offer(one.offer) is None]
    try:
        return versions.load(conn, house.id, max(numbers)) if numbers else None
    except versions.NoVersion:
        return None


def _extra(
    house: House,
    code: str,
    sums: Mapping[Key, Sums],
    offered: Mapping[Key, Places],
    ways: Ways,
    gone: Catalog | None,
) -> Extra:
    live = house.catalog.offer(code)
    offer = live or (gone.offer(code) if gone else None)
    mine = {option: one for (of, option), one in sums.items() if of == code}
    named = {one.code: one.cost for one in offer.options} if offer else {}
    room = {option: one for (of, option), one in offered.items() if of == code}
    return Extra(
        code=code,
        title=offer.title if offer else {house.hotel.default_language: code},
        group=offer.group if offer else "",
        currency=house.hotel.currency,
        sums=sum(mine.values(), Sums()),
        costs=_costs(house, named, mine, room),
        places=_room(list(room.values())),
        ways=ways,
        free=bool(offer and is_free(offer)),
        hygiene=offer.hygiene if offer else None,
        part=any(one.offer == code for each in house.catalog.offers.values() for one in each.components),
        on_sale=bool(live and live.active),
    )


def _room(every: Sequence[Places]) -> Places:
    return sum(every[1:], every[0]) if every else Places()


def _costs(
    house: House, named: Mapping[str, Cost | None], sums: Mapping[str, Sums], room: Mapping[str, Places]
) -> Costs | None:
    """None as soon as one option that was sold does not say: half a cost would look like a margin."""
    options = {*sums, *(one for one, cost in named.items() if cost is not None)}
    if not options or any(named.get(one) is None for one in options):
        return None
    found = (
        costs.of(house, cost, sums.get(one, Sums()), offered=room.get(one, Places()).starts)
        for one in sorted(options)
        if (cost := named[one])
    )
    return sum(found, Costs())


def _packages(
    conn: Connection, house: House, sold: Sequence[sales.Sale], ways: Mapping[str, Ways]
) -> tuple[Package, ...]:
    brought = sales.packages(conn, house, sold)
    listed = [one for one in house.catalog.offers.values() if one.bundle]
    return tuple(
        Package(
            one.code,
            one.title,
            brought.get(one.code, (0, 0))[0],
            Money(brought.get(one.code, (0, 0))[1], house.hotel.currency),
            ways.get(one.code, Ways()),
        )
        for one in listed
    )


def _by_group(house: House, parts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, of in parts.items():
        found[name] = {}
        for code, amount in of.items():
            offer = house.catalog.offer(code)
            group = offer.group if offer else "family"
            found[name][group] = found[name].get(group, 0) + amount
    return found


def middle_of(extras: Iterable[Extra]) -> Middle | None:
    """The medians of what is sold and has a margin; None while there are too few to have a middle."""
    judged = [(one.sums.bookings, one.each) for one in extras if not one.free and one.sums.bookings >= FEW]
    known = [(n, each) for n, each in judged if each is not None]
    if len(known) < RIVALS:
        return None
    return Middle(median(n for n, _ in known), median(each for _, each in known), len(known))


def _judged(one: Extra, middle: Middle | None, period: Period) -> Extra:
    return Extra(**{**vars(one), "verdict": verdict(one, middle, period.days)})


def verdict(one: Extra, middle: Middle | None, days: int) -> Verdict:
    """Popular or not, earning or not. Nothing is to be dropped after less than a season, nor when a package
    is made of it; nothing at all is said of a handful of bookings."""
    if one.free:
        return "free"
    looked = one.ways.funnel.seen >= LOOKS and days >= SEASON
    if one.sums.bookings < FEW and not looked:
        return "early"
    if one.costs is None:
        return "uncosted"
    if middle is None:
        return "early"
    popular = one.sums.bookings >= middle.bookings
    earns = (one.each or 0) >= middle.each and (one.each or 0) > 0
    if popular:
        return "keep" if earns else "reprice"
    if earns or one.part:
        return "promote"
    return "drop" if days >= SEASON else "short"
