"""The inbox: raw updates on disk before Telegram is told that we have them, worked in order per chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite

from bot.db import Connection
from bot.schema import inbox

DEDUPE_FOR = timedelta(hours=72)  # Telegram keeps updates 24 h and may restart its ids after 7 days
KEEP_FOR = timedelta(hours=71)  # raw text of guests: looked for every hour, so gone within three days
GIVE_UP = 5

_STORE = (  # what is known by its id is left out
    insert(inbox).on_conflict_do_nothing(index_elements=["property_id", "dedupe"]).returning(inbox.c.id)
)
_WHICH = select(inbox.c.id).where(inbox.c.property_id == bindparam("p"), inbox.c.dedupe == bindparam("d"))
_OPEN = (
    select(inbox.c.id, inbox.c.chat, inbox.c.raw, inbox.c.received_at, inbox.c.attempts)
    .where(inbox.c.property_id == bindparam("p"), inbox.c.state == "new")
    .order_by(inbox.c.id)
)
_DONE = (
    update(inbox)
    .where(inbox.c.id == bindparam("i"), inbox.c.state == "new")
    .values(state="done", done_at=bindparam("now"))
)
_NEW = insert(inbox)
_AT_ONCE = _NEW.on_conflict_do_update(  # kept and done in one; what was done before stays as it is
    index_elements=["property_id", "dedupe"],
    set_={"state": _NEW.excluded.state, "done_at": _NEW.excluded.done_at},
    where=inbox.c.state == "new",
)
_FAIL = (
    update(inbox)
    .where(inbox.c.id == bindparam("i"), inbox.c.state == "new")  # another desk may have done it meanwhile
    .values(state=bindparam("s"), attempts=bindparam("n"), error=bindparam("e"))
)
_RECENT = select(func.count()).where(
    inbox.c.property_id == bindparam("p"),
    inbox.c.chat == bindparam("c"),
    inbox.c.received_at > bindparam("since"),
    inbox.c.received_at <= bindparam("now"),
)
_RECENT_WORDS = _RECENT.where(
    inbox.c.raw.not_like('%"callback_query": %')
)  # in a text the quotes are escaped
_FORGET_IDS = (
    update(inbox)
    .where(inbox.c.dedupe.is_not(None), inbox.c.received_at < bindparam("before"))
    .values(dedupe=None)
)
_FORGET = delete(inbox).where(inbox.c.state == "done", inbox.c.received_at < bindparam("before"))


@dataclass(frozen=True)
class Arrival:
    """An update as it came: its id, what it is ordered by, and the raw JSON."""

    update_id: int
    chat: str
    raw: str


@dataclass
class Row:
    """An update that is being worked. `done` is set once its transaction has committed.

    What comes alone is worked first and kept with its effect; until then `fresh` says what to keep.
    """

    id: int  # 0 while fresh
    chat: str
    raw: str
    received_at: datetime
    attempts: int = 0
    done: bool = False
    poison: bool = False  # it cannot be read, and never will be
    error: str | None = field(default=None, repr=False)
    unkept: bool = False  # it failed because nothing could be kept: no fault of its own
    hotel: str = ""  # of a fresh one
    fresh: Arrival | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """For the log: the row's number, or Telegram's while there is no row."""
        return str(self.id) if self.fresh is None else f"t{self.fresh.update_id}"


def store(conn: Connection, property_id: str, arrivals: Sequence[Arrival], *, now: datetime) -> list[Row]:
    """Keep what is new; what Telegram sent before is known by its id and left out."""
    kept = [(one, _keep(conn, property_id, one, now)) for one in arrivals]
    return [Row(row_id, one.chat, one.raw, now) for one, row_id in kept if row_id is not None]


def _keep(conn: Connection, property_id: str, one: Arrival, now: datetime) -> int | None:
    found: int | None = conn.execute(_STORE, _values(property_id, one, now)).scalar()
    return found


def _values(property_id: str, one: Arrival, now: datetime) -> dict[str, Any]:
    return {
        "property_id": property_id,
        "update_id": one.update_id,
        "dedupe": str(one.update_id),
        "chat": one.chat,
        "raw": one.raw,
        "received_at": now,
    }


def fresh(property_id: str, one: Arrival, *, now: datetime) -> Row:
    """A row that is only in memory: its effect will keep it, or `keep` does when that takes long."""
    return Row(0, one.chat, one.raw, now, hotel=property_id, fresh=one)


def keep(conn: Connection, rows: Sequence[Row]) -> list[int]:
    """Put fresh rows on disk as they are, unless they are there already. Their ids, in the same order."""
    return [_kept(conn, row) for row in rows]


def _kept(conn: Connection, row: Row) -> int:
    one = row.fresh  # looked at once: the loop may take it away meanwhile
    if one is None:
        return row.id
    stored = _keep(conn, row.hotel, one, row.received_at)
    facts = {"p": row.hotel, "d": str(one.update_id)}
    return stored or int(conn.execute(_WHICH, facts).scalar_one())


def left_open(conn: Connection, property_id: str) -> list[Row]:
    """What is still to do, in order: all a restart needs."""
    return [Row(*row) for row in conn.execute(_OPEN, {"p": property_id})]


def done(conn: Connection, row: Row, *, now: datetime) -> bool:
    """Mark it done in the caller's transaction; False if it was done before."""
    if one := row.fresh:  # looked at once: the loop may take it away meanwhile
        values = _values(row.hotel, one, row.received_at)
        return conn.execute(_AT_ONCE, values | {"state": "done", "done_at": now}).rowcount == 1
    return conn.execute(_DONE, {"i": row.id, "now": now}).rowcount == 1


def failed(conn: Connection, row: Row, error: str) -> bool:
    """Count a failed attempt; True when it is given up (poison at once) and lies with the dead letters."""
    attempts = row.attempts + 1
    state = "dead" if attempts >= GIVE_UP or row.poison else "new"
    conn.execute(_FAIL, {"i": row.id, "s": state, "n": attempts, "e": error[:500]})
    return state == "dead"


def recent(
    conn: Connection, property_id: str, chat: str, *, since: datetime, now: datetime, presses: bool = True
) -> int:
    """How many updates of a chat came since then; without the presses of buttons, if those do not matter.

    What came while the clock ran ahead is of a time that is still to come, and no flood.
    """
    query = _RECENT if presses else _RECENT_WORDS
    return int(conn.execute(query, {"p": property_id, "c": chat, "since": since, "now": now}).scalar_one())


def forget(conn: Connection, *, now: datetime) -> None:
    """Free ids that Telegram may use again, and the guests' raw words."""
    conn.execute(_FORGET_IDS, {"before": now - DEDUPE_FOR})
    conn.execute(_FORGET, {"before": now - KEEP_FOR})
