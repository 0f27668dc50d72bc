"""One line an event, and no token in any of them."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from bot import logs
from tests.console.conftest import TOKEN


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[logging.Logger]:
    """Set up on the captured stderr, and everything put back as it was."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    kept = (root.handlers[:], root.level)
    root.handlers = []
    logs.set_up()
    yield logging.getLogger("bot.test")
    root.handlers, root.level = kept
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def test_no_token_gets_into_a_line(log: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError:
        log.exception("asking %s", TOKEN)
    log.warning("encoded: %s", TOKEN.replace(":", "%3A"))
    said = capsys.readouterr().err
    assert TOKEN.partition(":")[2] not in said
    assert said.count("[token]") == 3


def test_an_event_is_one_line_also_with_its_traceback(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        log.exception("lost")
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert " ERROR bot.test: lost | Traceback" in said


def test_libraries_that_name_addresses_are_quiet(
    log: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("httpx").info("HTTP Request")
    log.info("open")
    assert "HTTP Request" not in capsys.readouterr().err


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
