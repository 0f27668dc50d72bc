"""Guests and staff: who they are, what language they read, what they may do."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk.house import House
from bot.desk.problems import DeskError, NotManager, NotStaff
from bot.say import choice, text
from bot.schema import guests, properties, room_links, staff

Role = Literal["owner", "manager", "reception", "department"]
ROLES: tuple[Role, ...] = ("reception", "department", "manager")

_GUEST = select(guests).where(guests.c.property_id == bindparam("p"), guests.c.chat_id == bindparam("c"))
_GUEST_BY_ID = select(guests).where(guests.c.id == bindparam("i"))
_NEW_GUEST = insert(guests)
_STAFF = select(staff).where(staff.c.property_id == bindparam("p"), staff.c.user_id == bindparam("u"))
_ACTIVE = (
    select(staff).where(staff.c.property_id == bindparam("p"), staff.c.state == "active").order_by(staff.c.id)
)
_LINK = select(room_links.c.room).where(
    room_links.c.property_id == bindparam("p"), room_links.c.hash == bindparam("h")
)


@dataclass(frozen=True)
class Guest:
    id: int
    chat_id: int
    name: str
    language: str
    chosen: bool
    room: str | None
    verified: bool
    party: dict[str, Any] | None


@dataclass(frozen=True)
class Colleague:
    user_id: int
    name: str
    language: str
    role: str
    department: str | None
    state: str

    @property
    def manages(self) -> bool:
        return self.role in ("owner", "manager")


class NoSuchRoom(DeskError):
    """The hotel has no room of that number."""

    key = "refuse.no_such_room"


class Wait(DeskError):
    """An owner has not yet said yes."""

    key = "refuse.staff_waiting"


def guest(conn: Connection, house: House, chat_id: int) -> Guest | None:
    row = conn.execute(_GUEST, {"p": house.id, "c": chat_id}).mappings().first()
    return _guest(row) if row else None


def guest_by_id(conn: Connection, guest_id: int) -> Guest:
    return _guest(conn.execute(_GUEST_BY_ID, {"i": guest_id}).mappings().one())


def _guest(row: Any) -> Guest:
    names = ("id", "chat_id", "name", "language", "chosen", "room", "verified", "party")
    return Guest(**{name: row[name] for name in names})


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
    if not room_exists(house, room):
        raise NoSuchRoom(
            ways=[choice(text("button.enter_room"), "room"), choice(text("button.person"), "person")]
        )
    if someone.room != room:
        _set(conn, someone, room=room, verified=False)


def verify_room(conn: Connection, someone: Guest) -> None:
    _set(conn, someone, verified=True)


def blocked(conn: Connection, house: House, chat_id: int, *, now_blocked: bool) -> None:
    at = house.now if now_blocked else None
    conn.execute(
        update(guests)
        .where(guests.c.property_id == house.id, guests.c.chat_id == chat_id)
        .values(blocked_at=at)
    )


def slow_down(conn: Connection, house: House, someone: Guest) -> bool:
    """True when the guest has not been asked to slow down within the last minute."""
    row = conn.execute(select(guests.c.slowed_at).where(guests.c.id == someone.id)).scalar()
    if row and (house.now - row).total_seconds() < 60:
        return False
    _set(conn, someone, slowed_at=house.now)
    return True


def _set(conn: Connection, someone: Guest, **values: Any) -> None:
    conn.execute(update(guests).where(guests.c.id == someone.id).values(**values))


def room_exists(house: House, room: str) -> bool:
    return any(_within(room, span) for span in house.hotel.rooms)


def _within(room: str, span: str) -> bool:
    first, dash, last = span.partition("-")
    if not dash:
        return room == first
    return room.isdecimal() and len(room) == len(first) and int(first) <= int(room) <= int(last)


def room_of(conn: Connection, house: House, token: str) -> str | None:
    """The room whose QR code carries this token."""
    found: str | None = conn.execute(_LINK, {"p": house.id, "h": digest(token)}).scalar()
    return found


def link_room(conn: Connection, house: House, room: str, token: str) -> None:
    conn.execute(insert(room_links).values(property_id=house.id, hash=digest(token), room=room))


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def colleague(conn: Connection, house: House, user_id: int) -> Colleague | None:
    """Whoever has asked to join the staff, whatever came of it."""
    row = conn.execute(_STAFF, {"p": house.id, "u": user_id}).mappings().first()
    return _colleague(row) if row else None


def _colleague(row: Any) -> Colleague:
    names = ("user_id", "name", "language", "role", "department", "state")
    return Colleague(**{name: row[name] for name in names})


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
    return [_colleague(row) for row in conn.execute(_ACTIVE, {"p": house.id}).mappings()]


def owners(conn: Connection, house: House) -> list[Colleague]:
    return [one for one in team(conn, house) if one.role == "owner"]


def ask_to_join(conn: Connection, house: House, user_id: int, *, name: str, language: str) -> Colleague:
    """Put someone before the owners. Asking twice, or after a yes, changes nothing."""
    known = colleague(conn, house, user_id)
    if known and known.state in ("asked", "active"):
        return known
    _enrol(conn, house, user_id, name=name, language=language, role="reception", state="asked")
    return on_file(conn, house, user_id)


def appoint(
    conn: Connection, house: House, user_id: int, *, name: str, language: str, role: Role
) -> Colleague:
    """Make someone staff without asking: owners by setting or claim link, the demo's cast."""
    _enrol(conn, house, user_id, name=name, language=language, role=role, state="active")
    return on_file(conn, house, user_id)


