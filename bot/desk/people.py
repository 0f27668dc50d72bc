"""Guests and staff: who they are, what language they read, what they may do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk import rooms, timers
from bot.desk.house import House
from bot.desk.problems import HOME, DeskError, NotManager, NotStaff
from bot.say import Local, choice, text
from bot.schema import guests, properties, staff

Role = Literal["owner", "manager", "reception", "department", "read_only"]
ROLES: tuple[Role, ...] = ("reception", "department", "manager", "read_only")
NIGHT = frozenset((22, 23, 0, 1, 2, 3, 4, 5, 6))  # hours
VERIFIED_FOR = timedelta(days=14)  # the longest that reception's word about a room holds
ASK_AGAIN = timedelta(hours=24)  # after a no
NAMELESS = "Owner"  # of whom the settings give only the number

_GUEST = select(guests).where(guests.c.property_id == bindparam("p"), guests.c.chat_id == bindparam("c"))
_GUEST_BY_ID = select(guests).where(guests.c.id == bindparam("i"))
_NEW_GUEST = insert(guests)
_STAFF = select(staff).where(staff.c.property_id == bindparam("p"), staff.c.user_id == bindparam("u"))
_THOSE = (
    select(staff)
    .where(staff.c.property_id == bindparam("p"), staff.c.state == bindparam("s"))
    .order_by(staff.c.id)
)
_BOT_NAME = select(properties.c.bot_name).where(properties.c.id == bindparam("p"))
_STAFF_CHAT = select(properties.c.staff_chat).where(properties.c.id == bindparam("p"))


@dataclass(frozen=True)
class Guest:
    id: int
    chat_id: int
    name: str
    language: str
    chosen: bool
    room: str | None
    verified: bool
    verified_until: datetime | None
    party: dict[str, Any] | None
    was_in: str | None = None  # the room left at check-out


@dataclass(frozen=True)
class Colleague:
    user_id: int
    name: str
    language: str
    role: str
    department: str | None
    state: str
    decided_by: int | None = None
    decided_at: datetime | None = None
    nights: bool = False
    there_at: datetime | None = None

    @property
    def manages(self) -> bool:
        return self.role in ("owner", "manager")


class NoSuchRoom(DeskError):
    """The hotel has no room of that number."""

    key = "refuse.no_such_room"


class Wait(DeskError):
    """An owner has not answered yet."""

    key = "refuse.staff_waiting"


class Decided(DeskError):
    """Whoever wanted to join has had an answer, or no longer waits for one."""

    key = "refuse.join_decided"


def guest(conn: Connection, house: House, chat_id: int) -> Guest | None:
    """Who writes from this chat; a room that was verified long ago no longer is."""
    row = conn.execute(_GUEST, {"p": house.id, "c": chat_id}).mappings().first()
    found = _guest(row) if row else None
    over = found and found.verified_until and found.verified_until <= house.now
    return replace(found, verified=False) if found and over else found


def guest_by_id(conn: Connection, guest_id: int) -> Guest:
    return _guest(conn.execute(_GUEST_BY_ID, {"i": guest_id}).mappings().one())


def _guest(row: Any) -> Guest:
    return Guest(**{name: row[name] for name in Guest.__dataclass_fields__})


def welcome(conn: Connection, house: House, chat_id: int, *, name: str, language: str) -> tuple[Guest, bool]:
    """The guest of this chat, and whether they are new."""
    if known := guest(conn, house, chat_id):
        return known, False
    values = {"property_id": house.id, "chat_id": chat_id, "name": name, "language": language}
    conn.execute(_NEW_GUEST, values | {"created_at": house.now})
    found = guest(conn, house, chat_id)
    assert found  # noqa: S101  # it was inserted one line up
    return found, True


def speak(conn: Connection, someone: Guest, language: str, *, chosen: bool) -> None:
    """Answer in this language from now on."""
    _set(conn, someone, language=language, chosen=chosen)


def remember_party(conn: Connection, someone: Guest, party: dict[str, Any]) -> None:
    _set(conn, someone, party=party)


def claim_room(conn: Connection, house: House, someone: Guest, room: str) -> None:
    """The guest says which room is theirs; until staff confirm it, it is unverified."""
    ours = rooms.named(house, room)
    if ours is None:
        raise NoSuchRoom(
            ways=[choice(text("button.enter_room"), "room"), choice(text("button.person"), "person")]
        )
    if someone.room != ours:
        _set(conn, someone, room=ours, verified=False, verified_until=None, was_in=None)
        timers.stop(conn, house, "unverify", str(someone.id))


def verify_room(
    conn: Connection, house: House, someone: Guest, room: str, *, until: datetime | None = None
) -> bool:
    """Reception says that this room is theirs: two weeks, or `until`. False when they named another since."""
    until = until or house.now + VERIFIED_FOR
    done = conn.execute(
        update(guests)
        .where(guests.c.id == someone.id, guests.c.room == room)
        .values(verified=True, verified_until=until)
    )
    if done.rowcount == 1:
        timers.start(conn, house, "unverify", str(someone.id), until)
    return done.rowcount == 1


def blocked(conn: Connection, house: House, chat_id: int, *, now_blocked: bool) -> None:
    at = house.now if now_blocked else None
    mine = guests.c.property_id == house.id, guests.c.chat_id == chat_id
    conn.execute(update(guests).where(*mine).values(blocked_at=at))


def slow_down(conn: Connection, house: House, someone: Guest) -> bool:
    """True when the guest has not been asked to slow down within the last minute."""
    row = conn.execute(select(guests.c.slowed_at).where(guests.c.id == someone.id)).scalar()
    if row and abs(house.now - row).total_seconds() < 60:
        return False
    _set(conn, someone, slowed_at=house.now)
    return True


def _set(conn: Connection, someone: Guest, **values: Any) -> None:
    conn.execute(update(guests).where(guests.c.id == someone.id).values(**values))


def colleague(conn: Connection, house: House, user_id: int) -> Colleague | None:
    """Whoever has asked to join the staff, whatever came of it."""
    row = conn.execute(_STAFF, {"p": house.id, "u": user_id}).mappings().first()
    return _colleague(row) if row else None


def _colleague(row: Any) -> Colleague:
    return Colleague(**{name: row[name] for name in Colleague.__dataclass_fields__})


def department(house: House, who: Colleague | None) -> Local:
    """Where a colleague belongs, as a guest reads it; who has no place of their own stands for the duty."""
    usual = "reception" if who and who.role == "reception" else "duty"
    named = house.hotel.departments.get((who.department if who else None) or usual)
    return Local((named or house.hotel.departments[usual]).name)


def on_staff(conn: Connection, house: House, user_id: int) -> Colleague:
    """The active colleague behind a user id; refuses everybody else."""
    found = colleague(conn, house, user_id)
    if found is None or found.state != "active":
        raise NotStaff
    return found


def managing(conn: Connection, house: House, user_id: int) -> Colleague:
    found = on_staff(conn, house, user_id)
    if not found.manages:
        raise NotManager
    return found


def team(conn: Connection, house: House) -> list[Colleague]:
    return _those(conn, house, "active")


def asking(conn: Connection, house: House) -> list[Colleague]:
    """Who wants to join and waits for an owner's word."""
    return _those(conn, house, "asked")


