"""One desk a data folder: two would answer every guest twice."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "desk.lock"


class AnotherDesk(Exception):
    """A desk is running on this data folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Another desk is running with the data folder {folder}. Stop it first.")
        self.folder = folder


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the folder for this process; AnotherDesk when someone has it. A crash lets go of it."""
    with (folder / NAME).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherDesk(folder) from None
        yield


def is_held(folder: Path) -> bool:
    """Whether a desk is running there; looks without writing anything."""
    try:
        with (folder / NAME).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no folder or no file: nobody has ever run there
        return False
    return False
