"""Whatever can happen at a booking desk, in whatever order; every step is followed by a recount."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, multiple, rule
from sqlalchemy import delete, insert

from bot.desk import timers
from bot.desk.booking import (
    book,
    bundles,
    cancelling,
    foresight,
    holding,
    lapsing,
    moving,
    packages,
    price,
    redeeming,
    refusals,
    requests,
    waiting,
)
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.requests import RequestWish
from bot.desk.booking.sessions import midnight
from bot.desk.people import Colleague
from bot.desk.problems import DeskError
from bot.schema import capacities, stops
from tests.desk.booking.cast import later, set_capacity, stop_sale
from tests.desk.booking.opened import (
    BATHS,
    DAWN,
    DAYS,
    GUESTS,
    HOUSE,
    PER_PERSON,
    Opened,
    nth,
    start_of,
)
from tests.desk.booking.recount import Wanted

DANA = Colleague(2001, "Dana", "en", "staff", None, "active")
guests = st.integers(0, GUESTS - 1)
days = st.integers(0, DAYS - 1)
steps = st.integers(0, 6)
firsts = st.tuples(guests, steps, st.integers(0, 1))
parties = st.builds(Party, st.integers(1, 3), st.sampled_from([(), (5,), (2, 12)]))


class Desk(Opened):
    """Guests hold, move, wait, cancel and ask; staff decide; prices and places change; time goes by."""

    held = Bundle("held")
    asked = Bundle("asked")

    @initialize(target=held, which=nth, first=st.lists(firsts, min_size=1, max_size=5), dearer=st.booleans())
    def opens(self, which: int, first: list[tuple[int, int, int]], dearer: bool) -> Any:
        """Some have come already, and by now the price may be another."""
        self.shop = self.shops[which % len(self.shops)]
        found = [self._holds(guest, n, 0, step, 1, Party(2)) for n, (guest, step, _) in enumerate(first)]
        if dearer:
            self.the_manager_changes_the_price(dearer)
        for (*_, sure), held in zip(first, found, strict=True):
            for one in held.values:
                if sure:
                    self.a_guest_confirms(one, "desk")
        return multiple(*(one for held in found for one in held.values))

    @rule(
        target=held, guest=guests, which=nth, day=days, step=steps, periods=st.integers(1, 2), party=parties
    )
    def a_guest_holds(self, guest: int, which: int, day: int, step: int, periods: int, party: Party) -> Any:
        return self._holds(guest, which, day, step, periods, party)

    def _holds(self, guest: int, which: int, day: int, step: int, periods: int, party: Party) -> Any:
        what = self._what(which)
        facts: dict[str, Any] = {"party": party if what in PER_PERSON else Party(1)}
        if what in ("boat/day", "boat/week", *BATHS):
            facts["periods"] = periods
        return self.hold(self.wish(guest, what, start_of(what, day, step), **facts))

    @rule(target=held, guest=guests, pieces=st.integers(1, 3))
    def a_guest_takes_some_of_the_stock(self, guest: int, pieces: int) -> Any:
        return self.hold(self.wish(guest, "menu/default", None, count=pieces))

    @rule(one=held, payment=st.sampled_from(["room", "desk"]))
    def a_guest_confirms(self, one: tuple[int, int], payment: str) -> None:
        seen, was = self.before(), book.by_id(self.conn, self.house, one[0])
        assert was
        done = self._does(lambda: self.confirm(self.conn, self.house, *one, payment))
        if isinstance(done, DeskError):
            assert book.by_id(self.conn, self.house, one[0]) == was, "refused, and changed"
            apart = was.replaces is not None and not seen.fits(Wanted.of(was), without=[was.id])
            assert apart or not was.held(self.house.now), "a running hold was refused"
            return
        assert done.quote == was.quote, "priced anew"
        assert self.confirm(self.conn, self.house, *one, "desk") == done, "twice is once"
        if was.status == "CONFIRMED":
            assert done == was
            return
        late = not was.held(self.house.now)
        assert (done.status, done.reason) == ("CONFIRMED", "late_reclaimed" if late else None), "too late"
        assert not late or seen.fits(Wanted.of(was), without=[was.id]), "booked what is not there"

    @rule(one=held)
    def a_guest_says_yes_too_late(self, one: tuple[int, int]) -> None:
        self.time_passes(15)
        self.a_guest_confirms(one, "desk")

    @rule(target=held, one=held, way=st.sampled_from([holding.release, cancelling.cancel]))
    def a_guest_gives_back(self, one: tuple[int, int], way: Callable[..., book.Ended]) -> Any:
        was = book.by_id(self.conn, self.house, one[0])
        assert was
        ended = self._does(lambda: way(self.conn, self.house, *one))
        if isinstance(ended, refusals.AlreadyStarted):
            assert was.status == "REDEEMED"
            return multiple()
        assert way(self.conn, self.house, *one) == book.Ended(ended.booking), "twice is once"
        if was.status == "CONFIRMED" and ended.booking.status == "CANCELLED":
            assert ended.booking.owed == cancelling.terms(was, self.house.now).fee
        return self._given(*ended.offered)

    @rule(target=held, guest=guests, which=nth, day=days, step=steps, party=parties)
    def a_guest_waits(self, guest: int, which: int, day: int, step: int, party: Party) -> Any:
        what = self._what(which)
        code, _, option = what.partition("/")
        facts = (start_of(what, day, step), party if what in PER_PERSON else Party(1))
        found = self._does(
            lambda: waiting.join(self.conn, self.house, self.guests[guest], code, option, *facts)
        )
        if isinstance(found, DeskError):
            assert isinstance(found, refusals.StoppedSale)
            return multiple()
        assert len({one.guest_id for one in found}) == len(found), "offered twice at once"
        return self._given(*found)

    @rule(target=held, one=held, day=days, step=steps, gone=st.booleans())
    def a_guest_moves(self, one: tuple[int, int], day: int, step: int, gone: bool) -> Any:
        """The new time is held while the old one stands; both or neither change hands."""
        old = book.by_id(self.conn, self.house, one[0])
        if old is None or old.start is None or not cancelling.free(old, self.house.now):
            return multiple()
        if any(one.replaces == old.id for one in self.before().live if one.status == "ON_HOLD"):
            return multiple()
        what = f"{old.offer}/{old.option}"
        guest = self.guests.index(old.guest_id)
        wish = self.wish(guest, what, start_of(what, day, step), replaces=old.id, party=old.party)
        found = self.hold(replace(wish, periods=old.sold.periods))
        assert book.by_id(self.conn, self.house, old.id) == old, "given up before there is another"
        for held_id, _ in found.values:
            new = book.by_id(self.conn, self.house, held_id)
            assert new
            self._moved(old, new, gone=gone)
        return found

    def _moved(self, old: Booking, new: Booking, *, gone: bool) -> None:
        if gone:
            self._given(*cancelling.cancel(self.conn, self.house, old.id, old.guest_id).offered)
        done = self._does(lambda: moving.confirm(self.conn, self.house, new, "desk"))
        if gone:
            assert isinstance(done, DeskError)
            assert book.by_id(self.conn, self.house, new.id) == new
            return
        booked, ended = done
        assert (booked.status, ended.booking.status) == ("CONFIRMED", "CANCELLED")
        self._given(*ended.offered)

    @rule(target=asked, guest=guests, day=days)
    def a_guest_asks(self, guest: int, day: int) -> Any:
        wished = (self.house.today + timedelta(days=2 + day)).isoformat()
        room = self.before().fits(Wanted("guide", "default", None, None, day=wished))
        request = f"{self.house.id}:{next(self.presses)}"
        wish = RequestWish(request, self.guests[guest], "guide", "default", wished, Party(1))
        made = self._does(lambda: requests.ask(self.conn, self.house, wish))
        if isinstance(made, refusals.NoneLeft):
            assert not room
            return multiple()
        assert room
        return made.id

    @rule(target=held, one=asked, yes=st.booleans(), hour=st.sampled_from([10, 15]), many=st.integers(1, 2))
    def staff_decide(self, one: int, yes: bool, hour: int, many: int) -> Any:
        made = book.by_id(self.conn, self.house, one)
        assert made
        assert made.wish
        day = midnight(self.house, datetime.fromisoformat(made.wish).date())
        start = day + timedelta(hours=hour)
        done: requests.Accepted | book.Ended | DeskError
        if yes:
            done = self._does(
                lambda: requests.accept(self.conn, self.house, one, "Dana", start, periods=many)
            )
        else:
            done = self._does(lambda: requests.refuse(self.conn, self.house, one, "Dana", ""))
        if isinstance(done, DeskError):
            over = made.status == "PENDING" and start <= self.house.now
            assert isinstance(done, refusals.TimeOver if over else refusals.RequestClosed)
            assert over or made.status != "PENDING"
            return multiple()
        return self._given(*done.offered)

    @rule(one=held, back=st.booleans())
    def they_are_here(self, one: tuple[int, int], back: bool) -> None:
        was = book.by_id(self.conn, self.house, one[0])
        assert was
        act = redeeming.undo if back else redeeming.redeem
        done = self._does(lambda: act(self.conn, self.house, was, DANA))
        if isinstance(done, Booking):
            assert (was.status, done.status) == (
                ("REDEEMED", "CONFIRMED") if back else ("CONFIRMED", "REDEEMED")
            )

    @rule(target=held)
    def the_timers_fire(self) -> Any:
        offered: list[Booking] = []
        for due in timers.due(self.conn, self.house):
            assert timers.take(self.conn, due)
            if due.kind == "hold" and (ended := holding.expire(self.conn, self.house, int(due.ref))):
                assert holding.expire(self.conn, self.house, int(due.ref)) is None, "expired twice"
                offered += ended.offered
            if due.kind == lapsing.OVER and (lapsed := lapsing.lapse(self.conn, self.house, int(due.ref))):
                offered += lapsed.offered
            if due.kind == packages.HOLD:
                offered += [one for done in self._expires(int(due.ref)) for one in done.offered]
        for one in self.seen().every.values():
            if one.status != "ON_HOLD" or one.held(self.house.now):
                assert holding.expire(self.conn, self.house, one.id) is None, "a stale timer"
        return self._given(*offered)

    def _expires(self, bundle: int) -> list[book.Ended]:
        ended = packages.expire(self.conn, self.house, bundle)
        assert packages.expire(self.conn, self.house, bundle) == [], "expired twice"
        return ended

    @rule(minutes=st.sampled_from([1, 7, 15, 240]))
    def time_passes(self, minutes: int) -> None:
        if self.house.now + timedelta(minutes=minutes) < DAWN:
            self.house = later(self.house, minutes=minutes)

    @rule(what=st.integers(0, 2), day=days, many=st.integers(0, 12), which=nth)
    def the_manager_changes_something(self, what: int, day: int, many: int, which: int) -> None:
        if what == 0:
            self.the_manager_sets_the_canoes_of_a_day(day, max(2, many))
        elif what == 1:
            self.a_boat_is_repaired_or_borrowed(day, many % 6)
        else:
            self.the_manager_stops_or_resumes_the_sale(which)

    def the_manager_sets_the_canoes_of_a_day(self, day: int, places: int) -> None:
        """Who has a place keeps it; who would be too many is named before."""
        on = HOUSE.today + timedelta(days=1 + day)
        seen, sold = self.before(), self.house.sold("canoe", "default")
        assert sold
        effect = foresight.of_resizing(self.conn, self.house, sold, on, after=places)
        self.sizes.canoe[on] = places
        set_capacity(self.conn, self.house, places, on)
        assert self.seen().every == seen.every
        for hour in (10, 15):
            start = midnight(self.house, on) + timedelta(hours=hour)
            named = [one.party.people for one in effect.losing if one.start == start]
            over = min(max(0, seen.over("canoe", start)), seen.to_come("canoe", start))
            assert sum(named) >= over, "not all are named"
            assert sum(named[:-1]) < over or not named, "more are named than would lose their places"

    def a_boat_is_repaired_or_borrowed(self, day: int, boats: int) -> None:
        """Fewer than are out take nothing away."""
        on = HOUSE.today + timedelta(days=1 + day)
        key = {"property_id": self.house.id, "offer": "boats", "option": "", "day": on.isoformat()}
        self.conn.execute(delete(capacities).filter_by(**key))
        self.conn.execute(insert(capacities).values(**key, capacity=boats))
        self.sizes.boats[on] = boats

    def the_manager_stops_or_resumes_the_sale(self, which: int) -> None:
        """What is sold is sold."""
        offer, before = self._what(which).partition("/")[0], self.before().every
        if offer in self.stopped:
            self.conn.execute(delete(stops).filter_by(property_id=self.house.id, offer=offer))
        else:
            stop_sale(self.conn, self.house, offer)
        self.stopped ^= {offer}
        assert self.seen().every == before

    @rule(dearer=st.booleans())
    def the_manager_changes_the_price(self, dearer: bool) -> None:
        catalog = self.dearer if dearer else self.start_with.catalog
        self._the_same_facts_give_the_same_price()
        if catalog is not None:
            self.house = replace(self.house, catalog=catalog, version=self.house.version + 1)

    @invariant()
    def everything_is_as_it_should_be(self) -> None:
        now = self.seen()
        now.counters_are_the_ledger()
        now.who_holds_something_has_claims()
        now.nobody_shares_a_named_thing()
        now.prices_add_up()
        now.the_ledger_tells_every_life()
        for booking_id, (quote, _) in self.shown.items():
            assert now.every[booking_id].quote == quote, "priced anew"

    def _the_same_facts_give_the_same_price(self) -> None:
        """By the version that sold it."""
        for booking_id, (quote, house) in self.shown.items():
            one = book.by_id(self.conn, house, booking_id)
            assert one
            sold = house.sold(one.offer, one.option)
            assert sold
            ask = Ask(house, *sold, one.party, one.start).lasting(one.sold.periods, one.sold.count)
            assert price.quote_of(bundles.as_sold(ask, one), buyer=quote.buyer) == quote