def _those(conn: Connection, house: House, state: str) -> list[Colleague]:
    return [_colleague(row) for row in conn.execute(_THOSE, {"p": house.id, "s": state}).mappings()]


def at_night(house: House) -> bool:
    """When most of the staff sleep, on the hotel's clock: as its ladder says, else by the usual hours."""
    ladder = house.catalog.ladder
    if "night" in ladder.hours:
        return "night" in ladder.running(house.now, house.zone, house.catalog.roster.free_days)
    return house.local(house.now).hour in NIGHT


def rung(conn: Connection, house: House) -> list[Colleague]:
    """Everybody, in the order in which they are rung: at night the night duty first."""
    everybody = [one for one in team(conn, house) if one.role != "read_only"]
    return sorted(everybody, key=lambda one: not one.nights) if at_night(house) else everybody


def put_on_nights(conn: Connection, house: House, user_id: int | None) -> None:
    """This colleague is rung first at night, and nobody else."""
    here = staff.c.property_id == house.id
    conn.execute(update(staff).where(here).values(nights=False))
    if user_id is not None:
        conn.execute(update(staff).where(here, staff.c.user_id == user_id).values(nights=True))


def owners(conn: Connection, house: House) -> list[Colleague]:
    return [one for one in team(conn, house) if one.role == "owner"]


