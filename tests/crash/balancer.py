"""What stands before two desks: brings each request to one of those that live, as a proxy would."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

import aiohttp
from aiohttp import web


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Balancer:
    """Takes turns between the `ports`; `brought` counts what each of them has taken."""

    ports: tuple[int, ...]
    brought: dict[int, int] = field(default_factory=dict)
    url: str = ""
    _turn: count[int] = field(default_factory=count)

    async def bring(self, request: web.Request) -> web.Response:
        body, headers = await request.read(), _onward(request)
        first = next(self._turn)
        async with aiohttp.ClientSession() as session:
            for n in range(len(self.ports)):
                port = self.ports[(first + n) % len(self.ports)]
                try:
                    url = f"http://127.0.0.1:{port}{request.path_qs}"
                    async with session.post(url, data=body, headers=headers) as answer:
                        self.brought[port] = self.brought.get(port, 0) + (answer.status == 200)
                        return web.Response(status=answer.status)
                except aiohttp.ClientConnectorError:  # it is not there: the next one
                    continue
                except (
                    aiohttp.ClientError
                ):  # it died with the request: nobody knows, Telegram brings it again
                    break
        return web.Response(status=502)


def _onward(request: web.Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name.startswith(("X-", "Content-Type"))}


@asynccontextmanager
async def a_balancer(desks: int) -> AsyncIterator[Balancer]:
    balancer = Balancer(tuple(free_port() for _ in range(desks)))
    app = web.Application()
    app.add_routes([web.post("/{tail:.*}", balancer.bring)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    balancer.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield balancer
    finally:
        await runner.cleanup()
