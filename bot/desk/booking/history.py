"""What became of a booking, for people to read: every row of its ledger as one step, and whose it was.

The ledger names nobody. A colleague is named by what was noted in the same breath (`log.note`), and who asked
for the places by the chat that they were asked for in; nothing leads from here to the name of a guest.
A booking that was moved is told from its first number on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import RowMapping, bindparam, select

from bot.db import Connection
from bot.desk import people
from bot.desk.booking import book, codes, log, till
from bot.desk.booking.book import Booking, Reason
from bot.desk.booking.line import FROM_LIST
from bot.desk.booking.log import Act
from bot.desk.house import House
from bot.money import Money
from bot.schema import booking_events, departures, weather_actions, weather_parties

By = Literal["guest", "desk", "staff"]
Whose = tuple[By | None, str | None]  # and the name of a colleague
ASKED = ("held", "asked")  # for places, or for something that a person arranges
ALONE = ("ran_out", "unanswered")  # a time was over
THEIRS = ("offered", "accepted", "refused", "redeemed", "no_show", "undone", till.PAID_BACK)  # of staff
WORDS = (*ASKED, *ALONE, *THEIRS, "longer", "booked", "paid", "moved", "released", "cancelled")
SINCE = "since"  # the first row of a booking that is older than the ledger: a state, nothing more
_PLAIN = {"EXPIRED": "ran_out", "REDEEMED": "redeemed"}
_NOTED = {"offered": ("accepted",), "booked": ("booked", "moved")}  # else under the word of the step
_EVENTS = (
    select(booking_events)
    .where(booking_events.c.property_id == bindparam("p"), booking_events.c.booking_id == bindparam("b"))
    .order_by(booking_events.c.id)
)
_WEATHER = (
    select(weather_parties.c.why, weather_actions.c.by)
    .join(weather_actions, weather_actions.c.id == weather_parties.c.action_id)
    .where(weather_parties.c.property_id == bindparam("p"), weather_parties.c.booking_id == bindparam("b"))
    .where(weather_parties.c.state == "cancelled")
)
_MINIMUM = select(departures.c.decided_by).where(
    departures.c.property_id == bindparam("p"),
    departures.c.offer == bindparam("o"),
    departures.c.option == bindparam("t"),
    departures.c.start == bindparam("s"),
)


@dataclass(frozen=True)
class Event:
    """A row of the ledger."""

    at: datetime
    sequence: int
    status: str
    payment: str | None
    reason: Reason | None
    currency: str
    kept_minor: int | None
    data: Mapping[str, Any]

    @property
    def absent(self) -> bool:
        return self.status == "CONFIRMED" and bool(self.data.get("absent"))

    @property
    def state(self) -> str:
        """As `redeeming.state` has it."""
        return "no_show" if self.absent else self.status.lower()

    @classmethod
    def of(cls, row: RowMapping) -> Event:
        return cls(**{name: row[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class Step:
    """`by` is None where nobody can say; `name` is a colleague's, as it was noted; `fee` is what was kept."""

    at: datetime
    what: str
    state: str
    booking: Booking
    by: By | None = None
    name: str | None = None
    why: Reason | None = None
    fee: Money | None = None


def of(conn: Connection, house: House, booking: Booking) -> list[Step]:
    """The oldest first. Empty for a booking that is older than the ledger and has not changed since."""
    numbers = _numbers(conn, house, codes.moved_to(conn, house, booking))
    return list(_folded([step for one in numbers for step in _life(conn, house, one)]))


def _numbers(conn: Connection, house: House, booking: Booking) -> list[Booking]:
    """Every booking that this one was, the first first."""
    before = book.by_id(conn, house, booking.replaces) if booking.replaces and booking.calendar else None
    return [*_numbers(conn, house, before), booking] if before else [booking]


def _folded(steps: Sequence[Step]) -> Iterator[Step]:
    """That the earlier number ended, and why, is told by the move."""
    for before, one, after in zip([None, *steps], steps, [*steps[1:], None], strict=False):
        if after is None or (one.state, after.what) != ("cancelled", "moved"):
            yield replace(one, why=before.why) if before and one.what == "moved" else one


def _life(conn: Connection, house: House, booking: Booking) -> list[Step]:
    """Of one number: of what took the place of another it begins with the move."""
    rows = conn.execute(_EVENTS, {"p": house.id, "b": booking.id}).mappings()
    events, acts = [Event.of(row) for row in rows], log.of(conn, house, booking)
    steps = [_told(conn, house, booking, step, acts) for step in _steps(booking, events)]
    begins = next((n for n, one in enumerate(steps) if one.what == "moved"), 0)
    back = [_paid_back(booking, act) for act in acts if act.act == till.PAID_BACK]
    return sorted([*steps[begins:], *back], key=lambda one: one.at)


