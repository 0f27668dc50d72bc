"""Who waits for a start: the rows, their order, and for how long one of them is offered the places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update

from bot.db import Connection
from bot.desk.booking import sessions
from bot.desk.booking.book import Booking
from bot.desk.booking.party import Party
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.stays import phones
from bot.desk.stays.register import find
from bot.schema import bookings, waits

LAST_CHANCE, RETURNING = 2, 1  # priorities, added up
LEAST, MOST = timedelta(minutes=5), timedelta(minutes=30)  # to answer an offer
NIGHT, MORNING = time(22), time(8)  # between them nobody is woken for an offer
NEAR = timedelta(hours=1)  # unless so little would be left between the morning and the start
FROM_LIST = "wait:"  # how the request of an offered booking begins
LIVE = ("waiting", "offered")

_HERE = waits.c.property_id == bindparam("p")
_START = (
    _HERE,
    waits.c.offer == bindparam("o"),
    waits.c.option == bindparam("t"),
    waits.c.start == bindparam("s"),
)
_THEIRS = (*_START, waits.c.guest_id == bindparam("g"))
_JOIN = insert(waits).returning(waits.c.id)
_FORGET = delete(waits).where(*_THEIRS)
_LEAVE = update(waits).where(*_THEIRS, waits.c.state == "waiting").values(state="left")
_LINE = (
    select(waits)
    .where(*_START, waits.c.state == "waiting")
    .order_by(waits.c.priority.desc(), waits.c.created_at, waits.c.id)
)
_WAITED = (
    select(waits.c.option, waits.c.start)
    .where(_HERE, waits.c.offer == bindparam("o"))
    .where(waits.c.state == "waiting", waits.c.start > bindparam("now"))
    .distinct()
    .order_by(waits.c.start, waits.c.option)
)
_ALL = (
    select(waits)
    .where(_HERE, waits.c.state == "waiting", waits.c.start > bindparam("now"))
    .order_by(waits.c.priority.desc(), waits.c.created_at, waits.c.id)
)
_ALSO = (
    select(waits.c.id, waits.c.option, waits.c.start)
    .where(_HERE, waits.c.offer == bindparam("o"), waits.c.guest_id == bindparam("g"))
    .where(waits.c.state == "waiting", waits.c.start > bindparam("now"))
    .order_by(waits.c.start, waits.c.option)
)
_WITH = update(waits).where(waits.c.id == bindparam("i")).values(party=bindparam("new_party"))
_OFFERED = (
    update(waits)
    .where(waits.c.id == bindparam("i"), waits.c.state == "waiting")
    .values(state="offered", booking_id=bindparam("b"))
)
_ANSWERED = (
    update(waits)
    .where(_HERE, waits.c.booking_id == bindparam("b"), waits.c.state == "offered")
    .values(state=bindparam("new_state"))
)
_CLOSE = (
    update(waits)
    .where(_HERE, waits.c.id == bindparam("i"), waits.c.state == "waiting")
    .values(state=bindparam("new_state"))
    .returning(waits)
)
_TWIN = waits.alias()
_SAME_START = (
    select(_TWIN.c.id)
    .where(_TWIN.c.property_id == waits.c.property_id, _TWIN.c.guest_id == bindparam("other"))
    .where(_TWIN.c.offer == waits.c.offer, _TWIN.c.option == waits.c.option, _TWIN.c.start == waits.c.start)
)
_OF_GUEST = (_HERE, waits.c.guest_id == bindparam("g"))
_DROP = delete(waits).where(*_OF_GUEST)
_DROP_DOUBLES = _DROP.where(_SAME_START.exists())
_DROP_BESIDE_LIVE = _DROP.where(_SAME_START.where(_TWIN.c.state.in_(LIVE)).exists())
_GIVE = update(waits).where(*_OF_GUEST).values(guest_id=bindparam("other"))
_CLOSED = select(waits).where(_HERE, waits.c.id == bindparam("i"), waits.c.state == "closed")
_OPEN_OFFERS = select(bookings.c.start).where(
    bookings.c.property_id == bindparam("p"),
    bookings.c.guest_id == bindparam("g"),
    bookings.c.offer == bindparam("o"),
    bookings.c.request.startswith(FROM_LIST),
    bookings.c.status == "ON_HOLD",
    bookings.c.expires_at > bindparam("now"),
)


@dataclass(frozen=True)
class Wait:
    """A party in the line of one start."""

    id: int
    guest_id: int
    offer: str
    option: str
    start: datetime
    party: Party
    priority: int
    replaces: int | None
    periods: int = 1
    gift: str | None = None  # the number of the voucher code that was shown

    @classmethod
    def of(cls, row: RowMapping) -> Wait:
        facts = {name: row[name] for name in ("id", "guest_id", "offer", "option", "start", "priority")}
        party = row["party"]
        more = {"replaces": party.get("moves"), "periods": party.get("periods", 1), "gift": party.get("gift")}
        return cls(**facts, party=Party.of(party), **more)


@dataclass(frozen=True)
class Window:
    """When the party is written to, and until when the places are theirs."""

    tell_at: datetime
    until: datetime

    def minutes(self, now: datetime) -> int:
        return int((self.until - now).total_seconds() // 60)


def last_moment(house: House, offer: Offer, option: Option, start: datetime) -> datetime:
    """The start; of what is had for a whole day, the end of it."""
    if offer.mode == "hours":
        return sessions.end(house, offer, option, start)
    if sessions.by_days(offer, option):
        return sessions.midnight(house, house.local(start).date() + timedelta(days=1))
    return start


def window(house: House, start: datetime, *, awake: bool = False) -> Window:
    """Half the time to the start, from 5 to 30 minutes, counted from when they read it; what would run out in
    the night lasts as long into the morning."""
    if awake:
        return Window(house.now, _answer(house.now, start))
    tell_at = by_day(house, start)
    until, morning = _answer(tell_at, start), next_morning(house)
    if at_night(replace(house, now=until)) and start - morning >= NEAR:
        return Window(tell_at, _answer(morning, start))
    return Window(tell_at, until)


def _answer(read_at: datetime, start: datetime) -> datetime:
    return read_at + max(LEAST, min(MOST, (start - read_at) // 2))


def by_day(house: House, start: datetime) -> datetime:
    """Now; at night the morning, unless the start is then too near."""
    if not at_night(house):
        return house.now
    morning = next_morning(house)
    return morning if start - morning >= NEAR else house.now


def at_night(house: House) -> bool:
    clock = house.local(house.now).time()
    return clock >= NIGHT or clock < MORNING


def next_morning(house: House) -> datetime:
    ahead = house.local(house.now).time() >= MORNING
    return house.moment(house.today + timedelta(days=ahead), MORNING).astimezone(UTC)


def priority(conn: Connection, house: House, guest_id: int, start: datetime) -> int:
    """2 for whom no later day is left, 1 for who has stayed before, both added; else 0."""
    links = phones.of_guest(conn, house, guest_id)
    now = phones.stay_of(conn, house, guest_id)
    last = now is not None and now.departure <= house.local(start).date() + timedelta(days=1)
    earlier = (find(conn, house, one.stay_id) for one in links if one.state == "ended")
    returning = any(stay is not None and stay.state == "departed" for stay in earlier)
    return LAST_CHANCE * last + RETURNING * returning


def join(conn: Connection, house: House, guest_id: int, key: dict[str, Any], party: dict[str, Any]) -> int:
    """The row's id: anew, at the end of those of the same priority."""
    conn.execute(_FORGET, {**key, "g": guest_id})
    row = {"offer": key["o"], "option": key["t"], "start": key["s"], "party": party}
    row |= {"property_id": house.id, "guest_id": guest_id, "state": "waiting", "created_at": house.now}
    first = priority(conn, house, guest_id, key["s"])
    return int(conn.execute(_JOIN, {**row, "priority": first}).scalar_one())


