"""The family of a stay: who they are and what they have told the desk, the same on all phones of the stay.

A guest without a stay keeps all this in the dialogue alone. Nothing of it is written to a log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import RowMapping, bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as put  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.booking.ask import Ask
from bot.desk.booking.party import GROWN_UP, Party, age_on
from bot.desk.booking.told import SIZES
from bot.desk.house import House
from bot.desk.people import Guest, remember_party
from bot.desk.problems import OldButton
from bot.desk.stays import phones
from bot.desk.stays.register import Stay
from bot.schema import companions, families, guests, stay_guests, stays

Kind = Literal["adult", "child"]
ONCE = ("allergies", "licence", "swims", "instruct")  # told for everybody at once

_OF_STAY = (
    select(companions)
    .where(companions.c.property_id == bindparam("p"), companions.c.stay_id == bindparam("s"))
    .order_by(companions.c.kind, companions.c.id)
)
_TOLD = select(families.c.told).where(
    families.c.property_id == bindparam("p"), families.c.stay_id == bindparam("s")
)
_ADD = insert(companions)
_put = put(families)
_PUT = _put.on_conflict_do_update(
    index_elements=["property_id", "stay_id"], set_={"told": _put.excluded.told, "at": _put.excluded.at}
)
_OVER = select(stays.c.id).where(stays.c.property_id == bindparam("p"), stays.c.closed_at < bindparam("till"))


@dataclass(frozen=True)
class Companion:
    """`birth` where it is known; else the `age` that was said on `age_on`."""

    id: int
    kind: Kind
    name: str | None
    birth: date | None
    age: int | None
    age_on: date | None
    sizes: Mapping[str, Any]

    def age_at(self, day: date) -> int | None:
        """On that day; None for a grown-up of whom nobody asked it."""
        return age_on(self.birth, day) if self.birth else self.age

    def grown(self, day: date) -> bool:
        age = self.age_at(day)
        return self.kind == "adult" or (age is not None and age >= GROWN_UP)


def _of(row: RowMapping) -> Companion:
    facts = {name: row[name] for name in Companion.__dataclass_fields__}
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("birth", "age_on")}
    return Companion(**{**facts, **days})


def of_stay(conn: Connection, house: House, stay: Stay) -> list[Companion]:
    """Grown-ups first, each in the order of being named."""
    return [_of(row) for row in conn.execute(_OF_STAY, {"p": house.id, "s": stay.id}).mappings()]


def of_guest(conn: Connection, house: House, guest: Guest) -> list[Companion]:
    stay = phones.stay_of(conn, house, guest.id)
    return of_stay(conn, house, stay) if stay else []


def one(conn: Connection, house: House, stay: Stay, number: int) -> Companion:
    """Raises `OldButton` for somebody who was taken off the list."""
    found = next((each for each in of_stay(conn, house, stay) if each.id == number), None)
    if found is None:
        raise OldButton
    return found


def party(conn: Connection, house: House, guest: Guest) -> dict[str, Any] | None:
    """Who comes when nobody is named: the family of the stay, else whom this phone named last."""
    found = of_guest(conn, house, guest)
    return as_party(found, house.today).carried() if found else guest.party


def as_party(found: Sequence[Companion], day: date) -> Party:
    young = [each for each in found if not each.grown(day)]
    ages = tuple(each.age_at(day) or 0 for each in young)
    return Party(len(found) - len(young), ages, tuple(each.birth for each in young))


def remember(conn: Connection, house: House, guest: Guest, coming: Party) -> None:
    """These people come: whoever is new to the family of the stay joins it. Without a stay, ages alone."""
    remember_party(conn, guest, coming.json())
    stay = phones.stay_of(conn, house, guest.id)
    if stay is None:
        return
    today = coming.on(house.today)
    found = of_stay(conn, house, stay)
    places = members(found, today, house.today)
    corrected = [each for each in found if not each.grown(house.today) and each not in places]
    for place, who in enumerate(places):
        if who is not None:
            continue
        child = place - today.adults
        if child < 0:
            add(conn, house, stay, kind="adult")
            continue
        birth = today.births[child] if child < len(today.births) else None
        same = len(corrected) and len(today.ages) == sum(not each.grown(house.today) for each in found)
        if same and not corrected[0].birth:
            change(conn, house, corrected.pop(0), birth=birth, age=today.ages[child])
        else:
            add(conn, house, stay, kind="child", birth=birth, age=today.ages[child])


def members(found: Sequence[Companion], coming: Party, day: date) -> list[Companion | None]:
    """Who of the family stands at each place of the party: children by age, each of them once."""
    grown = [each for each in found if each.grown(day)]
    young = [each for each in found if not each.grown(day)]
    places: list[Companion | None] = [grown[n] if n < len(grown) else None for n in range(coming.adults)]
    for age in coming.ages:
        same = next((each for each in young if each.age_at(day) == age), None)
        if same:
            young.remove(same)
        places.append(same)
    return places


def told(conn: Connection, house: House, guest: Guest, ask: Ask) -> Ask:
    """The ask with what the family has told before, as far as the dialogue does not say it."""
    stay = phones.stay_of(conn, house, guest.id)
    if stay is None:
        return ask
    places = members(of_stay(conn, house, stay), ask.party, ask.day)
    sizes: dict[str, Any] = {
        size: [who.sizes.get(size) if who else None for who in places]
        for size in SIZES
        if any(who and size in who.sizes for who in places)
    }
    before = {**said_once(conn, house, stay), **sizes}
    return ask.knowing({**before, **_merged(before, ask.told)})


def _merged(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """A size that the dialogue leaves open stays as it was known."""
    return {
        key: [new if new is not None else old for new, old in zip(said, before[key], strict=False)]
        if key in SIZES and len(before.get(key, ())) == len(said)
        else said
        for key, said in now.items()
    }


def learn(conn: Connection, house: House, guest: Guest, ask: Ask) -> None:
    """What was told for this ask is known to the whole stay from now on."""
    stay = phones.stay_of(conn, house, guest.id)
    if stay is None:
        return
    for place, who in enumerate(members(of_stay(conn, house, stay), ask.party, ask.day)):
        news = {size: ask.told[size][place] for size in SIZES if _told_at(ask.told.get(size), place)}
        if who and news.items() - who.sizes.items():
            change(conn, house, who, sizes={**who.sizes, **news})
    once = {key: ask.told[key] for key in ONCE if ask.told.get(key) not in (None, False)}
    if once:
        say_once(conn, house, stay, {**said_once(conn, house, stay), **once})


def _told_at(said: Any, place: int) -> bool:
    return isinstance(said, list) and place < len(said) and said[place] is not None


def said_once(conn: Connection, house: House, stay: Stay) -> dict[str, Any]:
    return dict(conn.execute(_TOLD, {"p": house.id, "s": stay.id}).scalar() or {})


def say_once(conn: Connection, house: House, stay: Stay, said: Mapping[str, Any]) -> None:
    conn.execute(_PUT, {"property_id": house.id, "stay_id": stay.id, "told": dict(said), "at": house.now})


def add(
    conn: Connection,
    house: House,
    stay: Stay,
    *,
    kind: Kind,
    name: str | None = None,
    birth: date | None = None,
    age: int | None = None,
) -> None:
    facts: dict[str, Any] = {"property_id": house.id, "stay_id": stay.id, "kind": kind, "name": name}
    conn.execute(_ADD, {**facts, **_aged(house, birth, age), "sizes": {}, "at": house.now})


def _aged(house: House, birth: date | None, age: int | None) -> dict[str, Any]:
    """A date of birth says the age by itself."""
    said = None if birth else age
    return {
        "birth": birth.isoformat() if birth else None,
        "age": said,
        "age_on": None if said is None else house.today.isoformat(),
    }


def change(conn: Connection, house: House, who: Companion, **facts: Any) -> None:
    """Another name, age, date of birth or sizes."""
    if "birth" in facts or "age" in facts:
        facts |= _aged(house, facts.pop("birth", None), facts.pop("age", None))
    mine = companions.c.property_id == house.id, companions.c.id == who.id
    conn.execute(update(companions).where(*mine).values(**facts))


def drop(conn: Connection, house: House, who: Companion) -> None:
    conn.execute(delete(companions).where(companions.c.property_id == house.id, companions.c.id == who.id))


def drop_all(conn: Connection, house: House, stay_ids: Iterable[int]) -> None:
    """Nobody of these stays is known any more, nor what their phones said of who comes."""
    ids = list(stay_ids)
    for table in (companions, families):
        conn.execute(delete(table).where(table.c.property_id == house.id, table.c.stay_id.in_(ids)))
    theirs = select(stay_guests.c.guest_id).where(
        stay_guests.c.property_id == house.id, stay_guests.c.stay_id.in_(ids)
    )
    now = select(stay_guests.c.guest_id).where(
        stay_guests.c.property_id == house.id,
        stay_guests.c.state == "linked",
        stay_guests.c.stay_id.not_in(ids),
    )
    gone = guests.c.property_id == house.id, guests.c.id.in_(theirs), guests.c.id.not_in(now)
    conn.execute(update(guests).where(*gone).values(party=None))


def forget(conn: Connection, house: House) -> None:
    """A family is forgotten when its stay has been over for as long as the hotel keeps it."""
    till = house.now - timedelta(days=house.hotel.family_days)
    over = list(conn.execute(_OVER, {"p": house.id, "till": till}).scalars())
    if over:
        drop_all(conn, house, over)
