"""The desk of `desk_machine` where cards are charged and codes shown, and the hotel ends what was booked.

Whoever ends a booking, what was paid for it goes back but for what its terms keep, and its voucher is free.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, multiple, rule
from sqlalchemy import bindparam, select

from bot.desk import people
from bot.desk.booking import book, departures, gift, holding, invoice, minimum, paying, till, weather
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.party import Party
from bot.desk.booking.paying import Charge
from bot.desk.booking.till import Payment
from bot.desk.catalog.model import Catalog
from bot.desk.problems import DeskError
from bot.schema import gift_uses, gifts, payments
from tests.desk.booking.desk_machine import Desk, days, guests, parties, steps
from tests.desk.booking.modes import modes_facts
from tests.desk.booking.opened import HOUSE, nth, printed, start_of
from tests.desk.booking.rained import moves_on

LEAST, NOTICE = 5, 60
USES = 3  # of the one code that there is
LIVING = ("CONFIRMED", "REDEEMED")
_PAID = select(payments).where(payments.c.property_id == bindparam("p"), payments.c.paid_at.is_not(None))
_USED = (
    select(gift_uses.c.booking_id)
    .where(gift_uses.c.property_id == bindparam("p"))
    .where(gift_uses.c.ended_at.is_(None))
)
_COUNTED = select(gifts.c.used).where(gifts.c.property_id == bindparam("p"))


def grouped(more: int = 0) -> Catalog:
    """The canoe is cancelled when it is too small a group, the trip is put before the staff."""
    made = {code: modes_facts()["offers"][code] for code in ("canoe", "trip")}
    for one, fewer in zip(made.values(), ("cancel", "ask"), strict=True):
        minimum = {"people": LEAST, "decide_minutes": NOTICE, "fewer": fewer}
        rules = {"forward_days": "4", "notice_minutes": NOTICE, "minimum": minimum}
        one["rules"] = {**one.get("rules", {}), **rules}
        for unit in (unit for each in one["options"] for unit in each["units"]):
            unit["price"] = str(int(unit["price"]) + more)
    return printed(more, **made)


class EndingDesk(Desk):
    """Groups stay too small, it rains, cards are charged, codes are shown."""

    start_with = replace(HOUSE, catalog=grouped())
    dearer = grouped(more=15)
    shops = (("canoe/default",), ("trip/default", "boat/half", "canoe/default"))
    code: str | None = None

    @initialize(target=Desk.held, guest=guests, day=days, step=steps, code=st.booleans(), paid=st.booleans())
    def a_couple_was_here_first(self, guest: int, day: int, step: int, code: bool, paid: bool) -> Any:
        self.seen()
        people.ensure_property(self.conn, self.house.id)
        found = self._with_a_code(guest, 0, day, step, Party(2)) if code else multiple()
        found = found if found.values else self._holds(guest, 0, day, step, 1, Party(2))
        for one in found.values:
            if paid:
                self.a_guest_pays(one, asked=True)
        return found

    @rule(target=Desk.held, guest=guests, which=nth, day=days, step=steps, party=parties)
    def a_guest_shows_a_code(self, guest: int, which: int, day: int, step: int, party: Party) -> Any:
        return self._with_a_code(guest, which, day, step, party)

    def _with_a_code(self, guest: int, which: int, day: int, step: int, party: Party) -> Any:
        what = self._what(which)
        party = party if what == "canoe/default" else Party(1)
        wish = replace(self.wish(guest, what, start_of(what, day, step), party=party), gift=self._code())
        held = self._does(lambda: holding.hold(self.conn, self.house, wish))
        return multiple() if isinstance(held, DeskError) else self._given(held)

    def _code(self) -> str:
        if self.code is None:
            words = gift.issue(self.conn, self.house, until=None, by="desk", percent=20, most=USES)
            made = gift.by_code(self.conn, self.house, words)
            assert made
            self.code = made.ref
        return self.code

    @rule(target=Desk.held, one=Desk.held, asked=st.booleans())
    def a_guest_pays(self, one: tuple[int, int], asked: bool) -> Any:
        """Telegram asks first, or not; the same money told twice is once."""
        bill = self._bill(self._now(one[0]))
        if asked:
            yes = self._does(lambda: paying.approve(self.conn, self.house, one[1], bill))
            if isinstance(yes, DeskError):
                return multiple()
        brought = replace(bill, charge_id=bill.payload, provider_id="n")
        found = paying.receive(self.conn, self.house, brought)
        assert not asked or found.what in ("booked", "paid"), "approved, and not taken"
        assert paying.receive(self.conn, self.house, brought).what == "known"
        return self._given(*(found.ended.offered if found.ended else ()))

    def _bill(self, one: Booking) -> Charge:
        made = till.ask(self.conn, self.house, one, request=f"pay {next(self.presses)}")
        assert made
        return Charge(made.payload, invoice.units(made.amount) or 0, made.amount.currency)

    @rule(target=Desk.held, one=Desk.held, runs=st.booleans())
    def a_group_is_settled(self, one: tuple[int, int], runs: bool) -> Any:
        """Once; whoever is asked may still let it run."""
        was = self._now(one[0])
        if was.start is None or was.offer not in ("canoe", "trip"):
            return multiple()
        due = minimum.ref(was.offer, was.option, was.start)
        settled = departures.settle(self.conn, self.house, due)
        if settled is None:
            return multiple()
        assert departures.settle(self.conn, self.house, due) is None, "settled twice"
        number = settled.departure.id
        if settled.departure.state == "asked":
            settled = departures.answer(self.conn, self.house, number, runs=runs, by="Dana")
            assert settled
            assert departures.answer(self.conn, self.house, number, runs=not runs, by="Erlan") is None
        return self._ended(*settled.ended)

    @rule(target=Desk.held, one=Desk.held)
    def the_weather_takes_it(self, one: tuple[int, int]) -> Any:
        ended = weather.call_off(self.conn, self.house, self._now(one[0]))
        return self._ended(*([ended] if ended else []))

    @rule(target=Desk.held, one=Desk.held, day=days, step=steps)
    def the_weather_moves_it(self, one: tuple[int, int], day: int, step: int) -> Any:
        was = self._now(one[0])
        to = start_of(f"{was.offer}/{was.option}", day, step)
        if was.status != "CONFIRMED" or was.offer not in ("canoe", "trip") or was.start == to:
            return multiple()
        done = self._does(lambda: moves_on(self.conn, self.house, was, to))
        if isinstance(done, DeskError):
            return multiple()
        new, ended = done
        assert (new.status, new.payment) == ("CONFIRMED", was.payment)
        assert new.quote.total <= was.quote.total, "dearer for the rain"
        return multiple((new.id, new.guest_id), *self._ended(ended).values)

    def _ended(self, *ended: Ended) -> Any:
        for one in ended:
            assert (one.booking.status, one.booking.owed.minor) == ("CANCELLED", 0), (
                "the hotel kept something"
            )
        return self._given(*(new for one in ended for new in one.offered))

    def _now(self, booking_id: int) -> Booking:
        found = book.by_id(self.conn, self.house, booking_id)
        assert found
        return found

    @rule(target=Desk.held, one=Desk.held, day=days, step=steps, gone=st.booleans())
    def a_guest_moves(self, one: tuple[int, int], day: int, step: int, gone: bool) -> Any:
        """Whose old time goes first has given the use of the voucher back with it."""
        shown = self._now(one[0]).quote.buyer.voucher
        return super().a_guest_moves(one, day, step, gone=gone and shown is None)

    @invariant()
    def what_was_paid_is_what_is_kept_and_what_goes_back(self) -> None:
        """18: of what ended, what its terms keep; of what stands, its price; of a second payment, nothing."""
        kept: dict[int, list[int]] = defaultdict(list)
        for row in self.conn.execute(_PAID, {"p": self.house.id}).mappings():
            one = Payment.of(row)
            kept[one.booking_id].append(till.kept_of(self.conn, self.house, one).minor)
        every = self.seen().every
        for booking_id, amounts in kept.items():
            booking = every[booking_id]
            assert all(amount >= 0 for amount in amounts), "more goes back than came"
            assert sum(amount > 0 for amount in amounts) <= 1, "paid twice"
            assert sum(amounts) <= booking.owed.minor, "more is kept than is owed"
        for booking in every.values():
            if booking.payment == till.CARD and booking.status in LIVING:
                assert sum(kept[booking.id]) > 0, "its money went elsewhere"

    @invariant()
    def a_voucher_is_used_by_living_bookings(self) -> None:
        """20: each of them once, and by nobody else; what ran out by the clock may have its use still."""
        now, here = self.seen(), {"p": self.house.id}
        used = list(self.conn.execute(_USED, here).scalars())
        counted = self.conn.execute(_COUNTED, here).scalars().all()
        assert sum(counted) == len(used) == len(set(used)) <= USES, "counted otherwise than used"
        shown = {one.id for one in now.every.values() if one.quote.buyer.voucher}
        for one in now.every.values():
            ended = not now.holds(one) and one.status != "ON_HOLD"
            assert not (ended and one.id in used), f"{one.status} and used"
            assert one.status not in LIVING or (one.id in used) == (one.id in shown), "used otherwise"
