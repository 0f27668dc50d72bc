"""How far guests come with each extra, why they could not have it, and who waited for it in vain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import bindparam, exists, func, select

from bot.db import Connection
from bot.desk.booking.line import FROM_LIST
from bot.desk.booking.party import Party
from bot.desk.booking.steps import REFUSED
from bot.desk.house import House
from bot.desk.pricing.pipeline import quote
from bot.desk.reports.economy.sales import Sale, people_of, span
from bot.desk.reports.periods import Period
from bot.money import Money
from bot.schema import booking_acts, bookings, bundles, offer_steps, waits

STEPS = ("seen", "begun", "priced", "held", "confirmed")
REASONS: Mapping[str, tuple[str, ...]] = {  # refusals by what guests could not have
    "hold": ("hold_expired", "held_long", "too_many_holds", "cannot_move"),
    "full": ("sold_out", "full", "none_left", "part_full"),
    "age": ("too_young", "too_old", "needs_adult"),
    "people": ("too_few", "too_many", "unusual_party", "beyond_package"),
    "time": ("too_late", "not_that_day", "after_departure", "already_started"),
    "stopped": ("stopped", "gone", "weather"),
}
OTHER = "other"
_S = offer_steps.c
_COUNTS = (
    select(_S.offer, _S.step, func.sum(_S.n))
    .where(_S.property_id == bindparam("p"), _S.day >= bindparam("first"), _S.day <= bindparam("last"))
    .group_by(_S.offer, _S.step)
)
_BY_STAFF = exists().where(
    booking_acts.c.property_id == bindparam("p"),
    booking_acts.c.booking_id == bookings.c.id,
    booking_acts.c.act.in_(("booked", "asked")),
)
_HELD = (  # what guests have asked for themselves, without a part of a package and without the waiting list
    select(bookings.c.offer, func.count(), func.count(bookings.c.confirmed_at))
    .where(bookings.c.property_id == bindparam("p"), bookings.c.bundle_id.is_(None))
    .where(bookings.c.created_at >= bindparam("since"), bookings.c.created_at < bindparam("until"))
    .where(bookings.c.replaces.is_(None), ~bookings.c.request.startswith(FROM_LIST), ~_BY_STAFF)
    .group_by(bookings.c.offer)
)
_BOOKED = exists().where(
    bookings.c.property_id == bindparam("p"),
    bookings.c.bundle_id == bundles.c.id,
    bookings.c.confirmed_at.is_not(None),
)
_BUNDLED = select(bundles.c.offer, _BOOKED.label("booked")).where(
    bundles.c.property_id == bindparam("p"),
    bundles.c.created_at >= bindparam("since"),
    bundles.c.created_at < bindparam("until"),
)
_WAITED = select(waits).where(
    waits.c.property_id == bindparam("p"),
    waits.c.start >= bindparam("since"),
    waits.c.start < bindparam("until"),
)
SERVED = ("accepted", "offered", "expired", "declined")  # they were offered places, whatever they did then


@dataclass(frozen=True)
class Funnel:
    """Screens are counted as often as they were opened; what was held and booked, once."""

    seen: int = 0
    begun: int = 0
    priced: int = 0
    held: int = 0
    confirmed: int = 0

    @property
    def share(self) -> float | None:
        """Of those who saw the card, how many booked; who came another way may make it more than all."""
        return min(1.0, self.confirmed / self.seen) if self.seen else None

    def lost(self) -> list[tuple[str, int, int]]:
        """To each step that is counted: how many did not go on to it, of how many."""
        counted = [
            (name, getattr(self, name)) for name in STEPS if getattr(self, name) or name == "confirmed"
        ]
        return [(name, max(0, before - n), before) for (_, before), (name, n) in pairwise(counted)]

    def worst(self) -> tuple[str, int, int] | None:
        """Where the largest part of the guests goes."""
        return max(self.lost(), key=lambda one: one[1] / max(1, one[2]), default=None)


@dataclass(frozen=True)
class Lost:
    """Who waited and was never offered a place, and what that was worth by today's prices."""

    parties: int = 0
    people: int = 0
    worth: int = 0
    asked: int = 0  # parties that waited, however it ended


