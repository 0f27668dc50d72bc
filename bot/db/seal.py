"""The seal: what every page of the database must be, kept beside it, since SQLite keeps no checksums.

The file `….seal` holds a sum for each page as it was at the last clean stop, and grows by those of the pages
that are about to be moved from the log into the database. Two marks in it say how far the log had got. So a
byte that changed, a log that is gone or cut, and a database that was put there from elsewhere are told at the
next start, after a crash too. Why it is made so: docs/decisions/0024-seal.md.
"""

from __future__ import annotations

import errno
import os
import struct
import zlib
from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.db import wal
from bot.db.wal import Pair

MAGIC = b"qonaq seal 1\n"
RECORDS = 256  # where they begin; before them are the two marks
SYNCED, WRITTEN = 128, 192  # what is surely on disk; what was written, until the computer stops
SLOT = WRITTEN - SYNCED
RECORD = struct.Struct("<cII")  # kind, length, sum of what follows
MARK = struct.Struct("<16s2III2I")  # of this start of the computer; salt, frames, pages, checksum
BATCH = struct.Struct("<2III")  # salt, frames, pages of the database after them
INDEX = struct.Struct("=12xBBHII2I8s8x")  # the head of SQLite's -shm: prepared, order, page size, frames …
PREPARED = 12  # where the head says that it is one
ALL, SOME = b"A", b"S"
UNKNOWN = 0  # of a page that nobody has written yet
CHUNK = 256  # pages
BOOT = Path("/proc/sys/kernel/random/boot_id")  # Linux; elsewhere every start may follow a power cut
IN_WAL_MODE = b"\x02\x02"


class SealBroken(Exception):
    """The seal itself cannot be read."""


@dataclass(frozen=True)
class Mark:
    """How far the log had got."""

    boot: bytes
    salt: Pair
    frames: int
    size: int
    check: Pair

    @property
    def of_now(self) -> bool:
        """Whether the computer has not stopped since."""
        return any(self.boot) and self.boot == boot()

    def packed(self) -> bytes:
        said = MARK.pack(self.boot, *self.salt, self.frames, self.size, *self.check)
        return said + struct.pack("<I", zlib.crc32(said))

    @classmethod
    def of(cls, said: bytes) -> Mark | None:
        """None when there is none, or the power went while it was written."""
        body, kept = said[: MARK.size], said[MARK.size : MARK.size + 4]
        if len(kept) < 4 or struct.unpack("<I", kept)[0] != zlib.crc32(body):
            return None
        boot, one, two, frames, size, first, second = MARK.unpack(body)
        return cls(boot, (one, two), frames, size, (first, second))


@dataclass
class Kept:
    """What a seal file says. `before` is what the pages of the last batch were until then."""

    page_size: int
    sums: array[int]
    closed: bool = True  # no desk was at work: there is no log
    salt: Pair = (0, 0)
    frames: int = 0
    before: dict[int, int] = field(default_factory=dict)
    mark: Mark | None = None


def seal_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.seal")


def boot() -> bytes:
    """Which start of the computer this is; empty when it does not say."""
    try:
        return BOOT.read_bytes().replace(b"-", b"").strip()[:16].ljust(16, b"\0")
    except OSError:
        return bytes(16)


def sum_of(number: int, page: bytes | memoryview) -> int:
    """Never UNKNOWN; a page in the place of another has another sum."""
    return zlib.crc32(page, number) or 1


def sums_of(database: Path, page_size: int) -> array[int]:
    """Of every page in the file. Only while nobody has it open: closing it would end SQLite's locks."""
    found = array("I")
    with database.open("rb") as file:
        while chunk := file.read(page_size * CHUNK):
            view = memoryview(chunk)
            for at in range(0, len(chunk), page_size):
                found.append(sum_of(len(found) + 1, view[at : at + page_size]))
    return found


def page_size_of(database: Path) -> int | None:
    """None unless it is a database with a log, such as the desk makes."""
    with database.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0") or head[18:20] != IN_WAL_MODE:
        return None
    size = int.from_bytes(head[16:18], "big")
    return 65536 if size == 1 else size


def make(database: Path) -> bool:
    """Seal a database that nobody has open and whose log is empty; False when it cannot be sealed now."""
    log = wal.log_of(database)
    page_size = page_size_of(database)
    if page_size is None or (log.exists() and log.stat().st_size):
        return False
    _write(database, page_size, sums_of(database, page_size))
    return True


