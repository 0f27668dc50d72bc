"""SQLite for tests: a worker makes one file and copies it; what keeps nothing shares one connection.

A test's file need not survive a power cut, and waiting for the disk takes longer than most of what is tested.
What must survive one is proved in tests/crash, by desks in processes of their own, which do wait.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from bot import migrate
from bot.db import PRAGMAS, engine, sqlite, writer
from bot.db.engine import _prepare

HASTE = "synchronous=OFF"


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    def hasty(one: Engine, pragmas: Sequence[str]) -> None:
        _prepare(one, (*pragmas, HASTE))

    def commits(driver: Any, wanted: bool) -> None:
        driver.execute(f"PRAGMA {HASTE}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_prepare", hasty)
        patch.setattr(writer, "_sync_on_commit", commits)
        patch.setattr(os, "fsync", lambda file: None)
        patch.setattr(sqlite, "SOON", 0.001)
        yield


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a hotel that never opened."""
    path = tmp_path_factory.mktemp("new") / "qonaq.db"
    migrate.upgrade(path)
    return path


@pytest.fixture(scope="session", autouse=True)
def made_once(new_file: Path) -> Iterator[None]:
    """Every other new database is a copy: that is fifty times as quick as making its tables."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "_create", lambda to: shutil.copy(new_file, to))
        yield


@pytest.fixture(scope="session")
def one_file(new_file: Path) -> Iterator[Engine]:
    """One connection for all tests that undo what they do; the engine has compiled their statements."""
    path = shutil.copy(new_file, new_file.with_name("desk.db"))
    shared = create_engine(
        f"sqlite:///{path}", connect_args={"check_same_thread": False}, poolclass=StaticPool
    )
    _prepare(shared, PRAGMAS)
    yield shared
    shared.dispose()
