"""The three pillars: guests who are new, guests who came again, and dissatisfied guests who were kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.house import House
from bot.desk.reports.economy.lifetime import Inputs, loss
from bot.desk.reports.economy.sales import USED, span
from bot.desk.reports.periods import Period
from bot.money import Money
from bot.schema import bookings, cases, loss_reviews, stay_guests, stays

YEAR = 365
STAYED = ("stayed", "booked")  # of the seven questions after a bad case
_ARRIVED = (
    select(stays.c.surname, stays.c.name, stays.c.arrival)
    .where(stays.c.property_id == bindparam("p"), stays.c.arrival <= bindparam("last"))
    .where(stays.c.state.in_(("in_house", "departed")), stays.c.surname != "")
    .order_by(stays.c.arrival, stays.c.id)
)
_COMPLAINED = (
    select(cases.c.id, cases.c.guest_id, cases.c.opened_at, loss_reviews.c.answers)
    .outerjoin(loss_reviews, loss_reviews.c.case_id == cases.c.id)
    .where(cases.c.property_id == bindparam("p"), cases.c.kind.in_(("complaint", "incident")))
    .where(cases.c.opened_at >= bindparam("since"), cases.c.opened_at < bindparam("until"))
    .order_by(cases.c.id)
)
_WENT_ON = select(bookings.c.guest_id, bookings.c.confirmed_at).where(
    bookings.c.property_id == bindparam("p"),
    bookings.c.confirmed_at > bindparam("since"),
    bookings.c.status.in_(USED),
)
_CAME_AGAIN = (
    select(stay_guests.c.guest_id, stays.c.opened_at)
    .join(stays, stays.c.id == stay_guests.c.stay_id)
    .where(stay_guests.c.property_id == bindparam("p"), stay_guests.c.state.in_(("linked", "ended")))
    .where(stays.c.opened_at > bindparam("since"))
)


@dataclass(frozen=True)
class Pillar:
    """`n` of `of` in the period, beside the target if there is one."""

    name: str
    n: int
    of: int
    days: int
    target: int | None = None

    @property
    def percent(self) -> int | None:
        """None of nobody."""
        return round(100 * self.n / self.of) if self.of else None

    @property
    def a_year(self) -> int:
        """How many there would be in a year at this rate, with `of` as in the period."""
        return round(self.of * YEAR / self.days)

    def worth(self, one: Money) -> Money | None:
        """What reaching the target brings a year: that many guests more, and the profit of each over the
        years to come. None without a target or without anybody to count."""
        if self.target is None or not self.of:
            return None
        more = (Decimal(self.target) / 100 - Decimal(self.n) / self.of) * self.of * YEAR / self.days
        worth = (max(more, Decimal(0)) * one.minor).quantize(Decimal(1), ROUND_HALF_UP)
        return Money(int(worth), one.currency)


def pillars(conn: Connection, house: House, period: Period, inputs: Inputs) -> tuple[Pillar, ...]:
    first, arrived = _arrived(conn, house, period)
    kept, complained = _won_back(conn, house, period)
    counts = (("new", first, arrived), ("kept", arrived - first, arrived), ("won_back", kept, complained))
    return tuple(Pillar(name, n, of, period.days, inputs.targets.get(name)) for name, n, of in counts)


def one_guest(inputs: Inputs, currency: str) -> Money:
    return loss(inputs, currency).profit


def _arrived(conn: Connection, house: House, period: Period) -> tuple[int, int]:
    """Stays that began in the period: how many were a name's first, of how many.

    Of a stay whose guest was erased nobody can say, so it is in neither.
    """
    rows = conn.execute(_ARRIVED, {"p": house.id, "last": period.last.isoformat()})
    known: set[tuple[str, str]] = set()
    first = arrived = 0
    for surname, name, arrival in rows:
        who = (surname.casefold(), name.casefold())
        if arrival >= period.first.isoformat():
            arrived += 1
            first += who not in known
        known.add(who)
    return first, arrived


def _won_back(conn: Connection, house: House, period: Period) -> tuple[int, int]:
    """Guests who complained: how many booked or came again afterwards, or said that they would."""
    spans = {"p": house.id, **span(house, period)}
    since: dict[int, datetime] = {}
    stayed: set[int] = set()
    for row in conn.execute(_COMPLAINED, spans).mappings():
        since.setdefault(row["guest_id"], row["opened_at"])
        if (row["answers"] or {}).get("back", {}).get("tap") in STAYED:
            stayed.add(row["guest_id"])
    later = [*conn.execute(_WENT_ON, spans), *conn.execute(_CAME_AGAIN, spans)]
    return len(stayed | _after(since, ((guest, at) for guest, at in later))), len(since)


def _after(since: dict[int, datetime], later: Iterable[tuple[int, datetime]]) -> set[int]:
    return {guest for guest, at in later if guest in since and at > since[guest]}
