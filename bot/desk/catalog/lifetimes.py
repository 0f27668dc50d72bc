"""What the hotel has said a guest is worth, as plain data: `bot.desk.reports.economy.lifetime` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.house import House
from bot.schema import lifetimes

_MINE = lifetimes.c.property_id == bindparam("p")
_READ = select(lifetimes.c.inputs, lifetimes.c.by, lifetimes.c.at).where(_MINE)
_put = insert(lifetimes).values(
    property_id=bindparam("p"), inputs=bindparam("i"), by=bindparam("who"), at=bindparam("now")
)
_PUT = _put.on_conflict_do_update(
    index_elements=["property_id"], set_={name: _put.excluded[name] for name in ("inputs", "by", "at")}
)
_DROP = delete(lifetimes).where(_MINE)


def read(conn: Connection, house: House) -> tuple[dict[str, Any], str, datetime] | None:
    """The inputs, who set them, and when."""
    row = conn.execute(_READ, {"p": house.id}).first()
    return (row.inputs, row.by, row.at) if row else None


def put(conn: Connection, house: House, inputs: Mapping[str, Any] | None, by: str) -> None:
    """None: nobody has said anything."""
    if inputs is None:
        conn.execute(_DROP, {"p": house.id})
    else:
        conn.execute(_PUT, {"p": house.id, "i": dict(inputs), "who": by, "now": house.now})
