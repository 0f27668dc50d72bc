"""How far the set-up has got: one row a hotel, so that it goes on after a pause or a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.db import Connection
from bot.desk.house import House
from bot.desk.setup.group import Standing
from bot.schema import setups

NOBODY = 0  # before the hotel has an owner

_GET = select(setups).where(setups.c.property_id == bindparam("p"))


@dataclass(frozen=True)
class Setup:
    """`answers` by question; `declined` is what the hotel does not have.

    `by`: the owner who was at it last; `asking`: what they were asked, while it has no answer.
    """

    answers: Mapping[str, Any]
    asking: str | None
    group: Standing | None
    declined: frozenset[str]
    by: int
    updated_at: datetime
    finished_at: datetime | None


def begin(conn: Connection, house: House, *, finished: bool) -> None:
    """Once a hotel: `finished` when its catalog is its own from the first day."""
    if of(conn, house) is None:
        row = {"property_id": house.id, "answers": {}, "declined": [], "by": NOBODY, "updated_at": house.now}
        conn.execute(insert(setups).values(**row, finished_at=house.now if finished else None))


def of(conn: Connection, house: House) -> Setup | None:
    """None in the demo, where nothing is to be set up."""
    row = conn.execute(_GET, {"p": house.id}).mappings().first()
    if row is None:
        return None
    return Setup(
        answers=row["answers"],
        asking=row["asking"],
        group=Standing.unpack(row["group"]) if row["group"] else None,
        declined=frozenset(row["declined"]),
        by=row["by"],
        updated_at=row["updated_at"],
        finished_at=row["finished_at"],
    )


def keep(conn: Connection, house: House, **facts: Any) -> None:
    """Change some of the row; `updated_at` follows."""
    conn.execute(update(setups).where(setups.c.property_id == house.id).values(**facts, updated_at=house.now))


def keep_group(conn: Connection, house: House, standing: Standing | None) -> None:
    """What Telegram shows is not the owner's doing: `updated_at` stays."""
    packed = standing.pack() if standing else None
    conn.execute(update(setups).where(setups.c.property_id == house.id).values(group=packed))
