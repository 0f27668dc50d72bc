"""A start that takes place only from so many people: each hold sets the timer at which it is settled."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking.ask import Ask
from bot.desk.booking.book import Booking
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.schema import departures

KIND = "departure_due"
_OFF = select(departures.c.id).where(
    departures.c.property_id == bindparam("p"),
    departures.c.offer == bindparam("o"),
    departures.c.option == bindparam("t"),
    departures.c.start == bindparam("s"),
    departures.c.state == "cancelled",
)


def watch(conn: Connection, ask: Ask) -> None:
    """Places of such a start are held: it will be settled."""
    least = ask.offer.rules.minimum
    if least is None or ask.start is None:
        return
    due = ask.start - timedelta(minutes=least.decide_minutes)
    if due > ask.house.now:
        timers.start(conn, ask.house, KIND, ref(ask.offer.code, ask.option.code, ask.start), due)


def hurry(conn: Connection, house: House, booked: Booking) -> None:
    """What was put off is settled now, but not before its hour."""
    sold = house.sold(booked.offer, booked.option)
    least = sold[0].rules.minimum if sold else None
    if least is None or booked.start is None:
        return
    name = ref(booked.offer, booked.option, booked.start)
    if timers.due_at(conn, house, KIND, name):
        hour = booked.start - timedelta(minutes=least.decide_minutes)
        timers.start(conn, house, KIND, name, max(hour, house.now))


def ref(offer: str, option: str, start: datetime) -> str:
    return f"{offer}/{option}/{start.isoformat()}"


def is_off(conn: Connection, house: House, offer: Offer, option: Option, start: datetime) -> bool:
    """Whether it has been settled that it does not run."""
    known = {"p": house.id, "o": offer.code, "t": option.code, "s": start}
    return offer.rules.minimum is not None and conn.execute(_OFF, known).first() is not None
