"""A process of its own for one picture: bytes in, a line of JSON and the JPEG out."""

from __future__ import annotations

import json
import sys
from contextlib import suppress

from bot.desk.catalog.pictures import Unfit
from bot.pictures.reading import read

MOST_MEMORY = 640 * 1024 * 1024  # of address space, libraries included; what is used is far less
MOST_SECONDS = 10


def main() -> None:
    with suppress(ImportError, ValueError, OSError):  # not on this platform, or bounded more closely already
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        found = read(sys.stdin.buffer.read())
    except MemoryError:
        found = Unfit("bomb")
    if isinstance(found, Unfit):
        sys.stdout.write(json.dumps({"unfit": found.why}) + "\n")
        return
    sys.stdout.write(json.dumps({"width": found.width, "height": found.height}) + "\n")
    sys.stdout.flush()
    sys.stdout.buffer.write(found.content)


if __name__ == "__main__":
    main()
