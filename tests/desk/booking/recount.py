"""What is taken, counted anew by overlap of the bookings themselves, whatever the desk's counters say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import BindParameter, RowMapping, bindparam, select

from bot.db import Connection
from bot.desk.booking.book import REASONS, Booking
from bot.desk.house import House
from bot.schema import booking_events, bookings, buckets, claims
from tests.desk.booking.modes import BOATS, BUFFER, GUIDES, MENUS, TICKETS

HOLDING = ("CONFIRMED", "PENDING", "REDEEMED")
CANOE = 8


@dataclass
class Sizes:
    """What the manager has set for a day; else what the catalog says."""

    canoe: dict[date, int] = field(default_factory=dict)
    boats: dict[date, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What somebody has or would like: so many of something, from when until when."""

    offer: str
    option: str
    start: datetime | None
    end: datetime | None
    many: int = 1
    day: str | None = None  # of a request
    replaces: int | None = None  # the booking that lends it its own places

    @classmethod
    def of(cls, one: Booking) -> Wanted:
        by_person = one.offer in ("canoe", "ticket")
        many = one.party.people if by_person else one.sold.count
        return cls(one.offer, one.option, one.start, one.end, many, one.wish)


HERE: BindParameter[str] = bindparam("p")
BOOKINGS = select(bookings).where(bookings.c.property_id == HERE)
CLAIMS = select(claims.c.booking_id, claims.c.resource, claims.c.start, claims.c.quantity).where(
    claims.c.property_id == HERE, claims.c.state == "live"
)
COUNTERS = select(buckets.c.resource, buckets.c.start, buckets.c.used, buckets.c.capacity).where(
    buckets.c.property_id == HERE
)
EVENTS = (
    select(booking_events).where(booking_events.c.property_id == HERE).order_by(booking_events.c.sequence)
)
LIFE = {  # the diagram of moves.py, by status alone
    "": {"ON_HOLD", "PENDING"},
    "ON_HOLD": {"ON_HOLD", "CONFIRMED", "CANCELLED", "EXPIRED"},
    "PENDING": {"CONFIRMED", "ON_HOLD", "REJECTED", "CANCELLED"},
    "EXPIRED": {"CONFIRMED", "ON_HOLD"},
    "CONFIRMED": {"CONFIRMED", "CANCELLED", "REDEEMED"},
    "REDEEMED": {"CONFIRMED"},
    "CANCELLED": set[str](),
    "REJECTED": set[str](),
}


def balance(event: RowMapping) -> int:
    """What the booking owes, by nothing but its ledger."""
    used = event["status"] in ("CONFIRMED", "REDEEMED") and "absent" not in event["data"]
    return int(event["total_minor"] if used else event["kept_minor"] or 0)


