"""The list of erasures outside the database: it outlives the disk for whose loss copies are made.

A line of JSON each, as the table `erasures` has them: a number, a moment, a keyed hash of the chat's number.
And one for each restore that could not know of everybody.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import copies
from bot.config import Config
from bot.copies import LOCKED, BadCopy
from bot.desk.privacy.ledger import Erasure

NAME = "erasures.jsonl"
ALL = "erasures*.jsonl*"
MISSING = "The list of erasures beside the copies, {path}, could not be written: {why}"


@dataclass(frozen=True)
class Gap:
    """Who was erased after `since` was not known to the restore of `until`."""

    since: datetime
    until: datetime

    def packed(self) -> dict[str, str]:
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


@dataclass(frozen=True)
class Listed:
    lines: list[Erasure]
    gaps: list[Gap]


def keep(config: Config, lines: Sequence[Erasure], *folders: Path, gaps: Sequence[Gap] = ()) -> list[str]:
    """In the data folder and beside the copies, on disk when this returns; what stands there already stays.

    Also when there is none: an empty list says that nobody was erased. OSError for the data folder alone;
    which others could not be written, as on a disk that may only be read, is returned in words.
    """
    whole = keep_own(config, lines, gaps=gaps)
    beside = [*followed(config)[1:], *(_beside(config, folder) for folder in folders)]
    return carry(whole, dict.fromkeys(beside), config.passphrase)


def keep_own(config: Config, lines: Sequence[Erasure], *, gaps: Sequence[Gap] = ()) -> Listed:
    """In the data folder alone, which is never locked; what stands there then."""
    config.data.mkdir(parents=True, exist_ok=True)
    return _add(followed(config)[0], Listed([*lines], [*gaps]), None)


def carry(whole: Listed, paths: Iterable[Path], passphrase: str | None) -> list[str]:
    """Into lists beside copies; which could not be written, in words."""
    return [words for path in paths if (words := _missing(path, whole, passphrase))]


def _missing(path: Path, new: Listed, passphrase: str | None) -> str:
    try:
        if path.parent.is_dir():
            _add(path, new, passphrase)
        return ""
    except (OSError, BadCopy) as error:
        return MISSING.format(path=path, why=error)


def followed(config: Config) -> list[Path]:
    """The lists that the open desk adds to, its own first: they go on to the last erasing."""
    return [(config.data / NAME).absolute(), *(_beside(config, place) for place in copies.places(config))]


def _beside(config: Config, folder: Path) -> Path:
    return folder.absolute() / (NAME + (LOCKED if config.passphrase else ""))


def read(path: Path, passphrase: str | None) -> Listed:
    """OSError or BadCopy when it cannot be read."""
    content = path.read_bytes()
    if path.suffix == LOCKED:
        if not passphrase:
            raise BadCopy(f"{path} is locked.")
        content = copies.unlock(content, passphrase)
    try:
        return _listed([json.loads(line) for line in content.splitlines()])
    except (ValueError, KeyError, TypeError):
        raise BadCopy(f"{path} is damaged.") from None


def _listed(rows: Sequence[dict[str, str]]) -> Listed:
    gaps = [{name: datetime.fromisoformat(at) for name, at in one.items()} for one in rows if "until" in one]
    return Listed([Erasure.of(one) for one in rows if "until" not in one], [Gap(**one) for one in gaps])


def _add(path: Path, new: Listed, passphrase: str | None) -> Listed:
    """What stands there then. One that cannot be read stays beside the new one, under another name."""
    try:
        before = read(path, passphrase)
    except FileNotFoundError:
        before = None
    except BadCopy:
        before = None
        path.rename(_free(path))
    whole = _joined(before, new) if before else _joined(new)
    if whole != before:
        rows = [one.packed() for one in whole.lines] + [one.packed() for one in whole.gaps]
        content = "".join(json.dumps(row) + "\n" for row in rows).encode()
        _replace(path, copies.lock(content, passphrase) if passphrase else content)
    return whole


def _joined(*lists: Listed) -> Listed:
    lines = {(one.key, one.hash, one.at): one for listed in lists for one in listed.lines}
    return Listed([*lines.values()], list(dict.fromkeys(gap for listed in lists for gap in listed.gaps)))


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
