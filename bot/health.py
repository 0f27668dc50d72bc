"""`GET /healthz`: 200 only while every part is alive, so that a supervisor or a monitor can tell.

`GET /metrics`: figures for Prometheus.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

# Whoever is slow to ask is shown out, what is left of a refused body is not waited for, and none is unpacked.
GUARDED: Mapping[str, Any] = {"keepalive_timeout": 10, "lingering_time": 1, "auto_decompress": False}
TEXT = "text/plain; version=0.0.4; charset=utf-8"


async def answer(
    host: str,
    port: int,
    look: Callable[[], Mapping[str, bool]],
    page: Callable[[], Awaitable[bytes]],
    more: Sequence[web.RouteDef] = (),
) -> tuple[web.AppRunner, str]:
    """Serve until the runner is cleaned up; also the address, since port 0 means any."""

    async def healthz(request: web.Request) -> web.Response:
        parts = look()
        return web.json_response(dict(parts), status=200 if all(parts.values()) else 503)

    async def metrics(request: web.Request) -> web.Response:
        return web.Response(body=await page(), headers={"Content-Type": TEXT})

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/metrics", metrics), *more])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, **GUARDED)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner, f"http://{host}:{runner.addresses[0][1]}"
