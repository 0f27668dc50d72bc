"""What the desk writes about itself: one line an event on stderr, and never a token."""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
import traceback
from contextlib import suppress
from types import TracebackType
from typing import TextIO

TOKEN = re.compile(r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")  # as it is, and as it stands in an address
SEVERITY = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "alembic": logging.WARNING}


def redacted(said: str) -> str:
    """The text without any token in it."""
    return TOKEN.sub("[token]", said)


class OneLine(logging.Formatter):
    """Time in UTC, severity, who, what; a traceback joins the line. Redacts last, so nothing slips by."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        return redacted(" | ".join(line for line in super().format(record).splitlines() if line.strip()))


class Lines(logging.StreamHandler[TextIO]):
    """To stderr. Python's own report of a line that cannot be written would show its parts as they are."""

    def handleError(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):  # the terminal is gone
            said = f"a log line of {record.name} cannot be written: {sys.exc_info()[1]!r}"
            self.stream.write(redacted(f"{said}\n"))


def set_up(level: int = logging.INFO, *, to: TextIO | None = None) -> None:
    """Take over the root logger, warnings and whatever nobody caught."""
    handler = Lines(to or sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in SEVERITY.items():
        logging.getLogger(name).setLevel(least)
    logging.captureWarnings(True)
    guard()


def guard() -> None:
    """Tracebacks that end a thread or the process show no token either."""
    sys.excepthook = _tell
    threading.excepthook = lambda args: _tell(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _tell(args.exc_type, args.exc_value, args.exc_traceback)


def _tell(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    sys.stderr.write(redacted("".join(traceback.format_exception(kind, error, trace))))
