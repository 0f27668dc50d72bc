"""The bookings of a period as sums by option: what was paid, for how many, and what came to nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from sqlalchemy import BigInteger, RowMapping, and_, bindparam, cast, func, or_, select

from bot.db import Connection
from bot.desk.booking import wished
from bot.desk.house import House
from bot.desk.reports.periods import ONE, Period
from bot.schema import bookings, bundles

USED = ("CONFIRMED", "REDEEMED")
MOVED = "moved"  # the reason of what goes on at another time
_B = bookings.c
TOTAL = cast(_B.quote["total"].as_string(), BigInteger)  # minor units: more than an INTEGER may hold
_COLUMNS = (  # of what was quoted and sold a few facts: the lines and texts would cost more than all the rest
    *(
        _B.offer,
        _B.option,
        _B.guest_id,
        _B.start,
        _B.wish,
        _B.status,
        _B.reason,
        _B.kept_minor,
        _B.no_show_at,
    ),
    *(_B.created_at, _B.bundle_id, _B.catalog_n),
    _B.party["adults"].as_integer().label("adults"),
    _B.party["ages"].label("ages"),
    TOTAL.label("total"),
    _B.quote["currency"].as_string().label("currency"),
    _B.quote["taxes"].label("taxes"),
    _B.sold["periods"].as_integer().label("periods"),
    _B.sold["count"].as_integer().label("count"),
)
_COUNTS = or_(  # a hold that was let go had never been a booking
    _B.status.in_(USED), and_(_B.status == "CANCELLED", _B.confirmed_at.is_not(None))
)
_TIMED = select(*_COLUMNS).where(
    _B.property_id == bindparam("p"), _B.start >= bindparam("since"), _B.start < bindparam("until"), _COUNTS
)
_UNTIMED = select(*_COLUMNS).where(
    _B.property_id == bindparam("p"),
    _B.start.is_(None),
    _COUNTS,
    or_(
        func.substr(_B.wish, 1, 10).between(bindparam("first"), bindparam("last")),
        and_(_B.created_at >= bindparam("since"), _B.created_at < bindparam("until")),
    ),
)
_COUNT = select(func.count()).where(
    _B.property_id == bindparam("p"), _B.start >= bindparam("since"), _B.start < bindparam("until")
)
_PACKAGES = select(bundles.c.id, bundles.c.offer).where(bundles.c.property_id == bindparam("p"))

Key = tuple[str, str]  # offer, option


@dataclass(frozen=True)
class Sale:
    """One booking that was used, or came to nothing. Minor units of the currency it was sold in."""

    offer: str
    option: str
    guest_id: int
    day: date
    start: datetime | None
    used: bool
    no_show: bool
    people: int
    pieces: int
    revenue: int  # what the hotel has of it: the price, or the fee that was kept
    tax: int  # contained in it
    currency: str
    bundle: int | None
    catalog_n: int

    @property
    def key(self) -> Key:
        return self.offer, self.option


@dataclass(frozen=True)
class Sums:
    """Of many bookings; sums add up."""

    bookings: int = 0  # that were used
    people: int = 0  # in them
    pieces: int = 0
    starts: int = 0  # that somebody came to
    given_up: int = 0
    no_shows: int = 0
    revenue: int = 0
    of_used: int = 0  # of the revenue: without fees
    tax: int = 0

    def __add__(self, other: Self) -> Sums:
        return Sums(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)))

    @property
    def net(self) -> int:
        return self.revenue - self.tax


def of(conn: Connection, house: House, period: Period) -> list[Sale]:
    """Everything whose day is in the period; without a start the wished day counts, else that of booking it.

    What was sold in another currency than the hotel's of today is left out: it cannot be added up.
    """
    facts = {"p": house.id, **span(house, period)}
    facts |= {"first": period.first.isoformat(), "last": period.last.isoformat()}
    rows = [row for query in (_TIMED, _UNTIMED) for row in conn.execute(query, facts).mappings()]
    found = (_sale(house, row) for row in rows if row["reason"] != MOVED or row["kept_minor"])
    ours = house.hotel.currency
    return [one for one in found if period.first <= one.day <= period.last and one.currency == ours]


def count(conn: Connection, house: House, period: Period) -> int:
    """Of those with a start; from the index alone."""
    return int(conn.execute(_COUNT, {"p": house.id, **span(house, period)}).scalar_one())


def span(house: House, period: Period) -> dict[str, datetime]:
    """From the first midnight of the hotel to the one after the last day, in UTC."""
    midnights = (house.moment(period.first, time()), house.moment(period.last + ONE, time()))
    return dict(zip(("since", "until"), (one.astimezone(UTC) for one in midnights), strict=True))


def _sale(house: House, row: RowMapping) -> Sale:
    used, total = row["status"] in USED and row["no_show_at"] is None, row["total"]
    revenue = total if used else int(row["kept_minor"] or 0)
    taxes = sum(int(line[3]) for line in row["taxes"] or ())
    return Sale(
        offer=row["offer"],
        option=row["option"],
        guest_id=row["guest_id"],
        day=_day(house, row),
        start=row["start"],
        used=used,
        no_show=row["no_show_at"] is not None,
        people=row["adults"] + len(row["ages"] or ()),
        pieces=(row["periods"] or 1) * (row["count"] or 1),
        revenue=revenue,
        tax=_share(taxes, revenue, total),
        currency=row["currency"],
        bundle=row["bundle_id"],
        catalog_n=row["catalog_n"],
    )


def people_of(party: Mapping[str, Any]) -> int:
    return int(party["adults"]) + len(party.get("ages", ()))


def _day(house: House, row: RowMapping) -> date:
    if row["start"] is not None:
        return house.local(row["start"]).date()
    return wished.of(row["wish"]).day or house.local(row["created_at"]).date()


def _share(tax: int, revenue: int, total: int) -> int:
    """Of a fee the same part is tax as of the price."""
    if revenue == total or not total:
        return tax if revenue else 0
    return int((Decimal(tax) * revenue / total).quantize(Decimal(1), ROUND_HALF_UP))


def summed(sales: Iterable[Sale]) -> dict[Key, Sums]:
    """By option. A start counts once, however many came."""
    found: defaultdict[Key, list[Sale]] = defaultdict(list)
    for one in sales:
        found[one.key].append(one)
    return {key: _sums(every) for key, every in found.items()}


def _sums(every: Sequence[Sale]) -> Sums:
    used = [one for one in every if one.used]
    missed = sum(one.no_show for one in every)
    return Sums(
        bookings=len(used),
        people=sum(one.people for one in used),
        pieces=sum(one.pieces for one in used),
        starts=len({one.start or one.day for one in used}),
        given_up=len(every) - len(used) - missed,
        no_shows=missed,
        revenue=sum(one.revenue for one in every),
        of_used=sum(one.revenue for one in used),
        tax=sum(one.tax for one in every),
    )


def by_part(sales: Iterable[Sale], names: Iterable[str], cut: int) -> dict[str, dict[str, int]]:
    """The revenue of each part of the calendar, by offer."""
    found: dict[str, dict[str, int]] = {name: {} for name in names}
    for one in sales:
        part = found.get(one.day.isoformat()[:cut])
        if part is not None:
            part[one.offer] = part.get(one.offer, 0) + one.revenue
    return found


def packages(conn: Connection, house: House, sales: Iterable[Sale]) -> dict[str, tuple[int, int]]:
    """How many of each package, and what their parts brought: the same money stands with the parts."""
    of_bundle: defaultdict[int, int] = defaultdict(int)
    for one in sales:
        if one.bundle is not None and (one.used or one.revenue):
            of_bundle[one.bundle] += one.revenue
    return dict(_packaged(conn, house, of_bundle))


def _packaged(
    conn: Connection, house: House, revenue: Mapping[int, int]
) -> Iterator[tuple[str, tuple[int, int]]]:
    if not revenue:
        return
    named = {row.id: row.offer for row in conn.execute(_PACKAGES, {"p": house.id})}
    for code in sorted({named[one] for one in revenue if one in named}):
        parts = [amount for one, amount in revenue.items() if named.get(one) == code]
        yield code, (len(parts), sum(parts))
