"""The webhook's door: 200 only after the commit, and forgeries reach nothing. PROVE=1 tries 10,000."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientConnectionError, ClientSession, web

from bot import health
from bot.db import StorageTrouble
from bot.desk.inbox import Arrival
from bot.tg import webhook
from bot.tg.webhook import HEADER, LARGEST, Address, Door
from tests.proofs import seen

SECRET = "a-secret-that-nobody-knows-0123456789"  # noqa: S105  # of a test
PROMISE = "what is not from Telegram is not taken"
FORGERIES = 10_000 if os.environ.get("PROVE") else 300
SEED = int(os.environ.get("SEED", "214"))
JSON = {"Content-Type": "application/json"}
KNOWN = JSON | {HEADER: SECRET}


def update(number: int = 7, chat: int = 1003, **more: Any) -> bytes:
    chat_raw = {"id": chat, "type": "private"}
    return json.dumps({"update_id": number, "message": {"chat": chat_raw, "text": "hi"}} | more).encode()


@dataclass
class Desk:
    """What stands behind the door: batches kept, one after the other, once `may_keep` is set."""

    kept: list[list[Arrival]] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_keep: asyncio.Event = field(default_factory=asyncio.Event)
    trouble: list[Exception] = field(default_factory=list)
    delivered: int = 0

    async def keep(self, arrivals: list[Arrival]) -> None:
        self.begun.set()
        await self.may_keep.wait()
        if self.trouble:
            raise self.trouble.pop(0)
        self.kept.append(arrivals)

    def told(self) -> None:
        self.delivered += 1

    @property
    def ids(self) -> list[int]:
        return [one.update_id for batch in self.kept for one in batch]


@dataclass
class Place:
    """The door on its server, and whoever calls there."""

    desk: Desk
    door: Door
    address: Address
    session: ClientSession

    async def hand_in(self, body: bytes = b"", *, path: str | None = None, **more: Any) -> int:
        given = {"headers": KNOWN} | more
        url = self.address.url if path is None else f"{self.address.base}{path}"
        async with self.session.post(url, data=BytesIO(body or update()), **given) as answer:
            return answer.status

    async def raw(self, *parts: bytes) -> bytes:
        """Whatever comes back on one connection until it is closed."""
        host, port = self.address.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
            async with asyncio.timeout(10):
                return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def opened(door_of: Callable[..., Door] = Door, *, open_now: bool = True) -> AsyncIterator[Place]:
    desk = Desk()
    desk.may_keep.set()
    door = door_of(desk.keep, desk.told)

    async def nothing() -> bytes:
        return b""

    runner, base = await health.answer("127.0.0.1", 0, lambda: {"webhook": True}, nothing, door.routes)
    address = Address(base, SECRET)
    if open_now:
        door.open(address)
    async with ClientSession() as session:
        yield Place(desk, door, address, session)
    await runner.cleanup()


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    async with opened() as here:
        yield here


async def test_an_update_of_telegram_is_kept_as_polling_would_keep_it(place: Place) -> None:
    assert await place.hand_in(update(7, 1003)) == 200
    ((one,),) = place.desk.kept
    assert (one.update_id, one.chat) == (7, "1003")
    assert json.loads(one.raw) == json.loads(update(7, 1003))
    assert place.desk.delivered == 1


async def test_it_is_answered_only_after_it_is_kept(place: Place) -> None:
    place.desk.may_keep.clear()
    waiting = asyncio.ensure_future(place.hand_in())
    await asyncio.wait_for(place.desk.begun.wait(), 10)
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done
    place.desk.may_keep.set()
    assert await waiting == 200


async def test_answering_first_would_be_caught() -> None:
    """The positive control: a door that does not wait for the commit answers while nothing is kept."""

    class Hasty(Door):
        async def answer(self, request: web.Request) -> web.Response:
            await request.read()
            return web.Response()

    async with opened(Hasty) as place:
        place.desk.may_keep.clear()
        assert await place.hand_in() == 200
        assert place.desk.ids == []


async def test_what_comes_in_together_is_kept_together_in_the_order_of_its_numbers(place: Place) -> None:
    place.desk.may_keep.clear()
    first = asyncio.ensure_future(place.hand_in(update(50)))
    await asyncio.wait_for(place.desk.begun.wait(), 10)
    numbers = list(range(51, 71))
    random.Random(SEED).shuffle(numbers)
    rest = [asyncio.ensure_future(place.hand_in(update(number))) for number in numbers]
    gathering = place.door._gathering
    async with asyncio.timeout(10):
        while len(gathering._next.arrivals) < len(numbers):  # noqa: ASYNC110  # until all have been read
            await asyncio.sleep(0.001)
    place.desk.may_keep.set()
    assert await asyncio.gather(first, *rest) == [200] * 21
    assert [len(batch) for batch in place.desk.kept] == [1, 20]
    assert place.desk.ids == list(range(50, 71))


@pytest.mark.parametrize("trouble", [StorageTrouble("the disk is full"), ValueError("whatever")])
async def test_what_cannot_be_kept_is_to_come_again(
    place: Place, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    place.desk.trouble = [trouble]
    async with place.session.post(place.address.url, data=update(), headers=KNOWN) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert place.desk.ids == []
    assert "stored" in caplog.text
    assert await place.hand_in() == 200
    assert place.desk.ids == [7]


async def test_before_it_opens_and_after_it_shuts_everything_is_to_come_again() -> None:
    async with opened(open_now=False) as place:
        assert await place.hand_in() == 503
        place.door.open(place.address)
        assert await place.hand_in() == 200
        place.door.shut()
        assert await place.hand_in() == 503
        assert await place.hand_in(headers=JSON) == 401
        assert place.desk.ids == [7]


async def test_a_proxy_may_leave_its_part_of_the_path(place: Place) -> None:
    assert await place.hand_in(path=f"/hotels/qonaq/telegram/{place.address.key}") == 200


async def test_the_address_follows_from_the_secret_and_does_not_tell_it() -> None:
    one, same, other = Address("x", SECRET), Address("x", SECRET), Address("x", SECRET + "0")
    assert one.url == same.url != other.url
    assert SECRET not in one.url
    assert SECRET not in repr(one)


# forgeries


@dataclass(frozen=True)
class Forgery:
    kind: str
    statuses: tuple[int, ...]
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    path: str | None = None
    method: str = "POST"


def forgeries(draw: random.Random, key: str) -> list[Forgery]:
    """One of each kind, with what varies drawn anew."""
    own = (("Content-Type", "application/json"),)
    body = update(draw.randrange(2**40))
    cut = draw.randrange(len(SECRET))
    wrong = "".join(draw.choices("abcdefXYZ0189_-", k=draw.choice([1, 16, len(SECRET), 256])))
    near = SECRET[:cut] + chr(ord(SECRET[cut]) ^ 1) + SECRET[cut + 1 :]

    def with_secret(kind: str, *secrets: str) -> Forgery:
        headers = own + tuple((HEADER, one) for one in secrets)
        return Forgery(kind, (401,), body, headers)

    def known(kind: str, status: int, what: bytes, **more: str) -> Forgery:
        headers = dict(KNOWN) | {name.replace("_", "-"): value for name, value in more.items()}
        return Forgery(kind, (status,), what, tuple(headers.items()))

    number = draw.choice([b"-1", b"true", b'"7"', b"1.5", b"null", b"9223372036854775808", b"[]"])
    return [
        with_secret("none"),
        with_secret("empty", ""),
        with_secret("wrong", wrong),
        with_secret("prefix", SECRET[:cut]),
        with_secret("longer", SECRET + wrong),
        with_secret("one letter", near),
        with_secret("case", SECRET.swapcase()),
        with_secret("twice", SECRET, SECRET),
        with_secret("long", "x" * 4000),
        with_secret("not ascii", "пароль"),
        Forgery("basic", (401,), body, (*own, ("Authorization", f"Bearer {SECRET}"))),
        Forgery("wrong path", (404,), body, tuple(KNOWN.items()), f"/telegram/{wrong}"),
        Forgery("key cut", (404,), body, tuple(KNOWN.items()), f"/telegram/{key[: draw.randrange(1, 31)]}"),
        Forgery("no path", (404,), body, tuple(KNOWN.items()), "/telegram/"),
        Forgery("method", (405,), body, tuple(KNOWN.items()), method=draw.choice(["GET", "PUT", "DELETE"])),
        known("type", 415, body, Content_Type=draw.choice(["text/plain", "application/xml", "text/json"])),
        known("form", 415, b"update_id=7", Content_Type="application/x-www-form-urlencoded"),
        known("gzip", 415, gzip.compress(body), Content_Encoding="gzip"),
        known("deflate", 415, body, Content_Encoding="deflate"),
        known("not utf-8", 400, b"\xff\xfe" + body),
        known("not json", 400, body[: draw.randrange(1, len(body) - 1)]),
        known("nothing", 400, b" "),
        known("list", 400, b"[" + body + b"]"),
        known("number", 400, b'{"update_id": ' + number + b"}"),
        known("no number", 400, b'{"message": {}}'),
        known("deep", 400, b'{"update_id": 7, "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ]


async def tried(place: Place, one: Forgery) -> int:
    url = place.address.url if one.path is None else f"{place.address.base}{one.path}"
    async with place.session.request(one.method, url, data=one.body, headers=list(one.headers)) as answer:
        return answer.status


async def accepted(place: Place, most: int) -> list[str]:
    """The kinds that came through or were answered otherwise than they should, in `most` tries."""
    draw, found, tries = random.Random(SEED), [], 0
    while tries < most:
        for one in forgeries(draw, place.address.key)[: most - tries]:
            tries += 1
            status = await tried(place, one)
            if status not in one.statuses:
                found.append(f"{one.kind}: {status} (SEED={SEED})")
    return found


async def test_no_forgery_is_accepted_and_nothing_of_it_is_stored(place: Place) -> None:
    found = await accepted(place, FORGERIES)
    seen(PROMISE, injected="forged calls", trials=FORGERIES, violations=len(found))
    assert found == []
    assert place.desk.kept == []
    assert place.desk.delivered == 0
    assert await place.hand_in() == 200


async def test_a_door_that_compares_nothing_would_be_caught() -> None:
    """The positive control."""

    class Trusting(Door):
        def _knows_secret(self, request: web.Request) -> bool:
            return True

    async with opened(Trusting) as place:
        found = await accepted(place, 26)
        seen(PROMISE, injected="a door that compares nothing", trials=26, violations=len(found), control=True)
        assert {one.partition(":")[0] for one in found} >= {"none", "wrong", "prefix", "longer", "twice"}
        assert place.desk.kept


async def test_a_door_that_takes_a_beginning_for_the_whole_would_be_caught() -> None:
    """Another positive control: the comparison itself."""

    class Careless(Door):
        def _knows_secret(self, request: web.Request) -> bool:
            return SECRET.startswith(request.headers.get(HEADER, "-"))

    async with opened(Careless) as place:
        assert any(one.startswith("prefix") for one in await accepted(place, 260))


@pytest.mark.parametrize("told_size", [True, False])
async def test_twenty_megabytes_are_refused_without_reading_them(place: Place, told_size: bool) -> None:
    size, sent = 20 * 1024 * 1024, 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < size:
            sent += 65536
            yield b" " * 65536

    headers = KNOWN | ({"Content-Length": str(size)} if told_size else {})
    try:
        async with place.session.post(place.address.url, data=flood(), headers=headers) as answer:
            assert answer.status == 413
    except (ClientConnectionError, OSError):
        pass  # the door was shut in the sender's face
    assert place.desk.kept == []
    assert sent < size
    assert await place.hand_in() == 200


async def test_a_large_update_that_is_allowed_is_taken(place: Place) -> None:
    assert await place.hand_in(update(8, text="x" * (LARGEST - 200))) == 200
    assert await place.hand_in(update(9, text="x" * LARGEST)) == 413
    assert place.desk.ids == [8]


async def test_a_bomb_is_not_unpacked(place: Place) -> None:
    """A thousandfold: a gigabyte, if anybody unpacked it."""
    bomb = gzip.compress(b" " * 50_000_000, 9)
    assert len(bomb) < 60_000
    before = _peak()
    for headers in (KNOWN, JSON):
        status = await place.hand_in(bomb, headers=headers | {"Content-Encoding": "gzip"})
        assert status in (401, 415)
    assert _peak() - before < 20_000
    assert place.desk.kept == []


def _peak() -> int:
    """The most memory this process ever had, in KiB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def test_whoever_is_slow_is_shown_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "WITHIN", 0.1)
    monkeypatch.setattr(health, "GUARDED", {**health.GUARDED, "keepalive_timeout": 0.1})
    async with opened() as place:
        head = f"POST /telegram/{place.address.key} HTTP/1.1\r\nHost: x\r\n".encode()
        rest = f"{HEADER}: {SECRET}\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n".encode()
        slow_body, slow_head, silent = await asyncio.gather(
            place.raw(head, rest, b'{"update_id"'), place.raw(head, b"X-A: b\r\n"), place.raw()
        )
        assert slow_body.startswith(b"HTTP/1.1 408")
        assert (slow_head, silent) == (b"", b"")
        assert place.desk.kept == []
        assert await place.hand_in() == 200


async def test_whoever_hangs_up_in_the_middle_leaves_nothing(place: Place) -> None:
    head = f"POST /telegram/{place.address.key} HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\n".encode()
    host, port = place.address.base.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    writer.write(head + b'Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{"update_id"')
    await writer.drain()
    writer.close()
    assert await place.hand_in() == 200
    assert place.desk.ids == [7]
