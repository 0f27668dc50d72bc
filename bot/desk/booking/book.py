"""The book: every booking as it was shown and sold. Later changes of the catalog do not touch it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NewType, get_args

from sqlalchemy import RowMapping, bindparam, select
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.booking import wished
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import Party
from bot.desk.booking.price import Quote
from bot.desk.booking.sessions import A_DAY
from bot.desk.catalog.model import Offer, Option, Texts
from bot.desk.house import House
from bot.desk.problems import NotForYou, OldButton
from bot.money import Money
from bot.say import Value
from bot.schema import booking_events, bookings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else
_WRITE = insert(bookings).on_conflict_do_nothing(index_elements=["property_id", "ref"]).returning(bookings)
_ENTER = insert(booking_events)
_MINE = (bookings.c.property_id == bindparam("p"), bookings.c.guest_id == bindparam("g"))
_BY_ID = select(bookings).where(bookings.c.property_id == bindparam("p"), bookings.c.id == bindparam("i"))
_BY_REQUEST = select(bookings).where(
    bookings.c.property_id == bindparam("p"), bookings.c.request == bindparam("r")
)
_OF_GUEST = (  # what has an hour first, the next before the others
    select(bookings).where(*_MINE).order_by(bookings.c.start.is_(None), bookings.c.start, bookings.c.id)
)
Reason = Literal[  # why a booking is as it is, in words of the desk's own: no other can be written
    "guest", "staff", "moved", "minimum", "weather", "released", "late_reclaimed", "unanswered"
]
REASONS: frozenset[str] = frozenset(get_args(Reason))
ByStaff = NewType("ByStaff", str)  # what staff write there: their names, their words
STAFF: Reason = "staff"  # what the ledger has instead
UNDATED = timedelta(days=14)  # how long a booking without an hour is something to look forward to
_HOLDS = select(bookings.c.expires_at, bookings.c.id, bookings.c.bundle_id).where(
    *_MINE, bookings.c.status == "ON_HOLD"
)


@dataclass(frozen=True)
class Sold:
    """What was sold, in the words and by the terms of that moment."""

    title: Texts
    option: Texts | None
    benefit: Texts
    place: Texts
    bring: Texts | None
    included: Texts | None
    department: str
    minutes: int | None
    free_hours: int
    fee_percent: int
    mode: str = "slot"
    periods: int = 1
    count: int = 1
    prepare: Texts | None = None  # of a part of a package: what its department has ready
    all_day: bool = False  # on request: agreed for a day, and for no hour of it

    def much(self) -> dict[str, int]:
        return {"periods": self.periods, "count": self.count}

    @property
    def by_days(self) -> bool:
        """By the hotel's calendar: no hour of it means anything."""
        return self.all_day or (self.mode == "rental" and not (self.minutes or A_DAY) % A_DAY)

    @property
    def has_hour(self) -> bool:
        """Whether its start is an hour that a guest chose, not the beginning of a day."""
        return self.mode != "hours" and not self.by_days

    @classmethod
    def now(cls, offer: Offer, option: Option, *, periods: int = 1, count: int = 1) -> Sold:
        return cls(
            title=offer.title,
            option=option.title,
            benefit=offer.benefit,
            place=offer.place,
            bring=offer.bring,
            included=offer.included,
            department=offer.department,
            minutes=option.duration,
            free_hours=offer.cancel.free_hours,
            fee_percent=offer.cancel.fee_percent,
            mode=offer.mode,
            periods=periods,
            count=count,
        )

    @classmethod
    def of(cls, ask: Ask) -> Sold:
        """A part of a package is given up by the package's terms."""
        sold = cls.now(ask.offer, ask.option, periods=ask.periods, count=ask.count)
        if ask.piece is None:
            return sold
        terms = replace(sold, free_hours=ask.free_hours, fee_percent=ask.fee_percent)
        return replace(terms, prepare=ask.piece.prepare)


