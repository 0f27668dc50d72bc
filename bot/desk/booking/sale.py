"""What is on sale at this moment: in the live catalog, and not stopped by hand."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk.booking import ways
from bot.desk.booking.refusals import Gone, StoppedSale
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.problems import HOME, PERSON
from bot.say import Choice, Local
from bot.schema import stops

_STOP = select(stops.c.since).where(stops.c.property_id == bindparam("p"), stops.c.offer == bindparam("o"))


def find(conn: Connection, house: House, offer: str, option: str) -> tuple[Offer, Option]:
    """The offer and option as they can be booked now. Raises `Gone` or `StoppedSale`."""
    sold = house.sold(offer, option)
    if sold is None:
        raise Gone(ways=[HOME, PERSON])
    if not sold[0].active:
        raise Gone(ways=_instead(house, sold[0]))
    if stopped(conn, house, offer):
        raise StoppedSale(extra=Local(sold[0].title), ways=_instead(house, sold[0]))
    return sold


def stopped(conn: Connection, house: House, offer: str) -> bool:
    return conn.execute(_STOP, {"p": house.id, "o": offer}).first() is not None


def _instead(house: House, offer: Offer) -> list[Choice]:
    return [*map(ways.see, ways.other_ways(house, offer)[:2]), ways.ideas(offer), PERSON]
