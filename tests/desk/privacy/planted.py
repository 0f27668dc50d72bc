"""A guest who left a trace in every column of every table that can lead to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, Table, Text, insert, select

from bot.columns import Moment
from bot.db import Connection
from bot.desk import people
from bot.desk.booking.book import Sold
from bot.desk.house import House
from bot.desk.people import Guest
from bot.schema import metadata
from bot.schema.privacy import OF_GUESTS

PERSONAL = ("who", "reach", "words", "health")
NUMBERS = {"most": 3, "used": 1, "capacity": 3, "stars": 4, "percent": 10, "n": 1}


@dataclass
class Planted:
    """`mark` stands in every text of theirs, with the table and column behind it."""

    conn: Connection
    house: House
    mark: str
    chat: int
    only_theirs: bool = False  # nothing in columns that may stay
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def guest(self) -> Guest:
        return people.guest_by_id(self.conn, self.rows["guests"])

    def everywhere(self) -> Planted:
        """A row in every table, what others refer to first."""
        theirs = (OF_GUESTS.keys() - {"erasures"}) | {"weather_actions"}  # what one of them refers to
        for table in metadata.sorted_tables:
            if table.name in theirs:
                self._row(table)
        self._row(metadata.tables["stay_imports"])  # it names stays
        return self

    def _row(self, table: Table) -> None:
        values = {one.name: self._value(table, one) for one in table.c if one.name != "id"}
        values |= self._fixed().get(table.name, {})
        key = next(iter(table.primary_key)) if "id" in table.c else None
        made = insert(table).values(**values)
        found = self.conn.execute(made.returning(key) if key is not None else made)
        if key is not None:
            self.rows[table.name] = found.scalar_one()

    def _value(self, table: Table, column: Column[Any]) -> Any:
        if column.foreign_keys:
            return self.rows.get(next(iter(column.foreign_keys)).column.table.name)
        if column.name in ("guest_id", "stay_id", "case_id", "booking_id"):
            return self.rows.get(
                {"guest": "guests", "stay": "stays", "case": "cases", "booking": "bookings"}[column.name[:-3]]
            )
        if column.name in ("chat_id", "source_chat"):
            return self.chat
        if column.name == "property_id":
            return self.house.id
        if column.name == "update_id":
            return self.chat + 1
        return self._plain(table, column)

    def _plain(self, table: Table, column: Column[Any]) -> Any:
        marked = not self.only_theirs or (table.name, column.name) in personal()
        text = f"{self.mark if marked else self.chat}-{table.name}-{column.name}"
        match column.type:
            case Moment():
                return self.house.now
            case JSON():
                return {"words": text, "user": 2001}
            case Boolean():
                return False
            case BigInteger() | Integer():
                return NUMBERS.get(column.name, 1)
            case Text():
                return text
        raise TypeError(f"no value for {table.name}.{column.name}")

    def _fixed(self) -> dict[str, dict[str, Any]]:
        """Where not every value will do."""
        offer = self.house.catalog.offers["canoe"]
        sold = vars(Sold.now(offer, offer.options[0]))
        party = {"adults": 2, "ages": [5]}
        quote = {"lines": [], "total": 4000, "deposit": None, "currency": "AZN"}
        booked = {"party": party, "quote": quote, "sold": sold, "offer": "canoe"}
        over = {"state": "departed", "arrival": "2026-11-10", "departure": "2026-11-15", "ages": [5]}
        left = self.house.now - timedelta(days=5)
        return {
            "guests": {
                "name": f"{self.mark}-guests-name",
                "language": "az",
                "party": party,
                "verified": True,
            },
            "stays": over | {"closed_at": left},
            "stay_guests": {"state": "ended", "ended_at": left},
            "stay_imports": {
                "before": [{"stay": self.rows.get("stays"), "after": {"surname": f"{self.mark}-list"}}]
            },
            "bookings": booked | {"status": "CANCELLED", "payment": "room"},
            "bundles": booked,
            "cases": {
                "kind": "complaint",
                "status": "closed",
                "severity": "S3",
                "ref": f"C-{str(self.chat)[-3:]}",
            }
            | {"thread_chat": -100500},
            "loss_reviews": {"answers": {"what": {"words": f"{self.mark}-said"}, "mood": {"tap": "calm"}}},
            "proposals": {"state": "proposed", "asked": self.rows.get("case_events")},
            "reported_answers": {"source": f"guest:{self.rows.get('guests')}"},
            "inbox": {"state": "done", "chat": str(self.chat)},
            "letters": {"state": "sent", "content": {"say": {"body": [f"{self.mark}-letters-content"]}}},
            "turns": {"chat": str(self.chat)},
        }


def stands(conn: Connection, mark: str) -> list[tuple[str, str]]:
    """Every table and column in which the mark is found."""
    return [(table, column) for table, column, value in values(conn) if mark in str(value)]


def values(conn: Connection) -> Iterator[tuple[str, str, Any]]:
    for table in metadata.sorted_tables:
        for row in conn.execute(select(table)).mappings().all():
            yield from ((table.name, name, value) for name, value in row.items())


def personal() -> set[tuple[str, str]]:
    """What must go: the columns of a guest's tables that tell of a person, as far as they do not stay."""
    return {("stay_imports", "before")} | {
        (name, column)
        for name, held in OF_GUESTS.items()
        for column, kind in held.kinds.items()
        if held.erasing == "row" or column in held.emptied or (kind in PERSONAL and column in held.partly)
    }
