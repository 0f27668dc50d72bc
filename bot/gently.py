"""A command in a process of its own that gives way to the desk: what takes seconds keeps no guest waiting."""

from __future__ import annotations

import asyncio
import shutil
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import dataclass

KILLED = "it was killed, as when memory is short (docs/backup.md)"


@dataclass(frozen=True)
class Done:
    """Its exit code, below zero when it was killed; the lines that it told; and why it failed, if it did."""

    code: int
    told: list[str]
    why: str


async def run(command: Sequence[str], given: bytes = b"") -> Done:
    """It reads what is `given`, and ends when we do."""
    nice = shutil.which("nice")
    process = await asyncio.create_subprocess_exec(
        *([nice] if nice else []), *command, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        told, said = await process.communicate(given)
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    code, lines = process.returncode or 0, _lines(said)
    return Done(code, _lines(told), KILLED if code < 0 else lines[-1] if code and lines else "")


def _lines(said: bytes) -> list[str]:
    return said.decode(errors="replace").strip().splitlines()
