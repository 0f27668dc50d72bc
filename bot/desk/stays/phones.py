"""The phones of a stay: which chats belong to it, and what they may do until it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk import dialogues, people, timers
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.stays import clocks
from bot.desk.stays.register import Stay, find
from bot.schema import guests, stay_guests

How = Literal["qr", "surname", "pin", "staff"]
State = Literal["asked", "linked", "declined", "ended"]

_LINKS = select(stay_guests).where(stay_guests.c.property_id == bindparam("p"))
_OF_STAY = _LINKS.where(stay_guests.c.stay_id == bindparam("s")).order_by(stay_guests.c.id)
_OF_GUEST = _LINKS.where(stay_guests.c.guest_id == bindparam("g")).order_by(stay_guests.c.id.desc())
_PUT = insert(stay_guests)


@dataclass(frozen=True)
class Link:
    id: int
    guest_id: int
    stay_id: int
    state: State
    how: How
    asked_at: datetime
    known: str | None
    decided_by: int | None
    decided_at: datetime | None
    ended_at: datetime | None


def _of(row: RowMapping) -> Link:
    return Link(**{name: row[name] for name in Link.__dataclass_fields__})


def of_stay(conn: Connection, house: House, stay_id: int) -> list[Link]:
    return [_of(row) for row in conn.execute(_OF_STAY, {"p": house.id, "s": stay_id}).mappings()]


def of_guest(conn: Connection, house: House, guest_id: int) -> list[Link]:
    """Every link of this chat, the newest first."""
    return [_of(row) for row in conn.execute(_OF_GUEST, {"p": house.id, "g": guest_id}).mappings()]


def linked(conn: Connection, house: House, stay_id: int) -> list[Guest]:
    """The guests whose phones belong to the stay now, the first of them first."""
    found = [one for one in of_stay(conn, house, stay_id) if one.state == "linked"]
    return [people.guest_by_id(conn, one.guest_id) for one in found]


def stay_of(conn: Connection, house: House, guest_id: int) -> Stay | None:
    """The stay that this chat belongs to now."""
    now = next((one for one in of_guest(conn, house, guest_id) if one.state == "linked"), None)
    return find(conn, house, now.stay_id) if now else None


def put(conn: Connection, house: House, stay: Stay, guest_id: int, **facts: Any) -> Link:
    """Enter the link, or change the one there is."""
    key = {"property_id": house.id, "stay_id": stay.id, "guest_id": guest_id}
    changed = _PUT.values({**key, "asked_at": house.now, **facts}).on_conflict_do_update(
        index_elements=list(key), set_=facts
    )
    conn.execute(changed)
    return next(one for one in of_stay(conn, house, stay.id) if one.guest_id == guest_id)


def link(
    conn: Connection, house: House, stay: Stay, guest: Guest, *, how: How, by: int | None = None
) -> None:
    """This phone belongs to the stay: its room is verified until the stay is over. Twice is once.

    Whoever is linked is asked for no surname any more.
    """
    for other in of_guest(conn, house, guest.id):
        if other.state == "linked" and other.stay_id != stay.id:
            _set(conn, other, state="ended", ended_at=house.now)
    facts = {"state": "linked", "how": how, "decided_by": by, "decided_at": house.now, "ended_at": None}
    put(conn, house, stay, guest.id, **facts)
    _verify(conn, house, stay, guest.id)
    dialogues.answered(conn, house, guest.chat_id, "surname")


def ask(conn: Connection, house: House, stay: Stay, guest: Guest, *, how: How) -> Link:
    """This phone proved the stay, and reception decides: what they said of it before counts no more."""
    anew = {"known": None, "decided_by": None, "decided_at": None, "ended_at": None}
    return put(conn, house, stay, guest.id, state="asked", how=how, **anew)


def accept(conn: Connection, house: House, stay: Stay, asked: Link, *, by: int | None) -> Guest:
    """Reception's yes."""
    guest = people.guest_by_id(conn, asked.guest_id)
    link(conn, house, stay, guest, how=asked.how, by=by)
    return guest


def _verify(conn: Connection, house: House, stay: Stay, guest_id: int) -> None:
    """The stay's own end is the guest's: nobody stays verified because a clock was missed."""
    until = clocks.over_at(house, stay.departure)
    values = {"room": stay.room, "verified": True, "verified_until": until, "was_in": None}
    conn.execute(update(guests).where(guests.c.id == guest_id).values(**values))
    timers.stop(conn, house, "unverify", str(guest_id))


def follow(conn: Connection, house: House, stay: Stay) -> list[Guest]:
    """Its room or its end has changed: that of its guests changes with it."""
    for one in linked(conn, house, stay.id):
        _verify(conn, house, stay, one.id)
    return linked(conn, house, stay.id)


def unlink(conn: Connection, house: House, stay: Stay) -> list[Guest]:
    """The stay is over: its phones have no room any more, and pay at reception. Who they were."""
    gone = linked(conn, house, stay.id)
    for one in of_stay(conn, house, stay.id):
        if one.state in ("linked", "asked"):
            _set(conn, one, state="ended", ended_at=house.now)
    for guest in gone:
        _forget(conn, guest.id)
    return gone


def relink(conn: Connection, house: House, stay: Stay, at: datetime) -> list[Guest]:
    """That end was a mistake: who was unlinked by it is back, unless they live elsewhere now."""
    back = [one for one in of_stay(conn, house, stay.id) if one.state == "ended" and one.ended_at == at]
    for one in back:
        if one.decided_at and stay_of(conn, house, one.guest_id) is None:
            _set(conn, one, state="linked", ended_at=None)
            _verify(conn, house, stay, one.guest_id)
    return linked(conn, house, stay.id)


def decline(conn: Connection, link: Link, house: House, *, by: int) -> None:
    _set(conn, link, state="declined", decided_by=by, decided_at=house.now)


def say_known(conn: Connection, link: Link, answer: str) -> None:
    """What those who live there say of somebody who would join them; reception decides."""
    _set(conn, link, known=answer)


def by_id(conn: Connection, house: House, link_id: int) -> Link | None:
    row = conn.execute(_LINKS.where(stay_guests.c.id == link_id), {"p": house.id}).mappings().first()
    return _of(row) if row else None


def word_over(conn: Connection, house: House, guest_id: int) -> bool:
    """Reception's word without a stay is over. False when the room has been confirmed anew meanwhile."""
    over = guests.c.id == guest_id, guests.c.verified_until <= house.now
    return conn.execute(update(guests).where(*over).values(verified=False)).rowcount == 1


def _forget(conn: Connection, guest_id: int) -> None:
    values = {"room": None, "verified": False, "verified_until": None, "was_in": guests.c.room}
    conn.execute(update(guests).where(guests.c.id == guest_id).values(**values))


def _set(conn: Connection, link: Link, **values: Any) -> None:
    conn.execute(update(stay_guests).where(stay_guests.c.id == link.id).values(**values))
