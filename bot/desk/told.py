"""What Telegram was told: the webhook's secret, and what stands in the bot's profile."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, bindparam, delete, exists, insert, literal, select, update

from bot.db import Connection
from bot.desk.house import House
from bot.schema import guests, properties, setups, staff, told

HOOK = "webhook"

_VALUE = select(told.c.value).where(told.c.property_id == bindparam("p"), told.c.part == bindparam("w"))
_NEW = insert(told).from_select(
    ["property_id", "part", "value"],
    select(bindparam("p", type_=Text), literal(HOOK, Text), bindparam("v", type_=Text)).where(
        ~exists().where(told.c.property_id == bindparam("p"), told.c.part == HOOK)
    ),
)
_PARTS = select(told.c.part, told.c.value, told.c.not_before).where(
    told.c.property_id == bindparam("p"), told.c.part != HOOK
)
_ADD = insert(told)
_CHANGE = (
    update(told)
    .where(told.c.property_id == bindparam("p"), told.c.part == bindparam("w"))
    .values(value=bindparam("v"), not_before=bindparam("until"))
)
_FORGET = delete(told).where(told.c.property_id == bindparam("p"), told.c.part == bindparam("w"))
_IN_PRIVATE = (  # a bot may name its commands only in a chat that the person has opened
    select(staff.c.user_id, staff.c.role, guests.c.language)
    .join(guests, (guests.c.property_id == staff.c.property_id) & (guests.c.chat_id == staff.c.user_id))
    .where(staff.c.property_id == bindparam("p"), staff.c.state == "active", guests.c.blocked_at.is_(None))
    .order_by(staff.c.id)
)
_STAFF_CHAT = select(properties.c.staff_chat).where(properties.c.id == bindparam("p"))
_UNFINISHED = select(setups.c.property_id).where(
    setups.c.property_id == bindparam("p"), setups.c.finished_at.is_(None)
)


@dataclass(frozen=True)
class Part:
    """One thing Telegram shows of us: a hash of what it was told, and when we may speak again."""

    value: str
    not_before: datetime | None = None


@dataclass(frozen=True)
class Member:
    """A colleague who has a private chat with the bot."""

    user_id: int
    role: str
    language: str


@dataclass(frozen=True)
class Facts:
    """All that the profile is made of. `own`: the hotel's data are its own, no longer the demo's."""

    house: House
    staff_chat: int | None
    team: tuple[Member, ...]
    own: bool
    parts: Mapping[str, Part]


def hook_secret(conn: Connection, property_id: str) -> str:
    """Made at the first start with a webhook; the same for every process on this database."""
    conn.execute(_NEW, {"p": property_id, "v": secrets.token_urlsafe(32)})
    return str(conn.execute(_VALUE, {"p": property_id, "w": HOOK}).scalar_one())


def facts(conn: Connection, house: House) -> Facts:
    here = {"p": house.id}
    return Facts(
        house,
        conn.execute(_STAFF_CHAT, here).scalar(),
        tuple(Member(*row) for row in conn.execute(_IN_PRIVATE, here)),
        conn.execute(_UNFINISHED, here).first() is None,
        {part: Part(value, until) for part, value, until in conn.execute(_PARTS, here)},
    )


def remember(conn: Connection, property_id: str, name: str, part: Part) -> None:
    """Telegram was told this, or told us to wait."""
    values = {"p": property_id, "w": name, "v": part.value, "until": part.not_before}
    if conn.execute(_CHANGE, values).rowcount == 0:
        row = {"property_id": property_id, "part": name, "value": part.value, "not_before": part.not_before}
        conn.execute(_ADD, row)


def forget(conn: Connection, property_id: str, name: str) -> None:
    """Telegram shows nothing of ours there any more."""
    conn.execute(_FORGET, {"p": property_id, "w": name})
