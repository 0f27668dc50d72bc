"""A process of its own for one file: bytes on standard input, a table as JSON on standard output.

What a hostile file may cost is bounded here by the system, and the desk's own memory stays small.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

from bot.desk.stays.reading import wire
from bot.desk.stays.reading.read import read
from bot.desk.stays.reading.table import Unreadable

MOST_MEMORY = 768 * 1024 * 1024  # of address space, libraries included
MOST_SECONDS = 25


def main() -> None:
    with suppress(ImportError, ValueError, OSError):  # not on this platform, or bounded more closely already
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        found = read(sys.stdin.buffer.read())
    except MemoryError:
        found = Unreadable("too_big")
    sys.stdout.write(json.dumps(wire.packed(found)))


if __name__ == "__main__":
    main()
