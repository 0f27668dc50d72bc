"""Hours in which a manager sells none of an offer: an afternoon, a week. Rows only; `runtime` decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from bot.db import Connection
from bot.desk.house import House
from bot.schema import pauses

_BEGIN = insert(pauses).returning(pauses.c.id)
_MINE = (pauses.c.property_id == bindparam("p")) & (pauses.c.id == bindparam("i"))
_LIFT = delete(pauses).where(_MINE)
_AHEAD = (
    select(pauses.c.id, pauses.c.offers, pauses.c.since, pauses.c.until)
    .where(pauses.c.property_id == bindparam("p"), pauses.c.until > bindparam("now"))
    .order_by(pauses.c.since, pauses.c.id)
)
_OVER = delete(pauses).where(pauses.c.property_id == bindparam("p"), pauses.c.until <= bindparam("now"))


@dataclass(frozen=True)
class Pause:
    id: int
    offers: frozenset[str]
    since: datetime
    until: datetime


def begin(conn: Connection, house: House, offer: str, since: datetime, until: datetime, by: str) -> int:
    """Its number. What is over is swept out with it."""
    conn.execute(_OVER, {"p": house.id, "now": house.now})
    row = {"property_id": house.id, "offers": [offer], "since": since, "until": until, "by": by}
    return int(conn.execute(_BEGIN, row).scalar_one())


def lift(conn: Connection, house: House, pause: int) -> bool:
    """True when there was one."""
    return conn.execute(_LIFT, {"p": house.id, "i": pause}).rowcount == 1


def of(conn: Connection, house: House, offer: str) -> list[Pause]:
    """Those of an offer that are not over, the soonest first."""
    rows = conn.execute(_AHEAD, {"p": house.id, "now": house.now})
    found = (Pause(row.id, frozenset(row.offers), row.since, row.until) for row in rows)
    return [one for one in found if offer in one.offers]
