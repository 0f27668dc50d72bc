"""Clocks whose hands the test holds: eight bytes in a file, seen by every process at once."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from mmap import ACCESS_READ, mmap
from pathlib import Path

from bot.clock import Clock


def write(file: Path, seconds: float) -> None:
    """In one piece, so that nobody reads half of it."""
    with file.open("r+b" if file.exists() else "w+b", buffering=0) as opened:
        opened.write(struct.pack("d", seconds))


class _Written(Clock):
    """What the test has written."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        with file.open("rb") as opened:
            self._shown = mmap(opened.fileno(), 8, access=ACCESS_READ)

    def written(self) -> float:
        (seconds,) = struct.unpack("d", self._shown[:8])
        return float(seconds)


class SharedClock(_Written):
    """The time that the test has written, as seconds since 1970. It moves when the test says so."""

    def seconds(self) -> float:
        return self.written()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.written(), UTC)


class WrongClock(_Written):
    """It goes on by itself, ahead of the computer's by what is written; nobody tells it that it was set.

    What counts seconds goes on as it did, as that of a computer does.
    """

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.written())