def break_(database: Path) -> None:
    """What follows is not written by the desk: nothing can be said about it later."""
    seal_of(database).unlink(missing_ok=True)


def _write(database: Path, page_size: int, sums: array[int], *more: bytes, marks: bytes = b"") -> None:
    """The whole of it. With `more` a desk is at work.

    A power cut may leave the one before, which says the same, or none: the next start looks without it.
    """
    partial = seal_of(database).with_name(f".{seal_of(database).name}.part")
    head = (MAGIC + struct.pack("<I?", page_size, not more)).ljust(SYNCED, b"\0") + marks
    with partial.open("wb") as file:
        os.chmod(partial, 0o600)
        file.write(head.ljust(RECORDS, b"\0"))
        file.write(b"".join([_record(ALL, sums.tobytes()), *more]))
    partial.replace(seal_of(database))


def _record(kind: bytes, body: bytes) -> bytes:
    return RECORD.pack(kind, len(body), zlib.crc32(body)) + body


def load(database: Path) -> Kept | None:
    """None when there is no seal; SealBroken when it says nothing that can be believed."""
    try:
        said = seal_of(database).read_bytes()
    except FileNotFoundError:
        return None
    if not said.startswith(MAGIC):
        raise SealBroken
    page_size, closed = struct.unpack_from("<I?", said, len(MAGIC))
    records = list(_records(said))
    if not records or records[0][0] != ALL or not 512 <= page_size <= 65536:
        raise SealBroken
    kept = Kept(page_size, array("I", records[0][1]), closed)
    for _, body in records[1:]:
        _follow(kept, body)
    kept.mark = _mark(said)
    return kept


