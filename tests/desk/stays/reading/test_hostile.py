"""Whatever is sent: an answer within seconds and within bounds, and never an exception."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from bot.desk.stays.reading.columns import propose
from bot.desk.stays.reading.read import read
from bot.desk.stays.reading.rows import Reading, arrivals
from bot.desk.stays.reading.table import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, Table, Unreadable
from bot.tg import files as edge
from tests.desk.stays.reading.mangling import BOMBS, mangled
from tests.proofs import FILES, proves

FILES_TRIED = 10_000 if os.environ.get("PROVE") else 300
PARTS = 10
WEIGHED = """
import sys
from bot.desk.stays.reading.read import read
read(sys.stdin.buffer.read())
status = open("/proc/self/status").read()
print(status.split("VmHWM:")[1].split()[0])
"""
HEAVY = ["a million columns", "too many tags", "much space", "a cell of 30 MB", "many commas", "many lines"]
TODAY = date(2026, 11, 20)
SECONDS = 10.0  # for the worst of them, on a busy machine
MEGABYTES = 300
KEYS = {"too_big", "too_many", "broken", "not_a_table", "old_excel", "quotes", "empty"}


def is_room(room: str) -> bool:
    return room in {str(n) for n in range(201, 219)}


def worked(content: bytes) -> Reading | Unreadable:
    """The whole way from bytes to arrivals, as the chat and the console go it."""
    found = read(content)
    if isinstance(found, Unreadable):
        assert found.key in KEYS
        return found
    assert_bounded(found)
    proposal = propose(found, today=TODAY, is_room=is_room)
    if proposal.columns.missing:
        return Reading(())
    return arrivals(proposal, proposal.columns, today=TODAY, is_room=is_room)


def assert_bounded(found: Table) -> None:
    assert len(found.rows) <= MOST_ROWS + 1
    for row in found.rows:
        assert len(row.cells) <= MOST_COLUMNS
        for cell in row.cells:
            if isinstance(cell, str):
                assert 0 < len(cell) <= MOST_CHARACTERS
                cell.encode()  # no lone surrogates
                assert "\0" not in cell
                assert "\n" not in cell


@proves(FILES, injected="mangled arrivals", trials=FILES_TRIED // PARTS)
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_broken_file_raises_or_takes_long(part: int) -> None:
    for seed in range(part, FILES_TRIED, PARTS):
        began = time.monotonic()
        reading = worked(mangled(seed))
        assert time.monotonic() - began < SECONDS, seed
        for _, one in reading.arrivals if isinstance(reading, Reading) else ():
            assert one.surname
            assert one.arrival < one.departure, seed
            assert one.room is None or is_room(one.room), seed
            assert not one.adults or 0 < one.adults <= 31, seed


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_that_wants_to_be_large_is_refused_in_time(name: str) -> None:
    content = BOMBS[name]()
    began = time.monotonic()
    worked(content)
    assert time.monotonic() - began < SECONDS


@proves(FILES, injected="bombs")
@pytest.mark.parametrize(
    "name", ["a million columns", "too many tags", "much space", "a million rows", "laughs"]
)
def test_a_bomb_is_refused_for_what_it_is(name: str) -> None:
    found = read(BOMBS[name]())
    assert isinstance(found, Unreadable)
    assert found.key in ("too_big", "too_many", "broken")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
@pytest.mark.parametrize("name", HEAVY)
def test_memory_stays_within_bounds(name: str) -> None:
    """In a process of its own, so that nothing else is measured."""
    content = BOMBS[name]()
    done = subprocess.run(
        [sys.executable, "-c", WEIGHED], input=content, capture_output=True, check=True, timeout=60
    )
    assert int(done.stdout) // 1024 < MEGABYTES


async def test_the_reader_apart_says_the_same_and_is_stopped_when_it_takes_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tests.corpus.arrivals import files

    for make in files.ALL.values():
        assert await edge.read_apart(make()) == read(make())
    monkeypatch.setattr(edge, "READER", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(edge, "READ", 0.5)
    assert await asyncio.wait_for(edge.read_apart(b"x"), 10) == Unreadable("too_big")


async def test_a_reader_that_dies_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "READER", ("-c", "raise SystemExit(3)"))
    assert await edge.read_apart(b"x") == Unreadable("broken")
    monkeypatch.setattr(edge, "READER", ("-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
    assert await edge.read_apart(b"x") == Unreadable("too_big")


@proves(FILES, injected="no net around the reader", trials=60, control=True)
def test_the_fuzzer_would_see_a_reader_that_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: without the net around the libraries, broken workbooks raise."""
    from bot.desk.stays.reading import sheet

    raised = 0
    for seed in range(60):
        content = mangled(seed)
        if content.startswith(b"PK"):
            try:
                sheet._read(content)
            except Exception:
                raised += 1
    assert raised > 5
