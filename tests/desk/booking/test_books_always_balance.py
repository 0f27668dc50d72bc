"""Whatever guests, the clock and the manager do, and in whatever order: nothing is oversold, nothing is lost.

Every example is a hotel of its own (`property_id`) in one database in memory. The broken desks below are
the positive control: each leaves out one guard, and the same machine must find it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
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
from sqlalchemy import select, update

from bot.db import Connection, writing_engine
from bot.desk import timers
from bot.desk.booking import book, cancelling, capacity, holding, refusals, waiting
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.vector import Need
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.schema import bookings, buckets, claims, metadata
from tests.desk.booking.cast import (
    PROVE,
    arrive,
    assert_books_balance,
    later,
    reprinted,
    set_capacity,
    start_at,
    taken,
    wish,
)
from tests.desk.tiny import tiny_catalog

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUSE = House("lakeside", tiny_catalog(), 1, MORNING)
DEARER = reprinted(
    HOUSE, lambda facts: facts["offers"]["canoe"]["options"][0]["units"][0].update(price="55")
).catalog
GUESTS = 5
parties = st.builds(Party, st.integers(1, 3), st.lists(st.integers(0, 17), max_size=2).map(tuple))
starts = st.sampled_from([start_at(HOUSE, 10), start_at(HOUSE, 15)])
hotels = count(1)


@contextmanager
def _database() -> Iterator[Connection]:
    engine = writing_engine(Path(":memory:"))
    with engine.connect() as conn:
        metadata.create_all(conn)
        conn.commit()
        yield conn
    engine.dispose()


@pytest.fixture(scope="module")
def memory() -> Iterator[Connection]:
    with _database() as conn:
        yield conn


class Desk(RuleBasedStateMachine):
    """Guests hold, confirm, release, cancel and wait; time passes; the manager changes capacity and price."""

    conn: Connection
    held = Bundle("held")
    confirm = staticmethod(holding.confirm)

    def __init__(self) -> None:
        super().__init__()
        self.house = replace(HOUSE, id=f"hotel-{next(hotels)}")
        self.guests = [arrive(self.conn, self.house, n, f"guest {n}") for n in range(GUESTS)]
        self.size = dict.fromkeys([start_at(HOUSE, 10).date()], 8)
        self.quotes: dict[int, Any] = {}
        self.told: set[int] = set()

    def teardown(self) -> None:
        self.conn.rollback()

    def _met(self, *new: Booking) -> list[tuple[int, int]]:
        for one in new:
            self.quotes[one.id] = one.quote
            self._within_size(one)
        return [(one.id, one.guest_id) for one in new]

    def _within_size(self, one: Booking) -> None:
        """A place is only given while there is one."""
        assert one.start
        assert taken(self.conn, self.house, one.start) <= self.size[one.start.date()]

    @rule(target=held, guest=st.integers(0, GUESTS - 1), party=parties, start=starts)
    def a_guest_holds(self, guest: int, party: Party, start: datetime) -> Any:
        asked = wish(self.house, self.guests[guest], party, start=start)
        before = taken(self.conn, self.house, start)
        try:
            made = holding.hold(self.conn, self.house, asked)
        except refusals.SoldOut as refusal:
            assert before + party.people > self.size[start.date()]
            self._alternatives_are_true(refusal, party)
            return multiple()
        except refusals.TooManyHolds:
            assert book.holds(self.conn, self.house, self.guests[guest]) == holding.MOST_HOLDS
            return multiple()
        assert holding.hold(self.conn, self.house, asked) == made
        return multiple(*self._met(made))

    def _alternatives_are_true(self, refusal: refusals.SoldOut, party: Party) -> None:
        for way in refusal.ways:
            if way.act == "book":
                start = datetime.fromisoformat(way.args["start"])
                assert taken(self.conn, self.house, start) + party.people <= self.size.get(start.date(), 8)

    @rule(one=held, payment=st.sampled_from(["room", "desk"]))
    def a_guest_confirms(self, one: tuple[int, int], payment: str) -> None:
        was = book.by_id(self.conn, self.house, one[0])
        assert was
        try:
            booked = self.confirm(self.conn, self.house, *one, payment)
        except DeskError:
            assert book.by_id(self.conn, self.house, one[0]) == was
            assert was.status != "CONFIRMED"
            assert not was.held(self.house.now)
            return
        assert self.confirm(self.conn, self.house, *one, "desk") == booked
        if was.status != "CONFIRMED":
            late = not was.held(self.house.now)
            assert (booked.reason == "late_reclaimed") == late
            if late:
                self._within_size(booked)

    @rule(one=held)
    def a_guest_says_yes_too_late(self, one: tuple[int, int]) -> None:
        self.time_passes(15)
        self.a_guest_confirms(one, "desk")

    @rule(target=held, one=held, way=st.sampled_from([holding.release, cancelling.cancel]))
    def a_guest_gives_back(self, one: tuple[int, int], way: Callable[..., book.Ended]) -> Any:
        ended = way(self.conn, self.house, *one)
        assert way(self.conn, self.house, *one) == book.Ended(ended.booking)
        return multiple(*self._met(*ended.offered))

    @rule(target=held, guest=st.integers(0, GUESTS - 1), party=parties, start=starts)
    def a_guest_waits(self, guest: int, party: Party, start: datetime) -> Any:
        offered = waiting.join(self.conn, self.house, self.guests[guest], "canoe", "default", start, party)
        assert len({one.guest_id for one in offered}) == len(offered)
        return multiple(*self._met(*offered))

    @rule(target=held)
    def the_timers_fire(self) -> Any:
        offered: list[Booking] = []
        for due in timers.due(self.conn, self.house):
            assert timers.take(self.conn, due)
            if ended := holding.expire(self.conn, self.house, int(due.ref)):
                assert ended.booking.id not in self.told
                self.told.add(ended.booking.id)
                offered += ended.offered
        return multiple(*self._met(*offered))

    @rule(minutes=st.sampled_from([1, 7, 15]))
    def time_passes(self, minutes: int) -> None:
        if self.house.now < start_at(HOUSE, 9):
            self.house = later(self.house, minutes=minutes)

    @rule(places=st.integers(2, 12))
    def the_manager_sets_the_day(self, places: int) -> None:
        day = start_at(HOUSE, 10).date()
        set_capacity(self.conn, self.house, places, day)
        self.size[day] = places

    @rule(catalog=st.sampled_from([HOUSE.catalog, DEARER]))
    def the_manager_changes_the_price(self, catalog: Any) -> None:
        self.house = replace(self.house, catalog=catalog, version=self.house.version + 1)

    @rule(one=held)
    def a_stale_timer_fires(self, one: tuple[int, int]) -> None:
        was = book.by_id(self.conn, self.house, one[0])
        assert was
        if was.status != "ON_HOLD" or was.held(self.house.now):
            assert holding.expire(self.conn, self.house, one[0]) is None

    @invariant()
    def the_counters_are_the_ledger(self) -> None:
        assert_books_balance(self.conn, self.house)

    @invariant()
    def who_has_a_booking_has_the_places_and_nobody_else(self) -> None:
        rows = self.conn.execute(select(bookings).where(bookings.c.property_id == self.house.id))
        for booking in map(Booking.of, rows.mappings().all()):
            live = self.conn.execute(
                select(claims.c.quantity).where(claims.c.booking_id == booking.id, claims.c.state == "live")
            ).scalars()
            if booking.status == "CONFIRMED" or booking.held(self.house.now):
                assert list(live) == [booking.party.people]
            elif booking.status != "ON_HOLD":
                assert list(live) == []

    @invariant()
    def every_price_is_the_price_that_was_shown(self) -> None:
        for booking_id, quote in self.quotes.items():
            stands = book.by_id(self.conn, self.house, booking_id)
            assert stands
            assert stands.quote == quote
            assert sum(line.amount.minor for line in quote.lines) == quote.total.minor


PROFILE = settings(
    max_examples=60 * PROVE, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_the_books_always_balance(memory: Connection) -> None:
    run_state_machine_as_test(type("Desk", (Desk,), {"conn": memory}), settings=PROFILE)


def _confirm_without_looking_at_the_clock(
    conn: Connection, house: House, booking_id: int, guest_id: int, payment: str
) -> Booking:
    booked = conn.execute(
        update(bookings)
        .where(bookings.c.id == booking_id, bookings.c.status.in_(["ON_HOLD", "EXPIRED"]))
        .values(status="CONFIRMED", payment=payment, reason=None)
        .returning(bookings)
    )
    row = booked.mappings().first()
    return Booking.of(row) if row else holding.confirm(conn, house, booking_id, guest_id, payment)


def _release_twice(conn: Connection, house: House, booking_id: int) -> list[capacity.Places]:
    """Lowers the counter once more than the ledger says."""
    for _, resource, start, quantity in conn.execute(capacity._LIVE, {"b": booking_id}).all():
        key = (buckets.c.property_id == house.id, buckets.c.resource == resource, buckets.c.start == start)
        conn.execute(
            update(buckets).where(*key, buckets.c.used >= quantity).values(used=buckets.c.used - quantity)
        )
    return RELEASE(conn, house, booking_id)


def _take_what_is_full(conn: Connection, house: House, wanted: list[Need]) -> list[capacity.Places]:
    """Makes the start larger instead of saying that it is full."""
    taken = TAKE(conn, house, wanted)
    if taken is not None:
        return taken
    made = [capacity.Places(one.resource, at, one.quantity) for one in wanted for at in one.moments]
    for one in made:
        conn.execute(
            update(buckets)
            .where(buckets.c.property_id == house.id, buckets.c.start == one.start)
            .values(capacity=buckets.c.capacity + one.quantity, used=buckets.c.used + one.quantity)
        )
    return made


RELEASE, TAKE = capacity.release, capacity.take


@pytest.mark.parametrize("guard", ["the clock", "one release", "a full start"])
def test_a_desk_without_a_guard_is_found_out(
    memory: Connection, monkeypatch: pytest.MonkeyPatch, guard: str
) -> None:
    broken: dict[str, Any] = {"conn": memory}
    if guard == "the clock":
        broken["confirm"] = staticmethod(_confirm_without_looking_at_the_clock)
    if guard == "one release":
        monkeypatch.setattr(capacity, "release", _release_twice)
    if guard == "a full start":
        monkeypatch.setattr(capacity, "take", _take_what_is_full)
    quick = settings(PROFILE, max_examples=200, print_blob=False, database=None, phases=[Phase.generate])
    with pytest.raises((AssertionError, RuntimeError)):
        run_state_machine_as_test(type("Broken", (Desk,), broken), settings=quick)
    memory.rollback()
