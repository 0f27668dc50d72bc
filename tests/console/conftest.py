"""A terminal to type `qonaq …` into, with a data folder of its own and Madina's hotel in files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import ledger, lock, migrate
from bot.config import Config
from bot.console.call import Call
from bot.console.commands import run
from bot.db import Connection
from bot.desk.catalog import folder
from tests.desk.tiny import tiny_catalog

TOKEN = "7000001:" + "not-a-real-token-for-tests-only-0123"


@dataclass
class Terminal:
    """Each command's exit code, and what it wrote."""

    environ: dict[str, str]
    now: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    out: str = ""
    err: str = ""
    typed: str = ""
    history: list[str] = field(default_factory=list)

    def __call__(self, *words: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        self.now += timedelta(seconds=1)
        try:
            return run(words, Call(self.environ, io.StringIO(self.typed), out, err, lambda: self.now))
        finally:
            self.out, self.err = out.getvalue(), err.getvalue()
            self.history.append(self.out + self.err)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The tiny hotel as a folder."""
    place = tmp_path / "files"
    folder.write(tiny_catalog(), place)
    (place / "photos").mkdir()
    (place / "photos" / "canoe.png").write_bytes(b"drawn elsewhere")
    return place


@pytest.fixture
def terminal(data: Path, files: Path) -> Terminal:
    return Terminal({"QONAQ_DATA_DIR": str(data), "QONAQ_CATALOG": str(files), "QONAQ_LISTEN": "127.0.0.1:0"})


@contextmanager
def writing(config: Config) -> Iterator[Connection]:
    """One transaction on the database, past the desk's lock: what a test needs to stand in it."""
    config.data.mkdir(parents=True, exist_ok=True)
    if not lock.is_held(config.data):
        migrate.upgrade(config.where)
    with ledger._transaction(config) as conn:
        yield conn