def changed(conn: Connection, wait: Wait, party: dict[str, Any]) -> None:
    """The same wait, at its place in the line."""
    conn.execute(_WITH, {"i": wait.id, "new_party": party})


def leave(conn: Connection, key: dict[str, Any], guest_id: int) -> bool:
    return conn.execute(_LEAVE, {**key, "g": guest_id}).rowcount == 1


def waiting(conn: Connection, key: dict[str, Any]) -> list[Wait]:
    """In the order in which they are offered something."""
    return [Wait.of(row) for row in conn.execute(_LINE, key).mappings()]


def waited(conn: Connection, house: House, offer: str) -> list[tuple[str, datetime]]:
    """Every start of the offer, still ahead, that somebody waits for."""
    found = conn.execute(_WAITED, {"p": house.id, "o": offer, "now": house.now})
    return [(option, start) for option, start in found]


def all_waiting(conn: Connection, house: House) -> list[Wait]:
    """Whoever waits for a start still ahead, of any offer, the first first."""
    return [Wait.of(row) for row in conn.execute(_ALL, {"p": house.id, "now": house.now}).mappings()]


def also(conn: Connection, house: House, guest_id: int, offer: str, start: datetime) -> list[Any]:
    """The guest's other starts of the same wish: this offer, that day. Rows of id, option, start."""
    found = conn.execute(_ALSO, {"p": house.id, "g": guest_id, "o": offer, "now": house.now})
    day = house.local(start).date()
    return [one for one in found if house.local(one.start).date() == day]


def has_offer(conn: Connection, house: House, wait: Wait) -> bool:
    """Whether the guest is already deciding about this offer on that day."""
    asked = {"p": house.id, "g": wait.guest_id, "o": wait.offer, "now": house.now}
    day = house.local(wait.start).date()
    return any(house.local(one).date() == day for one in conn.execute(_OPEN_OFFERS, asked).scalars())


def offered(conn: Connection, wait: Wait, booking_id: int) -> None:
    conn.execute(_OFFERED, {"i": wait.id, "b": booking_id})


def answered(conn: Connection, house: House, booking: Booking, state: str) -> None:
    """accepted, declined, expired."""
    conn.execute(_ANSWERED, {"p": house.id, "b": booking.id, "new_state": state})


def end(conn: Connection, house: House, wait_id: int, state: str) -> Wait | None:
    """left, closed; None if it waits no more."""
    known = {"p": house.id, "i": wait_id, "new_state": state}
    row = conn.execute(_CLOSE, known).mappings().first()
    return Wait.of(row) if row else None


def take_over(conn: Connection, house: House, old: int, new: int) -> None:
    """What one guest waits for the other waits for now; for a start of both, as the other does already."""
    given = {"p": house.id, "g": old, "other": new}
    conn.execute(_DROP_BESIDE_LIVE, given)
    conn.execute(_DROP_DOUBLES, {**given, "g": new, "other": old})
    conn.execute(_GIVE, given)


def closed(conn: Connection, house: House, wait_id: int) -> Wait | None:
    row = conn.execute(_CLOSED, {"p": house.id, "i": wait_id}).mappings().first()
    return Wait.of(row) if row else None


def key_of(house: House, offer: str, option: str, start: datetime) -> dict[str, Any]:
    return {"p": house.id, "o": offer, "t": option, "s": start}
