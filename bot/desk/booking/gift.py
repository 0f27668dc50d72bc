"""Voucher codes: given by the hotel, shown by a guest, used by one booking each time.

The code is random and only its hash is kept; what a receipt, a quote and a colleague read is its number
(V-7F3K), which opens nothing. A use is taken by one guarded UPDATE together with the places of a hold, and
comes back with them: of two phones with the last use of a code, one has it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as put  # renders the same ON CONFLICT on SQLite
from sqlalchemy.sql.dml import ReturningUpdate

from bot.db import Connection
from bot.desk import rooms
from bot.desk.booking.book import ALPHABET, Booking
from bot.desk.booking.bundles import ON, Bundle, parts
from bot.desk.house import House
from bot.desk.pricing.buyer import Voucher
from bot.money import Money
from bot.schema import bookings, bundles, gift_uses, gifts

LETTERS = 10  # of a code: 31 ** 10, nobody guesses one
GROUP = 5  # letters between two dashes

_PUT = put(gifts).on_conflict_do_nothing().returning(gifts.c.id)
_HERE = gifts.c.property_id == bindparam("p")
_BY_HASH = select(gifts).where(_HERE, gifts.c.hash == bindparam("h"))
_BY_REF = select(gifts).where(_HERE, gifts.c.ref == bindparam("r"))
_OF_CASE = select(gifts).where(_HERE, gifts.c.case_id == bindparam("c")).order_by(gifts.c.id)
_OF_GUEST = (
    select(gifts)
    .where(_HERE, gifts.c.guest_id.in_(bindparam("guests", expanding=True)))
    .where(gifts.c.stopped_at.is_(None), gifts.c.used < gifts.c.most)
    .order_by(gifts.c.last.is_(None), gifts.c.last, gifts.c.id)
)
_LATEST = select(gifts).where(_HERE).order_by(gifts.c.id.desc()).limit(bindparam("n"))
_TAKE = (
    update(gifts)
    .where(_HERE, gifts.c.ref == bindparam("r"))
    .where(gifts.c.stopped_at.is_(None), gifts.c.used < gifts.c.most)
    .values(used=gifts.c.used + 1)
    .returning(gifts.c.id)
)
_GIVE = update(gifts).where(_HERE, gifts.c.id == bindparam("g")).values(used=gifts.c.used - 1)
_STOP = (
    update(gifts)
    .where(_HERE, gifts.c.ref == bindparam("r"), gifts.c.stopped_at.is_(None))
    .values(stopped_at=bindparam("now"))
)
_USE = insert(gift_uses)
_USED = (gift_uses.c.property_id == bindparam("p"), gift_uses.c.ended_at.is_(None))
_USE_OF = (
    select(gifts.c.ref)
    .join_from(gift_uses, gifts, gifts.c.id == gift_uses.c.gift_id)
    .where(*_USED, gift_uses.c.booking_id == bindparam("b"))
)
_USE_OF_WHOLE = (
    select(gifts.c.ref)
    .join_from(gift_uses, gifts, gifts.c.id == gift_uses.c.gift_id)
    .where(*_USED, gift_uses.c.bundle_id == bindparam("b"))
)
_ENDED = update(gift_uses).values(ended_at=bindparam("now")).returning(gift_uses.c.gift_id)
_END = _ENDED.where(*_USED, gift_uses.c.booking_id == bindparam("b"))
_END_WHOLE = _ENDED.where(*_USED, gift_uses.c.bundle_id == bindparam("b"))
_GO_ON = update(gift_uses).where(*_USED, gift_uses.c.booking_id == bindparam("b"))
_GO_ON = _GO_ON.values(booking_id=bindparam("to"))
_OVERDUE = (
    select(gift_uses.c.booking_id)
    .join_from(gift_uses, bookings, gift_uses.c.booking_id == bookings.c.id)
    .join(gifts, gifts.c.id == gift_uses.c.gift_id)
    .where(*_USED, gifts.c.ref == bindparam("r"))
    .where(bookings.c.status == "ON_HOLD", bookings.c.expires_at <= bindparam("now"))
)
_BOOKED = (
    select(func.coalesce(bundles.c.ref, bookings.c.ref))
    .join_from(gift_uses, bookings, gift_uses.c.booking_id == bookings.c.id)
    .outerjoin(bundles, bundles.c.id == gift_uses.c.bundle_id)
    .where(*_USED, gift_uses.c.gift_id == bindparam("g"))
    .order_by(gift_uses.c.id)
)


@dataclass(frozen=True)
class Gift:
    """A code that was given, known by its `ref`. Its worth is per cent or an amount, never both."""

    id: int
    ref: str
    percent: int | None
    amount: Money | None
    offers: tuple[str, ...]
    first: date | None
    last: date | None
    most: int
    used: int
    guest_id: int | None
    case_id: int | None
    by: str
    made_at: datetime
    stopped_at: datetime | None

    @property
    def voucher(self) -> Voucher:
        amount = self.amount.major if self.amount else None
        return Voucher(self.ref, self.percent, amount, self.offers, self.first, self.last)

    @classmethod
    def of(cls, row: RowMapping) -> Gift:
        known = {name: row[name] for name in cls.__dataclass_fields__ if name in row and name != "amount"}
        dates = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("first", "last")}
        amount = None if row["amount_minor"] is None else Money(row["amount_minor"], row["currency"])
        return cls(**{**known, **dates, "amount": amount, "offers": tuple(row["offers"])})


def issue(
    conn: Connection,
    house: House,
    *,
    until: date | None,
    by: str,
    worth: Money | None = None,
    percent: int | None = None,
    case_id: int | None = None,
    guest_id: int | None = None,
    offers: Sequence[str] = (),
    first: date | None = None,
    most: int = 1,
) -> str:
    """A fresh code worth that much, for services up to `until`; nobody can read it again later.

    With `guest_id` only that guest and the phones of their stay can use it, else whoever has it.
    Raises `ValueError` unless it is worth something: an amount in the hotel's currency, or 1–100 per cent.
    """
    _worth_something(house, worth, percent)
    row = {
        "property_id": house.id,
        "percent": percent,
        "amount_minor": worth.minor if worth else None,
        "currency": worth.currency if worth else None,
        "offers": list(offers),
        "first": first.isoformat() if first else None,
        "last": until.isoformat() if until else None,
        "most": most,
        "guest_id": guest_id,
        "case_id": case_id,
        "by": by,
        "made_at": house.now,
    }
    for code, ref in _drawn():
        if conn.execute(_PUT, {**row, "hash": rooms.digest(code), "ref": ref}).first():
            return "-".join(code[at : at + GROUP] for at in range(0, LETTERS, GROUP))
    raise RuntimeError("no free code was drawn")


def _worth_something(house: House, worth: Money | None, percent: int | None) -> None:
    if (worth is None) == (percent is None):
        raise ValueError("a voucher is worth an amount or a percentage")
    if worth is not None and (worth.minor <= 0 or worth.currency != house.hotel.currency):
        raise ValueError(f"a voucher is worth some {house.hotel.currency}, not {worth}")
    if percent is not None and not 1 <= percent <= 100:
        raise ValueError(f"a voucher takes off 1 to 100 per cent, not {percent}")


def _drawn() -> Iterator[tuple[str, str]]:
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS + 4))
        yield letters[:LETTERS], f"V-{letters[LETTERS:]}"


def spelled(words: str) -> str:
    """A code as it is kept: people add spaces and dashes, and type small letters."""
    return "".join(one for one in words.upper() if one.isalnum())


def by_code(conn: Connection, house: House, words: str) -> Gift | None:
    row = conn.execute(_BY_HASH, {"p": house.id, "h": rooms.digest(spelled(words))}).mappings().first()
    return Gift.of(row) if row else None


def by_ref(conn: Connection, house: House, ref: str) -> Gift | None:
    row = conn.execute(_BY_REF, {"p": house.id, "r": ref}).mappings().first()
    return Gift.of(row) if row else None


def of_case(conn: Connection, house: House, case_id: int) -> list[Gift]:
    return [Gift.of(row) for row in conn.execute(_OF_CASE, {"p": house.id, "c": case_id}).mappings()]


def of_guest(conn: Connection, house: House, guest_ids: Sequence[int]) -> list[Gift]:
    """What was given to these people and can still be used, the first to end first."""
    found = conn.execute(_OF_GUEST, {"p": house.id, "guests": list(guest_ids)}).mappings()
    return [Gift.of(row) for row in found]


def latest(conn: Connection, house: House, n: int) -> list[Gift]:
    return [Gift.of(row) for row in conn.execute(_LATEST, {"p": house.id, "n": n}).mappings()]


def used_by(conn: Connection, house: House, gift: Gift) -> list[str]:
    """The numbers of the bookings that it has been used for, and still is."""
    return list(conn.execute(_BOOKED, {"p": house.id, "g": gift.id}).scalars())


def left(conn: Connection, house: House, gift: Gift) -> int:
    """How often it can still be used; a hold that ran out uses nothing, whether or not a chore was there."""
    overdue = len(conn.execute(_OVERDUE, {"p": house.id, "r": gift.ref, "now": house.now}).all())
    return 0 if gift.stopped_at else gift.most - gift.used + overdue


def take(conn: Connection, house: House, booking: Booking) -> bool:
    """One use for this booking, of the voucher in its quote; False if none is left. Twice is once."""
    voucher = booking.quote.buyer.voucher
    if voucher is None or of_booking(conn, house, booking.id) == voucher.code:
        return True
    return _take(conn, house, voucher.code, booking_id=booking.id)


def take_for_all(conn: Connection, house: House, whole: Bundle, first: Booking) -> bool:
    """One use for a package, whatever number of parts it has; their quotes have no voucher of their own."""
    voucher = whole.quote.buyer.voucher
    used = conn.execute(_USE_OF_WHOLE, {"p": house.id, "b": whole.id}).scalar()
    if voucher is None or used == voucher.code:
        return True
    return _take(conn, house, voucher.code, booking_id=first.id, bundle_id=whole.id)


def _take(conn: Connection, house: House, ref: str, **whose: int) -> bool:
    key = {"p": house.id, "r": ref}
    found = conn.execute(_TAKE, key).scalar()
    if found is None and _free_overdue(conn, house, ref):
        found = conn.execute(_TAKE, key).scalar()
    if found is None:
        return False
    facts = {"property_id": house.id, "gift_id": found, "at": house.now, "bundle_id": None}
    conn.execute(_USE, facts | whose)
    return True


def comes_along(conn: Connection, house: House, held: Booking) -> bool:
    """Whether the booking that it would replace has the use, and hands it on (`goes_on`)."""
    return held.replaces is not None and _has_it(conn, house, held.replaces, held)


def _has_it(conn: Connection, house: House, old_id: int, new: Booking) -> bool:
    voucher = new.quote.buyer.voucher
    return voucher is not None and of_booking(conn, house, old_id) == voucher.code


def of_booking(conn: Connection, house: House, booking_id: int) -> str | None:
    """The number of the voucher whose use this booking has."""
    found: str | None = conn.execute(_USE_OF, {"p": house.id, "b": booking_id}).scalar()
    return found


def give_back(conn: Connection, house: House, booking: Booking) -> None:
    """The booking is not made, or given up: its use is there again; that of a package with its last part.
    Twice is once."""
    if booking.quote.buyer.voucher:
        _end(conn, house, _END, booking.id)
    elif booking.bundle_id and not any(
        one.status in ON for one in parts(conn, house, booking.bundle_id) if one.id != booking.id
    ):
        _end(conn, house, _END_WHOLE, booking.bundle_id)


def _end(conn: Connection, house: House, uses: ReturningUpdate[tuple[Any]], whose: int) -> None:
    for found in conn.execute(uses, {"p": house.id, "b": whose, "now": house.now}).scalars().all():
        conn.execute(_GIVE, {"p": house.id, "g": found})


def goes_on(conn: Connection, house: House, old_id: int, new: Booking) -> None:
    """What moves takes its voucher along, in the moment in which the old booking ends."""
    if _has_it(conn, house, old_id, new):
        conn.execute(_GO_ON, {"p": house.id, "b": old_id, "to": new.id})


def stop(conn: Connection, house: House, ref: str) -> bool:
    """Nobody can use it any more; what is booked with it stays. False if it was stopped before."""
    return conn.execute(_STOP, {"p": house.id, "r": ref, "now": house.now}).rowcount == 1


def _free_overdue(conn: Connection, house: House, ref: str) -> bool:
    overdue = conn.execute(_OVERDUE, {"p": house.id, "r": ref, "now": house.now}).scalars().all()
    for booking_id in overdue:
        _end(conn, house, _END, booking_id)
    return bool(overdue)
