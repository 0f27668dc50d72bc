"""A disk that keeps only what was synced, is slow to sync, or takes nothing; see disk.c."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crash.child import BOOT_ID
from tests.crash.desk import Stable, World

SOURCE = Path(__file__).parent / "disk.c"
NAMES = ("qonaq.sqlite3", "qonaq.sqlite3-wal")
READ_ONLY = 1


def built(folder: Path) -> Path:
    """The library that stands between a desk and its disk; without Linux and a C compiler there is none."""
    compiler = shutil.which("cc")
    if compiler is None or not Path("/proc/self/fd").is_dir():
        pytest.skip("needs Linux and a C compiler")
    made = folder / "disk.so"
    words = [compiler, "-O1", "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(words, check=True)
    return made


@dataclass(frozen=True)
class Disk:
    """Under a desk whose data lie in `data`."""

    library: Path
    data: Path

    @property
    def around(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self.library), "QONAQ_DISK": str(self.data)}

    def is_well(self) -> None:
        self._mood(0)

    def takes_nothing(self) -> None:
        self._mood(READ_ONLY)

    def is_slow(self, milliseconds: int) -> None:
        """To sync; more than one millisecond."""
        self._mood(milliseconds)

    def _mood(self, number: int) -> None:
        (self.data.parent / "new-mood").write_text(str(number))
        (self.data.parent / "new-mood").replace(self.data.parent / "mood")

    def kept(self, world: World, stable: Stable, place: Path) -> Path:
        """What would be found after a power cut in this very moment; the desk goes on."""
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        with standing_still(stable):
            for name in NAMES:
                if (kept := world.folder / f"{name}.kept").exists():
                    shutil.copy(kept, place / name)
        return place / NAMES[0]

    def loses_power(self, world: World) -> None:
        """After the desk's end: only what was synced is there."""
        for name in NAMES:
            (world.folder / name).unlink(missing_ok=True)
            if (kept := world.folder / f"{name}.kept").exists():
                kept.replace(world.folder / name)
        (world.folder / "qonaq.sqlite3-shm").unlink(missing_ok=True)
        (world.folder.parent / BOOT_ID).write_text(secrets.token_hex(16))


@contextmanager
def standing_still(stable: Stable) -> Iterator[None]:
    os.kill(stable.pid, signal.SIGSTOP)
    try:
        while not all(map(_stands, Path(f"/proc/{stable.pid}/task").iterdir())):
            os.sched_yield()
        yield
    finally:
        os.kill(stable.pid, signal.SIGCONT)


def _stands(thread: Path) -> bool:
    return (thread / "stat").read_text().rpartition(")")[2].split()[0] in ("T", "Z")


def updates_in(database: Path) -> set[int]:
    """The updates that a database knows; raises when it is broken."""
    with closing(sqlite3.connect(database)) as conn:
        ((said,),) = conn.execute("PRAGMA integrity_check").fetchall()
        if said != "ok":
            raise sqlite3.DatabaseError(str(said))
        return {number for (number,) in conn.execute("SELECT update_id FROM inbox")}
