"""A start that takes place only from so many people: settled once, at the hour that the hotel has set.

Every hold of such a start sets its timer. Who still decides is waited for, and so is whom the weather desk
asks; then the start runs, is cancelled or is put before the staff. One row a start is the decision: whoever
writes it has made it, and nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import capacity, moves, undecided, waiting
from bot.desk.booking.ask import places
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.minimum import KIND
from bot.desk.catalog.model import Minimum, Offer, Option
from bot.desk.house import House
from bot.desk.problems import OldButton
from bot.schema import bookings, departures

SETTLING = timedelta(minutes=1)  # after the last answer: what nobody answered has been called off by then
State = Literal["runs", "asked", "cancelled"]
_ASKED = select(departures).where(
    departures.c.property_id == bindparam("p"),
    departures.c.state == "asked",
    departures.c.start > bindparam("now"),
)
_WRITE = (
    insert(departures)
    .on_conflict_do_nothing(index_elements=["property_id", "offer", "option", "start"])
    .returning(departures)
)
_BY_ID = select(departures).where(
    departures.c.property_id == bindparam("p"), departures.c.id == bindparam("i")
)
_OF_START = select(bookings).where(
    bookings.c.property_id == bindparam("p"),
    bookings.c.offer == bindparam("o"),
    bookings.c.option == bindparam("t"),
    bookings.c.start == bindparam("s"),
    bookings.c.status.in_(("ON_HOLD", "CONFIRMED")),
)


@dataclass(frozen=True)
class Departure:
    id: int
    offer: str
    option: str
    start: datetime
    least: int
    people: int
    state: State
    decided_by: str | None


@dataclass(frozen=True)
class Settled:
    """The decision, and who is told: the bookings that it is about, or those that it has ended."""

    departure: Departure
    bookings: tuple[Booking, ...] = ()
    ended: tuple[Ended, ...] = ()


def settle(conn: Connection, house: House, due: str) -> Settled | None:
    """At the hour. None when there is nothing to settle (yet): nobody booked, or it was settled before."""
    offer_code, option_code, iso = due.split("/")
    start, sold = datetime.fromisoformat(iso), house.sold(offer_code, option_code)
    least = sold[0].rules.minimum if sold else None
    if sold is None or least is None or start <= house.now:
        return None
    found = of_start(conn, house, offer_code, option_code, start)
    booked = [one for one in found if one.status == "CONFIRMED"]
    people = _people(sold[1], booked)
    deciding = [one.expires_at for one in found if one.held(house.now) and one.expires_at]
    short = max(deciding, default=None) if people < least.people else None
    if later := _after_weather(conn, house, booked) or short:
        timers.start(conn, house, KIND, due, later)
        return None
    if not booked:
        return None
    return _decide(conn, house, sold, start, people, least, booked)


def _after_weather(conn: Connection, house: House, booked: Sequence[Booking]) -> datetime | None:
    """Who reads that the weather is against it is told neither that it runs nor that too few go."""
    asked = undecided.among(conn, house, booked)
    return max(*asked.values(), house.now) + SETTLING if asked else None


def _decide(
    conn: Connection,
    house: House,
    sold: tuple[Offer, Option],
    start: datetime,
    people: int,
    least: Minimum,
    booked: Sequence[Booking],
) -> Settled | None:
    enough = people >= least.people
    state: State = "runs" if enough else "cancelled" if least.fewer == "cancel" else "asked"
    key = {"property_id": house.id, "offer": sold[0].code, "option": sold[1].code, "start": start}
    row = conn.execute(
        _WRITE, {**key, "least": least.people, "people": people, "state": state, "at": house.now}
    ).mappings()
    written = row.first()
    if written is None:
        return None
    settled = Settled(_of(written), tuple(booked))
    return _give_back(conn, house, settled) if state == "cancelled" else settled


def answer(conn: Connection, house: House, number: int, *, runs: bool, by: str | None) -> Settled | None:
    """The decision of staff, or without `by` of the clock; the first counts. None when it was made before.

    That it runs is not for whom the weather desk is asking: they hear it if they go after all.
    """
    known = by_id(conn, house, number)
    state: State = "runs" if runs else "cancelled"
    waits = departures.c.property_id == house.id, departures.c.id == number, departures.c.state == "asked"
    change = update(departures).where(*waits).values(state=state, decided_by=by)
    if conn.execute(change).rowcount == 0:
        return None
    booked = _booked(conn, house, known)
    asked = undecided.among(conn, house, booked) if runs else ()
    settled = Settled(by_id(conn, house, number), tuple(one for one in booked if one.id not in asked))
    return settled if runs else _give_back(conn, house, settled)


def put_off(conn: Connection, house: House, number: int) -> datetime | None:
    """Until when the clock does not decide, since the weather desk is asking; None if it does."""
    known = by_id(conn, house, number)
    later = _after_weather(conn, house, _booked(conn, house, known))
    return later if later and later < known.start else None


def _booked(conn: Connection, house: House, known: Departure) -> list[Booking]:
    found = of_start(conn, house, known.offer, known.option, known.start)
    return [one for one in found if one.status == "CONFIRMED"]


def _give_back(conn: Connection, house: House, settled: Settled) -> Settled:
    """Everybody's booking ends and costs nothing, whatever its terms say."""
    capacity.line_up_held(conn, house, [one.id for one in settled.bookings])
    ended = [
        waiting.end(conn, house, moves.CANCEL, one.id, kept=0, reason="minimum") for one in settled.bookings
    ]
    return Settled(settled.departure, ended=tuple(one for one in ended if one))


def by_id(conn: Connection, house: House, number: int) -> Departure:
    row = conn.execute(_BY_ID, {"p": house.id, "i": number}).mappings().first()
    if row is None:
        raise OldButton
    return _of(row)


def asked(conn: Connection, house: House) -> list[Departure]:
    """Those ahead that staff have yet to decide."""
    rows = conn.execute(_ASKED, {"p": house.id, "now": house.now}).mappings()
    return [_of(row) for row in rows]


def of_start(conn: Connection, house: House, offer: str, option: str, start: datetime) -> list[Booking]:
    """What is held or booked of a start."""
    rows = conn.execute(_OF_START, {"p": house.id, "o": offer, "t": option, "s": start}).mappings()
    return [Booking.of(row) for row in rows]


def _people(option: Option, booked: Sequence[Booking]) -> int:
    """Everybody who comes, also where one price is for all of them."""
    return sum(
        one.party.people if option.pricing == "booking" else places(option, one.party) for one in booked
    )


def _of(row: RowMapping) -> Departure:
    return Departure(**{name: row[name] for name in Departure.__dataclass_fields__})
