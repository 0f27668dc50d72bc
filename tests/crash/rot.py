"""What happens to files on a disk: changed bytes, lost and cut files, files of another time."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

from bot import migrate

NAME = "qonaq.sqlite3"
TAILS = ("", "-wal", "-shm", ".seal")
Rot = Callable[[Path, Path, Random], None]


def lay(state: Path, folder: Path) -> Path:
    """The files of a desk as they were at that moment; the database among them."""
    folder.mkdir(parents=True, exist_ok=True)
    for tail in TAILS:
        target = folder / f"{NAME}{tail}"
        target.unlink(missing_ok=True)
        if (source := state / f"{NAME}{tail}").exists():
            shutil.copyfile(source, target)
    return folder / NAME


def content(database: Path) -> str:
    """Everything that stands in it, as one sum."""
    found = hashlib.sha256()
    with closing(migrate.looking(database)) as conn:
        for line in conn.iterdump():
            found.update(line.encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def flip(path: Path, rng: Random) -> None:
    """One to a hundred bytes become others."""
    raw = bytearray(path.read_bytes())
    for _ in range(rng.choice((1, 1, 1, 2, 10, 100)) if raw else 0):
        raw[rng.randrange(len(raw))] ^= rng.randrange(1, 256)
    path.write_bytes(raw)


def _log(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def in_database(database: Path, other: Path, rng: Random) -> None:
    flip(database, rng)


def in_log(database: Path, other: Path, rng: Random) -> None:
    flip(_log(database) if _log(database).exists() else database, rng)


def in_both(database: Path, other: Path, rng: Random) -> None:
    in_database(database, other, rng)
    in_log(database, other, rng)


def log_gone(database: Path, other: Path, rng: Random) -> None:
    _log(database).unlink(missing_ok=True)


def log_cut(database: Path, other: Path, rng: Random) -> None:
    _cut(_log(database), rng)


def database_cut(database: Path, other: Path, rng: Random) -> None:
    _cut(database, rng)


def _cut(path: Path, rng: Random) -> None:
    if path.exists():
        raw = path.read_bytes()
        path.write_bytes(raw[: rng.randrange(len(raw) + 1)])


def page_empty(database: Path, other: Path, rng: Random) -> None:
    raw = bytearray(database.read_bytes())
    at = rng.randrange(len(raw) // 4096) * 4096
    raw[at : at + 4096] = bytes(4096)
    database.write_bytes(raw)


def pages_swapped(database: Path, other: Path, rng: Random) -> None:
    raw = bytearray(database.read_bytes())
    one, two = (rng.randrange(len(raw) // 4096) * 4096 for _ in range(2))
    raw[one : one + 4096], raw[two : two + 4096] = raw[two : two + 4096], raw[one : one + 4096]
    database.write_bytes(raw)


def copied_while_written(database: Path, other: Path, rng: Random) -> None:
    """The first part is of this moment, the rest of another."""
    mine, theirs = database.read_bytes(), (other / NAME).read_bytes()
    at = rng.randrange(len(mine))
    database.write_bytes(mine[:at] + theirs[at:])


def database_of_another_time(database: Path, other: Path, rng: Random) -> None:
    shutil.copyfile(other / NAME, database)


def log_of_another_time(database: Path, other: Path, rng: Random) -> None:
    source = _log(other / NAME)
    if source.exists():
        shutil.copyfile(source, _log(database))


ROT: Mapping[str, Rot] = {
    one.__name__: one
    for one in (
        in_database,
        in_log,
        in_both,
        log_gone,
        log_cut,
        database_cut,
        page_empty,
        pages_swapped,
        copied_while_written,
        database_of_another_time,
        log_of_another_time,
    )
}


def others(states: Sequence[Path], state: Path) -> list[Path]:
    return [one for one in states if one != state]
