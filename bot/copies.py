"""Copies of the database: whole, checked before they get their name, locked if wanted, not kept for ever."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import keepsake, media, migrate
from bot.config import Config
from bot.db import whole
from bot.lock import AnotherDesk, only_one

NAME = re.compile(r"qonaq-(\d{8}-\d{6})\.(sqlite3|pgdump)(\.age)?")
LOCKED = ".age"  # age-encryption.org: any program of that kind opens it with the passphrase
SUM = ".sha256"
ALL_OF = timedelta(days=2)  # of older days one copy each
PIECE = 1024 * 1024
REMAINS = re.compile(r"\.+copy-(\d{1,9})\.part.*")
NEEDED = "A locked copy needs pyrage, which is not installed: pip install pyrage."


class BadCopy(Exception):
    """A copy cannot be used; the message says why, and what to do."""


@dataclass(frozen=True, order=True)
class Copy:
    """A file that `qonaq backup` has made. They sort by age."""

    at: datetime
    path: Path

    def is_ahead(self, now: datetime) -> bool:
        """A clock that was wrong has named it: nobody knows how old it is."""
        return self.at - now > keepsake.AHEAD

    @property
    def locked(self) -> bool:
        return self.path.suffix == LOCKED

    @property
    def of_server(self) -> bool:
        """Of PostgreSQL."""
        return ".pgdump" in self.path.suffixes


def of(path: Path) -> Copy | None:
    """None when the name is not one that we give."""
    found = NAME.fullmatch(path.name)
    return Copy(datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC), path) if found else None


def listed(folder: Path) -> list[Copy]:
    """All copies in a folder, the oldest first."""
    there = folder.iterdir() if folder.is_dir() else ()
    return sorted(copy for copy in map(of, there) if copy)


def make(config: Config, folder: Path, now: datetime) -> Copy:
    """Copy what the desk has, which may be at work; the copy has its name only once it was checked."""
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(config.data, folder)
    stage = (config.data if config.passphrase else folder) / f".copy-{os.getpid()}.part"
    to = folder / f"qonaq-{now:%Y%m%d-%H%M%S}.{'pgdump' if config.url else 'sqlite3'}"
    try:
        _take(config, stage)
        media.copy(config.data / "media", folder / "media")
        made = _put_away(stage, to, config.passphrase)
    finally:
        stage.unlink(missing_ok=True)
    keepsake.note(config.data, made.path, now)
    return made


def _sweep(*folders: Path) -> None:
    """What copies that were killed have left: guests' words are in it, and no passphrase locks it."""
    for left in (one for folder in folders for one in folder.glob(".*copy-*.part*")):
        of_whom = REMAINS.fullmatch(left.name)
        if of_whom and not _at_work(int(of_whom[1])):
            left.unlink(missing_ok=True)


