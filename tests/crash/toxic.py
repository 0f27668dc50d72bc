"""A bad line between the desk and Telegram: a proxy that delays, cuts, loses and garbles what passes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest

CHUNK = 65536
PAGE = b"<html><body>Sorry, we will be back soon</body></html>"
FLOOD = b'{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1}}'
REFUSED = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
NOT_FOUND = b'{"ok":false,"error_code":404,"description":"Not Found"}'
FAULTS = (
    "refused",  # the connection is closed at once
    "silent",  # taken, and nothing ever comes back
    "late",  # everything comes, a second and a half later
    "sliced",  # in pieces of three bytes
    "dripping",  # a few bytes now and then
    "reset",  # cut in the middle of an answer
    "short",  # closed politely in the middle of an answer
    "lost",  # Telegram does it; the answer never arrives, and the connection is closed
    "half_open",  # Telegram does it; the answer never arrives, and the connection stays
    "garbled",  # other bytes than were sent
    "page",  # 200, and a page for people
    "gateway",  # 502
    "flood",  # 429 with a wait
)
FURTHER = (
    "nameless",  # the name cannot be resolved
    "unauthorized",  # 401, though the token is good
    "not_found",  # 404
)
INSTEAD = {
    "page": (b"200 OK", b"text/html", PAGE),
    "gateway": (b"502 Bad Gateway", b"text/html", PAGE),
    "flood": (b"429 Too Many Requests", b"application/json", FLOOD),
    "unauthorized": (b"401 Unauthorized", b"application/json", REFUSED),
    "not_found": (b"404 Not Found", b"application/json", NOT_FOUND),
}


@dataclass
class Line:
    """Goes to `host:port`; `fault` holds from the next bytes on, also on connections that are open."""

    host: str
    port: int
    fault: str | None = None
    met: int = 0  # how often the fault has met something
    url: str = ""
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    async def until_met(self, more: int) -> None:
        """The fault has met something so many times more."""
        wanted = self.met + more
        while self.met < wanted:
            self._rung.clear()
            await self._rung.wait()

    def asked_by_name(self) -> None:
        """Somebody wants to know its address."""
        if self.fault == "nameless":
            self._meet()
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    def befall(self, fault: str) -> None:
        self.fault = fault
        if fault == "nameless":  # nobody asks for a name who is connected
            self.drop()

    def _meet(self) -> None:
        self.met += 1
        self._rung.set()

    async def taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._through(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # one of the two has gone
        finally:
            self._open.discard(writer)
            writer.close()

    async def _through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.fault == "refused":
            self._meet()
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(self.host, self.port)
        try:
            async with asyncio.TaskGroup() as tasks:
                there = tasks.create_task(self._there(reader, far_writer, writer))
                back = tasks.create_task(self._back(far_reader, writer))
                await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
                there.cancel()
                back.cancel()
        except* OSError:
            pass
        finally:
            far_writer.close()

    async def _there(
        self, reader: asyncio.StreamReader, far: asyncio.StreamWriter, near: asyncio.StreamWriter
    ) -> None:
        """What the desk sends; some faults answer in Telegram's place, or swallow it."""
        while data := await reader.read(CHUNK):
            if self.fault in INSTEAD:
                self._meet()
                near.write(_answer(*INSTEAD[self.fault]))
                await near.drain()
                return
            if self.fault == "silent":
                self._meet()
                continue
            far.write(data)
            await far.drain()

    async def _back(self, far: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        """What Telegram answers."""
        while data := await far.read(CHUNK):
            if self.fault is None:
                near.write(data)
                await near.drain()
                continue
            self._meet()
            if not await self._badly(data, near):
                return

    async def _badly(self, data: bytes, near: asyncio.StreamWriter) -> bool:
        """Whether the connection lasts."""
        match self.fault:
            case "late":
                await asyncio.sleep(1.5)
            case "sliced" | "dripping":
                await _in_pieces(data, near, pause=0.0 if self.fault == "sliced" else 0.002)
                return True
            case "reset":
                near.write(data[: len(data) // 2])
                near.transport.abort()
                return False
            case "short":
                near.write(data[: len(data) // 2])
                return False
            case "lost":
                return False
            case "half_open" | "silent":
                return True
            case "garbled":
                data = bytes(255 - one for one in data)
        near.write(data)
        await near.drain()
        return True

    def drop(self) -> None:
        """Whoever is connected has to connect again."""
        for writer in list(self._open):
            with suppress(OSError):
                writer.transport.abort()


async def _in_pieces(data: bytes, near: asyncio.StreamWriter, *, pause: float) -> None:
    for n in range(0, min(len(data), 900), 3):
        near.write(data[n : n + 3])
        await near.drain()
        await asyncio.sleep(pause)
    near.write(data[900:])


def _answer(status: bytes, kind: bytes, body: bytes) -> bytes:
    head = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
    return head % (status, kind, len(body)) + body


def ask_by_name(line: Line, patch: pytest.MonkeyPatch) -> None:
    """The desk has a name for this line, and looks its address up each time: names are kept for a minute."""
    loop = asyncio.get_running_loop()
    look_up, port = loop.getaddrinfo, urlsplit(line.url).port

    async def answer(host: Any, number: Any, **how: Any) -> list[Any]:
        if number == port:
            line.asked_by_name()
        return await look_up("127.0.0.1" if number == port else host, number, **how)

    patch.setattr(loop, "getaddrinfo", answer)
    patch.setattr(aiohttp, "TCPConnector", partial(aiohttp.TCPConnector, use_dns_cache=False))
    line.url = line.url.replace("127.0.0.1", "localhost")


@asynccontextmanager
async def a_line(url: str) -> AsyncIterator[Line]:
    """A line to this address; at the end nobody is connected any more."""
    split = urlsplit(url)
    line = Line(split.hostname or "127.0.0.1", split.port or 80)
    server = await asyncio.start_server(line.taken, "127.0.0.1", 0)
    line.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}{split.path}"
    try:
        yield line
    finally:
        server.close()
        line.drop()
        await server.wait_closed()
