"""A line to Telegram: one question, one answer, and in words why there was none.

Nothing here takes updates: that would take them from a desk that is running.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import loads
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.config import Config
from bot.doctor.finding import Finding, mend

PATIENCE = aiohttp.ClientTimeout(total=15, connect=8)
BETWEEN = 511  # the status by which a Wi-Fi says that one must log in first


@dataclass(frozen=True)
class Answer:
    """What came back: HTTP status, Telegram's result, its own words, and the hour it has."""

    status: int
    result: dict[str, Any]
    words: str
    date: datetime | None
    telegrams: bool = True  # in Telegram's form, whoever sent it

    @property
    def well(self) -> bool:
        return self.status == 200 and self.telegrams


class Silence(Exception):
    """No answer from Telegram. `code` names the kind."""

    def __init__(self, code: str, words: str, cure: str) -> None:
        super().__init__(words)
        self.code, self.words, self.cure = code, words, cure


@dataclass(frozen=True)
class Line:
    """A way to ask Telegram; the token stands only in the address."""

    session: aiohttp.ClientSession
    base: str = field(repr=False)

    async def ask(self, method: str, **params: int) -> Answer:
        """Silence when nothing answers in time."""
        try:
            async with self.session.post(
                f"{self.base}/{method}", json=params, allow_redirects=False
            ) as response:
                return _answer(response, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _silence(error) from None


def _answer(response: aiohttp.ClientResponse, raw: bytes) -> Answer:
    try:
        body = loads(raw)
    except (ValueError, RecursionError):
        body = None
    known = isinstance(body, dict) and isinstance(body.get("ok"), bool)
    said = body if isinstance(body, dict) else {}
    result = said.get("result")
    words = str(said.get("description", "an answer that is not Telegram's"))
    return Answer(response.status, result if isinstance(result, dict) else {}, words, _date(response), known)


def _date(response: aiohttp.ClientResponse) -> datetime | None:
    try:
        said = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


CABLE = "Check the cable or Wi-Fi, a firewall or a proxy, then ask again."
PROXY = "Correct HTTPS_PROXY, or unset it if this computer reaches the internet without a proxy."
FILTER = (
    "Set the date of this computer right. If it is right, a filter or virus scanner opens the connection: "
    "have api.telegram.org excepted from it."
)


def _silence(error: BaseException) -> Silence:
    """Never with the address, which holds the token."""
    match error:
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            return Silence("network.proxy", "the proxy in HTTPS_PROXY does not let it through", PROXY)
        case aiohttp.ClientConnectorDNSError():
            cure = "Check that web pages open on this computer; if they do, its name service (DNS) blocks it."
            return Silence("network.name", "its name is not found", cure)
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return Silence("network.unsafe", "the connection is not safe", FILTER)
        case TimeoutError():
            return Silence("network.silent", "no answer in time", CABLE)
        case aiohttp.ClientConnectorError():
            return Silence("network.silent", "the connection is refused", CABLE)
    return Silence("network.silent", "the connection breaks", CABLE)


def silent(config: Config, silence: Silence) -> Finding:
    place = urlsplit(config.api).hostname
    words = f"this computer cannot reach Telegram ({place}): {silence.words}. Guests are not heard meanwhile."
    return mend(silence.code, "Network", words, silence.cure)


def refused(me: Answer) -> Finding | None:
    """What answered instead of Telegram, or that Telegram does not know us; None when all is well."""
    if me.well:
        return None
    if me.status == 407:
        return mend("network.proxy", "Network", "the proxy wants a name and a password.", PROXY)
    if me.telegrams and me.status in (
        401,
        404,
    ):  # 404: so far from a token that Telegram finds no such address
        words = "Telegram does not know this token. It was mistyped, or somebody made a new one."
        cure = "Copy it again from @BotFather (/mybots, your bot, API Token) into QONAQ_TELEGRAM_TOKEN."
        return mend("telegram.token", "Telegram", words, cure)
    if me.status in (200, 302, 403, BETWEEN) and not me.telegrams:
        words = "something in between answers in Telegram's place: a login page of the Wi-Fi, or a filter."
        return mend("network.between", "Network", words, "Open a web page on this computer and log in there.")
    words = f"Telegram answers, but not as it should ({me.status}: {me.words})."
    return mend("telegram.odd", "Telegram", words, "Wait a few minutes and ask again.")
