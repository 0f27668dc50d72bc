"""The list of erasures outside the database: it outlives the disk for whose loss copies are made.

A line of JSON each, as the table `erasures` has them: a number, a moment, a keyed hash of the chat's number.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import copies
from bot.config import PROPERTY, Config
from bot.copies import LOCKED, BadCopy
from bot.db import Database
from bot.desk.privacy import ledger
from bot.desk.privacy.ledger import Erasure

log = logging.getLogger(__name__)
NAME = "erasures.jsonl"
ALL = "erasures*.jsonl*"
MISSING = "The list of erasures beside the copies, {path}, could not be written: {why}"


@dataclass
class Witness:
    """Writes down what the running desk has erased; a look costs one small question."""

    config: Config
    newest: int = -1

    async def follow(self, db: Database) -> None:
        """Never in the way of the desk: what could not be written is written at the next erasure or copy."""
        newest = await db.read(ledger.newest, PROPERTY)
        if newest == self.newest:
            return
        self.newest = newest
        lines = await db.read(ledger.all_of, PROPERTY)
        try:
            for missing in await asyncio.to_thread(keep, self.config, lines):
                log.error("%s", missing)
        except OSError as error:
            log.error("the list of erasures could not be written: %s", error)


def keep(config: Config, lines: Sequence[Erasure], *folders: Path) -> list[str]:
    """In the data folder and beside the copies, on disk when this returns; what stands there already stays.

    Also when there is none: an empty list says that nobody was erased. OSError for the data folder alone;
    which others could not be written, as on a disk that may only be read, is returned in words.
    """
    config.data.mkdir(parents=True, exist_ok=True)
    own, *beside = followed(config)
    _add(own, lines, None)
    every = dict.fromkeys([*beside, *(_beside(config, folder) for folder in folders)])
    return [words for path in every if (words := _missing(path, lines, config.passphrase))]


def _missing(path: Path, lines: Sequence[Erasure], passphrase: str | None) -> str:
    try:
        if path.parent.is_dir():
            _add(path, lines, passphrase)
        return ""
    except (OSError, BadCopy) as error:
        return MISSING.format(path=path, why=error)


def followed(config: Config) -> list[Path]:
    """The lists that the open desk adds to, its own first: they go on to the last erasing."""
    return [(config.data / NAME).absolute(), *(_beside(config, place) for place in copies.places(config))]


def _beside(config: Config, folder: Path) -> Path:
    return folder.absolute() / (NAME + (LOCKED if config.passphrase else ""))


def read(path: Path, passphrase: str | None) -> list[Erasure]:
    """OSError or BadCopy when it cannot be read."""
    content = path.read_bytes()
    if path.suffix == LOCKED:
        if not passphrase:
            raise BadCopy(f"{path} is locked.")
        content = copies.unlock(content, passphrase)
    try:
        return [Erasure.of(json.loads(line)) for line in content.splitlines()]
    except (ValueError, KeyError, TypeError):
        raise BadCopy(f"{path} is damaged.") from None


def _add(path: Path, lines: Iterable[Erasure], passphrase: str | None) -> None:
    """One that cannot be read stays beside the new one, under another name."""
    try:
        before = read(path, passphrase)
    except FileNotFoundError:
        before = None
    except BadCopy:
        before = None
        path.rename(_free(path))
    whole = {(one.key, one.hash, one.at): one for one in [*(before or ()), *lines]}
    if before is None or len(whole) > len(before):
        content = "".join(json.dumps(one.packed()) + "\n" for one in whole.values()).encode()
        _replace(path, copies.lock(content, passphrase) if passphrase else content)


def _free(path: Path) -> Path:
    names = (path.with_name(f"{path.name.replace('.', f'-{n}.', 1)}") for n in range(1, 1000))
    return next(one for one in names if not one.exists())


def _replace(path: Path, content: bytes) -> None:
    written = path.with_name(f".{path.name}.{os.getpid()}.part")
    copies.write(written, content)
    written.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
