"""Where pictures lie: beside the catalog's files, and those that managers sent, in the data folder.

A picture that was sent has the hash of its content for a name, so the same one twice is one file, and a file
that was half written is never taken for it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ENDING = ".jpg"
LONGEST = 255  # bytes of a file's name


@dataclass(frozen=True)
class Media:
    """`places` are looked through in their order; `home` takes what is sent."""

    places: Callable[[], Sequence[Path]]
    home: Path

    def find(self, name: str) -> Path | None:
        """The file of this name; a name that leads elsewhere has none."""
        if not name or Path(name).name != name or len(name.encode("utf-8", "replace")) > LONGEST:
            return None
        return next((path for place in self.places() if (path := place / name).is_file()), None)

    def names(self) -> frozenset[str]:
        """Of all pictures there are."""
        here = [place for place in self.places() if place.is_dir()]
        every = (one for place in here for one in place.iterdir() if one.is_file())
        return frozenset(one.name for one in every if not one.name.startswith("."))

    def keep(self, content: bytes) -> str:
        """Its name. On disk when this returns."""
        name = hashlib.sha256(content).hexdigest() + ENDING
        path = self.home / name
        if path.is_file() and path.stat().st_size == len(content):
            return name
        self.home.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{name}.{os.getpid()}.part")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        return name

    def carry(self, names: Iterable[str], to: Path) -> list[str]:
        """Copy those that are not there yet; returns what was copied."""
        found = [(to / name, self.find(name)) for name in dict.fromkeys(names)]
        missing = [(at, path) for at, path in found if path and not at.is_file() and path != at]
        for at, path in missing:
            to.mkdir(parents=True, exist_ok=True)
            partial = at.with_name(f".{at.name}.part")
            shutil.copyfile(path, partial)
            partial.replace(at)
        return [at.name for at, _ in missing]


def copy(source: Path, to: Path) -> None:
    """All the pictures of a folder, as far as they are not there yet."""
    here = Media(lambda: [source], source)
    here.carry(sorted(here.names()), to)