@dataclass(frozen=True)
class Booking:
    """A row of the book. `start` is None until a request is given a time."""

    id: int
    ref: str
    request: str
    replaces: int | None
    guest_id: int
    offer: str
    option: str
    start: datetime | None
    end: datetime | None
    wish: str | None
    status: str
    expires_at: datetime | None
    party: Party
    quote: Quote
    sold: Sold
    payment: str | None
    catalog_n: int
    created_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    reason: str | None
    kept: Money | None
    redeemed_at: datetime | None = None
    no_show_at: datetime | None = None
    sequence: int = 0  # RFC 5545: of its calendar entry
    calendar: str | None = None  # the number that entry began with, if another booking was moved here
    calendar_at: datetime | None = None
    bundle_id: int | None = None  # the package that it is a part of
    part: str | None = None

    def held(self, now: datetime) -> bool:
        """On hold, and not overdue by the clock."""
        return self.status == "ON_HOLD" and self.expires_at is not None and self.expires_at > now

    def ahead(self, now: datetime) -> bool:
        """Something the guest can still look forward to."""
        waiting = self.status == "PENDING" or self.held(now)
        return waiting or (self.status == "CONFIRMED" and self._until > now)

    @property
    def _until(self) -> datetime:
        return self.end or (self.confirmed_at or self.created_at) + UNDATED

    @property
    def begins(self) -> datetime | None:
        """From when on it is used: of what has a day and no hour nobody knows, so not before that is over."""
        if self.start is None or self.sold.has_hour:
            return self.start
        return min(self.end or self.start, self.start + timedelta(days=1))

    @property
    def wished(self) -> Value:
        return wished.said(self.wish)

    @property
    def owed(self) -> Money:
        """The price of what is used; of what was given up, the fee."""
        used = self.status in ("CONFIRMED", "REDEEMED") and self.no_show_at is None
        return self.quote.total if used else self.kept or self.quote.total.percent(0)

    def again(self) -> dict[str, Any]:
        """For a button: the same start for the same party once more; what was asked for is asked again."""
        start, moved = self.start.isoformat() if self.start else None, {"moves": self.replaces}
        facts = {"offer": self.offer, "option": self.option, "party": self.party.json()}
        when = {"wish": self.wish} if self.wish else {"start": start}
        much = {name: n for name, n in self.sold.much().items() if n > 1 and not self.wish}
        shown = {"gift": self.quote.buyer.voucher.code} if self.quote.buyer.voucher else {}
        return facts | when | much | (moved if self.replaces else {}) | shown | {"after": self.id}

    @classmethod
    def of(cls, row: Mapping[str, Any] | RowMapping) -> Booking:
        """A booking from its row; the JSON columns become what they stand for."""
        facts = {key: value for key, value in row.items() if key not in ("property_id", "kept_minor")}
        quote = Quote.of(facts.pop("quote"))
        kept = None if row["kept_minor"] is None else Money(row["kept_minor"], quote.total.currency)
        party, sold = Party.of(facts.pop("party")), Sold(**facts.pop("sold"))
        return cls(**facts, party=party, quote=quote, sold=sold, kept=kept)


@dataclass(frozen=True)
class Ended:
    """A booking that ended, and the bookings that its places were offered as to those who waited."""

    booking: Booking
    offered: tuple[Booking, ...] = ()


def write(
    conn: Connection, ask: Ask, quote: Quote, *, refs: Iterator[str] | None = None, **facts: Any
) -> Booking:
    """A new booking of what was asked, under a number that no other has."""
    row = {**_as_sold(ask), "quote": quote.json(), **facts}
    for ref in refs or new_refs():
        if written := conn.execute(_WRITE, {**row, "ref": ref}).mappings().first():
            return enter(conn, ask.house, Booking.of(written))
    raise RuntimeError("no free booking number was drawn")


def enter(conn: Connection, house: House, booking: Booking) -> Booking:
    """What it has become is added to the ledger, by whoever changes its row; names and words are not."""
    facts = {name: getattr(booking, name) for name in ("sequence", "status", "start", "payment")}
    total, kept, reason = booking.quote.total, booking.kept, booking.reason
    money = {"total_minor": total.minor, "currency": total.currency, "kept_minor": kept and kept.minor}
    why = {"reason": reason if reason is None or reason in REASONS else STAFF, "data": _beside(booking)}
    known = {"property_id": house.id, "booking_id": booking.id, "at": house.now}
    conn.execute(_ENTER, known | facts | money | why)
    return booking


