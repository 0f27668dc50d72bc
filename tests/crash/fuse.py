"""A fuse: the process is gone at a certain step, as if its power had been cut there.

A step is the moment before or after a statement of SQL or a call of Telegram. They are counted, not timed: so
all of them are met alike, not only those that take long.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from bot.tg.request import Wire

GONE = 9  # the exit code of a life that met its end
WORK = {  # what guests are promised: a life may be aimed at it
    *("INSERT bookings", "INSERT booking_events", "INSERT claims", "UPDATE bookings", "UPDATE claims"),
    *("INSERT payments", "UPDATE payments", "INSERT cases", "INSERT relays"),
}
LOOKS = {"SELECT", "PRAGMA", "WITH"}


@dataclass
class Fuse:
    """Burns a step at a time; at the last one, what was going on is written to `record`, and all is over.

    With `work` it is over at that step of work, counted alone, if it comes so far.
    """

    steps: int
    record: Path
    work: int | None = None
    end: Lock = field(default_factory=Lock)

    def burn(self, step: str) -> None:
        self.steps -= 1
        if self.work and step.partition(" ")[2] in WORK:
            self.work -= 1
        if self.steps == 0 or self.work == 0:
            self.end.acquire()  # another thread that comes to its end now waits for ours
            with self.record.open("a", encoding="utf-8") as opened:
                opened.write(f"{step}\n")
            os._exit(GONE)


def light(steps: int, record: Path, work: int | None = None) -> None:
    """From now on every connection to SQLite and to Telegram burns this fuse."""
    fuse = Fuse(steps, record, work)
    _watch_database(fuse)
    _watch_telegram(fuse)


def _watch_database(fuse: Fuse) -> None:
    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, values: Any = (), /) -> Any:
            return _within(fuse, sql, lambda: super(Cursor, self).execute(sql, values))

        def executemany(self, sql: str, values: Any, /) -> Any:
            return _within(fuse, sql, lambda: super(Cursor, self).executemany(sql, values))

    class Connection(sqlite3.Connection):
        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def execute(self, sql: str, values: Any = (), /) -> Any:
            return _within(fuse, sql, lambda: super(Connection, self).execute(sql, values))

        def commit(self) -> None:
            _within(fuse, "COMMIT", super().commit)

    plain: Any = sqlite3.connect

    def connect(*place: Any, **how: Any) -> Any:
        return plain(*place, **({"factory": Connection} | how))

    for module in (sqlite3, sqlite3.dbapi2):
        setattr(module, "connect", connect)  # noqa: B010  # whoever connects from now on


def _watch_telegram(fuse: Fuse) -> None:
    plain = Wire.fetch

    async def fetch(wire: Wire, url: str, method: str, body: Any, seconds: float | None) -> tuple[int, bytes]:
        call = url.rpartition("/")[2]
        fuse.burn(f"before {call}")
        answer = await plain(wire, url, method, body, seconds)
        fuse.burn(f"after {call}")
        return answer

    setattr(Wire, "fetch", fetch)  # noqa: B010  # every call goes through it


def _within(fuse: Fuse, sql: str, act: Any) -> Any:
    """A look changes nothing: the moment after it is the moment before the next step."""
    kind = _kind(sql)
    fuse.burn(f"before {kind}")
    found = act()
    if kind not in LOOKS:
        fuse.burn(f"after {kind}")
    return found


def _kind(sql: str) -> str:
    """ "UPDATE letters SET …" → "UPDATE letters"."""
    words = sql.split()
    named = {"INSERT": 2, "UPDATE": 1, "DELETE": 2}.get(words[0].upper())
    return f"{words[0].upper()} {words[named]}" if named and len(words) > named else words[0].upper()
