"""The run is searched while it goes: no token in what desks log or leave on disk, no guest's name in logs.

Looked at, and counted: what pytest has captured of each test that passed (for the token: a test may say what
names it wants), the log of each story's desk as the product writes it, every line of desks in processes of
their own, and at the end of each story the files of its data folder: databases and their copies for the
token, all others for names too.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import logs
from bot.demo.cast import GUESTS, NEW_GUEST
from bot.demo.telegram import DEMO_TOKEN
from tests.proofs import seen

PROMISE = "no token in what the tests' desks log or leave on disk, and no guest's name in their logs"
SECRET = DEMO_TOKEN.partition(":")[2]
FOUND = "the token stands in what was logged or written (tests/canaries.py)"
NUMBER = "994507654321"  # of the guest in tests/stories/test_privacy.py
NAMES = "|".join(one.name for one in (*GUESTS, NEW_GUEST))
PEOPLE = re.compile(rf"\b(?:{NAMES}|Guest \d+|{NUMBER})\b")
TOLD = (".json", ".jsonl", ".log", ".txt", "")  # files of words that no manager wrote


@dataclass
class Searched:
    """What this process has looked through, and what it found."""

    sections: int = 0
    lines: int = 0
    files: int = 0
    found: list[str] = field(default_factory=list)

    def log(self, said: Iterable[str]) -> list[str]:
        """The lines that hold a token, a guest's name or number."""
        leaks = []
        for line in said:
            self.lines += 1
            if SECRET in line or PEOPLE.search(line):
                leaks.append(line)
        self.found += leaks
        return leaks

    def folder(self, place: Path) -> list[str]:
        """The files in it that hold what they must not."""
        leaks = [path.name for path in place.rglob("*") if path.is_file() and self._file(path)]
        self.found += leaks
        return leaks

    def _file(self, path: Path) -> bool:
        self.files += 1
        content = path.read_bytes()
        told = path.suffix in TOLD and bool(PEOPLE.search(content.decode(errors="replace")))
        return told or SECRET.encode() in content


SO_FAR = Searched()


def told(report: pytest.TestReport) -> list[str]:
    """The parts of a report that hold the token."""
    return [name for name, said in report.sections if SECRET in said]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A leak fails the test that made it, whatever else it showed."""
    SO_FAR.sections += len(report.sections)
    if report.passed and (where := told(report)):
        SO_FAR.found += where
        report.outcome = "failed"
        report.longrepr = f"{FOUND}: {', '.join(where)}"


@contextmanager
def listening() -> Iterator[None]:
    """What a desk in this process logs, as the product would write it; a leak fails the test."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(logs.OneLine())
    handler.addFilter(logs.Ours())
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
    assert SO_FAR.log(said.getvalue().splitlines()) == []


def pytest_sessionfinish(session: pytest.Session) -> None:
    """What was really searched. With several workers each tells of itself, and who leads them of nothing."""
    leads = session.config.getoption("numprocesses", None) and not hasattr(session.config, "workerinput")
    looked = SO_FAR.sections + SO_FAR.lines + SO_FAR.files
    if looked and not leads:
        told_of = f"{SO_FAR.sections} captured outputs, {SO_FAR.lines} log lines, {SO_FAR.files} files"
        injected = "whatever the tests of this run do"
        seen(PROMISE, injected=injected, trials=looked, violations=len(SO_FAR.found), told=told_of)