def _records(said: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Up to what a power cut has torn."""
    at = RECORDS
    while at + RECORD.size <= len(said):
        kind, length, kept = RECORD.unpack_from(said, at)
        body = said[at + RECORD.size : at + RECORD.size + length]
        if len(body) < length or zlib.crc32(body) != kept:
            return
        yield kind, body
        at += RECORD.size + length


def _follow(kept: Kept, body: bytes) -> None:
    """A batch: these pages are about to be moved into the database."""
    one, two, frames, size = BATCH.unpack_from(body)
    pairs = array("I", body[BATCH.size :])
    same_log = kept.salt == (one, two)
    kept.salt, kept.frames = (one, two), frames
    kept.before = kept.before if same_log else {}
    for number in pairs[::2]:
        if number <= len(kept.sums):
            kept.before.setdefault(number, kept.sums[number - 1])
    put(kept.sums, size, dict(zip(pairs[::2], pairs[1::2], strict=True)))


def put(sums: array[int], size: int, found: Mapping[int, int]) -> None:
    """These pages are so from now on, and the database has `size` of them."""
    if len(sums) > size:
        del sums[size:]
    else:
        sums.extend([UNKNOWN] * (size - len(sums)))
    for number, one in found.items():
        if number <= size:
            sums[number - 1] = one


def _mark(said: bytes) -> Mark | None:
    """The further one, as long as the computer has not stopped since; then only what was surely on disk."""
    written, synced = Mark.of(said[WRITTEN:RECORDS]), Mark.of(said[SYNCED:WRITTEN])
    return written if written and written.of_now else synced


class Seal:
    """The seal of a database that was found whole, while a desk works on it. Used by the writing thread.

    It begins short: what was kept of the last run is written anew.
    """

    def __init__(self, database: Path, kept: Kept) -> None:
        self._database, self._page_size, self._sums = database, kept.page_size, kept.sums
        mark = kept.mark.packed() if kept.mark else b""
        body = BATCH.pack(*kept.salt, kept.frames, len(kept.sums))
        _write(database, self._page_size, self._sums, _record(SOME, body), marks=bytes(SLOT) + mark)
        self._file = os.open(seal_of(database), os.O_RDWR)
        self._end = os.fstat(self._file).st_size
        self._index: int | None = None  # closing it while SQLite works would end SQLite's locks
        self._boot, self._written = boot(), b""
        self._salt, self._scanned = (0, 0), 0
        self.frames = 0  # in the log

    def committed(self, *, lasting: bool) -> None:
        """Keep how far the log has got. `lasting`: the commit waited for the disk, if it had anything for it.

        One that changed nothing has synced nothing, nor what others wrote before it; and nobody knows whether
        what a former run left in the log was synced.
        """
        with suppress(OSError):  # a mark that stays behind says less, and nothing wrong
            head = self._read_head()
            if not head or head == self._written:
                return
            places = (WRITTEN, SYNCED) if lasting and self._written else (WRITTEN,)
            self._written = head
            for place in places:
                os.pwrite(self._file, self._mark(head), place)

    def _mark(self, head: bytes) -> bytes:
        _, _, _, self.frames, size, first, second, salt = INDEX.unpack(head)
        return Mark(self._boot, _salt(salt), self.frames, size, (first, second)).packed()

    def follow(self) -> None:
        """SQLite was opened anew: where it keeps how far the log has got may be another file by now."""
        if self._index is None:
            return
        try:
            same = os.path.samestat(os.fstat(self._index), os.stat(f"{self._database}-shm"))
        except FileNotFoundError:
            same = False
        if not same:
            os.close(self._index)
            self._index = None
            self._append(_record(SOME, BATCH.pack(0, 0, 0, len(self._sums))))  # nothing of the new log yet
            for place in (WRITTEN, SYNCED):
                os.pwrite(self._file, bytes(SLOT), place)

    def _read_head(self) -> bytes:
        """Where SQLite itself keeps how far the log has got; empty before it has begun to."""
        if self._index is None:
            with suppress(FileNotFoundError):
                self._index = os.open(f"{self._database}-shm", os.O_RDONLY)
        head = os.pread(self._index, INDEX.size, 0) if self._index is not None else b""
        return head if len(head) == INDEX.size and head[PREPARED] else b""

    def before_moving(self) -> None:
        """Keep, on disk, what the pages in the log are, before they are written into the database.

        OSError when that is not possible; then they must stay where they are.
        """
        head = self._read_head()
        if not head:
            return
        _, _, _, frames, size, _, _, raw = INDEX.unpack(head)
        if _salt(raw) != self._salt:
            self._salt, self._scanned = _salt(raw), 0
        if frames <= self._scanned:
            return
        found = self._scan(self._scanned, frames)
        pairs = array("I", [part for pair in found.items() for part in pair])
        self._append(_record(SOME, BATCH.pack(*self._salt, frames, size) + pairs.tobytes()))
        put(self._sums, size, found)
        self._scanned = frames

    def _append(self, record: bytes) -> None:
        if os.pwrite(self._file, record, self._end) < len(record):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(self._file)
        self._end += len(record)

    def _scan(self, since: int, upto: int) -> dict[int, int]:
        """The sums of the newest of each page among these frames."""
        step, newest = wal.FRAME + self._page_size, dict[int, int]()
        with wal.log_of(self._database).open("rb", buffering=0) as file:
            for first in range(since, upto, CHUNK):
                n = min(CHUNK, upto - first)
                chunk = memoryview(os.pread(file.fileno(), n * step, wal.HEADER + first * step))
                for at in range(0, n * step, step):
                    number = int.from_bytes(chunk[at : at + 4], "big")
                    newest[number] = sum_of(number, chunk[at + wal.FRAME : at + step])
        return newest

    def give_up(self) -> None:
        """It cannot be kept any more; the next start looks the database over without it."""
        break_(self._database)

    def close(self) -> None:
        """After SQLite has closed the database. When that left no log, the seal is written short."""
        ours = self._in_place()
        for file in (self._index, self._file):
            if file is not None:
                os.close(file)
        log = wal.log_of(self._database)
        if ours and not (log.exists() and log.stat().st_size):
            with suppress(OSError):  # a full disk: the long one says the same
                _write(self._database, self._page_size, self._sums)

    def _in_place(self) -> bool:
        try:
            return os.path.samestat(os.fstat(self._file), os.stat(seal_of(self._database)))
        except OSError:
            return False


def seal_for(database: Path, kept: Kept | None) -> Seal | None:
    """None without one, or on a full disk: the desk must open there too, to say so."""
    try:
        return Seal(database, kept) if kept else None
    except OSError:
        return None


def _salt(raw: bytes) -> Pair:
    one, two = struct.unpack(">2I", raw)
    return one, two
