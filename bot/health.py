"""`GET /healthz`: 200 only while every part is alive, so that a supervisor or a monitor can tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web


async def answer(host: str, port: int, look: Callable[[], Mapping[str, bool]]) -> tuple[web.AppRunner, str]:
    """Serve until the runner is cleaned up; also the address, since port 0 means any."""

    async def healthz(request: web.Request) -> web.Response:
        parts = look()
        return web.json_response(dict(parts), status=200 if all(parts.values()) else 503)

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner, f"http://{host}:{runner.addresses[0][1]}"
