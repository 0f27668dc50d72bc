"""The life of a booking. Every change of status is one of these conditional UPDATEs, and nothing else is.

(nothing) ──► ON_HOLD ──CONFIRM──► CONFIRMED ──CANCEL──► CANCELLED
               │  ├────RELEASE──► CANCELLED
               │  └────EXPIRE───► EXPIRED ──RECLAIM──► CONFIRMED
               ├─EXTEND, AGAIN: it stays on hold, for longer; AGAIN also of what ran out
               └─AS_BEFORE: it stays on hold, at the price of the booking that it takes the place of
(nothing) ──► PENDING ──ACCEPT──► CONFIRMED
                  ├─────OFFER───► ON_HOLD   at another price or day: the guest says yes, or the hold ends
                  ├─────REJECT──► REJECTED
                  └─────CANCEL──► CANCELLED
CONFIRMED ──REDEEM──► REDEEMED ──UNREDEEM──► CONFIRMED   NO_SHOW, CAME and PAID mark a CONFIRMED one

Each of them raises `sequence`, since a guest's calendar takes the newest, and is added to the ledger
(`book.enter`). What ends a booking is an `Ending`:
`waiting.end` alone makes it, so that none forgets to give back what the booking had.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Update, and_, bindparam, or_, update

from bot.columns import Moment
from bot.db import Connection
from bot.desk.booking import book
from bot.desk.booking.book import Booking, ByStaff, Reason
from bot.desk.house import House
from bot.schema import bookings

_STATUS = bookings.c.status
_NOW: BindParameter[datetime] = bindparam("now", type_=Moment)
_RUNNING = bookings.c.expires_at > _NOW
_OVERDUE = bookings.c.expires_at <= _NOW


def _to(
    status: str,
    *conditions: ColumnElement[bool],
    reason: Reason | BindParameter[Any] | None = None,
    **changes: Any,
) -> Update:
    known = (bookings.c.property_id == bindparam("p"), bookings.c.id == bindparam("b"))
    move = update(bookings).where(*known, *conditions)
    changes |= {} if reason is None else {"reason": reason}
    return move.values(status=status, sequence=bookings.c.sequence + 1, **changes).returning(bookings)


@dataclass(frozen=True)
class Ending:
    """A change after which a booking holds nothing."""

    change: Update


def _fact(name: str) -> BindParameter[Any]:
    return bindparam(f"new_{name}")


CONFIRM = _to(
    "CONFIRMED", _STATUS == "ON_HOLD", _RUNNING, payment=_fact("payment"), confirmed_at=_NOW, expires_at=None
)
RECLAIM = _to(
    "CONFIRMED",
    or_(_STATUS == "EXPIRED", and_(_STATUS == "ON_HOLD", _OVERDUE)),  # a clock that ran ahead ended it early
    payment=_fact("payment"),
    confirmed_at=_NOW,
    expires_at=None,
    ended_at=None,
    reason="late_reclaimed",
)
EXTEND = _to(
    "ON_HOLD",
    _STATUS == "ON_HOLD",
    _RUNNING,
    bookings.c.expires_at == _fact("seen"),
    expires_at=_fact("until"),
)
AS_BEFORE = _to("ON_HOLD", _STATUS == "ON_HOLD", quote=_fact("quote"))
AGAIN = _to("ON_HOLD", _STATUS.in_(("ON_HOLD", "EXPIRED")), expires_at=_fact("until"), ended_at=None)
PAID = _to("CONFIRMED", _STATUS == "CONFIRMED", payment="card")
EXPIRE = Ending(_to("EXPIRED", _STATUS == "ON_HOLD", _OVERDUE, ended_at=_NOW))
RELEASE = Ending(_to("CANCELLED", _STATUS == "ON_HOLD", ended_at=_NOW, reason="released"))
CANCEL = Ending(
    _to(
        "CANCELLED",
        _STATUS.in_(("ON_HOLD", "PENDING", "CONFIRMED")),
        ended_at=_NOW,
        reason=_fact("reason"),
        kept_minor=_fact("kept"),
    )
)
_AGREED = {name: _fact(name) for name in ("start", "end", "quote", "sold", "reason")}
ACCEPT = _to("CONFIRMED", _STATUS == "PENDING", **_AGREED, payment=_fact("payment"), confirmed_at=_NOW)
OFFER = _to("ON_HOLD", _STATUS == "PENDING", **_AGREED, expires_at=_fact("until"))
REJECT = Ending(_to("REJECTED", _STATUS == "PENDING", ended_at=_NOW, reason=_fact("reason")))
REDEEM = _to("REDEEMED", _STATUS == "CONFIRMED", bookings.c.no_show_at.is_(None), redeemed_at=_NOW)
UNREDEEM = _to(
    "CONFIRMED", _STATUS == "REDEEMED", bookings.c.redeemed_at > bindparam("new_since"), redeemed_at=None
)
NO_SHOW = _to(
    "CONFIRMED",
    _STATUS == "CONFIRMED",
    bookings.c.no_show_at.is_(None),
    bookings.c.start <= bindparam("new_begun"),
    no_show_at=_NOW,
    kept_minor=_fact("kept"),
)
CAME = _to(
    "CONFIRMED",
    _STATUS == "CONFIRMED",
    bookings.c.no_show_at > bindparam("new_since"),
    no_show_at=None,
    kept_minor=None,
)


def move(
    conn: Connection,
    house: House,
    change: Update,
    booking_id: int,
    *,
    reason: Reason | ByStaff | None = None,
    **facts: Any,
) -> Booking | None:
    """The booking after the change; None if it does not apply (any more)."""
    known = {"p": house.id, "b": booking_id, "now": house.now}
    facts |= {} if reason is None else {"reason": reason}
    row = conn.execute(change, known | {f"new_{key}": value for key, value in facts.items()})
    found = row.mappings().first()
    return book.enter(conn, house, Booking.of(found)) if found else None