def decide(conn: Connection, house: House, user_id: int, *, by: int, role: Role | None) -> Colleague:
    """An owner's yes with a role, or no."""
    owner = on_staff(conn, house, by)
    if owner.role != "owner":
        raise NotManager
    values = {"state": "active", "role": role} if role else {"state": "declined"}
    _change(conn, house, user_id, decided_by=by, **values)
    return on_file(conn, house, user_id)


def gone(conn: Connection, house: House, user_id: int) -> bool:
    """Left the staff group: authority ends at once. True if they had any."""
    known = colleague(conn, house, user_id)
    if known is None or known.state != "active" or known.role == "owner":
        return False
    _change(conn, house, user_id, state="left")
    return True


def on_file(conn: Connection, house: House, user_id: int) -> Colleague:
    found = colleague(conn, house, user_id)
    if found is None:
        raise NotStaff
    return found


def _enrol(conn: Connection, house: House, user_id: int, **values: Any) -> None:
    if colleague(conn, house, user_id):
        _change(conn, house, user_id, **values)
    else:
        conn.execute(
            insert(staff).values(property_id=house.id, user_id=user_id, asked_at=house.now, **values)
        )


def _change(conn: Connection, house: House, user_id: int, **values: Any) -> None:
    conn.execute(
        update(staff).where(staff.c.property_id == house.id, staff.c.user_id == user_id).values(**values)
    )


def ensure_property(conn: Connection, property_id: str) -> None:
    if conn.execute(select(properties.c.id).where(properties.c.id == property_id)).first() is None:
        conn.execute(insert(properties).values(id=property_id))


def staff_chat(conn: Connection, property_id: str) -> int | None:
    found: int | None = conn.execute(
        select(properties.c.staff_chat).where(properties.c.id == property_id)
    ).scalar()
    return found


def move_staff_chat(conn: Connection, property_id: str, chat_id: int) -> None:
    """The staff group was found, or Telegram gave it a new id."""
    conn.execute(update(properties).where(properties.c.id == property_id).values(staff_chat=chat_id))


def new_claim(conn: Connection, property_id: str) -> str:
    """A one-time token that makes its bearer the owner; only its hash is kept."""
    token = secrets.token_urlsafe(16)
    conn.execute(update(properties).where(properties.c.id == property_id).values(claim_hash=digest(token)))
    return token


def claim(conn: Connection, house: House, token: str, user_id: int, *, name: str, language: str) -> bool:
    """Become the owner by the one-time link; it works once."""
    used = conn.execute(
        update(properties)
        .where(properties.c.id == house.id, properties.c.claim_hash == digest(token))
        .values(claim_hash=None)
    )
    if used.rowcount != 1:
        return False
    appoint(conn, house, user_id, name=name, language=language, role="owner")
    return True
