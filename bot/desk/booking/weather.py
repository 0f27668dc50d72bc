"""The weather desk: what is outdoors in some hours is called off, and every party is asked or told once.

    begin     the decision: sales of those starts close at once (`closing.py`)
    gather    a row for each booking it concerns; UNIQUE, so that a repeat adds nothing
    next_due  the next rows to be told, or whose answer is overdue: a chore takes a few at a time
    settle    one conditional UPDATE moves a row on: of two who race, one does it
    stop      who was not told keeps the booking and hears nothing; who was, hears that it goes ahead

Every step is one transaction with the letters it owes: a desk that dies between two of them goes on with the
rows that are left. Whatever the terms of a booking say, the weather costs its guest nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import RowMapping, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import line, moves, waiting
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.closing import Closure
from bot.desk.house import House
from bot.money import Money
from bot.schema import bookings, weather_actions, weather_parties

How = Literal["move", "cancel"]
STEP = "weather"  # the timer of an action; its ref is the action's id
CARD = "weather_card"  # the one that shows its card anew
CARD_AFTER = timedelta(seconds=3)  # the staff group is not written to for every single answer
OPEN = ("due", "told")
LEAST, MOST = timedelta(minutes=15), timedelta(hours=3)  # to answer
NOT_AFTER = timedelta(minutes=30)  # before the start nobody is left in doubt
ANSWER_FROM = timedelta(hours=1)  # after the night is over

_A, _P = weather_actions, weather_parties
_BEGIN = insert(_A).on_conflict_do_nothing(index_elements=["property_id", "request"]).returning(_A)
_ONE = select(_A).where(_A.c.property_id == bindparam("p"), _A.c.id == bindparam("i"))
_BY_REQUEST = select(_A).where(_A.c.property_id == bindparam("p"), _A.c.request == bindparam("r"))
_AHEAD = (
    select(_A)
    .where(_A.c.property_id == bindparam("p"), _A.c.until > bindparam("now"))
    .where(_A.c.state != "stopped")
    .order_by(_A.c.id.desc())
)
_STATE = (
    update(_A)
    .where(
        _A.c.property_id == bindparam("p"),
        _A.c.id == bindparam("i"),
        _A.c.state.in_(bindparam("was", expanding=True)),
    )
    .values(state=bindparam("new_state"), ended_at=bindparam("at"))
)
_SHOWN_AT = (
    update(_A)
    .where(_A.c.property_id == bindparam("p"), _A.c.id == bindparam("i"))
    .values(chat_id=bindparam("chat"), message_id=bindparam("message"))
)
_BUSY = (
    select(_P.c.booking_id)
    .join(_A, _P.c.action_id == _A.c.id)
    .where(_P.c.property_id == bindparam("p"), _P.c.state.in_(OPEN))
    .where(_A.c.state.in_(("running", "stopping")))
)
_OUTDOORS = (
    select(bookings)
    .where(
        bookings.c.property_id == bindparam("p"),
        bookings.c.status == "CONFIRMED",
        bookings.c.offer.in_(bindparam("offers", expanding=True)),
        bookings.c.start > bindparam("now"),
        bookings.c.start < bindparam("until"),
        bookings.c.end >= bindparam("since"),
    )
    .order_by(bookings.c.start, bookings.c.id)
)
_ENTER = insert(_P).on_conflict_do_nothing(index_elements=["property_id", "action_id", "booking_id"])
_NEXT = (
    select(_P)
    .where(_P.c.property_id == bindparam("p"), _P.c.action_id == bindparam("a"))
    .where(_P.c.state == bindparam("state"))
    .order_by(_P.c.id)
    .limit(bindparam("most"))
)
_SILENT = (
    select(_P)
    .where(_P.c.property_id == bindparam("p"), _P.c.action_id == bindparam("a"))
    .where(_P.c.state == "told", _P.c.answer_by <= bindparam("now"))
    .order_by(_P.c.id)
    .limit(bindparam("most"))
)
_SOONEST = select(func.min(_P.c.answer_by)).where(_P.c.action_id == bindparam("a"), _P.c.state == "told")
_SETTLE = (
    update(_P)
    .where(_P.c.property_id == bindparam("p"), _P.c.id == bindparam("i"))
    .where(_P.c.state == bindparam("was"))
    .values(
        state=bindparam("new_state"),
        why=bindparam("new_why"),
        answer_by=bindparam("by"),
        moved_to=bindparam("to"),
        changed_at=bindparam("now"),
    )
    .returning(_P)
)
_PARTY = select(_P).where(_P.c.property_id == bindparam("p"), _P.c.id == bindparam("i"))
_OF_BOOKING = (
    select(_P)
    .join(_A, _P.c.action_id == _A.c.id)
    .where(_P.c.property_id == bindparam("p"), _P.c.booking_id == bindparam("b"), _P.c.state == "told")
    .where(_A.c.state == "running")
)
_COUNTS = (
    select(_P.c.state, func.count())
    .where(_P.c.property_id == bindparam("p"), _P.c.action_id == bindparam("a"))
    .group_by(_P.c.state)
)


@dataclass(frozen=True)
class Action:
    """A decision about some hours and the offers that are outdoors then."""

    id: int
    how: How
    since: datetime
    until: datetime
    offers: frozenset[str]
    state: str
    by: int
    chat_id: int
    message_id: int

    @classmethod
    def of(cls, row: RowMapping) -> Action:
        facts = {name: row[name] for name in cls.__dataclass_fields__}
        return cls(**{**facts, "offers": frozenset(row["offers"])})


@dataclass(frozen=True)
class Called:
    """A booking that is called off, and how far its party has got."""

    id: int
    action_id: int
    booking_id: int
    guest_id: int
    state: str
    why: str | None
    answer_by: datetime | None
    moved_to: int | None

    @classmethod
    def of(cls, row: RowMapping) -> Called:
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Line:
    """One offer of a preview."""

    offer: str
    bookings: int
    guests: int


@dataclass(frozen=True)
class Preview:
    """Which bookings it would concern, and what giving all of it back would cost."""

    found: tuple[Booking, ...]
    refund: Money

    @property
    def guests(self) -> int:
        return sum(one.party.people for one in self.found)

    @property
    def lines(self) -> list[Line]:
        codes = dict.fromkeys(one.offer for one in self.found)
        each = {code: [one for one in self.found if one.offer == code] for code in codes}
        return [Line(code, len(own), sum(b.party.people for b in own)) for code, own in each.items()]


def outdoors(house: House) -> frozenset[str]:
    """The offers that depend on the weather."""
    return frozenset(code for code, offer in house.catalog.offers.items() if offer.rules.weather)


def preview(
    conn: Connection, house: House, offers: Collection[str], since: datetime, until: datetime
) -> Preview:
    """What is confirmed, has not begun, and is not being asked about already."""
    found = tuple(_affected(conn, house, Closure(frozenset(offers), since, until)))
    costs = [one.quote.total.minor for one in found if one.quote.total.currency == house.hotel.currency]
    return Preview(found, Money(sum(costs), house.hotel.currency))


def begin(
    conn: Connection,
    house: House,
    how: How,
    closure: Closure,
    *,
    request: str,
    by: int,
    card: tuple[int, int],
) -> Action:
    """Close the sales and set the work going. The same request twice is the same action."""
    chat, message = card
    facts: dict[str, Any] = {
        "how": how,
        "since": closure.since,
        "until": closure.until,
        "offers": sorted(closure.offers),
    }
    facts |= {"state": "running", "by": by, "chat_id": chat, "message_id": message, "started_at": house.now}
    row = conn.execute(_BEGIN, {"property_id": house.id, "request": request, **facts}).mappings().first()
    if row is None:
        return Action.of(conn.execute(_BY_REQUEST, {"p": house.id, "r": request}).mappings().one())
    made = Action.of(row)
    gather(conn, house, made)
    timers.start(conn, house, STEP, str(made.id), house.now)
    if not due(conn, house, made, most=1):
        end(conn, house, made, "done")
    return action(conn, house, made.id) or made


def gather(conn: Connection, house: House, action: Action) -> None:
    """Enter what is not entered yet: also a booking that was confirmed in the moment of the decision."""
    for one in _affected(conn, house, Closure(action.offers, action.since, action.until)):
        facts = {"action_id": action.id, "booking_id": one.id, "guest_id": one.guest_id}
        conn.execute(_ENTER, {"property_id": house.id, **facts, "state": "due", "changed_at": house.now})


def _affected(conn: Connection, house: House, closure: Closure) -> list[Booking]:
    span = {"since": closure.since, "until": closure.until, "now": house.now}
    rows = conn.execute(_OUTDOORS, {"p": house.id, "offers": sorted(closure.offers), **span}).mappings()
    busy = set(conn.execute(_BUSY, {"p": house.id}).scalars())
    found = (Booking.of(row) for row in rows)
    return [one for one in found if one.id not in busy and one.start and _covers(closure, one, one.start)]


def _covers(closure: Closure, one: Booking, start: datetime) -> bool:
    return closure.covers(one.offer, start, one.end or start)


def action(conn: Connection, house: House, action_id: int) -> Action | None:
    row = conn.execute(_ONE, {"p": house.id, "i": action_id}).mappings().first()
    return Action.of(row) if row else None


def ahead(conn: Connection, house: House) -> list[Action]:
    """What still closes hours that are not over, the newest first."""
    rows = conn.execute(_AHEAD, {"p": house.id, "now": house.now}).mappings()
    return [Action.of(row) for row in rows]


def due(conn: Connection, house: House, action: Action, *, most: int, state: str = "due") -> list[Called]:
    known = {"p": house.id, "a": action.id, "state": state, "most": most}
    return [Called.of(row) for row in conn.execute(_NEXT, known).mappings()]


def silent(conn: Connection, house: House, action: Action, *, most: int) -> list[Called]:
    """Whose time to answer is over."""
    known = {"p": house.id, "a": action.id, "now": house.now, "most": most}
    return [Called.of(row) for row in conn.execute(_SILENT, known).mappings()]


def soonest(conn: Connection, action: Action) -> datetime | None:
    """When the next answer is due."""
    found: datetime | None = conn.execute(_SOONEST, {"a": action.id}).scalar()
    return found


def settle(
    conn: Connection,
    house: House,
    called: Called,
    state: str,
    *,
    why: str | None = None,
    answer_by: datetime | None = None,
    moved_to: int | None = None,
) -> Called | None:
    """The row after the change; None for whoever comes second."""
    facts = {"new_state": state, "new_why": why, "by": answer_by, "to": moved_to, "now": house.now}
    known = {"p": house.id, "i": called.id, "was": called.state}
    row = conn.execute(_SETTLE, known | facts).mappings().first()
    return Called.of(row) if row else None


def called(conn: Connection, house: House, called_id: int) -> Called | None:
    row = conn.execute(_PARTY, {"p": house.id, "i": called_id}).mappings().first()
    return Called.of(row) if row else None


def asked_about(conn: Connection, house: House, booking_id: int) -> Called | None:
    """The open question about a booking, while its party may still answer it."""
    row = conn.execute(_OF_BOOKING, {"p": house.id, "b": booking_id}).mappings().first()
    return Called.of(row) if row else None


def counts(conn: Connection, house: House, action: Action) -> dict[str, int]:
    """How many parties are in each state."""
    return {state: n for state, n in conn.execute(_COUNTS, {"p": house.id, "a": action.id})}


def answer_by(house: House, start: datetime) -> datetime:
    """Half the time to the start, from 15 minutes to 3 hours; after a night when that ends by night, but half
    an hour before the start at the latest."""
    usual = house.now + max(LEAST, min(MOST, (start - house.now) / 2))
    if line.at_night(house) or line.at_night(replace(house, now=usual)):
        usual = max(usual, line.next_morning(house) + ANSWER_FROM)
    return min(usual, max(start - NOT_AFTER, house.now + LEAST), start)


def call_off(conn: Connection, house: House, booking: Booking, *, owe: bool = True) -> Ended | None:
    """The hotel ends it, all of it is given back; None if it is not confirmed any more."""
    kept = booking.quote.total.percent(0).minor
    return waiting.end(conn, house, moves.CANCEL, booking.id, settle=owe, kept=kept, reason="weather")


def stop(conn: Connection, house: House, action: Action) -> bool:
    """Open the hours again. What was asked is taken back by the chore; True for the one who stops it."""
    known: dict[str, Any] = {"p": house.id, "i": action.id, "was": ["running", "done"], "at": None}
    if conn.execute(_STATE, {**known, "new_state": "stopping"}).rowcount != 1:
        return False
    timers.start(conn, house, STEP, str(action.id), house.now)
    return True


def end(conn: Connection, house: House, action: Action, state: str) -> None:
    """done, stopped."""
    was: Sequence[str] = [action.state]
    conn.execute(_STATE, {"p": house.id, "i": action.id, "was": was, "new_state": state, "at": house.now})


def shown_at(conn: Connection, house: House, action: Action, chat_id: int, message_id: int) -> None:
    """Its card stands in this message from now on."""
    conn.execute(_SHOWN_AT, {"p": house.id, "i": action.id, "chat": chat_id, "message": message_id})
