"""What the desk writes about itself: one line an event on stderr, as key=value.

Numbers of rows, never a person: no name, room, phone or word, and never a token. The text of an error may
quote a guest: it stays in the database, beside the update or letter, unless it can only speak of the machine.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TextIO

TOKEN = re.compile(  # as it is, and as it stands in an address; the bot's, and a payment provider's
    r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}|\d{4,}(?::|%3[Aa])(?:LIVE|TEST)(?::|%3[Aa])[A-Za-z0-9:_=+/%-]{6,}"
)
LEVELS = {"info": logging.INFO, "debug": logging.DEBUG}  # of QONAQ_LOG
PLAIN = re.compile(r"[^\s\"=]+")
FRAMES = 12  # innermost first; further ones are the loop's
# These speak of disks, wires and versions. A class is known by its module, which need not be loaded.
OF_THE_MACHINE = {
    "telegram.error",
    "sqlite3",
    "bot.db.trouble",
    "bot.tg.introducing",
    "bot.app",
    "bot.lock",
    "bot.migrate",
}


def about(**known: object) -> dict[str, Mapping[str, object]]:
    """For `extra=`: what an event is about, such as the number of an update or a letter."""
    return {"facts": known}


def redacted(said: str) -> str:
    """The text without any token in it."""
    return TOKEN.sub("[token]", said)


class OneLine(logging.Formatter):
    """`time=… level=… from=… event=…`, then the facts. Redacts last, so nothing slips by."""

    def __init__(self) -> None:
        super().__init__()
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        parts: dict[str, object] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "from": record.name.removeprefix("bot."),
            "event": _event(record),
            **_facts(record),
        }
        return redacted(" ".join(f"{name}={_quoted(value)}" for name, value in parts.items()))


class ForPeople(OneLine):
    """The same at a terminal: the time of day on this computer, then the sentence as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.converter = time.localtime

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={_quoted(value)}" for name, value in _facts(record).items())
        return redacted(f"{self.formatTime(record, '%H:%M:%S')}  {_event(record)}  {facts}".rstrip())


def _facts(record: logging.LogRecord) -> dict[str, object]:
    """What the event is about, and the error that it tells of."""
    facts: dict[str, object] = dict(getattr(record, "facts", {}))
    error = record.exc_info[1] if record.exc_info else None
    return facts | {"error": told(error), "trace": " < ".join(_trace(error))} if error else facts


def _event(record: logging.LogRecord) -> str:
    """The message, in which an error that it quotes is told as errors are."""
    given = record.args
    if isinstance(given, tuple):
        given = tuple(told(one) if isinstance(one, BaseException) else one for one in given)
    return str(record.msg) % given if given else str(record.msg)


def _quoted(value: object) -> str:
    text = " | ".join(line for line in str(value).splitlines() if line.strip())
    if PLAIN.fullmatch(text):
        return text
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def told(error: BaseException) -> str:
    """Its kind and those behind it; its own words only where they cannot be a guest's."""
    if isinstance(error, BaseExceptionGroup):
        return " + ".join(told(one) for one in error.exceptions)
    kind = type(error).__name__
    modules = {one.__module__ for one in type(error).__mro__} & OF_THE_MACHINE
    own = f"{kind}: {error}" if isinstance(error, OSError) or modules else kind
    if any(one.startswith("bot.") for one in modules):
        own = str(error)  # a sentence of ours needs no name before it
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{own} from {told(behind)}" if behind else own


def _trace(error: BaseException) -> Iterator[str]:
    """Where it came from, innermost first, without the folders of this machine."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _trace(one)
        return
    for frame in reversed(traceback.extract_tb(error.__traceback__)[-FRAMES:]):
        yield f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"


class Ours(logging.Filter):
    """Below warnings only our own lines: what libraries tell there are addresses, statements and updates."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.levelno >= logging.WARNING or record.name.partition(".")[0] == "bot"


class Lines(logging.StreamHandler[TextIO]):
    """To stderr. Python's own report of a line that cannot be written would show its parts as they are."""

    def handleError(self, record: logging.LogRecord) -> None:
        with suppress(OSError, ValueError):  # the terminal is gone
            said = f"a log line of {record.name} cannot be written: {type(sys.exc_info()[1]).__name__}"
            self.stream.write(redacted(f"{said}\n"))


def set_up(level: int = logging.INFO, *, to: TextIO | None = None) -> None:
    """Take over the root logger, warnings and whatever nobody caught."""
    stream = to or sys.stderr
    handler = Lines(stream)
    handler.setFormatter(ForPeople() if stream.isatty() else OneLine())
    handler.addFilter(Ours())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    sys.excepthook = lambda kind, error, trace: _dying(error)
    threading.excepthook = lambda args: _dying(args.exc_value)
    sys.unraisablehook = lambda args: _dying(args.exc_value)


def _dying(error: BaseException | None) -> None:
    logging.getLogger("bot").critical("nobody has caught this", exc_info=error)


def guard() -> None:
    """Tracebacks that end a command show no token either; who typed it sees all the rest."""
    sys.excepthook = _tell
    threading.excepthook = lambda args: _tell(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _tell(args.exc_type, args.exc_value, args.exc_traceback)


def _tell(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    sys.stderr.write(redacted("".join(traceback.format_exception(kind, error, trace))))
