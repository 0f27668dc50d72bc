"""What the hotel's own system says of a stay, merged with what staff have done in chat since.

The register keeps what the system last said (`told`). A field is taken over only when the system says
something else than it said before and staff have not changed it in the meantime: a repeated import changes
nothing, and an older file never reverts a check-in, a check-out, another room or a later departure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Literal

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.house import House
from bot.desk.stays import clocks, numbers, phones
from bot.desk.stays.names import compared
from bot.desk.stays.register import Arrival, State, Stay, by_id, change, of, write
from bot.schema import stays

What = Literal["new", "changed", "same"]
FIELDS = ("room", "surname", "name", "arrival", "departure", "adults", "ages", "language", "note")

_BY_EXTERNAL = (
    select(stays)
    .where(stays.c.property_id == bindparam("p"), stays.c.external == bindparam("e"))
    .order_by(stays.c.id)
)
_SAME_DAY = (
    select(stays)
    .where(stays.c.property_id == bindparam("p"), stays.c.arrival == bindparam("a"))
    .order_by(stays.c.id)
)


def match(conn: Connection, house: House, arrival: Arrival, taken: Collection[int] = ()) -> Stay | None:
    """The stay that this row is about: by its number, else by surname, day of arrival and room.

    `taken`: stays that other rows of the same list are about; several rooms may have one number.
    """
    if arrival.external and (known := _numbered(conn, house, arrival, taken)):
        return known
    rows = conn.execute(_SAME_DAY, {"p": house.id, "a": arrival.arrival.isoformat()}).mappings()
    found = [one for one in map(of, rows) if _same(one, arrival)]
    return min(found, key=lambda one: not one.open, default=None)


def _numbered(conn: Connection, house: House, row: Arrival, taken: Collection[int]) -> Stay | None:
    every = _under(conn, house, row.external)
    likely = [(_likeness(one, row, alone=len(every) == 1), one) for one in every if one.id not in taken]
    how, best = max(likely, key=lambda each: each[0], default=(0, None))
    return best if how else None


def in_order(conn: Connection, house: House, arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Of the rows with one number those first that are known best: what is left may be about a new stay."""
    times = Counter(one.external for one in arrivals)

    def strange(row: Arrival) -> int:
        every = _under(conn, house, row.external) if times[row.external] > 1 else []
        return -max((_likeness(one, row, alone=False) for one in every), default=0)

    return sorted(arrivals, key=strange)


def _under(conn: Connection, house: House, external: str | None) -> list[Stay]:
    return [of(row) for row in conn.execute(_BY_EXTERNAL, {"p": house.id, "e": external}).mappings()]


def _likeness(one: Stay, row: Arrival, *, alone: bool) -> int:
    """How well a stay fits a row with its number; 0 when the row is about another room of the booking.

    Who is here, or was, is known by two of surname, room and day; who is to come by one of them, or by
    the number alone. The surname counts most: rooms are swapped more often than names.
    """
    rooms = _rooms(one)
    named, room = compared(one.surname) == compared(row.surname), row.room in rooms
    day, elsewhere = one.arrival == row.arrival, bool(row.room and rooms and not room)
    coming = one.state in ("expected", "cancelled")
    one_of_them = named or room or (day and not elsewhere)
    if named + room + day < 2 and not (coming and (one_of_them or alone)):
        return 0
    first = bool(row.name) and compared(one.name) == compared(row.name)
    return 16 + 8 * named + 4 * (named and first) + 2 * room + day


def _rooms(one: Stay) -> set[str]:
    return {room for room in (one.room, (one.told or {}).get("room")) if room}


def _same(one: Stay, arrival: Arrival) -> bool:
    """Two numbers are two stays; without a room on either side the first name must agree too.

    What staff entered and took back is nobody's: whoever the list names is still to come.
    """
    if one.external and arrival.external:
        return False
    if one.told is None and one.state in ("cancelled", "no_show"):
        return False
    if compared(one.surname) != compared(arrival.surname):
        return False
    rooms = _rooms(one)
    if arrival.room and rooms:
        return arrival.room in rooms
    return not one.name or not arrival.name or compared(one.name) == compared(arrival.name)


