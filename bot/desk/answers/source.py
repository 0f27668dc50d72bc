"""Where an answer comes from: the file of the catalog, or the colleague whose answer it was."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.catalog.model import Entry, Offer
from bot.desk.house import House
from bot.say import Value, text
from bot.schema import proposals, staff

_TAUGHT = (
    select(staff.c.name)
    .join_from(
        proposals,
        staff,
        (staff.c.property_id == proposals.c.property_id) & (staff.c.user_id == proposals.c.by),
    )
    .where(
        proposals.c.property_id == bindparam("p"),
        proposals.c.entry == bindparam("e"),
        proposals.c.state == "approved",
    )
    .order_by(proposals.c.id.desc())
    .limit(1)
)


def of_entry(conn: Connection, house: House, entry: Entry) -> Value:
    person = conn.execute(_TAUGHT, {"p": house.id, "e": entry.id}).scalar()
    return text("staff.ask_taught", person=person) if person else f"knowledge/{entry.topic}.yaml"


def of_offer(offer: Offer) -> str:
    place = "packages" if offer.group == "package" else f"extras/{offer.group}"
    return f"{place}/{offer.code}.yaml"
