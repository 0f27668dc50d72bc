"""Webhook intake: Telegram brings the updates; each is answered 200 only once it is surely on disk.

Whoever knows neither the path nor the secret reaches nothing: both are compared in constant time before a
byte of the body is read. What comes in together is kept together, with one commit.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.db import StorageTrouble
from bot.desk.inbox import Arrival
from bot.tg.incoming import arrival

log = logging.getLogger(__name__)
LARGEST = 1024 * 1024  # bytes of one update
WITHIN = 10.0  # seconds for all of it to arrive
HEADER = "X-Telegram-Bot-Api-Secret-Token"
LATER = {"Retry-After": "2"}  # Telegram would wait longer each time
Keep = Callable[[list[Arrival]], Awaitable[None]]


@dataclass(frozen=True)
class Address:
    """Where Telegram finds us. The path follows from the secret: with a new secret the address is new too."""

    base: str
    secret: str = field(repr=False)

    @property
    def key(self) -> str:
        return hmac.new(self.secret.encode(), b"the path of Qonaq's webhook", hashlib.sha256).hexdigest()[:32]

    @property
    def url(self) -> str:
        return f"{self.base}/telegram/{self.key}"


@dataclass(eq=False)
class _Batch:
    """What has come in while the one before was being kept."""

    arrivals: list[Arrival] = field(default_factory=list)
    kept: bool = False
    trouble: Exception | None = None


class Gathering:
    """Arrivals that wait for the disk at the same moment share one commit, in the order of their numbers."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._next = _Batch()
        self._one_at_a_time = asyncio.Lock()

    async def put(self, one: Arrival) -> None:
        """Return once it is kept; raises what kept it from being kept."""
        batch = self._next
        batch.arrivals.append(one)
        async with self._one_at_a_time:
            if not batch.kept and batch.trouble is None:
                await self._store(batch)
        if batch.trouble:
            raise batch.trouble

    async def _store(self, batch: _Batch) -> None:
        self._next = _Batch()
        try:
            await self._keep(sorted(batch.arrivals, key=lambda one: one.update_id))
            batch.kept = True
        except Exception as error:
            batch.trouble = error


class Refused(Exception):
    """Not an update of Telegram's, or not now."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Door:
    """The place where updates are handed in. Shut until `open`, and again after `shut`."""

    def __init__(self, keep: Keep, delivered: Callable[[], None]) -> None:
        self._gathering = Gathering(keep)
        self._delivered = delivered
        self._address: Address | None = None
        self._open = False
        self.routes = [web.route("*", "/{prefix:(?:[^/]+/)*}telegram/{key:[^/]+}", self.answer)]

    def open(self, address: Address) -> None:
        self._address, self._open = address, True

    def shut(self) -> None:
        """What comes now Telegram brings again: to us after a restart, or to whoever polls."""
        self._open = False

    async def answer(self, request: web.Request) -> web.Response:
        try:
            self._admit(request)
            await self._gathering.put(await _read(request))
        except Refused as no:
            return _no(no.status)
        except StorageTrouble as error:
            log.warning("webhook: nothing can be stored: %s", error)
            return _no(503, LATER)
        except Exception:
            log.exception("webhook: an update could not be stored")
            return _no(503, LATER)
        self._delivered()
        return web.Response()

    def _admit(self, request: web.Request) -> None:
        """Everything that can be told without the body."""
        if self._address is None:
            raise Refused(503, "not open yet")
        if not _same(request.match_info["key"], self._address.key):
            raise Refused(404, "no such place")
        if request.method != "POST":
            raise Refused(405, "only POST")
        if not self._knows_secret(request):
            raise Refused(401, "not Telegram")
        if request.content_type != "application/json" or "Content-Encoding" in request.headers:
            raise Refused(415, "only plain JSON")
        if (request.content_length or 0) > LARGEST:
            raise Refused(413, "too large")
        if not self._open:
            raise Refused(503, "closed")

    def _knows_secret(self, request: web.Request) -> bool:
        assert self._address  # noqa: S101  # asked only while there is one
        given = request.headers.getall(HEADER, [])
        return len(given) == 1 and _same(given[0], self._address.secret)


def _same(given: str, ours: str) -> bool:
    """In a time that tells nothing of how much was right."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), ours.encode())


def _no(status: int, headers: dict[str, str] | None = None) -> web.Response:
    """A refusal says nothing more, and what is left of the request is not read."""
    response = web.Response(status=status, headers=headers or (LATER if status == 503 else None))
    response.force_close()
    return response


async def _read(request: web.Request) -> Arrival:
    """The update in the body, as polling would have it."""
    try:
        async with asyncio.timeout(WITHIN):
            raw = await request.read()
    except TimeoutError:
        raise Refused(408, "too slow") from None
    except web.HTTPRequestEntityTooLarge:
        raise Refused(413, "too large") from None
    except (web.RequestPayloadError, ConnectionError):
        raise Refused(400, "it broke off") from None
    return arrival(_update(raw))


def _update(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw.decode())
    except (ValueError, RecursionError):
        raise Refused(400, "not JSON") from None
    number = body.get("update_id") if isinstance(body, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 2**63:
        raise Refused(400, "not an update")
    found: dict[str, Any] = body
    return found
