"""The processes that fork desks. Loading everything takes seconds, so a test hands its own on to the next."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio import StreamReader
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from subprocess import PIPE, Popen
from typing import IO

IDLE: list[Popen[bytes]] = []  # they wait for their next test; `all_gone` ends them


@dataclass
class Mother:
    """One of them, as the test that has it now speaks with it: like a process of asyncio's."""

    own: Popen[bytes]
    stdin: IO[bytes]
    stdout: StreamReader
    stderr: StreamReader
    ears: tuple[asyncio.ReadTransport, ...]

    @property
    def returncode(self) -> int | None:
        return self.own.poll()

    def kill(self) -> None:
        self.own.kill()

    async def wait(self) -> int:
        self._deaf()
        return await asyncio.to_thread(_gone, self.own)

    def hand_on(self) -> None:
        """For the next test. What the desk of this one may have said at its end is for nobody."""
        self._deaf()
        for pipe in _ears(self.own):
            with suppress(BlockingIOError):
                while os.read(pipe.fileno(), 2**16):
                    pass
        IDLE.append(self.own)

    def _deaf(self) -> None:
        for ear in self.ears:
            ear.close()


async def a_mother(around: Mapping[str, str]) -> Mother:
    """One that another test has left; where something else stands around it, one of its own."""
    own = IDLE.pop() if IDLE and not around else _born(around)
    assert own.stdin
    (stdout, out), (stderr, err) = [await _heard(pipe) for pipe in _ears(own)]
    return Mother(own, own.stdin, stdout, stderr, (out, err))


def _born(around: Mapping[str, str]) -> Popen[bytes]:
    words = [sys.executable, "-m", "tests.crash.child"]
    return Popen(words, stdin=PIPE, stdout=PIPE, stderr=PIPE, bufsize=0, env=os.environ | dict(around))


def _ears(own: Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert own.stdout
    assert own.stderr
    return own.stdout, own.stderr


async def _heard(pipe: IO[bytes]) -> tuple[StreamReader, asyncio.ReadTransport]:
    """On the loop of this test, over a copy of the pipe that is closed with it."""
    reader = StreamReader(limit=2**20)
    own = os.fdopen(os.dup(pipe.fileno()), "rb", buffering=0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), own
    )
    return reader, transport


def _gone(own: Popen[bytes]) -> int:
    with own:  # closes its pipes: a mother whose stdin ends has nothing left to do
        pass
    return own.returncode


@contextmanager
def all_gone() -> Iterator[None]:
    """Afterwards none is left."""
    yield
    while IDLE:
        own = IDLE.pop()
        own.kill()
        _gone(own)
