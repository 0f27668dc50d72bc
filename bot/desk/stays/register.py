"""The register: every stay as it stands, and how it is found."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.house import House
from bot.desk.problems import OldButton
from bot.say import Named
from bot.schema import stays

State = Literal["expected", "in_house", "departed", "no_show", "cancelled"]
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else

_OURS = stays.c.property_id == bindparam("p")
_BY_ID = select(stays).where(_OURS, stays.c.id == bindparam("i"))
_BY_REF = select(stays).where(_OURS, stays.c.ref == bindparam("r"))
_HERE = select(stays).where(_OURS, stays.c.state == "in_house").order_by(stays.c.room, stays.c.id)
_IN_ROOM = (  # the newest first: of two whose nights meet, the one who came last lives there
    select(stays)
    .where(
        _OURS,
        stays.c.room == bindparam("room"),
        stays.c.arrival <= bindparam("on"),
        stays.c.departure >= bindparam("on"),
        stays.c.state.in_(("expected", "in_house")),
    )
    .order_by(stays.c.arrival.desc(), stays.c.id.desc())
)
_LIVING = (
    select(stays)
    .where(_OURS, stays.c.room == bindparam("room"), stays.c.state == "in_house")
    .order_by(stays.c.arrival.desc(), stays.c.id.desc())
)
_EXPECTED = (
    select(stays)
    .where(_OURS, stays.c.state == "expected", stays.c.arrival <= bindparam("on"))
    .order_by(stays.c.arrival.desc(), stays.c.room.is_(None), stays.c.room, stays.c.surname, stays.c.id)
)
_ARRIVING = select(stays).where(_OURS, stays.c.arrival == bindparam("on")).order_by(stays.c.room, stays.c.id)
_LEAVING = (
    select(stays)
    .where(_OURS, stays.c.state == "in_house", stays.c.departure <= bindparam("on"))
    .order_by(stays.c.room, stays.c.id)
)
_ANY = select(stays.c.id).where(_OURS).limit(1)
_WRITE = insert(stays).on_conflict_do_nothing(index_elements=["property_id", "ref"]).returning(stays)


@dataclass(frozen=True)
class Stay:
    id: int
    ref: str  # S-7F3K
    source: str
    external: str | None
    room: str | None
    surname: str
    name: str
    arrival: date
    departure: date
    state: State
    adults: int | None
    ages: tuple[int, ...]
    language: str | None
    note: str | None
    told: dict[str, Any] | None = None
    pin_hash: str | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    agency: str | None = None
    member: str | None = None
    group_size: int | None = None

    @property
    def open(self) -> bool:
        return self.state in ("expected", "in_house")

    @property
    def full_name(self) -> Named:
        return Named(self.surname, self.name)


@dataclass(frozen=True)
class Arrival:
    """One row of what the hotel's system says."""

    room: str | None
    surname: str
    name: str
    arrival: date
    departure: date
    external: str | None = None
    adults: int | None = None
    ages: tuple[int, ...] = ()
    language: str | None = None
    note: str | None = None
    cancelled: bool = False
    phone: str | None = None  # as `numbers.read` gives it; kept beside the stay, never in it


def of(row: RowMapping) -> Stay:
    facts = {name: row[name] for name in Stay.__dataclass_fields__}
    days = {name: date.fromisoformat(row[name]) for name in ("arrival", "departure")}
    return Stay(**{**facts, **days, "ages": tuple(row["ages"] or ())})


def _all(conn: Connection, statement: Any, **facts: Any) -> list[Stay]:
    rows: Sequence[RowMapping] = conn.execute(statement, facts).mappings().all()
    return [of(row) for row in rows]


def find(conn: Connection, house: House, stay_id: int) -> Stay | None:
    return next(iter(_all(conn, _BY_ID, p=house.id, i=stay_id)), None)


def by_id(conn: Connection, house: House, stay_id: int) -> Stay:
    """Raises `OldButton` for one that is not there."""
    if found := find(conn, house, stay_id):
        return found
    raise OldButton


def by_ref(conn: Connection, house: House, ref: str) -> Stay | None:
    return next(iter(_all(conn, _BY_REF, p=house.id, r=ref.strip().upper())), None)


def in_room(conn: Connection, house: House, room: str, *, on: date) -> list[Stay]:
    """Whoever is in the room or expected there on that day, the newest arrival first."""
    return _all(conn, _IN_ROOM, p=house.id, room=room, on=on.isoformat())


def living(conn: Connection, house: House, room: str) -> list[Stay]:
    """Whoever is checked in there now, also over their day of departure."""
    return _all(conn, _LIVING, p=house.id, room=room)


def here(conn: Connection, house: House) -> list[Stay]:
    """Everyone in the house, by room."""
    return _all(conn, _HERE, p=house.id)


def expected(conn: Connection, house: House, *, on: date) -> list[Stay]:
    """Who should be here by that day and is not: today's first, then those who are late."""
    return _all(conn, _EXPECTED, p=house.id, on=on.isoformat())


def arriving(conn: Connection, house: House, *, on: date) -> list[Stay]:
    """Who is expected on that very day, or came on it."""
    return [one for one in _all(conn, _ARRIVING, p=house.id, on=on.isoformat()) if one.open]


def leaving(conn: Connection, house: House, *, on: date) -> list[Stay]:
    """Who is in the house and should have left by the end of that day."""
    return _all(conn, _LEAVING, p=house.id, on=on.isoformat())


def kept(conn: Connection, house: House) -> bool:
    """Whether this hotel tells the desk who stays at all."""
    return conn.execute(_ANY, {"p": house.id}).first() is not None


def write(conn: Connection, house: House, **facts: Any) -> Stay:
    """A new stay, under a number that no other has."""
    row = {"property_id": house.id, "created_at": house.now, **_as_text(facts)}
    for ref in _new_refs():
        if written := conn.execute(_WRITE, {**row, "ref": ref}).mappings().first():
            return of(written)
    raise RuntimeError("no free number of a stay was drawn")


def change(conn: Connection, house: House, stay: Stay, **facts: Any) -> Stay:
    mine = stays.c.property_id == house.id, stays.c.id == stay.id
    conn.execute(update(stays).where(*mine).values(**_as_text(facts)))
    return by_id(conn, house, stay.id)


def _as_text(facts: dict[str, Any]) -> dict[str, Any]:
    """Dates as ISO text, ages as a list."""
    days = {
        name: facts[name].isoformat()
        for name in ("arrival", "departure")
        if isinstance(facts.get(name), date)
    }
    ages = {"ages": list(facts["ages"])} if "ages" in facts else {}
    return {**facts, **days, **ages}


def _new_refs() -> Iterator[str]:
    while True:
        yield "S-" + "".join(secrets.choice(ALPHABET) for _ in range(4))