def ask_to_join(conn: Connection, house: House, user_id: int, *, name: str, language: str) -> Colleague:
    """Put someone before the owners: `state` is "asked" only when this is news to them.

    Who is active or was turned down within the day stays that; who waits for an owner already gets Wait.
    """
    known = colleague(conn, house, user_id)
    if known and known.state == "asked" and owners(conn, house):
        raise Wait
    refused = known and known.state == "declined" and known.decided_at
    if known and (known.state == "active" or (refused and house.now - refused < ASK_AGAIN)):
        return known
    facts = {"name": name, "language": language, "role": "reception", "state": "asked"}
    _enrol(conn, house, user_id, **facts, asked_at=house.now)
    return on_file(conn, house, user_id)


def appoint(
    conn: Connection, house: House, user_id: int, *, name: str, language: str, role: Role
) -> Colleague:
    """Make someone staff without asking: owners by setting or claim link, the demo's cast."""
    _enrol(conn, house, user_id, name=name, language=language, role=role, state="active")
    return on_file(conn, house, user_id)


def decide(conn: Connection, house: House, user_id: int, *, by: int, role: Role | None) -> Colleague:
    """An owner's yes with a role, or no, to somebody who waits for it; the first answer counts."""
    if on_staff(conn, house, by).role != "owner":
        raise NotManager
    values = {"state": "active", "role": role} if role else {"state": "declined"}
    waits = staff.c.property_id == house.id, staff.c.user_id == user_id, staff.c.state == "asked"
    decision = update(staff).where(*waits).values(decided_by=by, decided_at=house.now, **values)
    if conn.execute(decision).rowcount == 0:
        earlier = on_file(conn, house, user_id)
        decider = colleague(conn, house, earlier.decided_by) if earlier.decided_by else None
        raise Decided(ways=[HOME], name=earlier.name, person=decider.name if decider else "")
    return on_file(conn, house, user_id)


def give_role(
    conn: Connection, house: House, one: Colleague, role: Role, department: str | None
) -> Colleague:
    """Another role for a colleague, from this moment on; a department only with the role of one."""
    _change(conn, house, one.user_id, role=role, department=department)
    return on_file(conn, house, one.user_id)


def introduce(conn: Connection, house: House, user_id: int, *, name: str, language: str) -> None:
    """An owner of whom only the number was known gets the name they write under."""
    known = colleague(conn, house, user_id)
    if known and known.name == NAMELESS != name:
        _change(conn, house, user_id, name=name, language=language)


def gone(conn: Connection, house: House, user_id: int) -> bool:
    """Left the staff group: authority ends at once. True if they had any."""
    known = colleague(conn, house, user_id)
    if known is None or known.state != "active" or known.role == "owner":
        return False
    _change(conn, house, user_id, state="left")
    return True


def there(conn: Connection, house: House, user_id: int) -> None:
    """They were seen in a group of the staff."""
    _change(conn, house, user_id, there_at=house.now)


def on_file(conn: Connection, house: House, user_id: int) -> Colleague:
    found = colleague(conn, house, user_id)
    if found is None:
        raise NotStaff
    return found


def _enrol(conn: Connection, house: House, user_id: int, **values: Any) -> None:
    if colleague(conn, house, user_id):
        _change(conn, house, user_id, **values)
    else:
        known = {"property_id": house.id, "user_id": user_id, "asked_at": house.now}
        conn.execute(insert(staff).values(known | values))


def _change(conn: Connection, house: House, user_id: int, **values: Any) -> None:
    mine = staff.c.property_id == house.id, staff.c.user_id == user_id
    conn.execute(update(staff).where(*mine).values(**values))


def ensure_property(conn: Connection, property_id: str) -> None:
    if conn.execute(select(properties.c.id).where(properties.c.id == property_id)).first() is None:
        conn.execute(insert(properties).values(id=property_id))


def staff_chat(conn: Connection, property_id: str) -> int | None:
    found: int | None = conn.execute(_STAFF_CHAT, {"p": property_id}).scalar()
    return found


def move_staff_chat(conn: Connection, property_id: str, chat_id: int) -> None:
    """The staff group was found, or Telegram gave it a new id."""
    conn.execute(update(properties).where(properties.c.id == property_id).values(staff_chat=chat_id))


def bot_name(conn: Connection, property_id: str) -> str | None:
    """Our name at Telegram, as of the last start; links begin with it."""
    found: str | None = conn.execute(_BOT_NAME, {"p": property_id}).scalar()
    return found


def know_bot(conn: Connection, property_id: str, name: str) -> None:
    conn.execute(update(properties).where(properties.c.id == property_id).values(bot_name=name))
