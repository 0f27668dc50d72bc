"""The test's side of a desk in another process: begin a life, kill it, look at what it left on disk."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from bot.clock import Clock
from bot.demo.cast import CAST, GROUP, IN_THE_GROUP
from bot.demo.telegram import Floods, Group, Loopback, Person
from tests import canaries
from tests.crash.child import Life
from tests.crash.mothers import Mother, a_mother

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PATIENCE = 30.0
LOG_LINES = 400


@dataclass
class World:
    """A Telegram that outlives every desk, its people, and a folder."""

    clock: Clock
    loopback: Loopback
    people: dict[str, Person]
    group: Group
    folder: Path
    url: str | None = None  # of the PostgreSQL database, if it is one
    _look: psycopg.Connection[tuple[Any, ...]] | None = None

    def life(self, **facts: Any) -> Life:
        first = Life(
            self.loopback.url,
            str(self.folder),
            self.group.chat_id,
            self.clock.ahead.total_seconds(),
            url=self.url,
        )
        return replace(first, **facts)

    @property
    def database(self) -> Path:
        return self.folder / "qonaq.sqlite3"

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """What stands on disk; looked at with a connection that cannot write."""
        if self.url:
            self._look = self._look or psycopg.connect(self.url, autocommit=True)
            return self._look.execute(question.encode()).fetchall()
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as conn:
            return conn.execute(question).fetchall()

    def leave(self) -> None:
        if self._look:
            self._look.close()

    async def until(self, found: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Look again whenever something happens in Telegram, and now and then besides."""
        async with asyncio.timeout(seconds):
            while not found():
                await self.loopback.changed(self.loopback.watch.seq, 0.05)


@asynccontextmanager
async def a_world(
    folder: Path,
    *,
    shifted: bool = True,
    url: str | None = None,
    clock: Clock | None = None,
    floods: Floods | None = None,
) -> AsyncIterator[World]:
    """The clock starts on Friday at noon unless it is not `shifted`; it goes on, as processes share it."""
    if clock is None:
        clock = Clock()
        clock.ahead = FRIDAY - clock.now() if shifted else clock.ahead
    loopback = Loopback(clock.now, floods=floods or Floods.none())
    loopback.chats.kept = 10**6  # the checker looks back at all that was said
    people = {one.name: loopback.person(one.user_id, one.name, language=one.language) for one in CAST}
    members = [people[one.name] for one in IN_THE_GROUP]
    group = loopback.forum(GROUP, members=members, owner=people["Madina"])
    world = World(clock, loopback, people, group, folder, url)
    await loopback.open()
    try:
        yield world
    finally:
        world.leave()
        await loopback.close()


@dataclass
class Stable:
    """The process that forks desks, and the desk that lives now."""

    process: Mother
    pid: int = 0
    busy: bool = False  # a desk lives, or is about to
    url: str = ""
    log: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)  # lines with a token or a guest's name
    lines: int = 0  # that it has said, of which `log` keeps the last
    settled: int = 0  # how often a desk on the test's own clock has said so
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)
    code: int | None = None

    async def begin(self, life: Life) -> None:
        """Start a desk; returns once it has a process."""
        self.pid, self.code, self.busy = 0, None, True
        self._ready.clear()
        self._ended.clear()
        self.process.stdin.write((json.dumps(asdict(life)) + "\n").encode())
        await self._until(lambda: self.pid)

    async def ready(self) -> None:
        with suppress(TimeoutError):
            await self._until(lambda: self._ready.is_set() or self._ended.is_set())
        if not self._ready.is_set():
            raise AssertionError(f"not open; code {self.code}\n{await self.where_it_is()}")

    async def killed(self) -> None:
        """kill -9, and wait until nothing of it is left."""
        self.signal(signal.SIGKILL)
        await self.ended()

    async def settle(self) -> None:
        """Let it see what time it is by now, and do what is due."""
        before = self.settled
        self.signal(signal.SIGUSR1)
        await self._until(lambda: self.settled > before or self._ended.is_set())
        assert not self._ended.is_set(), (self.code, self.log[-20:])

    def signal(self, which: signal.Signals) -> None:
        if self.pid and not self._ended.is_set():
            os.kill(self.pid, which)

    async def ended(self, seconds: float = PATIENCE) -> int:
        """The exit code; a negative number is a signal."""
        await asyncio.wait_for(self._ended.wait(), seconds)
        assert self.code is not None
        return self.code

    async def where_it_is(self) -> str:
        """Where the threads and tasks of a desk stand that does not open, or does not end."""
        self.signal(signal.SIGUSR2)
        with suppress(TimeoutError):
            await self.said("Current thread", 5.0)
        self.signal(signal.SIGHUP)
        with suppress(TimeoutError):
            await self.said("no more tasks", 5.0)
        return "\n".join(self.log[-80:])

    async def over(self) -> bool:
        """Whether nothing is left of the desk: it is killed if it lives."""
        self.signal(signal.SIGKILL)
        with suppress(TimeoutError, AssertionError):
            await self._until(lambda: not self.busy, 5.0)
        return not self.busy and self.process.returncode is None

    async def said(self, words: str, seconds: float = PATIENCE) -> str:
        """The line of its log that says this, now or soon."""
        await self._until(lambda: any(words in line for line in self.log), seconds)
        return next(line for line in self.log if words in line)

    async def _until(self, found: Callable[[], object], seconds: float = PATIENCE) -> None:
        async with asyncio.timeout(seconds):
            while not found():
                assert not self.process.stdout.at_eof(), self.log[-20:]
                self._heard.clear()
                await self._heard.wait()

    async def listen(self) -> None:
        async for line in self.process.stdout:
            facts = json.loads(line)
            self.pid = facts.get("pid", self.pid)
            self.settled += "settled" in facts
            if "ready" in facts:
                self.url = facts["ready"]
                self._ready.set()
            if "exit" in facts:
                self.code, self.busy = facts["exit"], False
                self._ended.set()
            self._heard.set()
        self._heard.set()

    async def read_log(self) -> None:
        async for line in self.process.stderr:
            self.lines += 1
            self.log.append(line.decode().rstrip())
            self.leaked += canaries.SO_FAR.log(self.log[-1:])
            del self.log[:-LOG_LINES]
            self._heard.set()


@asynccontextmanager
async def a_stable(around: Mapping[str, str] | None = None) -> AsyncIterator[Stable]:
    """Forks desks; at the end none is left. `around`: what else stands in their environment."""
    mother = await a_mother(around or {})
    stable = Stable(mother)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(stable.listen())
        tasks.create_task(stable.read_log())
        try:
            yield stable
        finally:
            if await stable.over() and not around:
                mother.hand_on()
            else:
                mother.kill()
                await mother.wait()
    assert stable.leaked == []
