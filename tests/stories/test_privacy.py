"""A guest sees what is kept, gets it, and is forgotten; and no artefact ever held a word of theirs."""

from __future__ import annotations

import io
import logging
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import logs
from bot.cleaning import Cleaning
from bot.config import PROPERTY
from bot.db import Connection
from bot.demo.telegram import DEMO_TOKEN
from bot.desk.catalog import versions
from bot.desk.house import House
from bot.desk.menu import asking
from tests.hotel import Desk, Hotel, Phone
from tests.proofs import seen

CANARY = "zanzibarite"
WORDS = f"There is no hot water in my room and it smells of {CANARY}!!"
NAME, NUMBER, ROOM, CHAT = "Xanthippe", "+994507654321", "217", 7_700_123
SECRET = DEMO_TOKEN.partition(":")[2]
PROMISE = "no log, page or error holds a token or a word of a guest's"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that the desk logs, down to the smallest line; everything is put back as it was."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook, sys.unraisablehook)
    kept, found = (root.handlers[:], root.level), io.StringIO()
    root.handlers = []
    logs.set_up(to=found)
    ours = logging.getLogger("bot")
    ours.setLevel(logging.DEBUG)  # what libraries say below a warning is never ours to write
    yield found
    ours.setLevel(logging.NOTSET)
    root.handlers, root.level = kept
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


@pytest.fixture
def xanthippe(hotel: Hotel) -> Phone:
    """A name, a number and a chat that nobody else has."""
    hotel.people[NAME] = hotel.loopback.person(CHAT, NAME, language="en")
    return Phone(hotel, NAME)


def leaks(said: str) -> list[str]:
    """What may stand in no log, page, error or file name."""
    bare = re.sub(r"time=\S+|127\.0\.0\.1:\d+", "", said)
    secrets = (SECRET, CANARY, NAME, NUMBER.removeprefix("+"), str(CHAT))
    return [one for one in secrets if one in bare] + re.findall(rf"\b{ROOM}\b", bare)


async def lives_through_much(hotel: Hotel, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    """A room, a complaint, a number, a picture; something breaks; Telegram answers with nonsense."""
    await phone.says("/start")
    await phone.says(f"My room is {ROOM}")
    await phone.says(WORDS)
    await phone.sends_photo(caption=f"Look at this {CANARY}")
    hotel.loopback.send_contact(phone.person, NAME, NUMBER, own=True)
    await hotel.settled()

    whole = asking.free_text

    def breaks(*given: Any) -> None:
        """Once; then the message is worked again."""
        patch.undo()
        assert asking.free_text is whole
        raise ValueError(f"{NAME} in {ROOM} said {CANARY}")

    with monkeypatch.context() as patch:
        patch.setattr(asking, "free_text", breaks)
        await phone.says(f"What about the {CANARY} museum?")
        await hotel.settled()


async def pages(hotel: Hotel) -> str:
    assert hotel.running
    async with aiohttp.ClientSession() as session:
        found = [
            await session.get(f"{hotel.running.url.rstrip('/')}/{one}") for one in ("healthz", "metrics")
        ]
        return "\n".join([await one.text() for one in found])


def in_files(folder: Path, *marks: str) -> dict[str, int]:
    """How often they stand in what lies on the disk."""
    found = {one.name: one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}
    counted = {name: sum(content.count(mark.encode()) for mark in marks) for name, content in found.items()}
    return {name: n for name, n in counted.items() if n}


def house_of(hotel: Hotel, conn: Connection) -> House:
    n = versions.live_number(conn, PROPERTY)
    return House(PROPERTY, versions.load(conn, PROPERTY, n), n, hotel.clock.now())


async def test_from_the_first_word_to_the_last_trace(
    hotel: Hotel, xanthippe: Phone, dana: Desk, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hotel.open():
        await lives_through_much(hotel, xanthippe, monkeypatch)
        case = await dana.sees_case(about=CANARY)
        await case.says("The engineer is at your door")
        await xanthippe.sees("The engineer is at your door")
        assert leaks(await pages(hotel)) == []

        await xanthippe.says("/privacy")
        await xanthippe.sees("Your data stays in this hotel")
        await xanthippe.taps("Send me my data")
        file = (await xanthippe.sees("Here is everything")).document
        assert file
        content = file.content.decode()
        assert CANARY in content
        assert NAME in content
        assert 'lang="en"' in content

        await xanthippe.taps("Erase my data")
        await xanthippe.sees("What we are still working on ends too")
        await xanthippe.taps("Yes, erase it all")
        await hotel.pass_time(seconds=5)
        await xanthippe.sees("Number of this erasure: E-")
        await hotel.pass_time(minutes=2)
        assert hotel.running
        db = hotel.running.db
        await Cleaning().look(db, lambda conn: house_of(hotel, conn), now=hotel.clock.now())
        if hotel.database is None:
            assert in_files(hotel.folder, CANARY, NAME, str(CHAT), NUMBER) == {}
        assert case.thread not in hotel.group.topics
        group = "\n".join(one.words or "" for one in hotel.loopback.chat(hotel.group))
        assert CANARY not in group
        assert "had their data erased" in group
        await xanthippe.says("Hello again")
        await hotel.settled()
    said = lines.getvalue()
    assert "a timer failed" not in said
    assert "event=" in said
    assert leaks(said) == []
    assert leaks("\n".join(one.name for one in hotel.folder.rglob("*"))) == []
    seen(PROMISE, injected="a guest's whole life with us", trials=said.count("\n"))


async def test_a_line_that_leaks_is_found(lines: io.StringIO) -> None:
    """The search broken open: one line for each kind of what must not be there."""
    log = logging.getLogger("bot.test")
    for said in (f"a guest said {WORDS}", f"{NAME} wrote", f"room {ROOM}", f"rings {NUMBER}", f"chat {CHAT}"):
        log.info(said)
        assert leaks(lines.getvalue().splitlines()[-1])
    log.info("asking 7654321:%s", SECRET[::-1])
    assert "[token]" in lines.getvalue().splitlines()[-1]  # the formatter takes one out
    assert leaks(f"asking {DEMO_TOKEN}") == [SECRET]
    seen(PROMISE, injected="six lines that leak", trials=6, violations=6, control=True)
