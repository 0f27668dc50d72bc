"""How far guests come with an offer: a count a day, which is nobody's, and one statement to make it.

What is held and booked stands in the book itself. Counted are a guest's own screens, not those that a
colleague opens for a guest; a screen that is opened twice counts twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.desk import dialogues
from bot.desk.house import House
from bot.desk.outbox import Pressed
from bot.desk.problems import DeskError
from bot.schema import offer_steps

Step = Literal["seen", "begun", "priced"]
SHOWS: Mapping[str, tuple[Step, str]] = {  # acts of guests' buttons, and the fact that names the offer
    "offer": ("seen", "code"),
    "options": ("begun", "offer"),
    "request": ("begun", "offer"),
}
REFUSED = "refused:"
KEEP = timedelta(days=800)  # two years and their seasons

_new = insert(offer_steps).values(
    property_id=bindparam("p"), day=bindparam("d"), offer=bindparam("o"), step=bindparam("s"), n=1
)
_COUNT = _new.on_conflict_do_update(
    index_elements=["property_id", "day", "offer", "step"], set_={"n": offer_steps.c.n + 1}
)
_FORGET = delete(offer_steps).where(
    offer_steps.c.property_id == bindparam("p"), offer_steps.c.day < bindparam("before")
)


def pressed(conn: Connection, house: House, act: str, facts: Mapping[str, Any]) -> None:
    """A guest's button that opened a screen; most open none of an offer."""
    step, fact = SHOWS.get(act, (None, ""))
    if step and "option" not in facts:  # the second press of "Book", which says only which kind
        came(conn, house, str(facts[fact]), step)


def came(conn: Connection, house: House, offer: str, step: Step) -> None:
    _count(conn, house, offer, step)


def refused(conn: Connection, house: House, chat_id: int, under: Pressed | None, why: DeskError) -> None:
    """The guest could not have it so. Of what: the pressed button says it, or the screen that waited."""
    waiting = None if under else dialogues.waiting(conn, house, chat_id)
    facts = under.choice.args if under else waiting.data if waiting else {}
    offer = facts.get("offer")
    if isinstance(offer, str) and house.catalog.offer(offer) and "hand" not in facts:
        _count(conn, house, offer, f"{REFUSED}{why.key.removeprefix('refuse.')}")


def _count(conn: Connection, house: House, offer: str, step: str) -> None:
    conn.execute(_COUNT, {"p": house.id, "d": house.today.isoformat(), "o": offer, "s": step})


def forget(conn: Connection, house: House) -> None:
    conn.execute(_FORGET, {"p": house.id, "before": (house.today - KEEP).isoformat()})
