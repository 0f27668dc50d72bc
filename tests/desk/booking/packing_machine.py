"""The desk of `desk_machine` with packages on sale: their parts meet single bookings at the same places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, rule
from sqlalchemy import bindparam, select

from bot.desk import people
from bot.desk.booking import (
    bundles,
    cancelling,
    gift,
    holding,
    invoice,
    moving,
    package_money,
    packages,
    parts,
    paying,
    planning,
    refusals,
    shown,
    till,
)
from bot.desk.booking.book import Ended
from bot.desk.booking.holding import Wish
from bot.desk.booking.parts import Plan
from bot.desk.booking.paying import Charge
from bot.desk.problems import DeskError
from bot.schema import bundles as sold
from tests.desk.booking.desk_machine import Desk, guests
from tests.desk.booking.opened import BATHS, HOUSE, nth, printed
from tests.desk.booking.packs import PARTS, package, package_is_whole, plan_of
from tests.desk.booking.recount import Wanted

PACKING = replace(HOUSE, catalog=printed(week=package()))
_SOLD = select(sold.c.id).where(sold.c.property_id == bindparam("p"))
picks = st.sampled_from([("canoe", "bath", "menu"), ("canoe", "ticket", "trip"), ("boat", "bath", "canoe")])
any_picks = st.permutations(PARTS).map(lambda one: tuple(one[:3]))


class PackingDesk(Desk):
    """Guests plan packages, hold them at once or later, pay, move or give up a part, or let all of it go."""

    start_with = PACKING
    dearer = printed(more=15, week=package())
    shops = (("canoe/default", *BATHS), ("boat/day", "trip/default", "ticket/default", "canoe/default"))
    plans = Bundle("plans")
    packed = Bundle("packed")
    code: str | None = None

    @initialize(target=packed, what=picks, by=st.sampled_from(["hold", "desk", "card"]), code=st.booleans())
    def a_family_was_here_first(self, what: tuple[str, ...], by: str, code: bool) -> Any:
        """So that every story has a package in it."""
        self.seen()  # what those before them have confirmed
        plan = replace(plan_of(self.house, *what), first=self.house.today + timedelta(days=1))
        plan = planning.planned(self.conn, plan, self.guests[0])
        held = self.a_guest_holds_a_package((0, replace(plan, gift=self._code() if code else None)))
        if not isinstance(held, bundles.Bundle):  # they hold as much as one may already
            return held
        if by == "desk":
            self.a_package_is_confirmed(held, late=False)
        if by == "card":
            self.a_package_is_paid(held, asked=True, number=0)
        return held

    @rule(target=plans, guest=guests, what=picks | any_picks, day=st.integers(1, 2), code=st.booleans())
    def a_guest_plans(self, guest: int, what: tuple[str, ...], day: int, code: bool) -> Any:
        """Some time goes by before they press."""
        plan = replace(plan_of(self.house, *what), first=self.house.today + timedelta(days=day))
        found = self._does(lambda: planning.planned(self.conn, plan, self.guests[guest]))
        if isinstance(found, DeskError):
            assert isinstance(found, refusals.PartFull)
            return multiple()
        return guest, replace(found, gift=self._code() if code else None)

    def _code(self) -> str:
        """For two packages, a fifth off."""
        if self.code is None:
            words = gift.issue(self.conn, self.house, until=None, by="desk", percent=20, most=2)
            made = gift.by_code(self.conn, self.house, words)
            assert made
            self.code = made.ref
        return self.code

    @rule(target=packed, what=plans)
    def a_guest_holds_a_package(self, what: tuple[int, Plan]) -> Any:
        guest, plan = what[0], replace(what[1], house=self.house)
        seen, request = self.before(), f"{self.house.id}:{next(self.presses)}"
        facts: dict[str, Any] = {"request": request, "guest_id": self.guests[guest]}
        match self._does(lambda: packages.hold(self.conn, plan, **facts)):
            case bundles.Bundle() as held:
                assert packages.hold(self.conn, plan, **facts) == held, "twice is once"
                self._given(*bundles.parts(self.conn, self.house, held.id))
                return held
            case refusals.PartFull():
                assert not self._all_fit(plan), "refused while there was room"
            case refusals.StoppedSale():
                assert self.stopped & set(plan.picked)
            case refusals.TooManyHolds() | shown.CodeUsed():
                pass
            case other:
                raise AssertionError(f"refused for another reason: {other!r}")
        assert self.seen().every == seen.every, "refused, and something is held"
        return multiple()

    def _all_fit(self, plan: Plan) -> bool:
        """Each beside what there is. A boat and the trip, which takes one, may be too much together."""
        asks = [(one.offer, parts.ask_of(plan, one, plan.starts[one.offer])) for one in plan.components]
        wanted = [
            Wanted(name, ask.option.code, ask.start, ask.end, self._many(name, ask.party.people, ask.count))
            for name, ask in asks
            if ask
        ]
        boats = {"boat", "trip"} <= set(plan.picked)
        return not boats and all(self.last.fits(one) for one in wanted)

    def _many(self, offer: str, people_: int, count: int) -> int:
        return people_ if offer in ("canoe", "ticket") else count

    @rule(one=packed, late=st.booleans())
    def a_package_is_confirmed(self, one: bundles.Bundle, late: bool) -> None:
        if late:
            self.time_passes(15)
        before = bundles.parts(self.conn, self.house, one.id)
        done = self._does(lambda: packages.confirm(self.conn, self.house, one.id, one.guest_id, "desk"))
        after = bundles.parts(self.conn, self.house, one.id)
        if isinstance(done, DeskError):
            assert after == before, "refused, and changed"
            assert not all(part.held(self.house.now) for part in before), "a running hold was refused"
            return
        assert [part.quote for part in after] == [part.quote for part in before], "priced anew"
        again = packages.confirm(self.conn, self.house, one.id, one.guest_id, "desk")
        assert again[1] == done[1], "twice is once"

    @rule(one=packed, asked=st.booleans(), number=nth)
    def a_package_is_paid(self, one: bundles.Bundle, asked: bool, number: int) -> None:
        """Telegram asks first, or not; the same money told twice is once."""
        bill = self._bill(one)
        if asked:
            yes = self._does(lambda: paying.approve(self.conn, self.house, one.guest_id, bill))
            if isinstance(yes, DeskError):
                return
        brought = replace(bill, charge_id=f"{bill.payload}:{number}", provider_id="n")
        found = paying.receive(self.conn, self.house, brought)
        assert not asked or found.what in ("booked", "paid"), "approved, and not taken"
        assert paying.receive(self.conn, self.house, brought).what == "known"

    def _bill(self, one: bundles.Bundle) -> Charge:
        people.ensure_property(self.conn, self.house.id)
        first, request = bundles.parts(self.conn, self.house, one.id)[0], f"pay {next(self.presses)}"
        made = till.ask(self.conn, self.house, first, request=request, whole=one)
        assert made
        return Charge(made.payload, invoice.units(made.amount) or 0, made.amount.currency)

    @rule(target=Desk.held, one=packed, booked=st.booleans())
    def a_package_is_given_back(self, one: bundles.Bundle, booked: bool) -> Any:
        end = packages.cancel if booked else packages.release
        ended: list[Ended] = self._does(lambda: end(self.conn, self.house, one.id, one.guest_id))
        assert end(self.conn, self.house, one.id, one.guest_id) == [], "twice is once"
        return self._given(*(new for done in ended for new in done.offered))

    @rule(target=Desk.held, one=packed, which=nth)
    def a_part_is_given_up(self, one: bundles.Bundle, which: int) -> Any:
        every = bundles.parts(self.conn, self.house, one.id)
        part = every[which % len(every)]
        ended = self._does(lambda: cancelling.cancel(self.conn, self.house, part.id, part.guest_id))
        if isinstance(ended, DeskError):
            assert isinstance(ended, refusals.PartStays | refusals.AlreadyStarted)
            return multiple()
        return self._given(*ended.offered)

    @rule(target=Desk.held, one=packed, which=nth)
    def a_part_moves(self, one: bundles.Bundle, which: int) -> Any:
        """To the last of its free times: the same share, and the rest stands."""
        every = bundles.parts(self.conn, self.house, one.id)
        old = every[which % len(every)]
        if old.start is None or not cancelling.free(old, self.house.now):
            return multiple()
        plan = plan_of(self.house, old.part or old.offer, party=one.party)
        (component,) = plan.components
        free = planning.starts(self.conn, plan, component, old.guest_id)
        if not free or free[-1] == old.start:
            return multiple()
        done = self._does(lambda: self._to(old.id, free[-1]))
        if isinstance(done, DeskError):
            return multiple()
        new, ended = done
        assert (new.quote, new.bundle_id) == (old.quote, one.id), "its share changed"
        return self._given(*ended.offered)

    def _to(self, old_id: int, start: Any) -> Any:
        (old,) = [one for one in self.last.every.values() if one.id == old_id]
        request = f"{self.house.id}:{next(self.presses)}"
        wish = Wish(request, old.guest_id, old.offer, old.option, start, old.party, old.id)
        held = holding.hold(self.conn, self.house, replace(wish, periods=old.sold.periods))
        return moving.confirm(self.conn, self.house, held, "desk")

    @rule(one=packed)
    def a_package_is_held_longer(self, one: bundles.Bundle) -> None:
        first = bundles.parts(self.conn, self.house, one.id)[0]
        if first.expires_at is None:
            return
        seen = first.expires_at
        self._does(lambda: package_money.extend(self.conn, self.house, one.id, one.guest_id, seen=seen))
        until = bundles.parts(self.conn, self.house, one.id)[0].expires_at
        assert until is None or until <= first.created_at + timedelta(minutes=45), "beyond the ceiling"

    @rule(one=packed, which=nth)
    def one_part_alone_is_neither_booked_nor_let_go(self, one: bundles.Bundle, which: int) -> None:
        every: Sequence[Any] = bundles.parts(self.conn, self.house, one.id)
        part = every[which % len(every)]
        if not bundles.together(part):
            return
        for way in (
            lambda: holding.confirm(self.conn, self.house, part.id, part.guest_id, "desk"),
            lambda: holding.release(self.conn, self.house, part.id, part.guest_id),
        ):
            assert isinstance(self._does(way), DeskError), "one part without the rest"

    @invariant()
    def every_package_is_whole(self) -> None:
        for number in self.conn.execute(_SOLD, {"p": self.house.id}).scalars().all():
            package_is_whole(self.conn, self.house, bundles.by_id(self.conn, self.house, number))
