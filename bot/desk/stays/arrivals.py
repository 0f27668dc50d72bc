"""A file of arrivals becomes stays: looked at first, entered at once or not at all, taken back as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.db import Connection
from bot.desk import rooms
from bot.desk.house import House
from bot.desk.problems import DeskError
from bot.desk.stays import clocks, numbers, phones
from bot.desk.stays.expecting import What, expect, in_order, match
from bot.desk.stays.reading.columns import Columns
from bot.desk.stays.register import Arrival, Stay, find
from bot.say import Join, Named, Value
from bot.schema import notes, room_links, stay_guests, stay_imports, stay_mappings, stays

FACTS = (
    *("external", "room", "surname", "name", "arrival", "departure", "state"),
    *("adults", "ages", "language", "note", "told", "opened_at", "closed_at"),
)
MOST_NAMES = 3
MOMENTS = ("opened_at", "closed_at")

_MAPPING = select(stay_mappings.c.mapping).where(
    stay_mappings.c.property_id == bindparam("p"), stay_mappings.c.shape == bindparam("s")
)
_LAST = (
    select(stay_imports)
    .where(stay_imports.c.property_id == bindparam("p"))
    .order_by(stay_imports.c.id.desc())
    .limit(1)
)
_RECORD = insert(stay_imports)
_STAY = select(stays).where(stays.c.property_id == bindparam("p"), stays.c.id == bindparam("i"))
_KEPT = [  # what only a stay that was there can have: a phone, a word of staff's, a printed card, a PIN
    select(one.c.stay_id).where(one.c.property_id == bindparam("p"), one.c.stay_id == bindparam("s"))
    for one in (stay_guests, notes, room_links)
] + [_STAY.where(stays.c.pin_hash.is_not(None)).with_only_columns(stays.c.id)]


class NothingToUndo(DeskError):
    """No list was brought in, or the last one has been taken back."""

    key = "refuse.arrivals_nothing"


class MovedOn(DeskError):
    """Somebody of that list was checked in or changed since, or has a phone, a note, a card or a PIN."""

    key = "refuse.arrivals_moved_on"


@dataclass(frozen=True)
class Counts:
    """What a list changes."""

    new: int = 0
    changed: int = 0
    same: int = 0

    @classmethod
    def of(cls, whats: Sequence[str]) -> Counts:
        found = Counter(whats)
        return cls(found["new"], found["changed"], found["same"])


@dataclass(frozen=True)
class Import:
    """A list that was brought in."""

    id: int
    at: datetime
    actor: str
    file: str
    stays: tuple[Mapping[str, Any], ...]
    undone_at: datetime | None


class _LookedAt(Exception):
    """Carries the counts out of a transaction that is not to last."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts


def is_room(house: House, room: str) -> bool:
    """While the hotel has named no rooms, every number may be one."""
    return rooms.exists(house, room) or not house.hotel.rooms


def remembered(conn: Connection, house: House, shape: str) -> Columns | None:
    """How a file of this shape was read before, once somebody said that it is right."""
    found = conn.execute(_MAPPING, {"p": house.id, "s": shape}).scalar()
    return Columns.unpacked(found) if found else None


def remember(conn: Connection, house: House, shape: str, columns: Columns, *, by: str) -> None:
    mine = stay_mappings.c.property_id == house.id, stay_mappings.c.shape == shape
    conn.execute(delete(stay_mappings).where(*mine))
    facts = {"mapping": columns.packed(), "confirmed_by": by, "confirmed_at": house.now}
    conn.execute(insert(stay_mappings).values(property_id=house.id, shape=shape, **facts))


def look(conn: Connection, house: House, arrivals: Sequence[Arrival]) -> Counts:
    """What bringing these in would change: it is done, counted and undone, so that nothing is guessed."""
    try:
        with conn.begin_nested():
            raise _LookedAt(Counts.of([what for _, what, _ in _enter(conn, house, arrivals)]))
    except _LookedAt as looked:
        return looked.counts


def bring_in(conn: Connection, house: House, arrivals: Sequence[Arrival], *, file: str, by: str) -> Counts:
    """Enter all of them and keep what undoes it; what an older list would need for that is forgotten."""
    kept: dict[int, dict[str, Any]] = {}
    whats: list[str] = []
    for stay, what, before in _enter(conn, house, arrivals):
        whats.append(what)
        kept.setdefault(stay.id, {"stay": stay.id, "before": before})
    changed = [
        {**one, "after": after}
        for one in kept.values()
        if (after := _facts(conn, house, one["stay"])) != one["before"]
    ]
    if changed:
        conn.execute(update(stay_imports).where(stay_imports.c.property_id == house.id).values(before=[]))
        line = {"property_id": house.id, "at": house.now, "actor": by, "file": file[:120]}
        conn.execute(_RECORD, {**line, "before": changed})
    return Counts.of(whats)


