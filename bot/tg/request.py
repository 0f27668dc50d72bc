"""The wire to Telegram on aiohttp: PTB's own client spends most of its time in httpx (see docs/decisions)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class Wire(BaseRequest):
    """PTB's request interface over one aiohttp session; nobody sends us on: the token is in the address."""

    def __init__(
        self,
        *,
        connections: int = 32,
        read_timeout: float = 20.0,
        dated: Callable[[str | None], None] | None = None,
    ) -> None:
        self._connections = connections
        self._dated = dated  # told the Date of each answer
        self._read = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=60)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        seconds = self._read if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        return await self.fetch(url, method, _body(request_data), seconds)

    async def fetch(self, url: str, method: str, body: Any, seconds: float | None) -> tuple[int, bytes]:
        """Status and body; errors keep their cause, so that *not sent* can be told from *unknown*."""
        await self.initialize()
        assert self._session  # noqa: S101  # initialize() has just made it
        timeout = aiohttp.ClientTimeout(total=seconds, connect=10)
        try:
            asked = self._session.request(method, url, data=body, timeout=timeout, allow_redirects=False)
            async with asked as response:
                if self._dated and response.status == 200:
                    self._dated(response.headers.get("Date"))
                return response.status, await response.read()
        except aiohttp.ConnectionTimeoutError as error:
            raise NetworkError("no connection in time") from error
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error

    async def download(self, url: str, *, most: int, seconds: float) -> bytes | None:
        """A file of at most that many bytes; None for a larger one, or when it is not there."""
        await self.initialize()
        assert self._session  # noqa: S101  # initialize() has just made it
        timeout = aiohttp.ClientTimeout(total=seconds, connect=10)
        try:
            async with self._session.get(url, timeout=timeout, allow_redirects=False) as response:
                return await _up_to(response, most) if response.status == 200 else None
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from error

    async def call(self, url: str, params: dict[str, Any], seconds: float) -> tuple[int, Any]:
        """A raw call: the real status and the parsed JSON, or the bytes of what cannot be read as that."""
        body = aiohttp.JsonPayload(params)
        status, raw = await self.fetch(url, "POST", body, seconds)
        try:
            return status, json.loads(raw)
        except (ValueError, RecursionError):
            return status, raw


async def _up_to(response: aiohttp.ClientResponse, most: int) -> bytes | None:
    content = bytearray()
    async for part in response.content.iter_any():
        content += part
        if len(content) > most:
            return None
    return bytes(content)


@dataclass(frozen=True)
class Fields:
    """What PTB's request needs of its own data class, for a call that has no file in it."""

    json_parameters: dict[str, str]
    contains_files: bool = False
    multipart_data: None = None

    @classmethod
    def of(cls, params: dict[str, Any]) -> Fields:
        given = {name: value for name, value in params.items() if value is not None}
        return cls(
            {k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for k, v in given.items()}
        )


def _body(data: RequestData | None) -> Any:
    if data is None:
        return None
    if not data.contains_files:
        return dict(data.json_parameters)
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def was_sent(error: BaseException) -> bool:
    """False when Telegram certainly never saw the request."""
    return not isinstance(error.__cause__, NOT_SENT)