def _at_work(pid: int) -> bool:
    """Whether that is another process: we ourselves have made nothing yet."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return pid != os.getpid()


def _take(config: Config, stage: Path) -> None:
    if config.url:
        from bot.console import dumps  # its driver is an extra

        dumps.dump(config.url, stage)
        return
    try:
        with only_one(config.data):  # a desk that opens now would write into what we read
            migrate.copy(config.database, stage)
    except AnotherDesk:  # it has been open for a while; its log keeps the moment for us
        migrate.copy(config.database, stage)
    for why in found_flaws(stage):
        raise BadCopy(f"The database itself is damaged ({why}); the copy was not kept.")


def found_flaws(path: Path) -> list[str]:
    """What is wrong with a file that should be a database; the first thing only."""
    try:
        with closing(migrate.looking(path)) as conn:
            return list(whole.flaws(conn))[:1]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return [str(error)]


def _put_away(stage: Path, to: Path, passphrase: str | None) -> Copy:
    """On disk with its sum before it has its name."""
    if passphrase:
        to = to.with_name(to.name + LOCKED)
        written = to.with_name(f".{to.name}.part")
        write(written, lock(stage.read_bytes(), passphrase))
    else:
        written = stage
        with stage.open("rb+") as file:
            os.fsync(file.fileno())
    try:
        write(to.with_name(to.name + SUM), f"{_sum(written)}  {to.name}\n".encode())
        written.replace(to)
    finally:
        written.unlink(missing_ok=True)
    made = of(to)
    assert made  # noqa: S101  # the name is ours
    return made


def write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        path.chmod(0o600)  # guests' words are in it
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sum(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def lock(content: bytes, passphrase: str) -> bytes:
    try:
        from pyrage import passphrase as age
    except ImportError:
        raise BadCopy(NEEDED) from None
    return bytes(age.encrypt(content, passphrase))


def unlock(content: bytes, passphrase: str) -> bytes:
    """BadCopy when the passphrase is another one, or a byte of the copy has changed."""
    try:
        import pyrage
    except ImportError:
        raise BadCopy(NEEDED) from None
    try:
        return bytes(pyrage.passphrase.decrypt(content, passphrase))
    except pyrage.DecryptError:
        raise BadCopy(
            "QONAQ_BACKUP_PASSPHRASE does not open this copy. Set the one that it was made with."
        ) from None


def check_sum(path: Path) -> None:
    """BadCopy when it is not the file that was made. One from elsewhere has no sum beside it."""
    beside = path.with_name(path.name + SUM)
    if beside.is_file() and beside.read_text("utf-8", "replace").split()[:1] != [_sum(path)]:
        raise BadCopy(f"{path} is damaged: it is not the file that was made. Take an older copy.")


def plain(path: Path, to: Path, passphrase: str | None) -> Path:
    """The copy as a file that can be read: itself, or opened into `to`. BadCopy when it is damaged."""
    check_sum(path)
    if path.suffix == LOCKED:
        if not passphrase:
            raise BadCopy(f"{path} is locked. Set QONAQ_BACKUP_PASSPHRASE to what it was made with.")
        write(to, unlock(path.read_bytes(), passphrase))
        return to
    return path


def rotate(folder: Path, days: int, now: datetime, made: Copy) -> list[Path]:
    """Delete what is too old, and never the copy just made; 0 days: nothing is ever deleted.

    Those that a clock that ran ahead has named go once the others reach back far enough.
    """
    if not days:
        return []
    every = listed(folder)
    dated = [copy for copy in every if copy == made or not copy.is_ahead(now)]
    kept = {made, *_kept(dated, timedelta(days=days))}
    if made.at - dated[0].at < timedelta(days=days):
        kept |= set(every) - set(dated)
    gone = [copy.path for copy in every if copy not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
        path.with_name(path.name + SUM).unlink(missing_ok=True)
    return gone


def _kept(copies: Sequence[Copy], span: timedelta) -> set[Copy]:
    """All of the last two days, and the last of each day before."""
    newest = _counted_from(copies, span)
    of_day = {copy.at.date(): copy for copy in copies if newest - copy.at < span}
    return set(of_day.values()) | {copy for copy in copies if newest - copy.at < ALL_OF}


def _counted_from(copies: Sequence[Copy], span: timedelta) -> datetime:
    """The newest; but the one before it when all others would go: the clock may be wrong, the next tells."""
    newest, before = copies[-1].at, copies[-2:][0].at
    return newest if newest - before < max(span, ALL_OF) else before


def place(config: Config) -> Path:
    """Where copies go when nobody says otherwise."""
    return config.backups or config.data / "backups"


def places(config: Config) -> list[Path]:
    """The folders in which copies of this desk may lie."""
    last = keepsake.read(config.data)
    found = [place(config), *([last.place.parent] if last else [])]
    return list(dict.fromkeys(found))


def newest_first(folders: Iterable[Path], now: datetime, *, of_server: bool = False) -> list[Copy]:
    """All copies in some folders. Last those that a clock that ran ahead has named."""
    copies = (copy for folder in folders for copy in listed(folder) if copy.of_server == of_server)
    return sorted(copies, key=lambda copy: (not copy.is_ahead(now), copy), reverse=True)


def newest_good(folders: Iterable[Path], now: datetime, *, of_server: bool = False) -> Copy | None:
    """The newest copy that is as it was made."""
    return next((copy for copy in newest_first(folders, now, of_server=of_server) if is_good(copy)), None)


def is_good(copy: Copy, flaws: Callable[[Path], list[str]] = found_flaws) -> bool:
    try:
        check_sum(copy.path)
        return copy.locked or copy.of_server or not flaws(copy.path)
    except (BadCopy, OSError):
        return False
