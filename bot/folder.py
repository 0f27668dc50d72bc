"""The hotel's own folder of the catalog, watched while the desk is open. What it means is the desk's to say.

It is looked at by content, so it may lie on a network drive and be edited by whatever program. A change
counts once the files have been quiet for a second, so that half a set is not read.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import shutil
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot import shipped
from bot.config import Config
from bot.db import StorageTrouble
from bot.desk.catalog import folder, writing
from bot.desk.catalog.folder import VERSION
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.patching import brought
from bot.desk.catalog.versions import Conflict
from bot.desk.catalog.watching import Seen
from bot.desk.menu.manager_folder import Due
from bot.media import Media

log = logging.getLogger(__name__)
EVERY = 2.0  # seconds between two looks
QUIET = 1.0  # seconds without a change before the files are read
THOROUGH = 10  # looks after which the content is read anyway: some disks keep times by two seconds
Signs = Sequence[tuple[str, int, int, int]]
Follow = Callable[[Seen], Awaitable[Due | None]]


class Moved(Exception):
    """The files changed under our hands; what was to be written is no longer right."""


def own(config: Config) -> Path | None:
    """The folder that belongs to this hotel; never the one that ships with Qonaq."""
    place = config.catalog or config.data / "catalog"
    ours = shipped.folder("packages_catalog")
    return place if place.is_dir() and place.resolve() != ours.resolve() else None


def place(config: Config) -> Path:
    """The folder whose catalog and pictures hold: the hotel's own, else the one that ships with Qonaq."""
    return own(config) or config.catalog or shipped.folder("packages_catalog")


def pictures(config: Config) -> Media:
    """The hotel's own come first, then those that managers sent, then the ones that ship with Qonaq."""
    sent = config.data / "media"

    def places() -> Sequence[Path]:
        mine = own(config)
        return [*([mine / "photos"] if mine else []), sent, place(config) / "photos"]

    return Media(places, sent)


@dataclass
class Watcher:
    """Looks at one folder again and again; each look is short, but a far disk may keep it waiting."""

    config: Config
    follow: Follow
    live: Callable[[], Awaitable[object]]  # what besides the files may have changed
    pause: Callable[[float], Awaitable[None]]
    seconds: Callable[[], float]
    _signs: Signs = ()
    _since: float = 0.0
    _seen: Seen | None = None
    _looks: int = 0
    _done: object = None
    _unsaid: tuple[int | None, int] | None = None  # what version.yaml says and cannot be changed; what holds
    _trouble: str = field(default="", repr=False)
    moved_in: Callable[[], Awaitable[tuple[Catalog, int] | None]] | None = (
        None  # a hotel without a folder yet
    )

    async def run(self) -> None:
        while True:
            await self.pause(EVERY)
            try:
                await self.look()
            except (OSError, Conflict, StorageTrouble, Moved) as error:  # the next look may do better
                self._complain(str(error))
            except Exception:
                log.exception("the catalog's folder cannot be followed")
                await self.pause(60)

    async def look(self) -> None:
        """One look: nothing, while the files are being written or nothing has changed."""
        mine = await asyncio.to_thread(own, self.config)
        seen = await asyncio.to_thread(self.read, mine) if mine else None
        if mine is None and self.moved_in and (new := await self.moved_in()):
            await asyncio.to_thread(begin, self.config, *new)
        if mine is None or seen is None:
            return
        if self._unsaid and self._unsaid[0] == seen.base:
            seen = replace(seen, base=self._unsaid[1])
        now = (seen.digest, seen.base, await self.live())
        if now == self._done:
            return
        due = await self.follow(seen)
        if due:
            await self._bring(mine, seen, due)
        self._done = None if due and due.catalog else now
        self._trouble = ""

    async def _bring(self, mine: Path, seen: Seen, due: Due) -> None:
        try:
            await asyncio.to_thread(self._keep, mine, seen, due)
        except OSError:
            if due.catalog is None:  # the files are right, only their version cannot be written
                self._unsaid = (folder.base(mine), due.base)
            raise

    def read(self, mine: Path) -> Seen | None:
        """The folder, once it is quiet; None until then."""
        signs = _signs(mine)
        if signs != self._signs:
            self._signs, self._since, self._seen = signs, self.seconds(), None
        if self.seconds() - self._since < QUIET:
            return None
        self._looks += 1
        if self._seen is None or self._looks % THOROUGH == 0:
            self._seen = _read(mine)
            if _signs(mine) != signs:
                self._seen = None
        return self._seen

    def _keep(self, mine: Path, seen: Seen, due: Due) -> None:
        """Bring the files to the live version, unless somebody has just changed them; the version last."""
        if due.catalog and seen.catalog:
            if digest(mine) != seen.digest:
                raise Moved(f"{mine} has just been edited")
            if due.replaced:
                _set_aside(mine, self.config.data / f"catalog-before-{due.base}")
            pictures(self.config).carry(due.catalog.shown(), mine / "photos")
            _write(mine, brought(mine, seen.catalog, due.catalog))
        _put(mine / VERSION, writing.version(due.base))

    def _complain(self, words: str) -> None:
        if words != self._trouble:
            log.warning("the catalog's folder cannot be followed: %s", words)
        self._trouble = words


def digest(mine: Path) -> str:
    """Names the content: two folders with the same files and pictures have the same."""
    said = hashlib.sha256()
    for path in folder.files(mine):
        said.update(f"{folder.named(mine, path)}\0".encode() + path.read_bytes() + b"\0")
    said.update("\0".join(sorted(folder.photos(mine))).encode())
    return said.hexdigest()


def _read(mine: Path) -> Seen:
    before = digest(mine)
    catalog, issues = folder.read(mine)
    return Seen(catalog, issues, folder.base(mine), before)


def _signs(mine: Path) -> Signs:
    """What a glance shows of each file; the content is read only when this has changed."""
    signs = []
    for path in [*folder.files(mine), mine / VERSION, mine / "photos"]:
        with suppress(OSError):  # renamed away between two looks
            seen = path.stat()
            signs.append((str(path), seen.st_mtime_ns, seen.st_size, seen.st_ino))
    return signs


def _set_aside(mine: Path, to: Path) -> None:
    """Keep a copy of the files as somebody edited them."""
    for path in folder.files(mine):
        target = to / folder.named(mine, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def _write(mine: Path, files: dict[str, str | None]) -> None:
    for name, content in files.items():
        if content is None:
            (mine / name).unlink(missing_ok=True)
        else:
            _put(mine / name, content)


def _put(path: Path, content: str) -> None:
    """The whole file or the old one; an editor that has it open sees one change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text(content, encoding="utf-8", newline="\n")
        if path.exists():
            shutil.copymode(path, partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write(mine: Path, catalog: Catalog, base: int) -> None:
    """A new folder of the hotel's own, with the version that it is."""
    for name, content in {**writing.files(catalog), VERSION: writing.version(base)}.items():
        _put(mine / name, content)


def begin(config: Config, catalog: Catalog, base: int) -> None:
    """The hotel's first folder, whole at once, with the pictures of what it may put on sale."""
    to, partial = config.data / "catalog", config.data / "catalog.part"
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(shipped.folder("packages_catalog") / "photos", partial / "photos")
    pictures(config).carry(catalog.shown(), partial / "photos")
    write(partial, catalog, base)
    partial.rename(to)
    log.info("the hotel's own catalog is in %s now; edit its files there", to)
