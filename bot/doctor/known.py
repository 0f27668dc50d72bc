"""What the database tells the other checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Column, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot import ledger
from bot.config import PROPERTY, Config
from bot.db import Connection
from bot.desk import people
from bot.desk.catalog import folder, watching
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.versions import NoVersion
from bot.desk.house import House
from bot.desk.privacy import ledger as privacy
from bot.desk.privacy import retention
from bot.desk.setup.gaps import Gap, missing
from bot.folder import own
from bot.schema import catalog_versions, inbox, letters, timers


@dataclass(frozen=True)
class Queue:
    """Messages that came in, or letters that are owed: those given up, and the oldest that waits."""

    dead: int = 0
    waiting: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class Known:
    """Nothing, when the database cannot be read."""

    catalog: Catalog | None = None
    version: int = 0
    since: datetime | None = None  # the first version was published
    staff_chat: int | None = None
    owners: int = 0
    gaps: Sequence[Gap] = ()
    inbox: Queue = Queue()
    letters: Queue = Queue()
    rival: bool = False
    forgot: datetime | None = None  # when what is forgotten by time alone was last looked through
    remains: bool = False  # the file may hold some of who was erased
    base: Catalog | None = None  # the version that the hotel's own files came from

    @classmethod
    def of(cls, config: Config, now: datetime) -> Known:
        try:
            number, live = ledger.live(config)
            if not number or live is None:
                return cls()
            with ledger.looking(config) as conn:
                house = House(PROPERTY, live, number, now)
                mine = own(config)
                before = watching.came_from(conn, house, folder.base(mine) if mine else None)
                return replace(_look(conn, house), base=before)
        except (sqlite3.Error, SQLAlchemyError, OSError, ValueError, ImportError, NoVersion):
            return cls()  # the checks of the database say why


def _look(conn: Connection, house: House) -> Known:
    first = select(func.min(catalog_versions.c.published_at)).where(
        catalog_versions.c.property_id == house.id
    )
    rival = select(timers.c.id).where(
        timers.c.property_id == house.id, timers.c.kind == "quiet", timers.c.ref == "alert.polling"
    )
    return Known(
        house.catalog,
        house.version,
        conn.execute(first).scalar(),
        people.staff_chat(conn, house.id),
        len(people.owners(conn, house)),
        missing(conn, house),
        _queue(conn, house, inbox.c.received_at, inbox.c.state, inbox.c.property_id),
        _queue(conn, house, letters.c.created_at, letters.c.state, letters.c.property_id),
        conn.execute(rival).first() is not None,
        max((one.at for one in retention.marks(conn, house.id)), default=None),
        bool(privacy.uncleaned(conn, house.id)),
    )


def _queue(
    conn: Connection, house: House, at: Column[datetime], state: Column[str], of: Column[str]
) -> Queue:
    counted = select(state, func.count(), func.min(at)).where(of == house.id, state.in_(("new", "dead")))
    found = {row[0]: (row[1], row[2]) for row in conn.execute(counted.group_by(state))}
    waiting, oldest = found.get("new", (0, None))
    return Queue(found.get("dead", (0, None))[0], waiting, oldest)
