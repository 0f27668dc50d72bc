"""qonaq catalog schema"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from bot.console.call import WELL, Call, Refused
from bot.desk.catalog.schema import written


def write(call: Call, asked: Namespace) -> int:
    """JSON Schema of every file of the catalog's folder."""
    if asked.file is None:
        call.stdout.write(written())
        return WELL
    try:
        Path(asked.file).write_text(written(), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{asked.file} cannot be written: {error.strerror}. Name another file.") from None
    call.say(f"Written: {asked.file}")
    return WELL
