"""What a command works with: settings, the hour, and where it reads and writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TextIO

from bot.config import Config, ConfigProblem
from bot.logs import redacted

WELL, TROUBLE, MISUSE = 0, 1, 2  # exit codes


class Refused(Exception):
    """The command was not carried out; the message says why and what to do."""

    def __init__(self, message: str, code: int = TROUBLE) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Call:
    environ: Mapping[str, str]
    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    now: Callable[[], datetime]

    def say(self, *lines: object) -> None:
        for line in lines:
            self.stdout.write(f"{line}\n")

    def warn(self, line: object) -> None:
        self.stderr.write(redacted(f"{line}\n"))

    @cached_property
    def config(self) -> Config:
        """The settings; Refused with every problem when something is wrong with them."""
        try:
            return Config.read(self.environ)
        except ConfigProblem as found:
            raise Refused("\n".join(found.problems), MISUSE) from None

    def folder(self, given: str | None) -> Path:
        """The catalog's folder: as given, else the hotel's own, else the shipped one."""
        if given is not None:
            return Path(given)
        from bot.folder import place  # brings the desk's screens; most commands need no folder

        return place(self.config)
