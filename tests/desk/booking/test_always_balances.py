"""The invariants of the booking desk, on SQLite and PostgreSQL, whatever happens and in whatever order.

| no. | invariant | held by |
|---|---|---|
| 1, 2 | every counter is within its size, and the sum of the live claims | `Recount.counters_are_the_ledger`, after every step |
| 3 | a booking has live claims if and only if it holds something | `Recount.who_holds_something_has_claims` |
| 4 | giving back twice is once | rule `a_guest_gives_back` |
| 5 | nobody is refused while there is room, nor given what is not there | rule `a_guest_holds`; in parallel: `test_races` |
| 6 | all of a package, or of what shares a resource, or nothing | `every_package_is_whole`; a refused `hold` and 2; `test_package_races` |
| 7 | a smaller size takes nothing away and names who would be too many | `the_manager_sets_the_canoes_of_a_day`, `a_boat_is_repaired_…` |
| 8 | two claims on a named thing never overlap, cleaning included | `Recount.nobody_shares_a_named_thing` |
| 9 | the yes and the timer end in one way only | rules `a_guest_confirms`, `…_too_late`, `the_timers_fire` |
| 10 | a move holds the new time first; if it fails the old one is as it was | rule `a_guest_moves` |
| 11 | the waiting list: no offer without room, none twice, in order | `a_guest_waits`, `_given`; the order: `test_fair_line` |
| 12 | stopping the sale leaves what is sold | `the_manager_stops_…`; the weather: `test_weather_survives` |
| 13, 14, 19 | lines add up to the total, never below zero, in one currency | `Recount.prices_add_up`; `tests/pricing/test_invariants` |
| 15, 17, 21 | rules never raise a price, one rounding, ages neither overlap nor leave a gap | `tests/pricing/test_invariants` |
| 16 | the same facts and version give the same quote; nothing is priced anew | `_the_same_facts_…`, "priced anew" |
| 18 | what a cancelled booking owes is the fee of its terms; what was paid is what is kept and what goes back; the ledger says the same | `a_guest_gives_back`, `every_package_is_whole`, `what_was_paid_…`, `Recount.the_ledger_tells_every_life`; only added to: `test_ledger` |
| 20 | a voucher is used once by each living booking that shows it | `a_voucher_is_used_by_living_bookings`, `every_package_is_whole`; `test_gift` |
| 22, 24 | starts keep the hotel's clock; a schedule gives the same starts again | `test_sessions`, `test_terms_and_times` |
| 23, 25 | a cut-off is a moment; the later one cancels, the more is kept | `test_cancelling`, `test_terms_and_times` |

PROVE=1 draws 8,500 sequences on SQLite and 1,500 on PostgreSQL; every bug of `planted` must be found.
"""  # noqa: E501  # a table

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bot.db import Connection
from bot.desk.booking import book, capacity, departures, gift, packages, till
from bot.desk.booking.book import Booking
from bot.desk.booking.lending import Lent
from bot.desk.booking.vector import Need
from bot.desk.house import House
from bot.money import Money
from tests.desk.booking import planted
from tests.desk.booking.cast import PROVING
from tests.desk.booking.desk_machine import Desk
from tests.desk.booking.ending_machine import EndingDesk
from tests.desk.booking.opened import BATHS, BOATS, HOUSE
from tests.desk.booking.packing_machine import PackingDesk
from tests.proofs import BOOKS, proves

SEQUENCES = {"sqlite": 8500 if PROVING else 20, "postgresql": 1500 if PROVING else 6}
ENDED = {"sqlite": 600 if PROVING else 10, "postgresql": 200 if PROVING else 3}
PACKED = {"sqlite": 600 if PROVING else 8, "postgresql": 200 if PROVING else 3}
QUICK = settings(
    stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False
)


def of(numbers: dict[str, int]) -> Callable[[dict[str, Any]], int]:
    return lambda facts: numbers[facts["anywhere"].dialect.name]


