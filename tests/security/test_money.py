"""Whatever is said about money, in whatever order and by whom: the ledger balances after every sequence.

PROVE=1 plays four thousand, and a thousand on PostgreSQL. Telegram asks before it takes money, and says so
when it has: either may be forged by who knows the webhook's secret, come twice, come late, or name another
amount.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.db import Connection
from bot.desk.booking import book, cancelling, holding, invoice, paying, till
from bot.desk.booking.book import Booking
from bot.desk.booking.paying import Charge
from bot.desk.house import House
from bot.desk.people import Colleague, ensure_property
from bot.desk.problems import DeskError
from bot.schema import letters, payments
from tests.desk.booking.cast import arrive, assert_books_balance, later, set_capacity, start_at, wish
from tests.proofs import PROVING, seen, share
from tests.thin import savepoint

SEQUENCES = 4_000 if PROVING else 20
STEPS = 9
SEED = 214
PROMISE = "money is known once, and what does not fit goes back"
DANA = Colleague(11, "Dana", "en", "reception", None, "active")


@dataclass
class Play:
    """Two guests, one place of a canoe between them, and whoever talks of money."""

    conn: Connection
    house: House
    rng: random.Random
    aygun: int
    bence: int
    held: list[Booking] = field(default_factory=list)
    asked: list[Charge] = field(default_factory=list)
    came: dict[str, Charge] = field(default_factory=dict)  # money, by Telegram's number of it
    unknown: set[str] = field(default_factory=set)
    forged: list[str] = field(default_factory=list)  # what was approved and never should have been

    def step(self) -> None:
        money = (self.ask, self.ask, self.approve, self.pay, self.pay, self.pay, self.again, self.returned)
        acts = (*money, self.hold, self.waits, self.sold_out, self.cancel, self.confirm)
        held, asked = [*self.held], [*self.asked]
        try:
            with self.conn.begin_nested():
                self.rng.choice(acts)()
        except DeskError:  # and all of it is undone
            self.held, self.asked = held, asked

    def hold(self) -> None:
        guest = self.rng.choice((self.aygun, self.bence))
        start = start_at(self.house, self.rng.choice((10, 15)), ahead=3)
        self.held.append(holding.hold(self.conn, self.house, wish(self.house, guest, start=start)))

    def ask(self) -> None:
        if not self.held:
            self.hold()
        one = self.now(self.rng.choice(self.held))
        if one.held(self.house.now) and (
            made := till.ask(self.conn, self.house, one, request=str(self.rng.random()))
        ):
            self.asked.append(Charge(made.payload, invoice.units(made.amount) or 0, made.amount.currency))

    def drawn(self) -> tuple[Charge, bool]:
        """An invoice of ours as it was, or otherwise; and whether it is as it was."""
        if not self.asked:
            self.hold()
            self.ask()
        real = self.rng.choice(self.asked) if self.asked else Charge("none", 1, "AZN")
        others: tuple[dict[str, Any], ...] = (
            *({"amount": real.amount + 1}, {"amount": 1}, {"amount": -real.amount}, {"amount": 0}),
            *({"amount": real.amount * 100}, {"currency": "EUR"}, {"currency": "JPY"}, {"currency": "xx"}),
            *({"payload": "guessed"}, {"payload": ""}, {"payload": real.payload.swapcase()}),
        )
        if self.rng.random() < 0.6:
            return real, bool(self.asked)
        return replace(real, **self.rng.choice(others)), False

    def approve(self) -> None:
        charge, real = self.drawn()
        guest = self.rng.choice((self.aygun, self.bence, paying.NOBODY))
        approved = paying.approve(self.conn, self.house, guest, charge)
        if not real or approved.guest_id != guest:
            self.forged.append(f"{charge} for {guest}")

    def pay(self) -> None:
        charge, _ = self.drawn()
        number = self.rng.choice((f"c-{len(self.came)}", f"c-{len(self.came)}", "c-0", ""))
        self.receive(replace(charge, charge_id=number, provider_id=f"p-{number}"))

    def again(self) -> None:
        if self.came:
            self.receive(self.rng.choice(list(self.came.values())))

    def receive(self, charge: Charge) -> None:
        payer = self.rng.choice((self.aygun, self.aygun, self.bence, paying.NOBODY, None))
        found = paying.receive(self.conn, self.house, charge, payer=payer)
        if found.what == "unknown":
            self.unknown.add(charge.charge_id)
        elif found.what != "known":
            self.came[charge.charge_id] = charge

    def waits(self) -> None:
        self.house = later(self.house, minutes=self.rng.choice((1, 12, 40)))
        for one in self.held:
            if self.now(one).status == "ON_HOLD" and not self.now(one).held(self.house.now):
                holding.expire(self.conn, self.house, one.id)

    def sold_out(self) -> None:
        set_capacity(self.conn, self.house, 2, self.house.local(start_at(self.house, 10, ahead=3)).date())

    def cancel(self) -> None:
        if self.held:
            one = self.rng.choice(self.held)
            cancelling.cancel(self.conn, self.house, one.id, one.guest_id)

    def confirm(self) -> None:
        if self.held:
            one = self.rng.choice(self.held)
            holding.confirm(self.conn, self.house, one.id, one.guest_id, "desk")

    def returned(self) -> None:
        for one in till.owed(self.conn, self.house)[:1]:
            till.returned(self.conn, self.house, one.id, DANA)

    def now(self, one: Booking) -> Booking:
        found = book.by_id(self.conn, self.house, one.id)
        assert found
        return found


def wrong(play: Play) -> list[str]:
    """What does not balance."""
    rows = play.conn.execute(select(payments).where(payments.c.paid_at.is_not(None))).mappings().all()
    noted = {row["charge_id"]: row for row in rows}
    found = [f"approved: {one}" for one in play.forged]
    if set(noted) != set(play.came):
        found.append(f"noted {sorted(noted)}, came {sorted(play.came)}")
    for number, charge in play.came.items():
        one = till.find(play.conn, play.house, charge_id=number)
        if one and one.amount != invoice.amount_of(charge.amount, charge.currency):
            found.append(f"{number}: {charge.amount} {charge.currency} noted as {one.amount}")
    for booking in {one.id: play.now(one) for one in play.held}.values():
        found += _kept(play, booking)
    return found


def _kept(play: Play, booking: Booking) -> list[str]:
    """A booking keeps its price once, when money made it; else nothing, or what its terms leave."""
    mine = play.conn.execute(select(payments.c.id).where(payments.c.booking_id == booking.id))
    every = [till.find(play.conn, play.house, id=number) for number in mine.scalars()]
    kept = [till.kept_of(play.conn, play.house, one) for one in every if one and one.paid_at]
    total, minor = booking.quote.total, sum(one.minor for one in kept if one.minor)
    if any(one.minor and one.currency != total.currency for one in kept):
        return [f"{booking.ref} keeps other money"]
    due = total.minor if booking.status == "CONFIRMED" and booking.payment == till.CARD else 0
    if booking.status == "CANCELLED" and booking.payment == till.CARD and booking.kept:
        due = booking.kept.minor
    return [] if minor == due else [f"{booking.ref} ({booking.status}) keeps {minor}, not {due}"]


def plays(conn: Connection, house: House, sequences: int) -> list[str]:
    ensure_property(conn, house.id)
    till.know_provider(conn, house.id, "test")
    people = arrive(conn, house, 214, "Aygün", "az"), arrive(conn, house, 305, "Bence", "hu")
    found: list[str] = []
    for seed in range(SEED, SEED + sequences):
        trial = savepoint(conn)
        play = Play(conn, house, random.Random(seed), *people)
        for _ in range(STEPS):
            play.step()
        found += [f"seed {seed}: {one}" for one in wrong(play)]
        assert_books_balance(conn, play.house)
        trial.rollback()
    return found


@pytest.mark.timeout(120 + SEQUENCES // 5)
def test_the_ledger_balances_whatever_is_said_about_money(conn: Connection, house: House) -> None:
    sequences = share(conn, SEQUENCES)
    found = plays(conn, house, sequences)
    seen(
        PROMISE,
        injected="forged, repeated, late and foreign payments",
        trials=sequences,
        violations=len(found),
    )
    assert found == []


def test_a_till_that_believes_every_amount_would_be_caught(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The positive control."""
    monkeypatch.setattr(paying, "_fits", lambda *_: True)
    found = plays(conn, house, 30)
    seen(PROMISE, injected="every amount is believed", trials=30, violations=len(found), control=True)
    assert found


def test_a_desk_that_approves_without_a_look_would_be_caught(
    conn: Connection, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another."""
    monkeypatch.setattr(paying, "_same", lambda *_: True)
    assert any("approved" in one for one in plays(conn, house, 20))


def test_who_paid_another_amount_reads_that_it_comes_back(conn: Connection, house: House) -> None:
    """Both sides are told, once, with the provider's number; the hold is as it was."""
    ensure_property(conn, house.id)
    till.know_provider(conn, house.id, "test")
    aygun = arrive(conn, house, 214, "Aygün", "az")
    held = holding.hold(conn, house, wish(house, aygun))
    one = till.ask(conn, house, held, request="press")
    assert one
    little = Charge(one.payload, 100, "AZN", "c-1", "provider-7")
    assert [paying.receive(conn, house, little, payer=aygun).what for _ in range(2)] == ["other", "known"]
    after = book.by_id(conn, house, held.id)
    assert after
    assert after.status == "ON_HOLD"
    said = [str(row) for row in conn.execute(select(letters.c.content)).scalars()]
    assert (
        sum("refund.coming" in row for row in said)
        == sum("provider-7" in row for row in said if "refund.owed" in row)
        == 1
    )
