"""What is on the books for the next days, and what of it is likely to come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import RowMapping, bindparam, select

from bot.db import Connection
from bot.desk.booking import wished
from bot.desk.house import House
from bot.desk.reports.economy.sales import MOVED, TOTAL, USED
from bot.desk.reports.periods import Period
from bot.money import Money
from bot.schema import bookings

DAYS = 14
LOOK_BACK = timedelta(days=180)
ENOUGH = 20  # cases before the hotel's own history is believed
ASSUMED_YES, ASSUMED_GONE = 50, 10  # per cent, until then
_B = bookings.c
_AHEAD = select(
    *(_B.start, _B.wish, _B.status, _B.expires_at),
    TOTAL.label("total"),
    _B.quote["currency"].as_string().label("currency"),
).where(
    _B.property_id == bindparam("p"),
    _B.status.in_(("CONFIRMED", "PENDING", "ON_HOLD")),
    _B.no_show_at.is_(None),
    _B.start.is_(None) | ((_B.start > bindparam("now")) & (_B.start < bindparam("until"))),
)
_PAST = select(_B.status, _B.reason, _B.wish, _B.confirmed_at, _B.no_show_at, _B.start).where(
    _B.property_id == bindparam("p"), _B.created_at >= bindparam("since"), _B.created_at < bindparam("now")
)


@dataclass(frozen=True)
class Chance:
    """`percent` of what is asked for, from `of` cases of the hotel's own; with too few it is assumed."""

    percent: int
    of: int
    assumed: bool

    @classmethod
    def from_counts(cls, yes: int, of: int, otherwise: int) -> Chance:
        if of < ENOUGH:
            return cls(otherwise, of, assumed=True)
        share = Decimal(100 * yes) / of
        return cls(int(share.quantize(Decimal(1), ROUND_HALF_UP)), of, assumed=False)


@dataclass(frozen=True)
class Lot:
    """So many bookings, and their price together."""

    n: int = 0
    minor: int = 0

    def __add__(self, other: Lot) -> Lot:
        return Lot(self.n + other.n, self.minor + other.minor)


@dataclass(frozen=True)
class Ahead:
    """From now until the end of the last day. Of what is asked for without a day nobody knows when it is."""

    first: date
    last: date
    confirmed: Mapping[date, Lot]
    pending: Mapping[date, Lot]
    undated: Lot  # asked for, the day still open
    held: Lot  # guests decide about it at this moment; not expected
    accepted: Chance  # of what waits for the hotel's yes
    gone: Chance  # of what is confirmed: cancelled, or nobody came
    currency: str

    @property
    def booked(self) -> Lot:
        return sum(self.confirmed.values(), Lot())

    @property
    def asked(self) -> Lot:
        return sum(self.pending.values(), Lot())

    @property
    def expected(self) -> Money:
        """(confirmed + pending × yes) × (1 − gone), rounded once."""
        sure = Decimal(self.booked.minor) + Decimal(self.asked.minor) * self.accepted.percent / 100
        left = sure * (100 - self.gone.percent) / 100
        return Money(int(left.quantize(Decimal(1), ROUND_HALF_UP)), self.currency)


def ahead(conn: Connection, house: House) -> Ahead:
    last = house.today + timedelta(days=DAYS - 1)
    until = house.moment(last + timedelta(days=1), time()).astimezone(UTC)
    rows = conn.execute(_AHEAD, {"p": house.id, "now": house.now, "until": until}).mappings().all()
    ours = [row for row in rows if row["currency"] == house.hotel.currency]
    dated = [(day, row) for row in ours if (day := _day(house, row)) and house.today <= day <= last]
    accepted, gone = _chances(conn, house)
    pending = [row for row in ours if row["status"] == "PENDING"]
    return Ahead(
        first=house.today,
        last=last,
        confirmed=_by_day(house, dated, "CONFIRMED"),
        pending=_by_day(house, dated, "PENDING"),
        undated=_lot(row for row in pending if _day(house, row) is None),
        held=_lot(row for row in ours if row["status"] == "ON_HOLD" and _running(house, row)),
        accepted=accepted,
        gone=gone,
        currency=house.hotel.currency,
    )


def period(house: House) -> Period:
    return Period(house.today, house.today + timedelta(days=DAYS - 1))


def _running(house: House, row: RowMapping) -> bool:
    until: datetime | None = row["expires_at"]
    return until is not None and until > house.now


def _day(house: House, row: RowMapping) -> date | None:
    if row["start"] is not None:
        return house.local(row["start"]).date()
    return wished.of(row["wish"]).day


def _by_day(house: House, dated: Iterable[tuple[date, RowMapping]], status: str) -> dict[date, Lot]:
    found = {house.today + timedelta(days=n): Lot() for n in range(DAYS)}
    for day, row in dated:
        if row["status"] == status:
            found[day] += _lot([row])
    return found


def _lot(rows: Iterable[RowMapping]) -> Lot:
    return sum((Lot(1, row["total"]) for row in rows), Lot())


def _chances(conn: Connection, house: House) -> tuple[Chance, Chance]:
    """How requests ended, and how confirmed bookings whose hour is over did, in the last half year."""
    facts = {"p": house.id, "since": house.now - LOOK_BACK, "now": house.now}
    rows = [one for one in conn.execute(_PAST, facts).mappings() if one["reason"] != MOVED]
    decided = [
        one
        for one in rows
        if one["wish"] and (one["confirmed_at"] or one["status"] in ("REJECTED", "CANCELLED"))
    ]
    yes = sum(one["confirmed_at"] is not None for one in decided)
    over = [one for one in rows if one["confirmed_at"] and one["start"] and one["start"] <= house.now]
    lost = sum(one["status"] not in USED or one["no_show_at"] is not None for one in over)
    return (
        Chance.from_counts(yes, len(decided), ASSUMED_YES),
        Chance.from_counts(lost, len(over), ASSUMED_GONE),
    )
