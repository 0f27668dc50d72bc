"""One line an event, and no token in any of them."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from bot import logs
from tests.console.conftest import TOKEN

log = logging.getLogger("bot.test")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the desk logs; everything is put back as it was."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    kept = (root.handlers[:], root.level)
    root.handlers = []
    found = io.StringIO()
    logs.set_up(to=found)
    yield found
    root.handlers, root.level = kept
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def test_no_token_gets_into_a_line(lines: io.StringIO) -> None:
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        log.exception("asking %s", TOKEN)
    log.warning("encoded: %s", TOKEN.replace(":", "%3A"))
    assert TOKEN.partition(":")[2] not in lines.getvalue()
    assert lines.getvalue().count("[token]") == 3


def test_no_token_gets_out_when_a_line_cannot_be_written() -> None:
    stream = io.StringIO()
    handler = logs.Lines(stream)
    handler.setFormatter(logs.OneLine())
    handler.handle(logging.LogRecord("bot.test", logging.INFO, "", 1, "%d times", (TOKEN,), None))
    assert "a log line of bot.test cannot be written" in stream.getvalue()
    assert TOKEN not in stream.getvalue()
    stream.close()
    handler.handle(logging.LogRecord("bot.test", logging.INFO, "", 1, "to nowhere", (), None))


def test_an_event_is_one_line_also_with_its_traceback(lines: io.StringIO) -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        log.exception("lost")
    assert lines.getvalue().count("\n") == 1
    assert " ERROR bot.test: lost | Traceback" in lines.getvalue()


def test_libraries_that_name_addresses_are_quiet(lines: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request")
    log.info("open")
    assert "HTTP Request" not in lines.getvalue()
    assert "open" in lines.getvalue()


@pytest.mark.parametrize(
    "dying",
    [
        "raise ValueError(token)",
        "import threading; t = threading.Thread(target=lambda: [][int('0' + token)]); t.start(); t.join()",
    ],
)
def test_a_dying_process_shows_no_token(dying: str) -> None:
    script = f"from bot import logs; logs.guard(); token = {TOKEN!r}\n{dying}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30)
    assert "ValueError" in done.stderr
    assert TOKEN.partition(":")[2] not in done.stderr.replace(repr(TOKEN), "")
    assert "[token]" in done.stderr
