"""A hotel of its own for every example: what all steps of `desk_machine` have in common.

It is a `property_id` in one open transaction that is undone. A drawn part of the extras is on sale, so that a
few guests meet at the same places.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, multiple

from bot.db import Connection
from bot.desk.booking import book, holding, refusals
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.booking.holding import Wish
from bot.desk.booking.party import Party
from bot.desk.booking.sessions import midnight
from bot.desk.catalog.model import Catalog
from bot.desk.house import House
from bot.desk.problems import DeskError
from tests.desk.booking.cast import arrive
from tests.desk.booking.modes import modes_facts
from tests.desk.booking.recount import Recount, Sizes, Wanted
from tests.thin import as_in_a_hotel, statements

EVENING = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 19:00 in Baku: all of today's is over
DAWN = EVENING + timedelta(hours=11, minutes=30)  # tomorrow's first start is still ahead, with its notice


def printed(more: int = 0, **packages: dict[str, Any]) -> Catalog:
    """Everything dearer by so much. On sale for a few days only, so that a refusal looks no further."""
    facts = modes_facts()
    for offer in facts["offers"].values():
        offer.setdefault("rules", {})["forward_days"] = "4"
        for unit in (unit for option in offer["options"] for unit in option["units"]):
            unit["price"] = str(int(unit["price"]) + more)
    facts["offers"] |= packages
    return Catalog.model_validate(facts)


HOUSE = House("lakeside", printed(), 1, EVENING)
DEARER = printed(more=15)
GUESTS, DAYS = 4, 2
BOATS = ("boat/half", "boat/day", "boat/week", "trip/default")
BATHS = ("bath/either", "bath/big")
SHOPS: tuple[tuple[str, ...], ...] = (
    ("canoe/default",),
    BOATS,
    BATHS,
    ("ticket/default", "canoe/default"),
    (*BOATS, *BATHS),
)
PER_PERSON = ("canoe/default", "ticket/default")
CHANGES = ("INSERT", "UPDATE", "DELETE", "ROLLBACK")
hotels = count(1)
nth = st.integers(0, 99)


def start_of(what: str, day: int, step: int) -> datetime:
    """One of the starts that there are: days at midnight, half hours, the two trips."""
    hours = {"boat/half": 8 + step / 2, "trip/default": (10, 14)[step % 2], "ticket/default": 9}
    hours |= {"bath/either": 9 + step / 2, "bath/big": 9 + step / 2, "canoe/default": (10, 15)[step % 2]}
    return midnight(HOUSE, HOUSE.today + timedelta(days=1 + day)) + timedelta(hours=hours.get(what, 0))


class Opened(RuleBasedStateMachine):
    """A hotel with its guests, and what every step of the story does."""

    conn: Connection
    start_with = HOUSE
    dearer: Catalog | None = DEARER  # what the manager may print
    shops = SHOPS
    confirm = staticmethod(holding.confirm)

    def __init__(self) -> None:
        super().__init__()
        self.outer, self.conn = self.conn, as_in_a_hotel(self.conn)
        self.hearing = ExitStack()
        self.said = self.hearing.enter_context(statements(self.conn))
        self.house = replace(self.start_with, id=f"desk-{next(hotels)}")
        self.guests = [arrive(self.conn, self.house, n, f"guest {n}") for n in range(GUESTS)]
        self.sizes = Sizes()
        self.stopped: set[str] = set()
        self.shown: dict[int, tuple[Any, House]] = {}  # the quote of a booking, and what it was made from
        self.presses = count(1)
        self.shop: tuple[str, ...] = self.shops[0]
        self.last = Recount(self.conn, self.house, self.sizes)

    def teardown(self) -> None:
        self.hearing.close()
        self.outer.rollback()

    def seen(self) -> Recount:
        """As it is now. Nobody else writes into this transaction: without a write of ours it is as it was."""
        changed, self.said[:] = any(one.startswith(CHANGES) for one in self.said), ()
        if changed:
            self.last = Recount(self.conn, self.house, self.sizes)
        return self.before()

    def before(self) -> Recount:
        """As it was after the last step, by the clock of now."""
        self.last.house = self.house
        return self.last

    def _what(self, which: int) -> str:
        return self.shop[which % len(self.shop)]

    def _does(self, act: Callable[[], Any]) -> Any:
        """As the desk does it: a refusal undoes the use case."""
        try:
            with self.conn.begin_nested():
                return act()
        except DeskError as refusal:
            return refusal

    def _given(self, *new: Booking) -> Any:
        """What was given was there beside everybody else."""
        now = self.seen()
        for one in new:
            self.shown[one.id] = one.quote, self.house
            lent = one.replaces if now.borrows(one) else None
            asked = replace(Wanted.of(one), replaces=lent)
            assert now.fits(asked, without=[one.id]), "given what is not there"
        return multiple(*((one.id, one.guest_id) for one in new))

    def hold(self, wish: Wish) -> Any:
        seen = self.before()
        sold = self.house.sold(wish.offer, wish.option)
        assert sold
        ask = Ask(self.house, *sold, wish.party, wish.start, periods=wish.periods, count=wish.count)
        many = ask.party.people if wish.offer in ("canoe", "ticket") else wish.count
        asked = Wanted(wish.offer, wish.option, wish.start, ask.end, many, replaces=wish.replaces)
        room = seen.fits(asked)
        match self._does(lambda: holding.hold(self.conn, self.house, wish)):
            case refusals.SoldOut() | refusals.NoneLeft():
                assert not room, "refused while there was room"
            case refusals.StoppedSale():
                assert wish.offer in self.stopped
            case refusals.TooManyHolds():
                assert book.holds(self.conn, self.house, wish.guest_id) >= holding.MOST_HOLDS
            case Booking() as held:
                assert room, "given what is not there"
                assert wish.offer not in self.stopped
                assert holding.hold(self.conn, self.house, wish) == held
                return self._given(held)
            case other:
                raise AssertionError(f"refused for another reason: {other!r}")
        assert len(self.seen().every) == len(seen.every)
        return multiple()

    def wish(self, guest: int, what: str, start: datetime | None, **more: Any) -> Wish:
        code, _, name = what.partition("/")
        request = f"{self.house.id}:{next(self.presses)}"
        return Wish(request, self.guests[guest], code, name, start, more.pop("party", Party(1)), **more)