def _enter(
    conn: Connection, house: House, arrivals: Sequence[Arrival]
) -> Iterator[tuple[Stay, What, dict[str, Any] | None]]:
    """Row by row, with what the stay was before; no two rows of a number are about one stay."""
    taken: set[int] = set()
    for one in in_order(conn, house, [_as_ours(house, one) for one in arrivals]):
        known = match(conn, house, one, taken)
        before = _facts(conn, house, known.id) if known else None
        stay, what = expect(conn, house, one, source="import", taken=taken)
        taken.add(stay.id)
        yield stay, what, before


def _as_ours(house: House, arrival: Arrival) -> Arrival:
    """Its room as the hotel writes it."""
    return replace(arrival, room=rooms.named(house, arrival.room or "") or arrival.room)


def _facts(conn: Connection, house: House, stay_id: int) -> dict[str, Any] | None:
    """A stay as JSON can hold it; None when it is not there."""
    row = conn.execute(_STAY, {"p": house.id, "i": stay_id}).mappings().first()
    if row is None:
        return None
    facts = {name: row[name].isoformat() if name in MOMENTS and row[name] else row[name] for name in FACTS}
    return facts | {"number": numbers.last_listed(conn, house, stay_id)}  # which one, not what it is


def last(conn: Connection, house: House) -> Import | None:
    """The last list that was brought in and can still be taken back."""
    row = conn.execute(_LAST, {"p": house.id}).mappings().first()
    if row is None or row["undone_at"] or not row["before"]:
        return None
    return Import(row["id"], row["at"], row["actor"], row["file"], tuple(row["before"]), None)


def undo(conn: Connection, house: House, import_id: int | None = None) -> Import:
    """Take back the last list, all of it; refused when something has happened to one of its stays since."""
    found = last(conn, house)
    if found is None or import_id not in (None, found.id):
        raise NothingToUndo
    moved = [one for one in found.stays if _happened(conn, house, one)]
    if moved:
        raise MovedOn(names=_named(moved))
    for one in found.stays:
        _put_back(conn, house, one)
    mine = stay_imports.c.property_id == house.id, stay_imports.c.id == found.id
    conn.execute(update(stay_imports).where(*mine).values(undone_at=house.now, before=[]))
    return found


def _named(moved: Sequence[Mapping[str, Any]]) -> Join:
    """Three of them, and how many more."""
    names: list[Value] = [Named(one["after"]["surname"], one["after"]["name"]) for one in moved]
    more = [f"+{len(names) - MOST_NAMES}"] if len(names) > MOST_NAMES else []
    return Join([*names[:MOST_NAMES], *more])


def _happened(conn: Connection, house: House, one: Mapping[str, Any]) -> bool:
    now = _facts(conn, house, one["stay"])
    if now is None or any(now[name] != fact for name, fact in one["after"].items()):
        return True
    if one["before"] is None:
        facts = {"p": house.id, "s": one["stay"], "i": one["stay"]}
        return any(conn.execute(kept, facts).first() for kept in _KEPT)
    opened = one["after"]["state"] == "in_house" != one["before"]["state"]
    return opened and bool(phones.linked(conn, house, one["stay"]))


def _put_back(conn: Connection, house: House, one: Mapping[str, Any]) -> None:
    mine = stays.c.property_id == house.id, stays.c.id == one["stay"]
    stay = find(conn, house, one["stay"])
    numbers.unlist(conn, house, one["stay"], after=(one["before"] or {}).get("number", 0))
    if one["before"] is None:
        if stay:
            clocks.stop(conn, house, stay)
        conn.execute(delete(stays).where(*mine))
        return
    facts = {name: fact for name, fact in one["before"].items() if name in FACTS}
    facts |= {name: datetime.fromisoformat(facts[name]) for name in MOMENTS if facts[name]}
    conn.execute(update(stays).where(*mine).values(**facts))
    if again := find(conn, house, one["stay"]):
        clocks.set_for(conn, house, again)
        phones.follow(conn, house, again)


def packed(one: Arrival) -> dict[str, Any]:
    """For the way to the desk's own process."""
    facts = {name: getattr(one, name) for name in Arrival.__dataclass_fields__}
    return facts | {
        "arrival": one.arrival.isoformat(),
        "departure": one.departure.isoformat(),
        "ages": list(one.ages),
    }


def unpacked(raw: Mapping[str, Any]) -> Arrival:
    days = {name: date.fromisoformat(raw[name]) for name in ("arrival", "departure")}
    return Arrival(**{**raw, **days, "ages": tuple(raw["ages"])})
