"""Packages: every part or none, parts that sum to the price, and one of them moved or given up alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db import Connection
from bot.desk.booking import bundles, cancelling, capacity, holding, packages, planning, refusals
from bot.desk.booking.book import Booking
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.desk.pricing import shares
from bot.desk.problems import OldButton
from bot.money import Money
from bot.say import Local
from bot.schema import claims
from tests.desk.booking.cast import PROVE, set_capacity
from tests.desk.booking.packs import PARTS, Crowd, packing_house, plan_of
from tests.proofs import BOOKS, proves
from tests.thin import savepoint


@pytest.fixture
def crowd(conn: Connection, house: House) -> Crowd:
    return Crowd(conn, packing_house(house))


def azn(amount: str) -> Money:
    return Money.of(amount, "AZN")


def live(crowd: Crowd) -> int:
    return len(crowd.conn.execute(select(claims.c.id).where(claims.c.state == "live")).all())


def test_three_parts_cost_what_the_package_costs_to_the_last_qapik(crowd: Crowd) -> None:
    one = crowd.books(0, "canoe", "bath", "menu")
    parts = crowd.parts(one)
    assert bundles.total(parts, "AZN") == one.quote.total == azn("99.99")
    assert [part.status for part in parts] == ["CONFIRMED"] * 3
    assert one.apart == azn("232")  # 100 for three in canoes, two hours of a bath, a menu
    assert one.saved == azn("132.01")
    crowd.balances()


def test_a_package_is_never_dearer_than_its_parts(crowd: Crowd) -> None:
    one = crowd.books(0, "trip", "ticket", "menu")
    assert one.quote.total == one.apart < azn("99.99")
    crowd.balances()


def test_parts_stand_on_days_of_their_own_and_never_meet(crowd: Crowd) -> None:
    parts = crowd.parts(crowd.holds(0, "canoe", "bath", "trip"))
    assert len({crowd.house.local(one.start).date() for one in parts if one.start}) == 3
    again = crowd.parts(crowd.holds(0, "canoe", "bath", "trip"))
    spans = sorted((part.start, part.end) for part in (*parts, *again) if part.start and part.end)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_when_one_part_is_full_nothing_is_held_and_other_ways_are_shown(crowd: Crowd) -> None:
    wanted = plan_of(crowd.house, "canoe", "bath", "menu")
    plan = planning.planned(crowd.conn, wanted, crowd.guests[0])
    start = plan.starts["canoe"]
    assert start
    set_capacity(crowd.conn, crowd.house, 2, crowd.house.local(start).date())
    with pytest.raises(refusals.PartFull) as refused:
        packages.hold(crowd.conn, plan, request="one", guest_id=crowd.guests[0])
    assert refused.value.params["extra"] == Local(crowd.house.catalog.offers["canoe"].title)
    assert [one.act for one in refused.value.ways] == [
        "bundle_pick",
        "bundle_days",
        "bundle_version",
        "person",
    ]
    assert live(crowd) == 0
    crowd.balances()


def test_the_same_press_twice_is_one_package(crowd: Crowd) -> None:
    plan = planning.planned(crowd.conn, plan_of(crowd.house, "canoe", "bath", "menu"), crowd.guests[0])
    first, second = (
        packages.hold(crowd.conn, plan, request="one", guest_id=crowd.guests[0]) for _ in range(2)
    )
    assert first.id == second.id
    assert len(crowd.parts(first)) == 3


def test_a_part_on_hold_is_neither_booked_nor_let_go_alone(crowd: Crowd) -> None:
    one = crowd.holds(0, "canoe", "bath", "menu")
    part = crowd.parts(one)[0]
    with pytest.raises(OldButton):
        holding.confirm(crowd.conn, crowd.house, part.id, one.guest_id, "desk")
    with pytest.raises(OldButton):
        holding.release(crowd.conn, crowd.house, part.id, one.guest_id)
    with pytest.raises(refusals.PartStays):
        cancelling.cancel(crowd.conn, crowd.house, part.id, one.guest_id)
    crowd.balances()


def test_a_moved_part_keeps_its_share_and_the_rest_stands(crowd: Crowd) -> None:
    one = crowd.books(0, "canoe", "bath", "menu")
    (canoe,) = (part for part in crowd.parts(one) if part.part == "canoe")
    moved = crowd.moves(canoe)
    assert moved.quote.total == canoe.quote.total
    assert (moved.bundle_id, moved.sold.free_hours) == (one.id, 24)
    assert [part.status for part in crowd.parts(one)] == ["CONFIRMED"] * 3
    crowd.balances()


def test_a_move_makes_a_part_neither_longer_nor_larger(crowd: Crowd) -> None:
    one = crowd.books(0, "canoe", "bath", "menu")
    (bath,) = (part for part in crowd.parts(one) if part.part == "bath")
    longer = Wish(
        "longer", one.guest_id, "bath", bath.option, bath.start, Party(2, (9, 8)), bath.id, periods=3
    )
    assert bath.start
    longer = replace(longer, start=bath.start + timedelta(days=1))
    held = holding.hold(crowd.conn, crowd.house, longer)
    assert (held.sold.periods, held.party, held.quote.total) == (2, bath.party, bath.quote.total)


@pytest.mark.parametrize(("hours", "percent"), [(0, 0), (24, 30)])
def test_a_part_given_up_alone_brings_back_its_share_by_its_own_terms(
    crowd: Crowd, hours: int, percent: int
) -> None:
    one = crowd.books(0, "canoe", "bath", "menu", first=2)
    (canoe,) = (part for part in crowd.parts(one) if part.part == "canoe")
    assert canoe.start
    crowd.house = replace(crowd.house, now=canoe.start - timedelta(hours=25 - hours))
    ended = cancelling.cancel(crowd.conn, crowd.house, canoe.id, one.guest_id)
    assert ended.booking.kept == canoe.quote.total.percent(percent)
    assert sorted(part.status for part in crowd.parts(one)) == ["CANCELLED", "CONFIRMED", "CONFIRMED"]
    crowd.balances()


def test_what_the_package_is_not_sold_without_goes_with_the_whole(conn: Connection, house: House) -> None:
    crowd = Crowd(conn, packing_house(house, keep="3"))
    one = crowd.books(0, "canoe", "bath", "menu")
    part = crowd.parts(one)[0]
    with pytest.raises(refusals.PartStays) as refused:
        cancelling.cancel(conn, crowd.house, part.id, one.guest_id)
    assert [way.act for way in refused.value.ways] == ["bundle", "days", "person"]
    assert len(packages.cancel(conn, crowd.house, one.id, one.guest_id)) == 3
    assert packages.cancel(conn, crowd.house, one.id, one.guest_id) == []
    assert live(crowd) == 0
    crowd.balances()


def test_a_hold_that_ran_out_is_booked_as_a_whole_or_not_at_all(crowd: Crowd) -> None:
    one, other = crowd.holds(0, "canoe", "bath", "menu"), crowd.holds(1, "canoe", "bath", "ticket")
    crowd.waits(minutes=16)
    crowd.confirms(one)
    assert {part.status for part in crowd.parts(one)} == {"CONFIRMED"}
    (canoe,) = (part for part in crowd.parts(other) if part.part == "canoe")
    assert canoe.start
    set_capacity(crowd.conn, crowd.house, 2, crowd.house.local(canoe.start).date())
    with pytest.raises(refusals.PartFull):
        crowd.confirms(other)
    crowd.balances()


def test_so_few_people_have_the_cheaper_version_and_too_many_a_person(crowd: Crowd) -> None:
    assert planning.version_for(plan_of(crowd.house, party=Party(2))).option.code == "couple"
    assert planning.version_for(plan_of(crowd.house, party=Party(2, (5, 9)))).option.code == "three"
    with pytest.raises(refusals.BeyondPackage):
        planning.version_for(plan_of(crowd.house, party=Party(3)))
    small = planning.smaller(plan_of(crowd.house, party=Party(2, (5,))))
    assert small
    assert small.code == "two"


def test_counters_of_all_parts_are_locked_in_one_order(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _locked(crowd, monkeypatch) == sorted(_locked(crowd, monkeypatch))
    monkeypatch.setattr(capacity, "in_order", lambda several, key=None: list(several)[::-1])
    assert _locked(crowd, monkeypatch) != sorted(_locked(crowd, monkeypatch))


def _locked(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    order: list[tuple[str, Any]] = []
    add = capacity._add

    def noting(conn: Connection, house: House, places: capacity.Places, size: int) -> bool:
        order.append((places.resource, places.start))
        return add(conn, house, places, size)

    with monkeypatch.context() as watched, savepoint(crowd.conn) as undone:
        watched.setattr(capacity, "_add", noting)
        watched.setattr(capacity, "FEW", 1000)  # one by one, to be seen
        crowd.holds(0, "trip", "boat", "canoe")
        undone.rollback()
    locks = len(set(order))
    return order[:locks]


ACTS = (
    *("hold", "hold", "hold", "confirm", "confirm", "confirm", "alone", "move", "drop"),
    *("release", "expire", "cancel", "wait", "one part", "let one go"),
    *("pay", "pay", "late money", "longer", "with a code"),
)
DONE = st.tuples(
    st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 5), st.permutations(PARTS).map(lambda p: p[:3])
)
# The same database for all examples: each undoes its own.
DRAWN = settings(
    max_examples=16 * PROVE,
    deadline=None,
    derandomize=PROVE == 1,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@proves(BOOKS, injected="packages taken apart", trials=16 * PROVE)
@DRAWN
@given(st.lists(DONE, min_size=4, max_size=14))
def test_however_people_act_no_package_is_in_parts(
    anywhere: Connection, house: House, done: list[tuple[str, int, int, Sequence[str]]]
) -> None:
    with anywhere.begin() as undone:
        crowd = Crowd(anywhere, packing_house(house))
        for what, who, which, picked in done:
            crowd.acts(what, who, which, tuple(picked))
            crowd.balances()
        undone.rollback()


def a_day(crowd: Crowd) -> None:
    """A bit of everything; the books are looked at after each step."""
    one = crowd.books(0, "canoe", "bath", "menu")
    crowd.balances()
    crowd.moves(next(part for part in crowd.parts(one) if part.part == "canoe"))
    crowd.balances()
    two = crowd.holds(1, "canoe", "trip", "menu")
    packages.release(crowd.conn, crowd.house, two.id, two.guest_id)
    crowd.balances()
    crowd.acts("one part", 0, 1, ())
    crowd.holds(2, "canoe", "bath", "ticket")
    crowd.acts("one part", 0, 2, ())
    crowd.balances()
    packages.cancel(crowd.conn, crowd.house, one.id, one.guest_id)
    crowd.balances()
    plan = planning.planned(crowd.conn, plan_of(crowd.house, "canoe", "bath", "ticket"), crowd.guests[0])
    start = plan.starts["ticket"]
    assert start
    set_capacity(crowd.conn, crowd.house, 1, crowd.house.local(start).date(), "ticket")
    with pytest.raises(refusals.PartFull):
        packages.hold(crowd.conn, plan, request="full", guest_id=crowd.guests[0])
    crowd.balances()


def test_a_day_with_packages_balances(crowd: Crowd) -> None:
    a_day(crowd)


def rounds_each(whole: Money, weights: Sequence[int]) -> list[Money]:
    return [Money(whole.minor * one // sum(weights), whole.currency) for one in weights]


def only_one(conn: Connection, house: House, bundle_id: int) -> list[Booking]:
    return bundles_parts(conn, house, bundle_id)[:1]


bundles_parts, release = bundles.parts, capacity.release


def twice(conn: Connection, house: House, booking_id: int) -> list[capacity.Places]:
    """Lowers the counter, and leaves the claim as it was."""
    held = conn.execute(capacity._LIVE, {"b": booking_id}).all()
    capacity.put_back(conn, house, [capacity.Places(*one[1:]) for one in held])
    return []


def keeps_what_it_took(conn: Connection, house: House, taken: object) -> None:
    """Nothing is put back."""


def anew(conn: Connection, house: House, ask: Any) -> Any:
    """A moved part is sold like any booking."""
    return ask


PLANTED: list[tuple[object, str, Callable[..., object]]] = [
    (shares, "split", rounds_each),
    (capacity, "put_back", keeps_what_it_took),
    (capacity, "release", twice),
    (bundles, "moved", anew),
]


ON_SQLITE = pytest.mark.parametrize("conn", ["sqlite"], indirect=True)  # a bug is a bug anywhere


@proves(BOOKS, injected="a planted bug", control=True)
@ON_SQLITE
@pytest.mark.parametrize(("where", "what", "bug"), PLANTED, ids=[what for _, what, _ in PLANTED])
def test_a_planted_bug_is_found(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, where: object, what: str, bug: Callable[..., object]
) -> None:
    monkeypatch.setattr(where, what, bug)
    with pytest.raises((AssertionError, RuntimeError)):
        a_day(crowd)


@ON_SQLITE
def test_a_part_booked_without_the_rest_is_found(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm = holding.confirm

    def alone(*facts: Any, **more: Any) -> Booking:
        return confirm(*facts, **{**more, "with_rest": True})

    monkeypatch.setattr(holding, "confirm", alone)
    with pytest.raises(AssertionError, match="without the rest"):
        a_day(crowd)


@ON_SQLITE
def test_letting_only_the_first_part_go_is_found(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    one = crowd.holds(0, "canoe", "bath", "menu")
    with monkeypatch.context() as planted:
        planted.setattr(bundles, "parts", only_one)
        packages.release(crowd.conn, crowd.house, one.id, one.guest_id)
    with pytest.raises(AssertionError, match="without the rest"):
        crowd.balances()
