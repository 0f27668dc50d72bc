"""The waiting list of a start. A party is offered places for all of it or none, in the order of joining."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking import capacity, rules, sale
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking, Ended
from bot.desk.booking.keeping import HOLD, keep
from bot.desk.booking.limits import obstacle
from bot.desk.booking.party import Party
from bot.desk.house import House
from bot.schema import waits

OFFER_MINUTES = 15
_START = (
    waits.c.property_id == bindparam("p"),
    waits.c.offer == bindparam("o"),
    waits.c.option == bindparam("t"),
    waits.c.start == bindparam("s"),
)
_JOIN = insert(waits)
_FORGET = delete(waits).where(*_START, waits.c.guest_id == bindparam("g"))
_LEAVE = (
    update(waits)
    .where(*_START, waits.c.guest_id == bindparam("g"), waits.c.state == "waiting")
    .values(state="left")
)
_LINE = (
    select(waits.c.id, waits.c.guest_id, waits.c.party)
    .where(*_START, waits.c.state == "waiting")
    .order_by(waits.c.created_at, waits.c.id)
)
_WAITED = (
    select(waits.c.option, waits.c.start)
    .where(waits.c.property_id == bindparam("p"), waits.c.offer == bindparam("o"))
    .where(waits.c.state == "waiting", waits.c.start > bindparam("now"))
    .distinct()
    .order_by(waits.c.start, waits.c.option)
)
_OFFERED = update(waits).where(waits.c.id == bindparam("i")).values(state="offered")


@dataclass(frozen=True)
class Wait:
    id: int
    guest_id: int
    party: Party
    replaces: int | None


def join(
    conn: Connection,
    house: House,
    guest_id: int,
    offer: str,
    option: str,
    start: datetime,
    party: Party,
    replaces: int | None = None,
) -> tuple[Booking, ...]:
    """Wait for room for the whole party. If room came meanwhile it is offered at once.

    Twice is once; with other people it means waiting anew. Raises what `sale.find` and `rules.check` raise.
    """
    rules.check(house, *sale.find(conn, house, offer, option), party, start, replaces)
    key = _key(house, offer, option, start)
    line = [(one.guest_id, one.party, one.replaces) for one in _line(conn, key)]
    if (guest_id, party, replaces) not in line:
        conn.execute(_FORGET, {**key, "g": guest_id})
        facts = {
            "offer": offer,
            "option": option,
            "start": start,
            "party": {**party.json(), "moves": replaces},
        }
        row = {"property_id": house.id, "guest_id": guest_id, "state": "waiting", "created_at": house.now}
        conn.execute(_JOIN, {**facts, **row})
    return offer_freed(conn, house, offer, option, start)


def leave(conn: Connection, house: House, guest_id: int, offer: str, option: str, start: datetime) -> bool:
    """True if the guest was waiting."""
    return conn.execute(_LEAVE, {**_key(house, offer, option, start), "g": guest_id}).rowcount == 1


def give_back(conn: Connection, house: House, booking: Booking) -> Ended:
    """The one way in which places become free: back to the counter, and at once to those who wait."""
    timers.stop(conn, house, HOLD, str(booking.id))
    capacity.release(conn, house, booking.id)
    if booking.start is None:
        return Ended(booking)
    return Ended(booking, offer_freed(conn, house, booking.offer, booking.option, booking.start))


def offer_freed(
    conn: Connection, house: House, offer: str, option: str, start: datetime
) -> tuple[Booking, ...]:
    """Hold what is free for the first parties in the line that fit; each is owed a letter by the caller."""
    sold = house.sold(offer, option)
    line = _line(conn, _key(house, offer, option, start))
    if not line or sold is None or not sold[0].active or sale.stopped(conn, house, offer):
        return ()
    offered = []
    room = capacity.left(conn, house, *sold, start)
    for wait in line:
        ask = Ask(house, *sold, wait.party, start, wait.replaces)
        if ask.places <= room and not obstacle(ask) and (held := _offer(conn, ask, wait)):
            room -= ask.places
            offered.append(held)
    return tuple(offered)


def offer_again(conn: Connection, house: House, offer: str) -> tuple[Booking, ...]:
    """The hotel has made room, or sells again: every start of the offer that somebody waits for."""
    waited = conn.execute(_WAITED, {"p": house.id, "o": offer, "now": house.now}).all()
    return tuple(held for option, start in waited for held in offer_freed(conn, house, offer, option, start))


def _offer(conn: Connection, ask: Ask, wait: Wait) -> Booking | None:
    """The wait ends with the offer: who lets it run out joins again."""
    request = f"wait:{secrets.token_hex(8)}"
    held = keep(conn, ask, request=request, guest_id=wait.guest_id, minutes=OFFER_MINUTES)
    if held:
        conn.execute(_OFFERED, {"i": wait.id})
    return held


def _line(conn: Connection, key: dict[str, object]) -> list[Wait]:
    rows = conn.execute(_LINE, key)
    return [Wait(i, guest, Party.of(party), party.get("moves")) for i, guest, party in rows]


def _key(house: House, offer: str, option: str, start: datetime) -> dict[str, object]:
    return {"p": house.id, "o": offer, "t": option, "s": start}
