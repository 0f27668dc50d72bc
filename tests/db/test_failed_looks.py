"""A look that the disk refuses ends nothing and uses nothing up: it is made again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram import Update

from bot import app, migrate
from bot.app import Running
from bot.db import Connection, File
from bot.desk.inbox import Row
from bot.tg import worker
from bot.tg.handlers import on_error
from bot.tg.worker import Worker

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
real_sleep = asyncio.sleep


@pytest.fixture
async def refused(tmp_path: Path) -> AsyncIterator[File]:
    """A database that was opened, and cannot be looked at any more."""
    migrate.upgrade(tmp_path / "desk.db")
    opened = File(tmp_path / "desk.db")
    aside = opened.path.rename(opened.path.with_name("aside"))
    opened.path.mkdir()
    yield opened
    opened.path.rmdir()
    aside.rename(opened.path)
    await opened.close()


def never(conn: Connection) -> Any:
    raise AssertionError


async def test_the_desk_stays_open_when_its_catalog_cannot_be_looked_at(
    refused: File, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    channel = cast(Any, SimpleNamespace(intake=SimpleNamespace(last_success=float("inf"))))
    nobody = cast(Any, None)
    running = Running(nobody, refused, channel, set(), nobody, 0, nobody, nobody)
    monkeypatch.setattr("bot.app.asyncio.sleep", lambda seconds: real_sleep(0))
    watching = asyncio.ensure_future(app._watch(running, never))
    while sum("cannot be read" in one.getMessage() for one in caplog.records) < 3 and not watching.done():
        await real_sleep(0.001)
    assert not watching.done()
    watching.cancel()
    await asyncio.wait([watching])


class Looks:
    """A handler that looks something up; PTB hands what it raises to our own."""

    bot = None

    def __init__(self, db: File) -> None:
        self.db = db

    async def process_update(self, update: Update) -> None:
        try:
            await self.db.read(never)
        except Exception as error:
            await on_error(update, cast(Any, SimpleNamespace(error=error)))


async def test_an_update_whose_look_the_disk_refuses_waits_as_long_as_it_takes(refused: File) -> None:
    paused, failed, tasks = list[float](), list[Row](), list[asyncio.Task[None]]()
    enough = asyncio.Event()

    async def fail(row: Row) -> bool:
        failed.append(row)
        return True

    async def skip(row: Row) -> None:
        raise AssertionError

    async def pause(seconds: float) -> None:
        paused.append(seconds)
        if len(paused) == 7:
            enough.set()
        await real_sleep(0)

    def spawn(work: Coroutine[Any, Any, None]) -> None:
        tasks.append(asyncio.ensure_future(work))

    works = Worker(cast(Any, Looks(refused)), spawn=spawn, skip=skip, fail=fail, pause=pause)
    works.feed([Row(1, "7", json.dumps({"update_id": 1}), AT, 0)])
    await asyncio.wait_for(enough.wait(), 5)
    tasks[0].cancel()
    await asyncio.wait(tasks)
    assert failed == []
    assert set(paused) == {worker.UNKEPT}
