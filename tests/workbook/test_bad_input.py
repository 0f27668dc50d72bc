"""Whatever is sent instead of a workbook: an answer with a place and a fix, quickly, in little memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.workbook import Read, marked, read
from tests.proofs import FILES, proves
from tests.workbook.mangling import BOMBS, mangled

PROVE = bool(os.environ.get("PROVE"))
SEEDS, PARTS = (10_000, 20) if PROVE else (16, 1)
SLOWEST = 2.0  # seconds
MOST_MEMORY = 300  # MB
CHILD = """
import pathlib, sys, time
from bot.workbook import read
for path in sys.argv[1:]:
    data = pathlib.Path(path).read_bytes()
    began = time.process_time()
    found = read(data)
    assert found.catalog is None
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(round(time.process_time() - began, 2), int(peak) // 1024, found.issues[0], sep="\\t")
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[float, int, str]]]:
    """Every bomb, read one after the other in a process of its own: seconds, MB so far, the first issue."""
    place = tmp_path_factory.mktemp("bombs")
    for name, (made, _) in BOMBS.items():
        (place / name).write_bytes(made())
    files = [str(place / name) for name in BOMBS]
    done = subprocess.run([sys.executable, "-c", CHILD, *files], check=True, capture_output=True, text=True)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    yield {name: (float(line[0]), int(line[1]), line[2]) for name, line in zip(BOMBS, lines, strict=True)}
    for one in files:
        Path(one).unlink()


def test_bombs_and_strangers_are_refused_with_a_reason(told: dict[str, tuple[float, int, str]]) -> None:
    for name, (_, _, issue) in told.items():
        assert BOMBS[name][1] in issue, (name, issue)
        assert ": " in issue
        assert "; " in issue


def test_they_cost_two_seconds_at_most_and_little_memory(told: dict[str, tuple[float, int, str]]) -> None:
    assert {name: one[0] for name, one in told.items() if one[0] > SLOWEST} == {}
    assert max(one[1] for one in told.values()) < MOST_MEMORY


@proves(FILES, injected="mangled workbooks", trials=SEEDS // PARTS)
@pytest.mark.parametrize("part", range(PARTS))
def test_broken_workbooks_are_read_or_named_never_a_crash(part: int) -> None:
    for seed in range(part, SEEDS, PARTS):
        data = mangled(seed)
        began = time.process_time()
        found = read(data)
        assert time.process_time() - began < SLOWEST, seed
        assert _answered(found), (seed, found)
        if found.catalog is None and seed % 15 == 0:
            again = read(marked(data, found.issues))
            assert again.catalog is None, seed


def _answered(found: Read) -> bool:
    """A catalog, or errors that each say where, what and how to mend it."""
    said = all(one.file and one.problem and one.fix for one in found.issues)
    return said and (found.catalog is not None or any(one.level == "error" for one in found.issues))


@proves(FILES, injected="a reader that says nothing", control=True)
def test_a_reader_that_says_nothing_is_noticed() -> None:
    """The positive control of the above."""
    assert not _answered(Read(None))
