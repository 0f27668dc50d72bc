"""One line an event, and no token in any of them."""

from __future__ import annotations

import io
import logging
import re
import shlex
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from telegram.error import Forbidden

from bot import logs
from bot.config import Config, ConfigProblem
from bot.db import StorageTrouble
from bot.desk.cases import opening
from tests.console.conftest import TOKEN
from tests.hotel import Desk, Hotel, Phone

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
        raise OSError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except OSError:
        log.exception("asking %s", TOKEN)
    log.warning("encoded: %s", TOKEN.replace(":", "%3A"))
    assert TOKEN.partition(":")[2] not in lines.getvalue()
    assert lines.getvalue().count("[token]") == 3


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_at_a_terminal_a_line_is_a_sentence_and_holds_no_token_either(lines: io.StringIO) -> None:
    screen = Screen()
    logs.set_up(to=screen)
    log.warning("Open this link: %s", "https://t.me/x?start=own-1", extra=logs.about(letter=3))
    try:
        raise OSError(TOKEN)
    except OSError:
        log.exception("asking %s", TOKEN)
    first, second = screen.getvalue().splitlines()
    assert re.fullmatch(r"\d\d:\d\d:\d\d  Open this link: https://t.me/x\?start=own-1  letter=3", first)
    assert "[token]" in second
    assert TOKEN not in second
    assert "trace=" in second


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
    line = lines.getvalue()
    assert line.count("\n") == 1
    assert re.match(
        r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ level=error from=test event=lost error=ValueError", line
    )
    assert ' trace="tests/console/test_logs.py:' in line


def test_what_libraries_tell_below_warnings_is_left_out_at_every_level(lines: io.StringIO) -> None:
    """They name addresses, statements with their values, and whole updates."""
    logging.getLogger().setLevel(logging.DEBUG)
    for library in ("httpx", "aiosqlite", "telegram.ext.Application", "psycopg.pool", "botanist"):
        logging.getLogger(library).info("HTTP Request")
    log.debug("open")
    assert "HTTP Request" not in lines.getvalue()
    assert "event=open" in lines.getvalue()


def test_an_event_is_read_back_as_names_and_values(lines: io.StringIO) -> None:
    log.warning('said "no" \\ %d times', 3, extra=logs.about(letter=12, method="send", why="two\nlines"))
    found = dict(part.split("=", 1) for part in shlex.split(lines.getvalue()))
    assert found.pop("time").endswith("Z")
    assert found == {
        "level": "warning",
        "from": "test",
        "event": 'said "no" \\ 3 times',
        "letter": "12",
        "method": "send",
        "why": "two | lines",
    }


WORDS = "Aygün in 214 cannot sleep"


def quoting(kind: str) -> BaseException:
    """Errors as they come, each with a guest's words in it."""
    known = {
        "a slip of ours": ValueError(f"invalid literal for int(): {WORDS!r}"),
        "a statement": IntegrityError("INSERT …", {"words": WORDS}, sqlite3.IntegrityError("UNIQUE failed")),
        "a group": ExceptionGroup("two", [KeyError(WORDS), RuntimeError(WORDS)]),
    }
    if kind != "one behind another":
        return known[kind]
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as error:
            raise RuntimeError(WORDS) from error
    except RuntimeError as chained:
        return chained


@pytest.mark.parametrize("kind", ["a slip of ours", "a statement", "a group", "one behind another"])
def test_the_words_of_an_error_stay_out(lines: io.StringIO, kind: str) -> None:
    error = quoting(kind)
    log.error("failed", exc_info=error)
    log.warning("failed: %s", error)
    logs._dying(error)
    assert lines.getvalue().count("\n") == 3
    assert "Aygün" not in lines.getvalue()
    assert "Error" in lines.getvalue()


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), StorageTrouble("disk is full"), Forbidden("bot was blocked")]
)
def test_the_words_of_the_machine_are_told(lines: io.StringIO, error: Exception) -> None:
    log.warning("failed: %s", error)
    assert str(error).split(":")[-1].strip("' ")[:12] in lines.getvalue()


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


def test_how_much_is_said_is_a_setting() -> None:
    assert Config.read({}).log == "info"
    assert Config.read({"QONAQ_LOG": "debug"}).log == "debug"
    with pytest.raises(ConfigProblem, match="QONAQ_LOG is info or debug, found 'loud'"):
        Config.read({"QONAQ_LOG": "loud"})


# --- A whole story, and nobody in its lines ------------------------------------------------------------

CANARIES = ("Zümrüdə", "K-4217", "+994501234567", "qaranquş", "Perihan")


def found_in(story: str) -> list[str]:
    return [one for one in CANARIES if one.lower() in story.lower()]


async def told_everywhere(hotel: Hotel, guest: Phone, dana: Desk) -> None:
    """A name, a room, a phone and words go through answers, a case, its topic, a refusal and a failure."""
    await guest.says("/start")
    await guest.says(
        "I am Perihan, room K-4217, call +994501234567: a qaranquş is in my bathroom, it is filthy!!"
    )
    case = await dana.sees_case(about="qaranquş")
    await case.taps("Claim")
    await case.says("Dear Perihan of K-4217, the qaranquş is leaving")
    await guest.sees("is leaving")
    await guest.sends_photo("the qaranquş of K-4217")
    await hotel.settled()


async def test_a_whole_story_leaves_nobody_in_the_lines(
    hotel: Hotel,
    lines: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    dana: Desk,
) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    caplog.set_level("INFO", logger="telegram")  # nothing here redacts what pytest itself writes down
    hotel.people["Zümrüdə"] = hotel.loopback.person(7001, "Zümrüdə", language="en")
    guest = Phone(hotel, "Zümrüdə")
    async with hotel.open():
        await told_everywhere(hotel, guest, dana)
        hotel.loopback.fail("sendMessage", status=400, body={"description": "Bad Request: no"})
        await guest.says("Is the qaranquş gone from K-4217 by noon? My number is +994501234567")
        await hotel.settled()
        broken = Once(opening.complain)
        monkeypatch.setattr(opening, "complain", broken)
        await guest.says("The bathroom of K-4217 is filthy, there is qaranquş everywhere, nobody cleaned!!")
        await hotel.settled()
        assert broken.failed
        hotel.loopback.block(guest.person)
        await hotel.settled()
    story = lines.getvalue()
    assert found_in(story) == []
    assert all(word in story for word in ('event="an update is done" update=', "letter=", "level=warning"))


async def test_a_careless_line_is_noticed(hotel: Hotel, lines: io.StringIO, chiara: Phone) -> None:
    """The positive control: the same check, and one line that says what it should not."""
    async with hotel.open():
        await chiara.says("A qaranquş is in K-4217")
        await hotel.settled()
        log.info("the guest said %s", chiara.person.user_id and "A qaranquş is in K-4217")
    assert found_in(lines.getvalue()) == ["K-4217", "qaranquş"]


class Once:
    """Fails the first time, with all that it was given in its words."""

    def __init__(self, works: Callable[..., Any]) -> None:
        self.works, self.failed = works, False

    def __call__(self, *args: Any, **facts: Any) -> Any:
        if self.failed:
            return self.works(*args, **facts)
        self.failed = True
        raise ValueError(f"cannot work with {args} {facts}")
