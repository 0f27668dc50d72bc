"""What is forgotten by time alone, every hour, and the mark that says when it was last looked through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk import people
from bot.desk.house import House
from bot.desk.inbox import KEEP_FOR
from bot.desk.outbox import NO_PHONE
from bot.desk.privacy import emptying, erase
from bot.schema import (
    bookings,
    cases,
    guests,
    inbox,
    questions,
    retention,
    staff,
    stay_guests,
    stay_imports,
    stays,
    wishes,
)

LISTS = timedelta(days=30)  # so long a list of arrivals can be taken back
AT_ONCE = 20  # guests in an hour: nobody waits for it
KINDS = ("hourly", "idle", "stays", "lists", "raw")
_PUT = insert(retention)
_MARK = _PUT.on_conflict_do_update(
    index_elements=["property_id", "what"],
    set_={"at": _PUT.excluded.at, "records": _PUT.excluded.records},
)
_LAST = select(retention).where(retention.c.property_id == bindparam("p")).order_by(retention.c.what)
_DEAD = (  # what could not be worked says why for ever, and what it was for three days
    update(inbox)
    .where(inbox.c.property_id == bindparam("p"), inbox.c.state == "dead", inbox.c.raw != "{}")
    .where(inbox.c.received_at < bindparam("before"))
    .values(raw="{}", chat="-", error=None)
)


@dataclass(frozen=True)
class Mark:
    what: str
    at: datetime
    records: int


def hourly(conn: Connection, house: House) -> None:
    """Everything that has been kept for long enough; each kind is marked, also when nothing went."""
    gone = {
        "hourly": erase.finish(conn, house),
        "idle": _idle_guests(conn, house),
        "stays": _old_stays(conn, house),
        "lists": _old_lists(conn, house),
        "raw": conn.execute(_DEAD, {"p": house.id, "before": house.now - KEEP_FOR}).rowcount,
    }
    for what, records in gone.items():
        facts = {"property_id": house.id, "what": what, "at": house.now, "records": records}
        conn.execute(_MARK, facts)


def marks(conn: Connection, property_id: str) -> list[Mark]:
    rows = conn.execute(_LAST, {"p": property_id}).mappings()
    return [Mark(row["what"], row["at"], row["records"]) for row in rows]


def _since(house: House) -> datetime:
    return house.now - timedelta(days=house.hotel.guest_days)


def _idle_guests(conn: Connection, house: House) -> int:
    """Who was not heard of for as long as the hotel remembers guests is erased as if they had asked."""
    found: list[int] = list(conn.execute(_idle(house).limit(AT_ONCE)).scalars())
    every = [people.guest_by_id(conn, one) for one in found]
    for one in every:
        erase.erase(conn, house, one, by="idle")
    return len(every)


def _idle(house: House) -> Select[int]:
    since, mine = _since(house), guests.c.property_id == house.id
    colleague = select(staff.c.user_id).where(staff.c.property_id == house.id, staff.c.state != "left")
    of_guest = stay_guests.c.guest_id == guests.c.id
    heard: tuple[tuple[ColumnElement[bool], ...], ...] = (
        (bookings.c.guest_id == guests.c.id, or_(bookings.c.created_at >= since, bookings.c.end >= since)),
        (cases.c.guest_id == guests.c.id, or_(cases.c.opened_at >= since, cases.c.closed_at.is_(None))),
        (questions.c.guest_id == guests.c.id, questions.c.at >= since),
        (wishes.c.guest_id == guests.c.id, wishes.c.keep_until > house.now),
        (of_guest, stays.c.id == stay_guests.c.stay_id, _lately(since)),
    )
    nothing = [~select(1).where(*each).correlate(guests).exists() for each in heard]
    known = guests.c.chat_id > NO_PHONE, guests.c.created_at < since, guests.c.chat_id.not_in(colleague)
    return select(guests.c.id).where(mine, *known, *nothing).order_by(guests.c.id)


def _lately(since: datetime) -> ColumnElement[bool]:
    return or_(stays.c.closed_at.is_(None), stays.c.closed_at >= since)


def _old_stays(conn: Connection, house: House) -> int:
    """The names of who left that long ago, also of those who never wrote to us."""
    over = and_(stays.c.closed_at < _since(house), func.length(stays.c.surname) > 0)
    found = list(conn.execute(select(stays.c.id).where(stays.c.property_id == house.id, over)).scalars())
    if found:
        emptying.forget_stays(conn, house.id, found)
        _rooms_guests(conn, house, found)
    return len(found)


def _rooms_guests(conn: Connection, house: House, ids: list[int]) -> None:
    """Those who stand for a room in the desk's books had the stay's name."""
    chats = [NO_PHONE - one for one in ids]
    mine = guests.c.property_id == house.id, guests.c.chat_id.in_(chats)
    conn.execute(
        update(guests).where(*mine).values(name=emptying.NAMELESS, room=None, was_in=None, party=None)
    )


def _old_lists(conn: Connection, house: House) -> int:
    """What a list changed, name by name: after that long nobody takes it back."""
    old = stay_imports.c.property_id == house.id, stay_imports.c.at < house.now - LISTS
    found = [
        row
        for row in conn.execute(select(stay_imports.c.id, stay_imports.c.before).where(*old))
        if row.before
    ]
    for row in found:
        conn.execute(update(stay_imports).where(stay_imports.c.id == row.id).values(before=[]))
    return len(found)
