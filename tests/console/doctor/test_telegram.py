"""qonaq doctor on the way to Telegram: each fault is named with its cure in a hotel owner's words."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.telegram import Group, Loopback
from bot.demo.telegram.hooks import Webhook
from bot.lock import only_one
from tests.console.conftest import TOKEN
from tests.console.doctor.conftest import findings, hour, trouble, troubles
from tests.hotel import Hotel, Phone


async def test_a_desk_in_order_is_well(environ: dict[str, str], loopback: Loopback) -> None:
    assert [str(one) for one in await findings(environ) if not one.well] == []
    asked = {call.method for call in loopback.calls()}
    assert "getUpdates" not in asked
    assert loopback.violations == []


async def test_wrong_settings_are_named_and_the_rest_is_still_looked_at(environ: dict[str, str]) -> None:
    environ["QONAQ_TELEGRAM_TOKEN"] = "abc"  # noqa: S105  # not one
    found = await findings(environ)
    assert "Copy it from @BotFather" in str(found[0])
    assert found[0].code == "settings"
    assert any(one.what == "Data folder" for one in found)


async def test_a_setting_that_is_not_one(environ: dict[str, str]) -> None:
    environ["QONAQ_TELEGRAM_TOKN"] = "x"
    assert "Did you mean QONAQ_TELEGRAM_TOKEN?" in str(await trouble(environ, "settings"))


async def test_no_token_is_no_fault(environ: dict[str, str]) -> None:
    del environ["QONAQ_TELEGRAM_TOKEN"]
    assert await troubles(environ) == []


async def test_a_wrong_token(environ: dict[str, str]) -> None:
    environ["QONAQ_TELEGRAM_TOKEN"] = TOKEN
    assert "@BotFather" in (await trouble(environ, "telegram.token")).cure


@pytest.fixture
def closed_port() -> Iterator[int]:
    with closing(socket.socket()) as nobody:  # bound, but nobody listens
        nobody.bind(("127.0.0.1", 0))
        yield nobody.getsockname()[1]


async def test_no_network(environ: dict[str, str], closed_port: int) -> None:
    environ["QONAQ_TELEGRAM_API"] = f"http://127.0.0.1:{closed_port}"
    assert "the connection is refused" in str(await trouble(environ, "network.silent"))


async def test_no_name_service(environ: dict[str, str]) -> None:
    environ["QONAQ_TELEGRAM_API"] = "http://telegram.invalid"
    assert "DNS" in str(await trouble(environ, "network.name"))


async def test_a_proxy_that_is_not_there(
    environ: dict[str, str], closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port}")
    assert "HTTPS_PROXY" in (await trouble(environ, "network.proxy")).cure


async def test_a_proxy_that_wants_a_password(environ: dict[str, str]) -> None:
    async with answering(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n") as port:
        environ["QONAQ_TELEGRAM_API"] = f"http://127.0.0.1:{port}"
        await trouble(environ, "network.proxy")


@asynccontextmanager
async def answering(said: bytes, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Something that is not Telegram and answers everything alike."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(said)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]


async def test_a_login_page_in_between(environ: dict[str, str]) -> None:
    page = b"<html>Welcome to the airport's Wi-Fi</html>"
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(page), page)) as port:
        environ["QONAQ_TELEGRAM_API"] = f"http://127.0.0.1:{port}"
        assert "log in there" in (await trouble(environ, "network.between")).cure


async def test_a_certificate_that_is_not_telegrams(environ: dict[str, str], tmp_path: Path) -> None:
    """As a virus scanner or a filter shows that opens the connection; or a clock far off."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    words = f"openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout {key} -out {cert}"
    await asyncio.to_thread(subprocess.run, words.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    async with answering(b"", context) as port:
        environ["QONAQ_TELEGRAM_API"] = f"https://127.0.0.1:{port}"
        assert "date of this computer" in (await trouble(environ, "network.unsafe")).cure


@pytest.mark.parametrize(("status", "body"), [(502, "<html>Bad Gateway</html>"), (500, "[1]")])
async def test_telegram_out_of_order(
    environ: dict[str, str], loopback: Loopback, status: int, body: str
) -> None:
    loopback.fail("getMe", status=status, body=body)
    assert "not as it should" in str(await trouble(environ, "telegram.odd"))


@pytest.mark.parametrize(("ahead", "says"), [(-10, "10 minutes behind"), (180, "3 hours ahead")])
async def test_a_clock_that_is_wrong(environ: dict[str, str], ahead: int, says: str) -> None:
    assert says in (await trouble(environ, "clock", ahead=timedelta(minutes=ahead))).words


async def test_another_program_takes_the_messages(environ: dict[str, str], loopback: Loopback) -> None:
    loopback.hooks.set = Webhook("https://elsewhere.example")
    said = await trouble(environ, "webhook.foreign")
    assert "elsewhere.example" not in str(said)  # the address may hold a secret


@pytest.fixture
def hooked(environ: dict[str, str], loopback: Loopback, data: Path) -> Callable[..., None]:
    """The desk runs behind a webhook, of which Telegram says this."""
    environ["QONAQ_WEBHOOK_URL"] = "https://desk.example.org"
    data.mkdir(exist_ok=True)

    def says(error: str = "", *, url: str = "https://desk.example.org/telegram/x", age: int = 1) -> None:
        at = hour(ahead=-timedelta(minutes=age)) if error else None
        loopback.hooks.set = Webhook(url, error_at=at, error=error) if url else None

    return says


async def test_a_webhook_in_order(environ: dict[str, str], hooked: Callable[..., None], data: Path) -> None:
    hooked()
    with only_one(data):
        assert await troubles(environ) == []
        hooked("Connection timed out", age=90)  # long over
        assert await troubles(environ) == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("SSL error {error:0A000086:SSL routines::certificate verify failed}", "webhook.certificate"),
        ("Connection timed out", "webhook.failing"),
        ("Wrong response from the webhook: 502 Bad Gateway", "webhook.failing"),
    ],
)
async def test_a_webhook_that_telegram_cannot_use(
    environ: dict[str, str], hooked: Callable[..., None], data: Path, error: str, code: str
) -> None:
    hooked(error)
    with only_one(data):
        assert error in (await trouble(environ, code)).words


