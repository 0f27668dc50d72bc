"""What a stay does not want now: on the same day nobody proposes it again, later only after the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk.house import House
from bot.schema import turned_down

_put = insert(turned_down)
_PUT = _put.on_conflict_do_nothing(index_elements=["property_id", "guest_id", "offer", "day"])
_OF = select(turned_down.c.offer, turned_down.c.day).where(
    turned_down.c.property_id == bindparam("p"),
    turned_down.c.guest_id.in_(bindparam("guests", expanding=True)),
    turned_down.c.day >= bindparam("since"),
)


def note(conn: Connection, house: House, guest_id: int, offers: Iterable[str]) -> None:
    """Twice is once."""
    today = {"property_id": house.id, "guest_id": guest_id, "day": house.today.isoformat(), "at": house.now}
    for offer in offers:
        conn.execute(_PUT, {**today, "offer": offer})


def of(conn: Connection, house: House, guests: Sequence[int], since: str) -> dict[str, str]:
    """Each offer with the last day on which one of these phones did not want it."""
    found = conn.execute(_OF, {"p": house.id, "guests": list(guests), "since": since})
    return {offer: day for day, offer in sorted((day, offer) for offer, day in found)}
