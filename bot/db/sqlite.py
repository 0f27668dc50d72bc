"""The database of one desk in one file. The recipe and its traps: docs/decisions/0005-one-writer.md."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import Connection

from bot.db.engine import PRAGMAS, writing_engine
from bot.db.job import hand_in, have_cleaned
from bot.db.reader import Readers
from bot.db.seal import Kept, seal_for
from bot.db.trouble import StorageTrouble, trouble
from bot.db.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)
MB = 1024 * 1024
LARGE = 64 * MB  # to write more than that anew takes longer than a guest should wait
SOON = 0.02  # seconds in which the next write mostly comes


def lacking(path: Path) -> int:
    """Bytes that must become free before the file can be written anew: it and its log grow as large again."""
    return max(0, 2 * path.stat().st_size - shutil.disk_usage(path.parent).free)


class File:
    """Opened once by the app. Use cases are plain functions `(conn, …) -> value`."""

    def __init__(self, path: Path, *, pragmas: Sequence[str] = PRAGMAS, kept: Kept | None = None) -> None:
        """`kept`: what the seal of the database says; without it none is kept while it is open."""
        self.path = path
        self._seal = seal_for(path, kept)
        self._writer = Writer(writing_engine(path, pragmas=pragmas, sealed=bool(self._seal)), self._seal)
        self._written = asyncio.Event()  # rung by each write that is done
        self._readers = Readers(path)
        with suppress(
            StorageTrouble
        ):  # what a run that was killed has left may come again, and count as kept
            self._sync()

    @property
    def shared(self) -> None:
        """Nobody else works on a file of ours."""
        return

    async def write(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run `use_case(conn, …)`; its value is returned only after the commit reached the disk."""
        return await self._put(lambda conn: use_case(conn, *args, **facts), lasting=True)

    async def note(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """As `write`, but not waiting for the disk: a crash keeps it, a power cut may lose it.

        For what `sync` or a later `write` makes last, and for marks whose loss only repeats a message.
        """
        return await self._put(lambda conn: use_case(conn, *args, **facts), lasting=False)

    async def sync(self) -> None:
        """Return once everything that was noted is on disk. Raises `StorageTrouble`.

        A `write` that commits meanwhile mostly takes the notes along, and our sync costs nothing then; but
        after one that has changed nothing SQLite syncs nothing.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(SOON):
                await self._written.wait()
        await asyncio.get_running_loop().run_in_executor(None, self._sync)

    def _sync(self) -> None:
        try:
            log = os.open(f"{self.path}-wal", os.O_RDONLY)
        except FileNotFoundError:  # all of it has been moved into the database, which is synced then
            return
        try:
            os.fsync(log)
        except OSError as error:
            raise StorageTrouble(str(error)) from error
        finally:
            os.close(log)

    async def _put(self, run: Callable[[Connection], T], *, lasting: bool) -> T:
        return await hand_in(self._writer.put, run, lasting=lasting, kept=self._ring)

    def _ring(self) -> None:
        rung, self._written = self._written, asyncio.Event()
        rung.set()

    async def read(
        self, look: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run `look(conn, *args, **facts)` on a connection that cannot write."""
        try:
            return await self._readers.read(look, *args, **facts)
        except Exception as error:
            if (named := trouble(error)) is error:
                raise
            raise named from error

    async def clean(self, *, quiet: bool) -> bool:
        """Leave no remains of what was deleted; False: later. A large file waits for a quiet hour."""
        if not quiet and self.path.stat().st_size > LARGE:
            return False
        if short := lacking(self.path):
            log.error(
                "no room to rid the database's file of what was erased: %s MB are missing", short // MB + 1
            )
            return False
        return await have_cleaned(self._writer.put)

    def watch(self, wrote: Callable[[int, float], None]) -> None:
        """`wrote(n, seconds)` is called on the writing thread after each group of n use cases."""
        self._writer.wrote = wrote

    def alive(self) -> bool:
        return self._writer.alive()

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self._writer.close)
        await self._readers.close()
        if self._seal:
            self._seal.close()
