"""A start that takes place only from so many people: its holds set the timer at which it is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import RowMapping, bindparam, select

from bot.db import Connection
from bot.desk import timers
from bot.desk.booking.ask import Ask
from bot.desk.catalog.model import Offer, Option
from bot.desk.house import House
from bot.desk.problems import OldButton
from bot.schema import departures

State = Literal["runs", "asked", "cancelled"]
KIND = "departure_due"
_BY_ID = select(departures).where(
    departures.c.property_id == bindparam("p"), departures.c.id == bindparam("i")
)
_OFF = select(departures.c.id).where(
    departures.c.property_id == bindparam("p"),
    departures.c.offer == bindparam("o"),
    departures.c.option == bindparam("t"),
    departures.c.start == bindparam("s"),
    departures.c.state == "cancelled",
)


@dataclass(frozen=True)
class Departure:
    id: int
    offer: str
    option: str
    start: datetime
    least: int
    people: int
    state: State
    decided_by: str | None


def watch(conn: Connection, ask: Ask) -> None:
    """Places of such a start are held: it will be settled."""
    least = ask.offer.rules.minimum
    if least is None or ask.start is None:
        return
    due = ask.start - timedelta(minutes=least.decide_minutes)
    if due > ask.house.now:
        timers.start(conn, ask.house, KIND, ref(ask.offer.code, ask.option.code, ask.start), due)


def ref(offer: str, option: str, start: datetime) -> str:
    return f"{offer}/{option}/{start.isoformat()}"


def by_id(conn: Connection, house: House, number: int) -> Departure:
    row = conn.execute(_BY_ID, {"p": house.id, "i": number}).mappings().first()
    if row is None:
        raise OldButton
    return of(row)


def of(row: RowMapping) -> Departure:
    return Departure(**{name: row[name] for name in Departure.__dataclass_fields__})


def is_off(conn: Connection, house: House, offer: Offer, option: Option, start: datetime) -> bool:
    """Whether it has been settled that it does not run."""
    known = {"p": house.id, "o": offer.code, "t": option.code, "s": start}
    return offer.rules.minimum is not None and conn.execute(_OFF, known).first() is not None