def _paid_back(booking: Booking, act: Act) -> Step:
    return Step(act.at, act.act, "no_show", booking, "staff", act.name)


def _steps(booking: Booking, events: Sequence[Event]) -> Iterator[Step]:
    if events:
        first = events[0]
        begun = _begun(booking, first) if first.sequence == 0 else SINCE
        yield Step(first.at, begun, first.state, booking)
    for before, now in pairwise(events):
        what = word(before, now)
        yield Step(now.at, what, now.state, booking, why=_why(what, now), fee=_fee(what, now))


def _begun(booking: Booking, first: Event) -> str:
    if first.status == "PENDING":
        return "asked"
    return "offered" if booking.request.startswith(FROM_LIST) else "held"


def word(before: Event, now: Event) -> str:
    """What has happened between two rows."""
    match now.status:
        case "ON_HOLD":
            return {"PENDING": "offered", "ON_HOLD": "longer"}.get(before.status, "held")
        case "CONFIRMED":
            return _confirmed(before, now)
        case "REJECTED":
            return "unanswered" if now.reason == "unanswered" else "refused"
        case "CANCELLED":
            return "released" if now.reason == "released" else "cancelled"
    return _PLAIN[now.status]


def _confirmed(before: Event, now: Event) -> str:
    if before.status == "CONFIRMED" and before.absent == now.absent:
        return "moved" if before.payment == now.payment else "paid"
    if now.absent:
        return "no_show"
    return {"PENDING": "accepted", "REDEEMED": "undone", "CONFIRMED": "undone"}.get(before.status, "booked")


def _why(what: str, now: Event) -> Reason | None:
    """A reason stays with its booking: it is told where it was given."""
    given = what == "cancelled" or (what == "booked" and now.reason == "late_reclaimed")
    return now.reason if given else None


def _fee(what: str, now: Event) -> Money | None:
    ended = what in ("cancelled", "no_show")
    return Money(now.kept_minor, now.currency) if ended and now.kept_minor else None


def _told(conn: Connection, house: House, booking: Booking, step: Step, acts: Sequence[Act]) -> Step:
    """The step with whose it was."""
    noted = _NOTED.get(step.what, (step.what,))
    if act := next((one for one in acts if one.at == step.at and one.act in noted), None):
        return replace(step, by="staff", name=act.name)
    by, name = _whose(conn, house, booking, step)
    return replace(step, by=by, name=name)


def _whose(conn: Connection, house: House, booking: Booking, step: Step) -> Whose:
    """Of what no colleague has noted."""
    if step.what == SINCE:
        return None, None
    if step.what in ASKED:
        return _asker(conn, house, booking)
    if step.what in ALONE or (step.what == "offered" and booking.request.startswith(FROM_LIST)):
        return "desk", None
    if step.what in THEIRS or step.why == book.STAFF:
        return "staff", None
    match step.why:
        case "weather":
            return _of_weather(conn, house, booking)
        case "minimum":
            return _of_minimum(conn, house, booking)
    return "guest", None


def _asker(conn: Connection, house: House, booking: Booking) -> Whose:
    """A request begins with the chat that it came from (`choosing.press_name`), until its guest is erased."""
    chat = booking.request.partition(":")[0]
    if not chat.lstrip("-").isdecimal():
        return None, None
    if int(chat) != people.guest_by_id(conn, booking.guest_id).chat_id:
        who = people.colleague(conn, house, int(chat))
        return ("staff", who.name) if who else ("guest", None)
    return "guest", None


def _of_weather(conn: Connection, house: House, booking: Booking) -> Whose:
    """The guest took the money back, the time to answer ran out, or a colleague called it off for all."""
    row = conn.execute(_WEATHER, {"p": house.id, "b": booking.id}).first()
    if row is None or row.why != "staff":
        return ("guest" if row and row.why == "guest" else "desk"), None
    who = people.colleague(conn, house, row.by)
    return "staff", who.name if who else None


def _of_minimum(conn: Connection, house: House, booking: Booking) -> Whose:
    facts = {"p": house.id, "o": booking.offer, "t": booking.option, "s": booking.start}
    name = conn.execute(_MINIMUM, facts).scalar()
    return ("staff", name) if name else ("desk", None)