@dataclass(frozen=True)
class Ways:
    """Of one extra."""

    funnel: Funnel = Funnel()
    refused: Mapping[str, int] = field(default_factory=dict)  # by reason, the most frequent first
    lost: Lost = Lost()


def of(conn: Connection, house: House, period: Period, sales: Iterable[Sale]) -> dict[str, Ways]:
    """By extra and package, whatever guests saw, were refused, or waited for."""
    steps, refused = _counts(conn, house, period)
    held, lost = _held(conn, house, period), _lost(conn, house, period, sales)
    return {
        code: Ways(
            Funnel(**steps.get(code, {}), **held.get(code, {})),
            dict(refused.get(code, Counter()).most_common()),
            lost.get(code, Lost()),
        )
        for code in sorted({*steps, *refused, *held, *lost})
    }


def _counts(
    conn: Connection, house: House, period: Period
) -> tuple[dict[str, dict[str, int]], dict[str, Counter[str]]]:
    steps: defaultdict[str, dict[str, int]] = defaultdict(dict)
    refused: defaultdict[str, Counter[str]] = defaultdict(Counter)
    days = {"p": house.id, "first": period.first.isoformat(), "last": period.last.isoformat()}
    for code, step, n in conn.execute(_COUNTS, days):
        if step.startswith(REFUSED):
            refused[code][reason(step.removeprefix(REFUSED))] += int(n)
        elif step in STEPS:
            steps[code][step] = int(n)
    return dict(steps), dict(refused)


def reason(key: str) -> str:
    """ "sold_out_wait" is full."""
    found = (name for name, starts in REASONS.items() if key.startswith(starts))
    return next(found, OTHER)


def _held(conn: Connection, house: House, period: Period) -> dict[str, dict[str, int]]:
    facts = {"p": house.id, **span(house, period)}
    found = {code: {"held": held, "confirmed": done} for code, held, done in conn.execute(_HELD, facts)}
    for code, booked in conn.execute(_BUNDLED, facts):
        counts = found.setdefault(code, {"held": 0, "confirmed": 0})
        counts["held"] += 1
        counts["confirmed"] += bool(booked)
    return found


def _lost(conn: Connection, house: House, period: Period, sales: Iterable[Sale]) -> dict[str, Lost]:
    """A wish is a guest, an extra and a day: who got another hour of it, or was offered one, lost nothing."""
    wishes: defaultdict[tuple[int, str, date], list[Any]] = defaultdict(list)
    for row in conn.execute(_WAITED, {"p": house.id, **span(house, period)}).mappings():
        wishes[row["guest_id"], row["offer"], house.local(row["start"]).date()].append(row)
    had = {(one.guest_id, one.offer, one.day) for one in sales if one.used}
    found: dict[str, Lost] = {}
    for wish, rows in wishes.items():
        before = found.get(wish[1], Lost())
        found[wish[1]] = _with(before, house, rows, in_vain=wish not in had and _in_vain(house, rows))
    return found


def _in_vain(house: House, rows: Iterable[Any]) -> bool:
    return all(row["state"] not in SERVED and not _hopes(house, row) for row in rows)


def _hopes(house: House, row: Any) -> bool:
    return bool(row["state"] == "waiting" and row["start"] > house.now)


def _with(before: Lost, house: House, rows: list[Any], *, in_vain: bool) -> Lost:
    if not in_vain:
        return Lost(before.parties, before.people, before.worth, before.asked + 1)
    most = max(rows, key=lambda row: people_of(row["party"]))
    people = people_of(most["party"])
    worth = before.worth + _worth(house, most).minor
    return Lost(before.parties + 1, before.people + people, worth, before.asked + 1)


def _worth(house: House, row: Any) -> Money:
    sold = house.sold(row["offer"], row["option"])
    if sold is None:
        return Money(0, house.hotel.currency)
    return quote(
        house, *sold, Party.of(row["party"]), row["start"], days=row["party"].get("periods", 1)
    ).total
