"""What stands in SQLite's log, read as SQLite reads it, and told where SQLite would be silent.

SQLite takes the log up to the first frame whose checksum is wrong, and forgets the rest without a word: so it
forgets what a power cut has torn. A changed byte looks just like that, and what was acknowledged is gone.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HEADER, FRAME = 32, 24  # bytes
MAGIC = 0x377F0682  # its last bit: checksums are over big-endian words
AT_A_TIME = 256  # frames
Pair = tuple[int, int]


@dataclass
class Log:
    """`upto` frames end with a commit and are whole; `size` is how many pages the database has after them."""

    salt: Pair = (0, 0)
    upto: int = 0
    size: int = 0
    check: Pair = (0, 0)  # of the last of them
    commits: int = 0
    pages: set[int] = field(default_factory=set)  # the numbers of those they hold
    whole: bool = True  # False: not even its beginning can be read


def log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def read(database: Path) -> Log | None:
    """The log beside a database that nobody has open; None when there is none."""
    try:
        with log_of(database).open("rb") as file:
            begins = file.read(HEADER)
            if not begins:
                return None
            return _frames(file, begins)
    except FileNotFoundError:
        return None


def _frames(file: Any, begins: bytes) -> Log:
    if len(begins) < HEADER:
        return Log(whole=False)
    magic, _, page_size, _, *salt, first, second = struct.unpack(">8I", begins)
    big = bool(magic & 1)
    if magic & ~1 != MAGIC or _sum(begins[:24], (0, 0), big) != (first, second):
        return Log(whole=False)
    log, seen, check = Log(salt=(salt[0], salt[1])), set[int](), (first, second)
    step, number = FRAME + page_size, 0
    while chunk := file.read(step * AT_A_TIME):
        for at, found in enumerate(_sums(chunk, step, check, big)):
            page, size, *rest = struct.unpack_from(">6I", chunk, at * step)
            if (rest[0], rest[1]) != log.salt or (rest[2], rest[3]) != found:
                return log
            number, check = number + 1, found
            seen.add(page)
            if size:  # a commit
                log.upto, log.size, log.check = number, size, check
                log.commits += 1
                log.pages |= seen
                seen.clear()
    return log


def _sums(chunk: bytes, step: int, before: Pair, big: bool) -> list[Pair]:
    """What the checksum of each frame must be, if all before it are whole."""
    import numpy as np  # slow to load; a log is left behind only by a crash

    n = len(chunk) // step
    words = np.frombuffer(chunk, dtype=">u4" if big else "<u4", count=n * step // 4).reshape(n, step // 4)
    weights, fib = _weights(step // 4)
    own = np.einsum("fw,kw->fk", words.astype(np.uint32, copy=False), weights)  # no large copy in between
    found, (first, second) = list[Pair](), before
    for one, two in own.tolist():
        first, second = (
            (fib[0] * first + fib[1] * second + one) & 0xFFFFFFFF,
            (fib[1] * first + fib[2] * second + two) & 0xFFFFFFFF,
        )
        found.append((first, second))
    return found


@cache
def _weights(step: int) -> tuple[Any, tuple[int, int, int]]:
    """SQLite's checksum is linear in the words, with Fibonacci's numbers backwards as weights.

    Of a frame's `step` words it leaves out those between the first two and the page.
    """
    import numpy as np

    n, left_out = step - FRAME // 4 + 2, FRAME // 4 - 2
    fib = [0, 1]
    while len(fib) < n + 2:
        fib.append((fib[-1] + fib[-2]) & 0xFFFFFFFF)
    first, second = fib[n - 1 :: -1], fib[n:0:-1]
    weights = np.array([[*one[:2], *[0] * left_out, *one[2:]] for one in (first, second)], dtype=np.uint32)
    return weights, (fib[n - 1], fib[n], fib[n + 1])


def _sum(said: bytes, before: Pair, big: bool) -> Pair:
    first, second = before
    for one, two in struct.iter_unpack(">2I" if big else "<2I", said):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
