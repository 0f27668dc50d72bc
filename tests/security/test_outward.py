"""The desk calls Telegram and nobody else, whatever address stands in a catalog, a setting or a chat."""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram.error import NetworkError

from bot.desk.catalog import folder
from bot.media import Media
from bot.tg.request import Wire
from tests.desk.catalog.bad_yaml import good
from tests.hotel import Hotel, Phone
from tests.proofs import PROVING, seen

ROOT = Path(__file__).parents[2]
PROMISE = "the desk calls nobody but Telegram"
HOSTS = (
    *(
        "169.254.169.254",
        "[::1]",
        "127.0.0.1",
        "localhost",
        "0",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "127.1",
    ),
    *(
        "[::ffff:127.0.0.1]",
        "metadata.google.internal",
        "evil.example",
        "①②⑦.⓪.⓪.①",
        "localhost.",
        "10.0.0.1",
    ),
    *(
        "user:pass@127.0.0.1",
        "evil.example#@api.telegram.org",
        "api.telegram.org.evil.example",
        "192.168.0.1",
    ),
)
SCHEMES = (
    "http",
    "https",
    "file",
    "gopher",
    "ftp",
    "dict",
    "data",
    "javascript",
    "HTTP",
    "//",
    "jar:http",
    "tg",
)
URLS = [f"{scheme}://{host}/x.png" for scheme in SCHEMES for host in HOSTS]
CALLERS = {  # what may open a line to the outside, and to where
    "bot/tg/request.py": "the Bot API, as QONAQ_TELEGRAM_API has it",
    "bot/doctor/line.py": "the same",
    "bot/doctor/telegram.py": "the same",
    "bot/console/qr.py": "the same: how we are called there",
    "bot/doctor/port.py": "binds our own port to see whether it is free",
    "bot/handover.py": "a socket file in the data folder",
}
CALLS = {
    "ClientSession",
    "urlopen",
    "open_connection",
    "create_connection",
    "open_unix_connection",
    "HTTPConnection",
}


def callers() -> Iterator[str]:
    for path in (ROOT / "bot").rglob("*.py"):
        inside = path.relative_to(ROOT).as_posix()
        words = path.read_text("utf-8")
        may = any(one in words for one in (*CALLS, "socket", "urllib", "http.client", "smtplib", "ftplib"))
        if may and not inside.startswith("bot/demo/") and _calls_out(ast.parse(words)):
            yield inside


def _calls_out(tree: ast.AST) -> bool:
    for one in ast.walk(tree):
        if isinstance(one, ast.Attribute) and one.attr in {*CALLS, "socket"}:
            return True
        if isinstance(one, ast.Import) and any(
            name.name.startswith(("urllib.request", "http.client")) for name in one.names
        ):
            return True
        if isinstance(one, ast.ImportFrom) and one.module in (
            "urllib.request",
            "http.client",
            "smtplib",
            "ftplib",
        ):
            return True
    return False


def test_only_these_modules_can_call_anybody() -> None:
    assert set(callers()) == set(CALLERS)


def test_an_address_is_no_picture(tmp_path: Path) -> None:
    """As a photo's name in the folder: refused with its place. On the shelf: nothing is there."""
    good(tmp_path)
    page = next(one for one in folder.files(tmp_path) if "photo:" in one.read_text("utf-8"))
    words = page.read_text("utf-8")
    line = next(one for one in words.splitlines() if one.startswith("photo:"))
    shelf, taken = Media(lambda: [tmp_path / "photos"], tmp_path), []
    for number, url in enumerate(URLS):
        if PROVING or number % 12 == 0:
            page.write_text(words.replace(line, f'photo: "{url}"'), encoding="utf-8")
            taken += [url] if folder.read(tmp_path)[0] is not None else []
        taken += [url] if shelf.find(url) else []
    seen(PROMISE, injected="addresses in place of pictures", trials=len(URLS), violations=len(taken))
    assert taken == []


@asynccontextmanager
async def serving(answer: Any) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_nobody_is_followed_elsewhere() -> None:
    """The token is part of the address: whoever is sent on would take it along."""
    came: list[str] = []

    async def elsewhere(request: web.Request) -> web.Response:
        came.append(request.path)
        return web.json_response({"ok": True, "result": []})

    wire = Wire()
    async with serving(elsewhere) as other:

        async def sends_on(request: web.Request) -> web.Response:
            raise web.HTTPTemporaryRedirect(f"{other}{request.path}")

        async with serving(sends_on) as base:
            status, body = await wire.call(f"{base}/bot1:secret/getUpdates", {}, 5)
            assert (status, body) == (307, b"307: Temporary Redirect")
            assert await wire.download(f"{base}/file/bot1:secret/x", most=100, seconds=5) is None
            seen(PROMISE, injected="sent on by an answer", trials=2, violations=len(came))
            assert came == []
            async with aiohttp.ClientSession() as follower:  # the control: a client that follows
                await follower.post(f"{base}/bot1:secret/getUpdates")
            seen(PROMISE, injected="a client that follows", trials=1, violations=len(came), control=True)
            assert came == ["/bot1:secret/getUpdates"]
    await wire.shutdown()


@pytest.mark.parametrize("scheme", ["file:///etc/passwd", "gopher://127.0.0.1/x", "ftp://127.0.0.1/x"])
async def test_other_kinds_of_addresses_are_no_line(scheme: str) -> None:
    wire = Wire()
    with pytest.raises(NetworkError):
        await wire.download(scheme, most=100, seconds=2)
    await wire.shutdown()


async def test_addresses_in_a_chat_are_words(
    hotel: Hotel, chiara: Phone, madina: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A guest's and a manager's: nothing is looked up, nothing is opened, nothing is previewed."""
    asked: set[str] = set()
    resolve = aiohttp.TCPConnector._resolve_host

    async def watched(self: aiohttp.TCPConnector, host: str, port: int, traces: Any = None) -> Any:
        asked.add(f"{host}:{port}")
        return await resolve(self, host, port, traces)

    monkeypatch.setattr(aiohttp.TCPConnector, "_resolve_host", watched)
    async with hotel.open():
        await madina.says("/start")
        for url in URLS[:: len(URLS) // 3]:
            await chiara.says(f"Nobody answers, the room is dirty! {url}")
            await madina.says(url)
            await hotel.settled()
        home = hotel.loopback.url.removeprefix("http://")
        assert asked <= {home}
        said = [
            call for call in hotel.loopback.calls("sendMessage") if "169.254" in str(call.params.get("text"))
        ]
        assert said
        assert all("is_disabled" in str(call.params.get("link_preview_options")) for call in said)