class Recount:
    """All that the database says at this moment, read once."""

    def __init__(self, conn: Connection, house: House, sizes: Sizes) -> None:
        self.house, self.sizes, here = house, sizes, {"p": house.id}
        self.every = {row["id"]: Booking.of(row) for row in conn.execute(BOOKINGS, here).mappings()}
        self.claims: dict[int, list[tuple[str, datetime, int]]] = defaultdict(list)
        for booking, resource, start, quantity in conn.execute(CLAIMS, here):
            self.claims[booking].append((resource, start, quantity))
        self.counters = conn.execute(COUNTERS, here).all()
        self.events: dict[int, list[RowMapping]] = defaultdict(list)
        for row in conn.execute(EVENTS, here).mappings():
            self.events[row["booking_id"]].append(row)

    @property
    def live(self) -> list[Booking]:
        return [one for one in self.every.values() if self.holds(one)]

    def holds(self, one: Booking) -> bool:
        return one.status in HOLDING or one.held(self.house.now)

    def fits(self, what: Wanted, *, without: Iterable[int] = ()) -> bool:
        """Whether there is room for it beside all who have something, but for those that are left out."""
        others = [one for one in self.live if one.id not in without]
        lent = self._at([one for one in others if one.id == what.replaces], what)
        more = max(0, what.many - lent)  # what it has already nobody takes away
        match what.offer:
            case "canoe":
                return not more or self._at(others, what) + more <= self._canoe(what)
            case "ticket":
                return not more or self._at(others, what) + more <= TICKETS
            case "menu":
                return sum(one.sold.count for one in others if one.offer == "menu") + what.many <= MENUS
            case "bath":
                taken = self._baths(others, what)
                return "baths#big" not in taken if what.option == "big" else len(taken) < 2
            case "guide":
                return sum(self._day(one) == what.day for one in others if one.offer == "guide") < GUIDES
        alone = what.offer != "trip" or self._at(others, what) <= lent
        return alone and self._boats_for(others, what)

    def over(self, offer: str, start: datetime) -> int:
        """So many more have places of this start than there are."""
        what = Wanted(offer, "default", start, None)
        return self._at(self.live, what) - self._canoe(what)

    def to_come(self, offer: str, start: datetime) -> int:
        """So many have places of this start and are not there yet."""
        there = [one for one in self.live if one.status != "REDEEMED"]
        return self._at(there, Wanted(offer, "default", start, None))

    def _canoe(self, what: Wanted) -> int:
        return self.sizes.canoe.get(self._date(what.start), CANOE)

    def _at(self, others: Iterable[Booking], what: Wanted) -> int:
        at = [one for one in others if (one.offer, one.start) == (what.offer, what.start)]
        return sum(self._beside(one, at, Wanted.of(one).many) for one in at)

    def _beside(self, one: Booking, others: list[Booking], many: int) -> int:
        """What it counts for: held for a move, only for what the old time does not have."""
        lent = [Wanted.of(old).many for old in others if old.id == one.replaces and self.borrows(one)]
        return max(0, many - sum(lent))

    def borrows(self, one: Booking) -> bool:
        old = self.every.get(one.replaces or 0)
        return one.status == "ON_HOLD" and old is not None and self.holds(old)

    def _boats_for(self, others: list[Booking], what: Wanted) -> bool:
        assert what.start
        assert what.end
        boats = [one for one in others if one.offer in ("boat", "trip")]
        steps = (what.start + BUFFER * n for n in range((what.end + BUFFER - what.start) // BUFFER))
        return all(self._room(boats, step, what.replaces) for step in steps)

    def _room(self, boats: list[Booking], step: datetime, replaces: int | None) -> bool:
        """A boat that is neither out nor being cleaned then; or the one that is lent."""
        spans = [(one, one.start, one.end) for one in boats]
        out = [one for one, start, end in spans if start and end and start <= step < end + BUFFER]
        mine = any(one.id == replaces for one in out)
        return mine or sum(self._beside(one, out, 1) for one in out) < self._fleet(step)

    def _fleet(self, moment: datetime) -> int:
        return self.sizes.boats.get(self._date(moment), BOATS)

    def _baths(self, others: list[Booking], what: Wanted) -> set[str]:
        """The bathhouses that somebody has then, or that are being cleaned."""
        theirs = [one for one in others if one.id != what.replaces]
        taken = [one for one in theirs if one.offer == "bath" and one.start and one.end]
        return {
            self.unit(one)
            for one in taken
            if one.start < what.end + BUFFER and what.start < one.end + BUFFER  # type: ignore[operator]  # both are there
        }

    def unit(self, one: Booking) -> str:
        found = {resource for resource, _, _ in self.claims[one.id]}
        if not found and one.replaces:
            return self.unit(self.every[one.replaces])
        (unit,) = found
        return unit

    def _day(self, one: Booking) -> str | None:
        return self._date(one.start).isoformat() if one.start else one.wish

    def _date(self, moment: datetime | None) -> date:
        assert moment
        return self.house.local(moment).date()

    # The invariants, by their numbers in `test_always_balances`.

    def counters_are_the_ledger(self) -> None:
        """1 and 2."""
        ledger: Mapping[tuple[str, datetime], int] = defaultdict(int)
        for mine in self.claims.values():
            for resource, start, quantity in mine:
                ledger[resource, start] += quantity  # type: ignore[index]  # a mapping for everybody else
        assert {(resource, start): used for resource, start, used, _ in self.counters if used} == ledger
        assert all(0 <= used <= size for _, _, used, size in self.counters)

    def who_holds_something_has_claims(self) -> None:
        """3; what ran out by the clock may still have its claims until somebody asks for them."""
        for one in self.every.values():
            if self.holds(one):
                assert self.claims[one.id] or self.borrows(one), f"{one.status} without places"
            elif one.status != "ON_HOLD":
                assert not self.claims[one.id], f"{one.status} with places"

    def nobody_shares_a_named_thing(self) -> None:
        """8."""
        baths = [one for one in self.live if one.offer == "bath"]
        apart = [one for one in baths if not self.borrows(one)]
        spans = sorted((self.unit(one), one.start, one.end) for one in apart if one.start and one.end)
        for (unit, _, end), (other, start, _) in pairwise(spans):
            assert unit != other or end + BUFFER <= start, "shared, or not cleaned"

    def prices_add_up(self) -> None:
        """13, 14, 18 and 19, of what was sold and of what is kept of it."""
        for one in self.every.values():
            quote = one.quote
            assert sum(line.amount.minor for line in quote.lines) == quote.total.minor >= 0
            assert {line.amount.currency for line in quote.lines} == {quote.total.currency}
            assert one.kept is None or 0 <= one.kept.minor <= quote.total.minor

    def the_ledger_tells_every_life(self) -> None:
        """18: its end is the booking as it stands, and what that owes; each step is one of the diagram."""
        assert self.events.keys() == self.every.keys(), "not in the ledger"
        for one in self.every.values():
            events = self.events[one.id]
            lived = ["", *(event["status"] for event in events)]
            assert all(new in LIFE[old] for old, new in pairwise(lived)), f"{one.ref} lived {lived}"
            assert [event["at"] for event in events] == sorted(event["at"] for event in events)
            last, total = events[-1], one.quote.total
            same = ("sequence", "status", "start", "payment")
            assert [last[name] for name in same] == [getattr(one, name) for name in same]
            assert (last["total_minor"], last["currency"]) == (total.minor, total.currency)
            assert last["reason"] == (one.reason if one.reason in REASONS else one.reason and "staff")
            assert balance(last) == one.owed.minor, "the ledger owes otherwise"