@pytest.fixture(autouse=True)
def order_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two desks that take the same counters in other orders wait for each other for ever."""
    order: list[tuple[str, datetime]] = []
    take, add, add_all = capacity.take, capacity._add, capacity._add_all

    def watched(
        conn: Connection, house: House, wanted: Sequence[Need], lent: Lent | None = None
    ) -> list[capacity.Places] | None:
        order.clear()
        taken = take(conn, house, wanted, lent)
        assert order == sorted(order), "counters are taken out of order"
        return taken

    def noted(conn: Connection, house: House, places: capacity.Places, size: int) -> bool:
        if order[-1:] != [(places.resource, places.start)]:
            order.append((places.resource, places.start))
        return add(conn, house, places, size)

    def all_noted(conn: Connection, house: House, wanted: Sequence[capacity.Places], sizes: Any) -> bool:
        taken = [*order, *((one.resource, one.start) for one in wanted)]
        assert taken == sorted(taken), "counters are taken out of order"
        done = add_all(conn, house, wanted, sizes)
        order[:] = taken if done else order  # what is undone is locked no more
        return done

    monkeypatch.setattr(capacity, "take", watched)
    monkeypatch.setattr(capacity, "_add_all", all_noted)
    monkeypatch.setattr(capacity, "_add", noted)


def run(conn: Connection, examples: settings, *, desk: type[Desk] = Desk, **changes: Any) -> None:
    run_state_machine_as_test(type("Desk", (desk,), {"conn": conn, **changes}), settings=examples)


@proves(BOOKS, injected="random days of bookings", trials=of(SEQUENCES))
@pytest.mark.timeout(900 if PROVING else 120)
def test_all_ways_of_booking_always_balance(anywhere: Connection) -> None:
    run(anywhere, settings(QUICK, max_examples=SEQUENCES[anywhere.dialect.name]))


CANOES = ("canoe/default",)
BUGS: dict[str, tuple[str, Any, tuple[str, ...], str]] = {  # what is broken, where it shows, how it is found
    "count then insert": ("take", planted.count_then_insert, BOATS, "given what is not there|SoldOut"),
    "a larger start": ("take", planted.a_larger_start, CANOES, "given what is not there"),
    "release twice": ("release", planted.release_twice, CANOES, "does not hold"),
    "unsorted claims": ("in_order", planted.as_they_come, BOATS, "out of order"),
    "confirm after expiry": ("confirm", planted.confirm_after_expiry, CANOES, "too late"),
    "priced at confirm": ("confirm", planted.confirm_at_todays_price, CANOES, "priced anew"),
    "never cleaned": ("catalog", planted.never_cleaned, BATHS, "not cleaned|given what is not there"),
}


@proves(BOOKS, injected="a guard is missing", control=True)
@pytest.mark.parametrize("bug", BUGS)
def test_a_desk_without_a_guard_is_found_out(
    anywhere: Connection, monkeypatch: pytest.MonkeyPatch, bug: str
) -> None:
    name, broken, shop, found_by = BUGS[bug]
    changes: dict[str, Any] = {"shops": (shop,)}
    if name == "confirm":
        changes["confirm"] = staticmethod(broken)
    elif name == "catalog":
        changes |= {"start_with": replace(HOUSE, catalog=broken()), "dearer": None}
    else:
        monkeypatch.setattr(capacity, name, broken)
    found = settings(QUICK, max_examples=300, derandomize=True, database=None, phases=[Phase.generate])
    with pytest.raises((AssertionError, RuntimeError, ValueError), match=found_by):
        run(anywhere, found, **changes)
    anywhere.rollback()


@proves(BOOKS, injected="random days with packages", trials=of(PACKED))
@pytest.mark.timeout(900 if PROVING else 120)
def test_packages_beside_single_bookings_always_balance(anywhere: Connection) -> None:
    run(anywhere, settings(QUICK, max_examples=PACKED[anywhere.dialect.name]), desk=PackingDesk)


def the_ended_part_alone(conn: Connection, house: House, ended: Booking) -> Money:
    return ended.kept or ended.quote.total.percent(0)


def a_use_for_nobody(conn: Connection, house: House, whole: object, first: object) -> bool:
    return True


PACKED_BUGS: dict[str, tuple[object, str, Any]] = {
    "count then insert": (capacity, "take", planted.count_then_insert),
    "release the first part only": (packages, "_end_held", planted.ends_the_first),
    "refunds by one part": (till, "worth", the_ended_part_alone),
    "a voucher for nothing": (gift, "take_for_all", a_use_for_nobody),
}
ENDED_BUGS: dict[str, tuple[object, str, Any, str]] = {
    "a group called off for nothing": (
        departures,
        "_give_back",
        planted.called_off_for_nothing,
        "more is kept than is owed|CANCELLED and used",
    ),
    "no refund": (till, "owe_back", lambda *_: None, "more is kept than is owed"),
    "a life that is not told": (book, "enter", lambda _, __, booking: booking, "not in the ledger"),
    "a use is lost": (gift, "give_back", lambda *_: None, "and used"),
}


@proves(BOOKS, injected="a guard is missing", control=True)
@pytest.mark.parametrize("bug", list(PACKED_BUGS)[0 if PROVING else 2 :])  # the first two take their time
def test_a_desk_without_a_guard_is_found_out_by_packages(
    anywhere: Connection, monkeypatch: pytest.MonkeyPatch, bug: str
) -> None:
    where, name, broken = PACKED_BUGS[bug]
    monkeypatch.setattr(where, name, broken)
    found = settings(QUICK, max_examples=300, derandomize=True, database=None, phases=[Phase.generate])
    with pytest.raises((AssertionError, RuntimeError, ValueError)):
        run(anywhere, found, desk=PackingDesk)
    anywhere.rollback()


@proves(BOOKS, injected="random days on which the hotel ends bookings", trials=of(ENDED))
@pytest.mark.timeout(900 if PROVING else 120)
def test_what_the_hotel_ends_always_gives_everything_back(anywhere: Connection) -> None:
    run(anywhere, settings(QUICK, max_examples=ENDED[anywhere.dialect.name]), desk=EndingDesk)


@proves(BOOKS, injected="a guard is missing", control=True)
@pytest.mark.parametrize("bug", ENDED_BUGS)
def test_a_desk_that_forgets_to_give_back_is_found_out(
    anywhere: Connection, monkeypatch: pytest.MonkeyPatch, bug: str
) -> None:
    where, name, broken, found_by = ENDED_BUGS[bug]
    monkeypatch.setattr(where, name, broken)
    found = settings(QUICK, max_examples=300, derandomize=True, database=None, phases=[Phase.generate])
    with pytest.raises(AssertionError, match=found_by):
        run(anywhere, found, desk=EndingDesk)
    anywhere.rollback()
