"""A package is paid, held longer and made cheaper as one; what goes back is by its parts' own terms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.db import Connection
from bot.desk.booking import bundles, cancelling, gift, packages, paying, refusals, shown, till, weather
from bot.desk.booking.book import Booking
from bot.desk.house import House
from bot.money import Money
from tests.desk.booking.cast import later, set_capacity
from tests.desk.booking.packs import Crowd, packing_house
from tests.desk.booking.rained import asks

THREE = ("canoe", "bath", "menu")


@pytest.fixture
def crowd(conn: Connection, house: House) -> Crowd:
    return Crowd(conn, packing_house(house))


def owed(crowd: Crowd) -> list[int]:
    return [one.amount.minor for one in till.owed(crowd.conn, crowd.house)]


def part_of(crowd: Crowd, one: bundles.Bundle, name: str) -> Booking:
    return next(part for part in crowd.parts(one) if part.part == name)


def fill(crowd: Crowd, start: Any) -> None:
    set_capacity(crowd.conn, crowd.house, 2, crowd.house.local(start).date())


def test_money_books_all_parts_and_a_repeated_update_changes_nothing(crowd: Crowd) -> None:
    one = crowd.holds(0, *THREE)
    charge = crowd.asks_to_pay(one)
    assert charge.amount == 9999
    paying.approve(crowd.conn, crowd.house, one.guest_id, charge)
    money = replace(charge, charge_id="c-1", provider_id="n-1")
    first, again = (paying.receive(crowd.conn, crowd.house, money) for _ in range(2))
    assert (first.what, again.what) == ("booked", "known")
    assert {(part.status, part.payment) for part in crowd.parts(one)} == {("CONFIRMED", "card")}
    with pytest.raises(paying.PaidAlready):
        crowd.pays(one)
    assert owed(crowd) == []
    crowd.balances()


def test_a_part_given_up_late_keeps_its_fee_and_the_rest_comes_back_once(crowd: Crowd) -> None:
    one = crowd.holds(0, *THREE)
    crowd.pays(one)
    canoe = part_of(crowd, one, "canoe")
    assert canoe.start
    crowd.house = replace(crowd.house, now=canoe.start - timedelta(hours=1))
    cancelling.cancel(crowd.conn, crowd.house, canoe.id, one.guest_id)
    fee = canoe.quote.total.percent(30)
    assert owed(crowd) == [(canoe.quote.total - fee).minor]
    crowd.balances()
    others = [part for part in crowd.parts(one) if part.status == "CONFIRMED"]
    ended = packages.cancel(crowd.conn, crowd.house, one.id, one.guest_id)
    kept = sum((each.booking.kept or fee.percent(0) for each in ended), fee)
    assert len(owed(crowd)) == 2, "one word about the rest, however many parts there are"
    assert sum(owed(crowd)) == (one.quote.total - kept).minor
    assert len(others) == len(ended)
    assert packages.cancel(crowd.conn, crowd.house, one.id, one.guest_id) == []
    crowd.balances()


def test_a_part_that_the_weather_has_called_off_costs_nothing_when_the_whole_goes(crowd: Crowd) -> None:
    """Its own terms would keep a third of it by then, as they do of the bath at that hour."""
    one = crowd.books(0, *THREE)
    crowd.pays(one)
    canoe = part_of(crowd, one, "canoe")
    assert canoe.start
    crowd.house = replace(crowd.house, now=canoe.start - timedelta(hours=8))
    late = packages.terms(crowd.conn, crowd.house, one)
    asked = asks(crowd.conn, crowd.house, canoe)
    terms = packages.terms(crowd.conn, crowd.house, one)
    assert late.fee - terms.fee == canoe.quote.total.percent(30)
    assert terms.refund + terms.fee == one.quote.total
    ended = packages.cancel(crowd.conn, crowd.house, one.id, one.guest_id)
    reasons = {each.booking.part: (each.booking.reason, each.booking.kept) for each in ended}
    assert reasons["canoe"] == ("weather", canoe.quote.total.percent(0))
    assert {reason for reason, _ in reasons.values()} == {"weather", "guest"}
    assert owed(crowd) == [terms.refund.minor]
    settled = weather.called(crowd.conn, crowd.house, asked.id)
    assert settled
    assert (settled.state, settled.why) == ("cancelled", "guest")
    crowd.balances()


def test_what_ran_out_is_held_anew_for_the_money_or_nothing_is_charged(crowd: Crowd) -> None:
    one, other = crowd.holds(0, *THREE), crowd.holds(1, "canoe", "bath", "ticket")
    charge, second = crowd.asks_to_pay(one), crowd.asks_to_pay(other)
    crowd.waits(minutes=16)
    packages.expire(crowd.conn, crowd.house, one.id)
    paying.approve(crowd.conn, crowd.house, one.guest_id, charge)
    crowd.balances()
    assert {part.expires_at for part in crowd.parts(one)} == {crowd.house.now + paying.PAYING}
    assert crowd.money(charge).what == "booked"
    start = part_of(crowd, other, "canoe").start
    fill(crowd, start)
    with pytest.raises(refusals.PartFull), crowd.conn.begin_nested():
        paying.approve(crowd.conn, crowd.house, other.guest_id, second)
    late = crowd.money(second)  # Telegram took it all the same
    assert (late.what, owed(crowd)) == ("refused", [other.quote.total.minor])
    crowd.balances()


def test_what_was_to_be_paid_at_reception_is_paid_by_card_now(crowd: Crowd) -> None:
    one = crowd.holds(0, *THREE)
    charge = crowd.asks_to_pay(one)
    crowd.confirms(one)
    assert crowd.pays(one, charge).what == "paid"
    assert {part.payment for part in crowd.parts(one)} == {"card"}
    again = crowd.asks_to_pay(one)
    assert crowd.money(again).what == "twice"
    assert owed(crowd) == [one.quote.total.minor]
    crowd.balances()


def test_only_the_guests_own_invoice_over_the_whole_is_paid(crowd: Crowd) -> None:
    charge = crowd.asks_to_pay(crowd.holds(0, *THREE))
    for guest, odd in ((1, charge), (0, replace(charge, amount=1))):
        with pytest.raises(paying.NotThisInvoice):
            paying.approve(crowd.conn, crowd.house, crowd.guests[guest], odd)


def test_a_moved_part_takes_its_share_along_and_nothing_goes_back(crowd: Crowd) -> None:
    one = crowd.holds(0, *THREE)
    crowd.pays(one)
    moved = crowd.moves(part_of(crowd, one, "canoe"))
    assert (moved.payment, owed(crowd)) == ("card", [])
    crowd.balances()
    packages.cancel(crowd.conn, crowd.house, one.id, one.guest_id)
    assert owed(crowd) == [one.quote.total.minor]
    crowd.balances()


def test_a_code_comes_off_the_whole_and_the_parts_still_sum_to_it(crowd: Crowd) -> None:
    code = crowd.gives_a_code(most=1)
    one = crowd.holds(0, *THREE, code=code)
    assert one.quote.total == Money.of("79.99", "AZN")
    assert bundles.total(crowd.parts(one), "AZN") == one.quote.total
    found = gift.by_ref(crowd.conn, crowd.house, code)
    assert found
    assert gift.used_by(crowd.conn, crowd.house, found) == [one.ref], "one use, whatever number of parts"
    with pytest.raises(shown.CodeUsed) as refused, crowd.conn.begin_nested():
        crowd.holds(1, *THREE, code=code)
    assert [way.act for way in refused.value.ways] == ["bundle_plan", "person"]
    crowd.balances()
    crowd.confirms(one)
    cancelling.cancel(crowd.conn, crowd.house, part_of(crowd, one, "canoe").id, one.guest_id)
    assert gift.left(crowd.conn, crowd.house, found) == 1 - 1
    packages.cancel(crowd.conn, crowd.house, one.id, one.guest_id)
    assert crowd.holds(1, *THREE, code=code).quote.total == one.quote.total
    crowd.balances()


def test_a_code_that_takes_nothing_off_is_not_used(crowd: Crowd) -> None:
    """The parts cost less singly than the package does with the code."""
    code = crowd.gives_a_code()
    one = crowd.holds(0, "ticket", "menu", "canoe", code=code)
    assert (one.quote.buyer.voucher is None) == (one.quote.total == one.apart)
    crowd.balances()


def test_a_hold_that_ran_out_leaves_its_code_to_others(crowd: Crowd) -> None:
    code = crowd.gives_a_code(most=1)
    one = crowd.holds(0, *THREE, code=code)
    crowd.waits(minutes=16)
    crowd.confirms(crowd.holds(1, "canoe", "bath", "ticket", code=code))
    with pytest.raises(shown.CodeUsed), crowd.conn.begin_nested():
        crowd.confirms(one)
    crowd.balances()


def test_all_parts_are_held_longer_up_to_the_ceiling(crowd: Crowd) -> None:
    one = crowd.holds(0, *THREE)
    crowd.longer(one)
    crowd.longer(one)
    assert {part.expires_at for part in crowd.parts(one)} == {crowd.house.now + timedelta(minutes=45)}
    with pytest.raises(refusals.HeldLongEnough):
        crowd.longer(one)
    crowd.balances()
    crowd.house = later(crowd.house, minutes=46)
    with pytest.raises(refusals.HoldExpired):
        crowd.longer(one)


def test_a_package_that_begins_at_once_is_held_no_longer_than_its_first_part_is_sold(crowd: Crowd) -> None:
    one = crowd.holds(0, *THREE)
    first = min(part.start for part in crowd.parts(one) if part.start)
    crowd.house = replace(crowd.house, now=first - timedelta(minutes=50))
    other = crowd.holds(1, *THREE, first=0)
    assert all(part.expires_at <= first for part in crowd.parts(crowd.longer(other)) if part.expires_at)
    crowd.balances()


def all_that_ended(conn: Connection, house: House, ended: Booking) -> Money:
    """Looks at the part alone, as if it had been paid alone."""
    return ended.kept or ended.quote.total.percent(0)


def never(conn: Connection, house: House, whole: object, first: object) -> bool:
    return True


PLANTED: list[tuple[object, str, Callable[..., object], str]] = [
    (till, "worth", all_that_ended, "worth"),
    (gift, "take_for_all", never, "no use"),
]


@pytest.mark.parametrize("conn", ["sqlite"], indirect=True)  # a bug is a bug anywhere
@pytest.mark.parametrize(("where", "what", "bug", "found"), PLANTED, ids=[one[1] for one in PLANTED])
def test_a_planted_bug_is_found(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, where: object, what: str, bug: Any, found: str
) -> None:
    monkeypatch.setattr(where, what, bug)
    one = crowd.holds(0, *THREE, code=crowd.gives_a_code())
    crowd.pays(one)
    cancelling.cancel(crowd.conn, crowd.house, part_of(crowd, one, "canoe").id, one.guest_id)
    with pytest.raises(AssertionError, match=found):
        crowd.balances()
