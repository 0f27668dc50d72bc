"""Whether a database that nobody has open is as it was left: looked at before each start."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import JSON, Table

from bot.db import seal, wal
from bot.db.engine import writing_engine
from bot.db.seal import UNKNOWN, Kept, SealBroken
from bot.db.wal import Log, Pair
from bot.schema import metadata

NEXT = 1000  # logs that a power cut may have taken, with nothing in them that was acknowledged


class Damaged(Exception):
    """The database is not as the desk left it; `why` is a sentence without a full stop."""

    def __init__(self, database: Path, why: str) -> None:
        super().__init__(f"The database {database} is damaged: {why}.")
        self.database, self.why = database, why


def examine(database: Path) -> Kept | None:
    """What its seal says, which holds; None when it has none and is sound. Damaged otherwise."""
    try:
        kept = seal.load(database)
    except SealBroken:
        kept = None
    if not database.exists() or not database.stat().st_size:
        if kept:
            raise Damaged(database, "the file is gone or empty, though a desk has worked with it")
        return None
    if kept is None:
        _sound(database)
        return None
    log = wal.read(database)
    if why := _lost(kept, log):
        raise Damaged(database, why)
    if wrong := _differing(database, kept, log):
        raise Damaged(database, _pages(wrong, len(kept.sums)))
    return kept


def begin(database: Path, found: Kept | None) -> Kept | None:
    """What `examine` found, or a seal made now: it had none, or the steps of an upgrade have ended it."""
    if found and seal.seal_of(database).exists():
        return found
    engine = writing_engine(database)
    engine.connect().close()  # the log that a crash has left is moved into it
    engine.dispose()
    try:
        return seal.load(database) if seal.make(database) else None
    except OSError:  # a full disk
        return None


def _pages(wrong: list[int], of: int) -> str:
    which = f"page {wrong[0]} is" if len(wrong) == 1 else f"pages {wrong[0]} to {wrong[-1]} are"
    return f"{which} not as the desk left it ({len(wrong)} of {of} pages)"


def _lost(kept: Kept, log: Log | None) -> str:
    """What the log should hold and does not; empty when all is there.

    What was moved into the database before may be missing: the pages tell whether it arrived.
    """
    mark = kept.mark
    if kept.closed and log and log.upto:
        return "a log lies beside it that is not its own"
    if mark is None or not mark.frames:
        return ""
    if log and log.whole and log.salt == mark.salt:
        if log.upto < mark.frames:
            return f"its log is whole up to step {log.upto} only, of {mark.frames} that were acknowledged"
        return ""
    same = kept.salt == mark.salt and kept.frames >= mark.frames
    moved = kept.frames > 0 and (same or _later(kept.salt, mark.salt))
    if log is None or not log.whole:
        said = "is gone" if log is None else "cannot be read"
        return "" if moved else f"its log {said}, with {mark.frames} steps that were acknowledged"
    if _later(log.salt, mark.salt) and moved and (log.commits <= 1 or not mark.of_now):
        return ""  # a new one had just begun: its head alone, or a commit whose mark was not written yet
    return "its log is of another time, and not the one that belongs to it"


def _later(one: Pair, other: Pair) -> bool:
    """Each new log in the same file counts one up; that of another file begins anywhere."""
    return 0 < (one[0] - other[0]) & 0xFFFFFFFF <= NEXT


def _differing(database: Path, kept: Kept, log: Log | None) -> list[int]:
    """The pages that are not as they were left. Those in the log are taken from there, and not looked at.

    After a power cut the last batch may never have left: then its pages are still what they were before.
    """
    found, wrong = seal.sums_of(database, kept.page_size), list[int]()
    pages = log.pages if log else {}
    doubtful = log is not None and not _follows(log, kept) and not (kept.mark and kept.mark.of_now)
    for number, wanted in enumerate(kept.sums, 1):
        here = found[number - 1] if number <= len(found) else UNKNOWN
        if wanted in (UNKNOWN, here) or number in pages:
            continue
        if doubtful and here == kept.before.get(number, UNKNOWN):
            kept.sums[number - 1] = here
            continue
        wrong.append(number)
    return wrong


def _follows(log: Log, kept: Kept) -> bool:
    """Whether the log holds all that the last batch has taken from it."""
    if not log.whole:
        return False
    return _later(log.salt, kept.salt) or (log.salt == kept.salt and log.upto >= kept.frames)


def _sound(database: Path) -> None:
    """Without a seal: structure, references, what columns may hold; Damaged when one of them is wrong."""
    how = "mode=ro" if wal.log_of(database).exists() else "mode=ro&immutable=1"
    uri = f"file:{quote(str(database.absolute()))}?{how}"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=5)) as conn:
            for why in flaws(conn):
                raise Damaged(database, why)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if isinstance(error, sqlite3.OperationalError):  # a lock, rights, the disk: not the database's fault
            raise
        raise Damaged(database, str(error)) from None


def flaws(conn: sqlite3.Connection) -> Iterator[str]:
    """What is wrong with a database, as far as it can be seen without knowing what it held."""
    (said,) = conn.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        yield str(said)
        return
    if row := conn.execute("PRAGMA foreign_key_check").fetchone():
        yield f"a row of {row[0]} refers to one of {row[2]} that is not there"
    here = {name for (name,) in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in metadata.sorted_tables:
        if table.name in here:
            yield from _unreadable(conn, table)


def _unreadable(conn: sqlite3.Connection, table: Table) -> Iterator[str]:
    here = {row[1] for row in conn.execute(f'PRAGMA table_info("{table.name}")')}
    for column in table.columns:
        if isinstance(column.type, JSON) and column.name in here:
            wrong = f'"{column.name}" IS NOT NULL AND NOT json_valid("{column.name}")'
            asked = f'SELECT 1 FROM "{table.name}" WHERE {wrong} LIMIT 1'  # noqa: S608  # names of our own
            if conn.execute(asked).fetchone():
                yield f"{table.name}.{column.name} holds something that cannot be read"