def expect(
    conn: Connection, house: House, arrival: Arrival, *, source: str, taken: Collection[int] = ()
) -> tuple[Stay, What]:
    """Enter one row of the hotel's system; "same" when nothing changed. Staff's later word stands.

    Who is still listed after the day of arrival is in the house: the system would have dropped them.
    """
    known, told = match(conn, house, arrival, taken), _json(arrival)
    if known is None:
        facts = {name: getattr(arrival, name) for name in FIELDS}
        facts |= _state(house, arrival, None, None)
        made = write(conn, house, source=source, external=arrival.external, told=told, **facts)
        clocks.set_for(conn, house, made)
        _rung(conn, house, made, arrival)
        return made, "new"
    new = _news(known, arrival, told) | _state(house, arrival, known, _cancelled_before(known))
    if arrival.external and known.external is None:
        new["external"] = arrival.external
    if told != known.told:
        change(conn, house, known, told=told, **new)
    elif new:
        change(conn, house, known, **new)
    now, what = _entered(conn, house, known, new)
    return now, "changed" if _rung(conn, house, now, arrival) else what


def _entered(conn: Connection, house: House, known: Stay, new: dict[str, Any]) -> tuple[Stay, What]:
    now = by_id(conn, house, known.id)
    if new:
        clocks.set_for(conn, house, now)
        phones.follow(conn, house, now)
    return now, "changed" if new else "same"


def _rung(conn: Connection, house: House, stay: Stay, arrival: Arrival) -> bool:
    """The number on the list is kept while the stay is to come or lasts; True when it is a new one."""
    return bool(arrival.phone) and stay.open and numbers.listed(conn, house, stay.id, arrival.phone or "")


def _news(known: Stay, arrival: Arrival, told: dict[str, Any]) -> dict[str, Any]:
    ours, before = _json_of(known), known.told
    return {
        name: getattr(arrival, name)
        for name in FIELDS
        if told[name] != ours[name] and _may(ours[name], before[name] if before else None, told[name], before)
    }


def _may(ours: Any, before: Any, told: Any, ever: object) -> bool:
    """Taken over: it was empty, or it is as the system left it and the system now says otherwise."""
    if ours in (None, "", []):
        return told not in (None, "", []) and told != before
    return ever is not None and ours == before and told not in (None, "")


def _cancelled_before(known: Stay) -> bool | None:
    return bool(known.told.get("cancelled")) if known.told else None


def _state(house: House, arrival: Arrival, known: Stay | None, cancelled: bool | None) -> dict[str, Any]:
    """The state that follows, if it is another one than now."""
    if known is None:
        return _opening(house, _first_state(house, arrival))
    if arrival.cancelled and not cancelled and known.state == "expected":
        return {"state": "cancelled", "closed_at": house.now}
    if not arrival.cancelled and cancelled and known.state == "cancelled":
        return {**_opening(house, _first_state(house, arrival)), "closed_at": None}
    if known.state == "expected" and not arrival.cancelled and (known.room or arrival.room):
        late = _first_state(house, arrival)
        return _opening(house, late) if late == "in_house" else {}
    return {}


def _first_state(house: House, arrival: Arrival) -> State:
    if arrival.cancelled:
        return "cancelled"
    if arrival.departure < house.today:
        return "departed"
    return "in_house" if arrival.arrival < house.today and arrival.room else "expected"


def _opening(house: House, state: State) -> dict[str, Any]:
    facts: dict[str, Any] = {"state": state}
    if state == "in_house":
        facts["opened_at"] = house.now
    return facts | ({"closed_at": house.now} if state in ("departed", "cancelled") else {})


def _json(arrival: Arrival) -> dict[str, Any]:
    """As it is kept: what JSON can hold."""
    facts = {name: getattr(arrival, name) for name in FIELDS} | {"cancelled": arrival.cancelled}
    return _plain(facts)


def _json_of(known: Stay) -> dict[str, Any]:
    return _plain({name: getattr(known, name) for name in FIELDS})


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    days = {name: facts[name].isoformat() for name in ("arrival", "departure")}
    return {**facts, **days, "ages": list(facts["ages"])}
