"""Where and when the last backup was made: noted in the data folder, for the doctor."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

NAME = "last-backup.json"
AHEAD = timedelta(hours=1)  # what is noted for later than that was noted by a clock that was wrong


@dataclass(frozen=True)
class Keepsake:
    place: Path
    at: datetime


def note(folder: Path, made: Path, at: datetime) -> None:
    """Never in the way of the backup itself: a folder that cannot be written keeps none."""
    try:
        (folder / NAME).write_text(json.dumps({"place": str(made.absolute()), "at": at.isoformat()}))
    except OSError:
        return


def read(folder: Path) -> Keepsake | None:
    try:
        facts = json.loads((folder / NAME).read_text())
        return Keepsake(Path(facts["place"]), datetime.fromisoformat(facts["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def known(folder: Path, now: datetime) -> Keepsake | None:
    """The last one; None when its hour is still to come: nobody knows how old it is then."""
    last = read(folder)
    return last if last and last.at - now <= AHEAD else None
