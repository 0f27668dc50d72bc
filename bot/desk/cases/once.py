"""What a guest is asked at most once a stay, however many phones, cases and restarts it has."""

from __future__ import annotations

from datetime import time, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.house import House
from bot.desk.people import Guest
from bot.desk.stays import phones
from bot.desk.stays.register import Stay
from bot.schema import asks

STAY = timedelta(days=30)  # of a guest whose stay the desk does not know

_LATEST = (
    select(asks)
    .where(
        asks.c.property_id == bindparam("p"),
        asks.c.what == bindparam("w"),
        asks.c.guest_id == bindparam("g"),
    )
    .order_by(asks.c.at.desc())
    .limit(1)
)
_ASK = insert(asks).on_conflict_do_nothing().returning(asks.c.stay_key)


def ask(conn: Connection, house: House, guest: Guest, what: str) -> str | None:
    """The key under which it may be asked now; None when it was asked in this stay already."""
    there = phones.stay_of(conn, house, guest.id)
    if _asked(conn, house, guest, what, there):
        return None
    facts = {"property_id": house.id, "what": what, "guest_id": guest.id, "at": house.now}
    stay = {"stay_id": there.id if there else None, "stay_key": key(house, guest, there)}
    found: str | None = conn.execute(_ASK, {**facts, **stay}).scalar()
    return found


def _asked(conn: Connection, house: House, guest: Guest, what: str, there: Stay | None) -> bool:
    """This phone was asked in this stay, be it before it was linked, while it was, or after."""
    last = conn.execute(_LATEST, {"p": house.id, "w": what, "g": guest.id}).mappings().first()
    if last is None:
        return False
    if there is None:
        return bool(house.now - last["at"] < STAY)
    if last["stay_id"] is None:
        return bool(last["at"] >= house.moment(there.arrival, time()))
    return bool(last["stay_id"] == there.id)


def key(house: House, guest: Guest, there: Stay | None) -> str:
    return f"stay:{there.id}" if there else f"guest:{guest.id}:{house.today.toordinal() // STAY.days}"
