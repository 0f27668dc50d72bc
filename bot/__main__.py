"""The command `qonaq`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import datetime


def main(words: Sequence[str] | None = None) -> int:
    """Carry out the command line; the exit code. `qonaq --help` explains the codes."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # before telegram is imported, which warns otherwise
    # Before sqlite3 is imported: writing the database anew takes more room than there may be in /tmp.
    os.environ.setdefault("SQLITE_TMPDIR", os.environ.get("QONAQ_DATA_DIR") or "data")
    from bot import logs
    from bot.console.call import Call
    from bot.console.commands import run

    logs.guard()
    os.umask(0o077)  # guests' words, the webhook's secret, copies of both: for nobody else on this machine
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(
            stream, "reconfigure"
        ):  # guests' words come in every script, whatever the terminal is set to
            stream.reconfigure(encoding="utf-8", errors="replace")
    return run(
        sys.argv[1:] if words is None else words, Call(os.environ, sys.stdin, sys.stdout, sys.stderr, _now)
    )


def _now() -> datetime:
    from bot.clock import Clock

    return Clock().now()


if __name__ == "__main__":
    sys.exit(main())