def _beside(booking: Booking) -> dict[str, Any]:
    """What its status alone does not tell."""
    held = booking.status == "ON_HOLD" and booking.expires_at
    until = {"until": held.isoformat()} if held else {}
    return until | ({"absent": True} if booking.no_show_at else {})


def new_refs() -> Iterator[str]:
    """Booking numbers as they are drawn: B-7F3K."""
    while True:
        yield "B-" + "".join(secrets.choice(ALPHABET) for _ in range(4))


def by_id(conn: Connection, house: House, booking_id: int) -> Booking | None:
    return _one(conn.execute(_BY_ID, {"p": house.id, "i": booking_id}).mappings().first())


def by_request(conn: Connection, house: House, request: str, guest_id: int) -> Booking | None:
    """What this wish has become already. Raises `NotForYou` for another guest's wish."""
    found = _one(conn.execute(_BY_REQUEST, {"p": house.id, "r": request}).mappings().first())
    return _own(found, guest_id) if found else None


def theirs(conn: Connection, house: House, booking_id: int, guest_id: int) -> Booking:
    """The guest's own booking. Raises `NotForYou` for another's, `OldButton` for one that is not there."""
    found = by_id(conn, house, booking_id)
    if found is None:
        raise OldButton
    return _own(found, guest_id)


def of_guest(conn: Connection, house: House, guest_id: int) -> list[Booking]:
    """What the guest has ahead, confirmed, held and asked for: the next first, what has no hour last."""
    rows: Sequence[RowMapping] = conn.execute(_OF_GUEST, {"p": house.id, "g": guest_id}).mappings().all()
    return [one for one in map(Booking.of, rows) if one.ahead(house.now)]


def to_settle(conn: Connection, house: House, guest_id: int, since: datetime, payment: str) -> list[Booking]:
    """What a stay that began then owes for: paid in that way and begun, or given up too late to be free."""
    rows = conn.execute(_OF_GUEST, {"p": house.id, "g": guest_id}).mappings().all()
    found = [one for one in map(Booking.of, rows) if one.payment == payment and not one.ahead(house.now)]
    return [one for one in found if one.owed.minor and (one.confirmed_at or one.created_at) >= since]


def had(conn: Connection, house: House, guest_id: int, since: datetime) -> list[Booking]:
    """What they had booked and used since then."""
    rows = conn.execute(_OF_GUEST, {"p": house.id, "g": guest_id}).mappings().all()
    found = [one for one in map(Booking.of, rows) if one.status in ("CONFIRMED", "REDEEMED")]
    return [one for one in found if one.no_show_at is None and (one.confirmed_at or one.created_at) >= since]


def holds(conn: Connection, house: House, guest_id: int) -> int:
    """How many holds of the guest are running; a package is one."""
    rows = conn.execute(_HOLDS, {"p": house.id, "g": guest_id}).all()
    return len({bundle or -booking for until, booking, bundle in rows if until > house.now})


def _as_sold(ask: Ask) -> Mapping[str, Any]:
    return {
        "property_id": ask.house.id,
        "offer": ask.offer.code,
        "option": ask.option.code,
        "start": ask.start,
        "end": ask.end,
        "replaces": ask.replaces,
        "party": ask.party.json(),
        "sold": vars(Sold.of(ask)),
        "bundle_id": ask.piece.bundle if ask.piece else None,
        "part": ask.piece.part if ask.piece else None,
        "catalog_n": ask.house.version,
        "created_at": ask.house.now,
    }


def _one(row: RowMapping | None) -> Booking | None:
    return Booking.of(row) if row else None


def _own(booking: Booking, guest_id: int) -> Booking:
    if booking.guest_id != guest_id:
        raise NotForYou
    return booking
