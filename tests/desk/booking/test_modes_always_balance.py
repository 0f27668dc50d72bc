"""Pools, named things, days, slots and stock, in whatever order: never more than there is, and nobody is
refused while there is room. What may be had is counted anew here, from the bookings and by overlap alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, insert, select, update

from bot.db import Connection, writing_engine
from bot.desk import timers
from bot.desk.booking import book, cancelling, capacity, holding, moving, refusals, requests
from bot.desk.booking.book import Booking
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.booking.sessions import midnight
from bot.desk.booking.vector import Need
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.schema import bookings, buckets, capacities, claims, metadata
from tests.desk.booking.cast import PROVE, arrive, assert_books_balance, later
from tests.desk.booking.modes import BOATS, BUFFER, GUIDES, MENUS, TICKETS, modes_catalog, modes_facts

EVENING = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 19:00 in Baku: all of today's is over
HOUSE = House("lakeside", modes_catalog(), 1, EVENING)
GUESTS = 6
WANTED = ("boat/half", "boat/day", "boat/week", "trip/default", "bath/either", "bath/big", "ticket/default")
HOLDING = ("CONFIRMED", "PENDING", "REDEEMED")
hotels = count(1)


@pytest.fixture(scope="module")
def memory() -> Iterator[Connection]:
    engine = writing_engine(Path(":memory:"))
    with engine.connect() as conn:
        metadata.create_all(conn)
        conn.commit()
        yield conn
    engine.dispose()


def start_of(what: str, day: int, step: int) -> datetime:
    """One of the starts that there are: days at midnight, half hours, the two trips."""
    first = midnight(HOUSE, HOUSE.today + timedelta(days=1 + day))
    hours = {"boat/half": 8 + step / 2, "trip/default": (10, 14)[step % 2], "ticket/default": 9}
    hours |= {"bath/either": 9 + step / 2, "bath/big": 9 + step / 2}
    return first + timedelta(hours=hours.get(what, 0))


class Oracle:
    """What is taken, by overlap of the bookings that hold something at this moment."""

    def __init__(self, conn: Connection, house: House) -> None:
        rows = conn.execute(select(bookings).where(bookings.c.property_id == house.id)).mappings()
        every = map(Booking.of, rows.all())
        self.live = [one for one in every if one.status in HOLDING or one.held(house.now)]

    def boats(self, step: datetime) -> int:
        """How many are out at a moment, or being cleaned."""
        out = [(one.start, one.end) for one in self.live if one.offer in ("boat", "trip")]
        return sum(a <= step < b + BUFFER for a, b in out if a and b)

    def baths(self, conn: Connection, start: datetime, end: datetime) -> set[str]:
        """The bathhouses that somebody has then."""
        taken = [one for one in self.of("bath") if one.start and one.end]
        at_once = [
            one
            for one in taken
            if one.start < end + BUFFER and start < one.end + BUFFER  # type: ignore[operator]  # both are there
        ]
        return {unit_of(conn, one.id) for one in at_once}

    def of(self, code: str, start: datetime | None = None) -> list[Booking]:
        return [one for one in self.live if one.offer == code and (start is None or one.start == start)]


def unit_of(conn: Connection, booking_id: int) -> str:
    mine = select(claims.c.resource).where(claims.c.booking_id == booking_id, claims.c.state == "live")
    (unit,) = set(conn.execute(mine).scalars())
    return str(unit)


class Desk(RuleBasedStateMachine):
    """Guests hold, confirm, move, cancel and ask; staff decide; time passes; the boats of a day change."""

    conn: Connection
    house = HOUSE
    held = Bundle("held")
    asked = Bundle("asked")
    confirm = staticmethod(holding.confirm)

    def __init__(self) -> None:
        super().__init__()
        self.house = replace(self.house, id=f"modes-{next(hotels)}")
        self.guests = [arrive(self.conn, self.house, n, f"guest {n}") for n in range(GUESTS)]
        self.fleet: dict[str, int] = {}
        self.presses = count(1)

    def teardown(self) -> None:
        self.conn.rollback()

    def wish(self, guest: int, what: str, start: datetime | None, **more: Any) -> Wish:
        code, _, name = what.partition("/")
        request = f"{self.house.id}:{next(self.presses)}"
        return Wish(request, self.guests[guest], code, name, start, more.pop("party", Party(1)), **more)

    def fits(self, wish: Wish) -> bool:
        seen = Oracle(self.conn, self.house)
        if wish.start is None:
            return sum(one.sold.count for one in seen.of("menu")) + wish.count <= MENUS
        sold = self.house.sold(wish.offer, wish.option)
        assert sold
        end = wish.start + sold[1].length * wish.periods
        if wish.offer == "ticket":
            taken = sum(one.party.people for one in seen.of("ticket", wish.start))
            return taken + wish.party.people <= TICKETS
        if wish.offer == "bath":
            taken_ones = seen.baths(self.conn, wish.start, end)
            return "baths#big" not in taken_ones if wish.option == "big" else len(taken_ones) < 2
        alone = wish.offer != "trip" or not seen.of("trip", wish.start)
        return alone and self._boats_for(seen, wish.start, end)

    def _boats_for(self, seen: Oracle, start: datetime, end: datetime) -> bool:
        steps = (start + BUFFER * n for n in range((end + BUFFER - start) // BUFFER))
        return all(seen.boats(step) < self._boats_on(step) for step in steps)

    def _boats_on(self, moment: datetime) -> int:
        return self.fleet.get(self.house.local(moment).date().isoformat(), BOATS)

    def hold(self, wish: Wish) -> Any:
        room = self.fits(wish)
        try:
            held = holding.hold(self.conn, self.house, wish)
        except (refusals.SoldOut, refusals.NoneLeft):
            assert not room, "refused while there was room"
            return multiple()
        except refusals.TooManyHolds:
            return multiple()
        assert room, "given what is not there"
        assert holding.hold(self.conn, self.house, wish) == held
        return multiple((held.id, held.guest_id))

    @rule(
        target=held,
        guest=st.integers(0, GUESTS - 1),
        what=st.sampled_from(WANTED),
        day=st.integers(0, 2),
        step=st.integers(0, 6),
        periods=st.integers(1, 2),
    )
    def a_guest_holds(self, guest: int, what: str, day: int, step: int, periods: int) -> Any:
        much = periods if what in ("boat/day", "boat/week", "bath/either", "bath/big") else 1
        people = Party(step % 3 + 1) if what == "ticket/default" else Party(1)
        return self.hold(self.wish(guest, what, start_of(what, day, step), periods=much, party=people))

    @rule(target=held, guest=st.integers(0, GUESTS - 1), pieces=st.integers(1, 3))
    def a_guest_takes_some_of_the_stock(self, guest: int, pieces: int) -> Any:
        return self.hold(self.wish(guest, "menu/default", None, count=pieces))

    @rule(one=held)
    def a_guest_confirms(self, one: tuple[int, int]) -> None:
        was = book.by_id(self.conn, self.house, one[0])
        assert was
        point = self.conn.begin_nested()
        try:
            booked = self.confirm(self.conn, self.house, *one, "desk")
        except DeskError:
            point.rollback()
            assert not was.held(self.house.now)
            return
        point.commit()
        assert booked.status == "CONFIRMED"
        assert self.confirm(self.conn, self.house, *one, "desk") == booked

    @rule(one=held)
    def a_guest_says_yes_too_late(self, one: tuple[int, int]) -> None:
        self.house = later(self.house, minutes=15)
        self.a_guest_confirms(one)

    @rule(one=held, way=st.sampled_from([holding.release, cancelling.cancel]))
    def a_guest_gives_back(self, one: tuple[int, int], way: Callable[..., book.Ended]) -> None:
        ended = way(self.conn, self.house, *one)
        assert way(self.conn, self.house, *one) == book.Ended(ended.booking)

    @rule(target=held, one=held, day=st.integers(0, 2), step=st.integers(0, 6))
    def a_guest_moves(self, one: tuple[int, int], day: int, step: int) -> Any:
        """The new time is held while the old one stands; both or neither change hands."""
        old = book.by_id(self.conn, self.house, one[0])
        if old is None or old.start is None or not cancelling.free(old, self.house.now):
            return multiple()
        what = f"{old.offer}/{old.option}"
        guest = self.guests.index(old.guest_id)
        wish = self.wish(guest, what, start_of(what, day, step), replaces=old.id, party=old.party)
        found = self.hold(replace(wish, periods=old.sold.periods))
        for held_id, _ in found.values:
            new = book.by_id(self.conn, self.house, held_id)
            assert new
            booked, ended = moving.confirm(self.conn, self.house, new, "desk")
            assert (booked.status, ended.booking.status) == ("CONFIRMED", "CANCELLED")
        return found

    @rule(target=asked, guest=st.integers(0, GUESTS - 1), day=st.integers(1, 2))
    def a_guest_asks(self, guest: int, day: int) -> Any:
        wished = (self.house.today + timedelta(days=day)).isoformat()
        waiting = [one for one in Oracle(self.conn, self.house).of("guide") if wished in self._days(one)]
        request = f"{self.house.id}:{next(self.presses)}"
        wish = RequestWish(request, self.guests[guest], "guide", "default", wished, Party(1))
        try:
            made = requests.ask(self.conn, self.house, wish)
        except refusals.NoneLeft:
            assert len(waiting) >= GUIDES
            return multiple()
        assert len(waiting) < GUIDES
        return made.id

    def _days(self, one: Booking) -> set[str | None]:
        return {self.house.local(one.start).date().isoformat()} if one.start else {one.wish}

    @rule(one=asked, yes=st.booleans(), hour=st.sampled_from([None, 10, 15]))
    def staff_decide(self, one: int, yes: bool, hour: int | None) -> None:
        made = book.by_id(self.conn, self.house, one)
        assert made
        assert made.wish
        day = midnight(self.house, datetime.fromisoformat(made.wish).date())
        start = day + timedelta(hours=hour) if hour else None
        try:
            if yes:
                requests.accept(self.conn, self.house, one, "Dana", start)
            else:
                requests.refuse(self.conn, self.house, one, "Dana", "")
        except refusals.RequestClosed:
            assert made.status != "PENDING"

    @rule()
    def the_timers_fire(self) -> None:
        for due in timers.due(self.conn, self.house):
            assert timers.take(self.conn, due)
            holding.expire(self.conn, self.house, int(due.ref))

    @rule(minutes=st.sampled_from([1, 7, 15]))
    def time_passes(self, minutes: int) -> None:
        if self.house.now < EVENING + timedelta(hours=4):
            self.house = later(self.house, minutes=minutes)

    @rule(day=st.integers(0, 2), boats=st.integers(0, 5))
    def a_boat_is_repaired_or_borrowed(self, day: int, boats: int) -> None:
        """Fewer than are out take nothing away."""
        iso = (HOUSE.today + timedelta(days=1 + day)).isoformat()
        key = {"property_id": self.house.id, "offer": "boats", "option": "", "day": iso}
        self.conn.execute(delete(capacities).filter_by(**key))
        self.conn.execute(insert(capacities).values(**key, capacity=boats))
        self.fleet[iso] = boats

    @invariant()
    def the_counters_are_the_ledger(self) -> None:
        assert_books_balance(self.conn, self.house)

    @invariant()
    def who_holds_something_has_its_claims_and_nobody_else(self) -> None:
        rows = self.conn.execute(select(bookings).where(bookings.c.property_id == self.house.id))
        live = select(claims.c.booking_id).where(
            claims.c.property_id == self.house.id, claims.c.state == "live"
        )
        claiming = set(self.conn.execute(live).scalars())
        for one in map(Booking.of, rows.mappings().all()):
            if one.status in HOLDING or one.held(self.house.now):
                assert one.id in claiming
            elif one.status != "ON_HOLD":
                assert one.id not in claiming

    @invariant()
    def nobody_shares_a_bathhouse(self) -> None:
        baths = Oracle(self.conn, self.house).of("bath")
        spans = sorted(
            (unit_of(self.conn, one.id), one.start, one.end) for one in baths if one.start and one.end
        )
        for (unit, _, end), (other, start, _) in pairwise(spans):
            assert unit != other or end + BUFFER <= start


PROFILE = settings(
    max_examples=25 * PROVE, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_all_ways_of_booking_always_balance(memory: Connection) -> None:
    run_state_machine_as_test(type("Desk", (Desk,), {"conn": memory}), settings=PROFILE)


TAKE, RELEASE, ADD = capacity.take, capacity.release, capacity._add


def _count_then_insert(conn: Connection, house: House, wanted: list[Need]) -> list[capacity.Places] | None:
    """Looks at the first step only, then writes them all."""
    if not all(_free_at_first(conn, house, one) for one in wanted):
        return None
    made = [
        capacity.Places(one.units[0] if one.units else one.resource, moment, one.quantity)
        for one in wanted
        for moment in one.moments
    ]
    for places in made:
        ADD(conn, house, places, 100)
    return made


def _free_at_first(conn: Connection, house: House, need: Need) -> bool:
    return TAKE(conn, house, [replace(need, moments=need.moments[:1])]) is not None and _undo(
        conn, house, need
    )


def _undo(conn: Connection, house: House, need: Need) -> bool:
    name = need.units[0] if need.units else need.resource
    key = (buckets.c.property_id == house.id, buckets.c.resource == name, buckets.c.start == need.moments[0])
    conn.execute(update(buckets).where(*key).values(used=buckets.c.used - need.quantity))
    return True


def _release_twice(conn: Connection, house: House, booking_id: int) -> list[capacity.Places]:
    for _, resource, start, quantity in conn.execute(capacity._LIVE, {"b": booking_id}).all():
        key = (buckets.c.property_id == house.id, buckets.c.resource == resource, buckets.c.start == start)
        conn.execute(
            update(buckets).where(*key, buckets.c.used >= quantity).values(used=buckets.c.used - quantity)
        )
    return RELEASE(conn, house, booking_id)


def _confirm_late(conn: Connection, house: House, booking_id: int, guest_id: int, payment: str) -> Booking:
    """Does not look at the clock, nor take the places again."""
    late = (bookings.c.id == booking_id, bookings.c.status.in_(["ON_HOLD", "EXPIRED"]))
    booked = update(bookings).where(*late).values(status="CONFIRMED", payment=payment).returning(bookings)
    row = conn.execute(booked).mappings().first()
    return Booking.of(row) if row else holding.confirm(conn, house, booking_id, guest_id, payment)


def _never_cleaned() -> Catalog:
    facts = modes_facts()
    for resource in facts["hotel"]["resources"].values():
        resource["after"] = 0
    return Catalog.model_validate(facts)


@pytest.mark.parametrize("guard", ["one statement", "one release", "the clock", "the cleaning"])
def test_a_desk_without_a_guard_is_found_out(
    memory: Connection, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    broken: dict[str, Any] = {"conn": memory}
    if guard == "the clock":
        broken["confirm"] = staticmethod(_confirm_late)
    if guard == "one release":
        monkeypatch.setattr(capacity, "release", _release_twice)
    if guard == "the cleaning":
        broken["house"] = replace(HOUSE, catalog=_never_cleaned())
    if guard == "one statement":
        monkeypatch.setattr(capacity, "take", _count_then_insert)
    quick = settings(PROFILE, max_examples=150, print_blob=False, database=None, phases=[Phase.generate])
    with pytest.raises((AssertionError, RuntimeError, ValueError)):
        run_state_machine_as_test(type("Broken", (Desk,), broken), settings=quick)
    memory.rollback()
