"""Known holes in what is locked, as pip-audit knows them. It asks the network; without one it says so."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.supply import locked

SKIPPED = "SKIPPED"
PATIENCE = 300  # seconds
NO_NETWORK = (
    "ConnectionError",
    "ServiceError",
    "Max retries",
    "Could not connect",
    "Timeout",
    "Temporary failure",
)


@dataclass(frozen=True)
class Answer:
    """`well`: nothing is known against any of it. None: nobody was asked."""

    well: bool | None
    words: str


def look(lock: str = "postgres") -> Answer:
    """The lock as it is: nothing is resolved or installed, so what is asked about is what is used."""
    program = _program()
    if program is None:
        return Answer(None, "pip-audit is not here; `uv tool install pip-audit` or `pipx install pip-audit`")
    return read(
        subprocess.run(
            [*program, "--requirement", str(locked.path(lock)), "--disable-pip", "--progress-spinner", "off"],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    )


def read(done: subprocess.CompletedProcess[str]) -> Answer:
    if done.returncode == 0:
        return Answer(True, "nothing is known against what is locked")
    if any(sign in done.stderr for sign in NO_NETWORK) and not done.stdout.strip():
        return Answer(None, "the list of known holes could not be reached")
    return Answer(False, (done.stdout or done.stderr).strip())


def _program() -> list[str] | None:
    beside = Path(sys.executable).with_name("pip-audit")
    if found := (str(beside) if beside.exists() else shutil.which("pip-audit")):
        return [found]
    return None
