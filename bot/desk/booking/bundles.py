"""Packages as they were sold: one price, and parts that are bookings of their own.

A part is held, confirmed and let go only with the rest. Once it is confirmed it is moved, given up and used
like any booking, by the terms it was sold with; a move takes its share of the price along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, insert, select, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk.booking import book
from bot.desk.booking.ask import Ask, Piece
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.booking.refusals import PartStays
from bot.desk.catalog.model import Component, Offer, Option, Texts
from bot.desk.house import House
from bot.desk.pricing.quotes import Quote
from bot.desk.problems import PERSON, NotForYou, OldButton
from bot.money import Money
from bot.say import Choice, Local, choice, text
from bot.schema import bookings, bundles

ON = ("CONFIRMED", "REDEEMED", "PENDING", "ON_HOLD")
_MINE = bundles.c.property_id == bindparam("p")
_PUT = insert(bundles).returning(bundles)
_BY_ID = select(bundles).where(_MINE, bundles.c.id == bindparam("i"))
_BY_REQUEST = select(bundles).where(_MINE, bundles.c.request == bindparam("r"))
_REF = select(bundles.c.id).where(_MINE, bundles.c.ref == bindparam("r"))
_PARTS = (
    select(bookings)
    .where(bookings.c.property_id == bindparam("p"), bookings.c.bundle_id == bindparam("b"))
    .order_by(bookings.c.start.is_(None), bookings.c.start, bookings.c.id)
)
_OVER = update(bundles).where(_MINE, bundles.c.guest_id == bindparam("old")).values(guest_id=bindparam("new"))
_SINCE = _OVER.where(bundles.c.created_at >= bindparam("since", type_=Moment))


@dataclass(frozen=True)
class Bundle:
    """A row. `apart` is what its parts cost singly at that moment; `keep` and `fixed` are its rules then."""

    id: int
    ref: str
    request: str
    guest_id: int
    offer: str
    option: str
    party: Party
    quote: Quote
    apart: Money
    title: Texts
    keep: int
    fixed: tuple[str, ...]

    @property
    def saved(self) -> Money:
        return self.apart - self.quote.total

    @classmethod
    def of(cls, row: Mapping[str, Any] | RowMapping) -> Bundle:
        quote, sold = Quote.of(row["quote"]), row["sold"]
        names = ("id", "ref", "request", "guest_id", "offer", "option")
        return cls(
            **{name: row[name] for name in names},
            party=Party.of(row["party"]),
            quote=quote,
            apart=Money(row["apart_minor"], quote.total.currency),
            title=sold["title"],
            keep=sold["keep"],
            fixed=tuple(sold["fixed"]),
        )


def part_of(house: House, component: Component) -> tuple[Offer, Option] | None:
    """The extra and the option that a component stands for."""
    offer = house.catalog.offer(component.offer)
    option = offer.option(component.option or offer.options[0].code) if offer else None
    return (offer, option) if offer and option else None


def new(conn: Connection, house: House, **facts: Any) -> Bundle:
    """Under a number that no other package has: P-7F3K."""
    refs = (f"P{one[1:]}" for one in book.new_refs())
    ref = next(one for one in refs if conn.execute(_REF, {"p": house.id, "r": one}).first() is None)
    row = {"property_id": house.id, "ref": ref, "created_at": house.now, **facts}
    return Bundle.of(conn.execute(_PUT, row).mappings().one())


def by_id(conn: Connection, house: House, bundle_id: int) -> Bundle:
    """Raises `OldButton` for one that is not there."""
    row = conn.execute(_BY_ID, {"p": house.id, "i": bundle_id}).mappings().first()
    if row is None:
        raise OldButton
    return Bundle.of(row)


def theirs(conn: Connection, house: House, bundle_id: int, guest_id: int) -> Bundle:
    found = by_id(conn, house, bundle_id)
    if found.guest_id != guest_id:
        raise NotForYou
    return found


def by_request(conn: Connection, house: House, request: str, guest_id: int) -> Bundle | None:
    """What this wish has become already."""
    row = conn.execute(_BY_REQUEST, {"p": house.id, "r": request}).mappings().first()
    return theirs(conn, house, row["id"], guest_id) if row else None


def parts(conn: Connection, house: House, bundle_id: int) -> list[Booking]:
    """Each part where it is now, the next first; a move counts once it is confirmed."""
    every = [Booking.of(row) for row in conn.execute(_PARTS, {"p": house.id, "b": bundle_id}).mappings()]
    moved_to = [one for one in every if one.replaces is None or one.confirmed_at is not None]
    left = {one.replaces for one in moved_to}
    return [one for one in moved_to if one.id not in left]


def with_it(conn: Connection, house: House, booking: Booking) -> list[Booking]:
    """All that are as it is now: what was done was done to them together."""
    every = parts(conn, house, booking.bundle_id) if booking.bundle_id else [booking]
    return [one for one in every if one.status == booking.status]


def together(booking: Booking) -> bool:
    """Held with the other parts: what is done is done to all of them."""
    return booking.bundle_id is not None and booking.replaces is None and booking.confirmed_at is None


def check_alone(conn: Connection, house: House, booking: Booking, *, dropping: bool) -> None:
    """Whether the part may be moved or given up without the rest. Raises `PartStays`."""
    if booking.bundle_id is None or booking.status not in ON:
        return
    bundle = by_id(conn, house, booking.bundle_id)
    if dropping and together(booking):
        raise _stays(booking, bundle)
    others = [one for one in parts(conn, house, bundle.id) if one.id != booking.id and one.status in ON]
    few = dropping and len(others) < bundle.keep
    if booking.part in bundle.fixed or few:
        raise _stays(booking, bundle)


def _stays(booking: Booking, bundle: Bundle) -> PartStays:
    whole = choice(text("button.whole_package"), "bundle", bundle=bundle.id)
    movable = booking.status == "CONFIRMED" and booking.part not in bundle.fixed
    ways = [whole, *([move(booking)] if movable else []), PERSON]
    return PartStays(extra=Local(booking.sold.title), package=Local(bundle.title), ways=ways)


def move(booking: Booking) -> Choice:
    """Another time for a booking; of a part the same people. What a person arranges is asked for anew."""
    whose = {"party": booking.party.json()} if booking.bundle_id else {}
    facts = {"offer": booking.offer, "option": booking.option, "moves": booking.id, **whose}
    return Choice(text("button.move"), "request" if booking.sold.mode == "request" else "days", facts)


def moved(conn: Connection, house: House, ask: Ask) -> Ask:
    """A part on another day is for the same people, as long, at the same share; the rest stays as it is."""
    old = book.by_id(conn, house, ask.replaces) if ask.replaces else None
    if old is None or old.bundle_id is None or (old.offer, old.option) != (ask.offer.code, ask.option.code):
        return ask
    told = ask.told if ask.party == old.party else {}
    same = ask.lasting(old.sold.periods, old.sold.count)
    return as_sold(replace(same, party=old.party, told=told), old)


def as_sold(ask: Ask, booking: Booking) -> Ask:
    """What a part of a package is asked for again as, at its share and by its terms."""
    if booking.bundle_id is None:
        return ask
    terms = (booking.sold.free_hours, booking.sold.fee_percent, booking.sold.prepare)
    piece = Piece(booking.bundle_id, booking.part or booking.offer, booking.quote, *terms)
    return replace(ask, piece=piece)


def total(parts: Iterable[Booking], currency: str) -> Money:
    return sum((one.quote.total for one in parts), Money(0, currency))


def owed(parts: Iterable[Booking], currency: str) -> Money:
    """What is left of them costs, with the fees of what was given up."""
    return sum((one.owed for one in parts), Money(0, currency))


def take_over(conn: Connection, house: House, old: int, new: int, since: datetime | None = None) -> None:
    """What one guest has booked, of late or ever, is the other's now."""
    known = {"p": house.id, "old": old, "new": new}
    if since is None:
        conn.execute(_OVER, known)
    else:
        conn.execute(_SINCE, {**known, "since": since})