@pytest.mark.parametrize("url", ["", "https://elsewhere.example/x"])
async def test_a_webhook_that_is_not_ours(
    environ: dict[str, str], hooked: Callable[..., None], data: Path, url: str
) -> None:
    hooked(url=url)
    with only_one(data):
        await trouble(environ, "webhook.lost")
    assert await troubles(environ) == []  # before the start it need not be set


async def test_messages_that_wait_at_telegram(
    environ: dict[str, str], loopback: Loopback, hooked: Callable[..., None], data: Path
) -> None:
    aygun = loopback.person(3101, "Aygün")
    for n in range(100):
        loopback.say(aygun, f"message {n}")
    hooked()
    with only_one(data):
        assert (await trouble(environ, "webhook.slow")).level == "mind"


@pytest.mark.usefixtures("published")
async def test_no_staff_group_and_no_owner(environ: dict[str, str]) -> None:
    del environ["QONAQ_STAFF_CHAT"], environ["QONAQ_OWNERS"]
    assert [one.code for one in await troubles(environ)] == ["owner", "group.none"]


async def test_a_fresh_token_is_told_the_next_step_alone(environ: dict[str, str]) -> None:
    del environ["QONAQ_STAFF_CHAT"], environ["QONAQ_OWNERS"]
    found = await trouble(environ, "start")
    assert (found.level, "qonaq run" in found.cure) == ("mind", True)


async def test_a_staff_group_that_the_bot_is_not_in(environ: dict[str, str], group: Group) -> None:
    group.bot = "left"
    await trouble(environ, "group.out")
    environ["QONAQ_STAFF_CHAT"] = "-1009999999999"
    await trouble(environ, "group.out")


async def test_a_group_without_topics(environ: dict[str, str], loopback: Loopback) -> None:
    plain = loopback.forum("Kitchen")
    plain.forum = False
    environ["QONAQ_STAFF_CHAT"] = str(plain.chat_id)
    await trouble(environ, "group.topics")


async def test_a_bot_that_is_only_a_member(environ: dict[str, str], loopback: Loopback, group: Group) -> None:
    group.bot = "member"
    await trouble(environ, "group.member")
    me = {"id": 7000001, "is_bot": True, "first_name": "Qonaq", "can_read_all_group_messages": False}
    loopback.fail("getMe", status=200, body=_ok(me))
    assert "privacy mode" in (await trouble(environ, "group.privacy")).words


async def test_an_administrator_without_the_right(
    environ: dict[str, str], loopback: Loopback, group: Group
) -> None:
    member = {"status": "administrator", "can_manage_topics": False}
    loopback.fail("getChatMember", status=200, body=_ok(member))
    await trouble(environ, "group.rights")


def _ok(result: object) -> dict[str, object]:
    return {"ok": True, "result": result}


async def test_a_second_poller_is_noticed_beside_the_desk(hotel: Hotel, madina: Phone) -> None:
    """The desk that runs is not disturbed: its own notice of the other is what the doctor reads."""
    environ = {
        "QONAQ_TELEGRAM_TOKEN": hotel.config().token or "",
        "QONAQ_TELEGRAM_API": hotel.loopback.url,
        "QONAQ_DATA_DIR": str(hotel.folder),
    }
    async with hotel.open():
        await madina.says("/start")
        await hotel.settled()
        before = len([one for one in hotel.loopback.calls() if one.method == "getUpdates"])
        codes = [one.code for one in await findings(environ, ahead=hotel.clock.now() - hour())]
        assert "telegram.rival" not in codes
        assert len([one for one in hotel.loopback.calls() if one.method == "getUpdates"]) - before <= 1
        hotel.loopback.fail("getUpdates", status=409, body=_conflict())
        await madina.says("/start")
        await madina.sees("alert.polling")  # the languages here have no sentences
        found = await findings(environ, ahead=hotel.clock.now() - hour())
        assert "telegram.rival" in [one.code for one in found if one.level == "mend"]


def _conflict() -> dict[str, object]:
    words = (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    return {"ok": False, "error_code": 409, "description": words}
