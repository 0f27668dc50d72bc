"""Telegram: can it be reached, does it know the token, and may the bot work in the staff group.

Nothing here takes updates: that would take them from a desk that is running.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.config import Config
from bot.doctor.finding import Finding, look, ok
from bot.doctor.storage import Known

PATIENCE = aiohttp.ClientTimeout(total=15, connect=8)
SKEW = timedelta(minutes=2)
GROUP = "Staff group"
FATHER = "Copy it again from @BotFather (/mybots, then API Token) into QONAQ_TELEGRAM_TOKEN."


@dataclass(frozen=True)
class Answer:
    """What came back: HTTP status, Telegram's result, its own words, and the hour it has."""

    status: int
    result: dict[str, Any]
    words: str
    date: datetime | None

    @property
    def well(self) -> bool:
        return self.status == 200


class Silence(Exception):
    """No answer from Telegram."""


@dataclass(frozen=True)
class Line:
    """A way to ask Telegram; the token stands only in the address."""

    session: aiohttp.ClientSession
    base: str

    async def ask(self, method: str, **params: int) -> Answer:
        """Silence when nothing answers in time."""
        try:
            async with self.session.post(f"{self.base}/{method}", json=params) as response:
                return _answer(response, await response.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Silence(_cause(error)) from None


def _answer(response: aiohttp.ClientResponse, raw: bytes) -> Answer:
    from json import loads

    try:
        body = loads(raw)
    except (ValueError, RecursionError):
        body = None
    body = body if isinstance(body, dict) else {}
    result = body.get("result")
    words = str(body.get("description", "an answer that is not Telegram's"))
    return Answer(response.status, result if isinstance(result, dict) else {}, words, _date(response))


def _date(response: aiohttp.ClientResponse) -> datetime | None:
    try:
        said = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _cause(error: BaseException) -> str:
    """Never the address, which holds the token."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "the name is not found"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError():
            return "the connection is not safe: check the date of this computer, and any filter in between"
        case TimeoutError():
            return "no answer in time"
        case aiohttp.ClientConnectorError():
            return "the connection is refused"
    return "the connection breaks"


async def examine_telegram(config: Config, known: Known, now: Callable[[], datetime]) -> list[Finding]:
    if config.token is None:
        cure = "For your own hotel get a token from @BotFather and set QONAQ_TELEGRAM_TOKEN."
        return [ok("Telegram", f"no token is set, so `qonaq run` shows the demo. {cure}")]
    async with aiohttp.ClientSession(timeout=PATIENCE, trust_env=True) as session:
        line = Line(session, f"{config.api}/bot{config.token}")
        try:
            return await _examine(line, config, known, now)
        except Silence as silence:
            return [_silent(config, str(silence))]


def _silent(config: Config, why: str) -> Finding:
    place = urlsplit(config.api).hostname
    cure = "Check the cable or Wi-Fi, a firewall or a proxy, then ask again."
    return look("Telegram", f"This computer cannot reach Telegram: {why} ({place}).", cure)


async def _examine(line: Line, config: Config, known: Known, now: Callable[[], datetime]) -> list[Finding]:
    me = await line.ask("getMe")
    found = [_token(me), *_clock(me.date, now())]
    if not me.well:
        return found
    found += _poller(await line.ask("getWebhookInfo"))
    group = known.staff_chat or config.staff_chat
    if group is None:
        cure = "Start the desk, add the bot to a group with topics, and make it an administrator."
        return [
            *found,
            look(GROUP, "the desk knows no group yet, so complaints would reach nobody.", cure),
        ]
    return [*found, *await _group(line, group, int(me.result.get("id", 0)))]


def _token(me: Answer) -> Finding:
    if me.well:
        return ok("Telegram", f"reached; the token is @{me.result.get('username', '?')}'s.")
    if me.status in (401, 404):  # 404: so far from a token that Telegram finds no such address
        return look(
            "Telegram", "Telegram does not know this token. It was mistyped, or a new one was made.", FATHER
        )
    cure = "Wait a few minutes and ask again."
    return look("Telegram", f"it answers, but not as it should ({me.status}: {me.words}).", cure)


def _clock(theirs: datetime | None, ours: datetime) -> Iterator[Finding]:
    if theirs is None:
        return
    off = ours - theirs
    if abs(off) <= SKEW:
        yield ok("Clock", "the same as Telegram's.")
        return
    words = f"this computer's clock is {_span(abs(off))} {'ahead' if off > timedelta() else 'behind'}."
    yield look(
        "Clock", words, "Let the computer set its time from the internet: promises and bookings go by it."
    )


def _span(length: timedelta) -> str:
    minutes = round(length / timedelta(minutes=1))
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"


def _poller(info: Answer) -> Iterator[Finding]:
    if info.result.get("url"):
        words = "another program receives this bot's messages (a webhook is set)."
        yield look("Messages", words, "Stop that program, or make a new bot with @BotFather for this desk.")


async def _group(line: Line, group: int, me: int) -> list[Finding]:
    chat = await line.ask("getChat", chat_id=group)
    if not chat.well:
        cure = "Add the bot to the group. If the number is wrong, correct QONAQ_STAFF_CHAT."
        return [look(GROUP, f"the bot is not in the group {group} ({chat.words}).", cure)]
    bot = await line.ask("getChatMember", chat_id=group, user_id=me)
    faults = [*_forum(chat.result), *_rights(bot)]
    return faults or [
        ok(GROUP, f"“{chat.result.get('title', group)}”, with topics, and the bot may make them.")
    ]


def _forum(chat: dict[str, Any]) -> Iterator[Finding]:
    if chat.get("is_forum"):
        return
    words = f"“{chat.get('title', 'the chat')}” has no topics, and each case needs one of its own."
    yield look(GROUP, words, "Switch on Topics in the group's settings.")


def _rights(bot: Answer) -> Iterator[Finding]:
    status = bot.result.get("status")
    if not bot.well or status in ("left", "kicked"):
        yield look(GROUP, "the bot is not in the group.", "Add it as a member, then as an administrator.")
    elif status not in ("administrator", "creator"):
        cure = "In the group: Administrators, Add, choose the bot, and allow Manage topics."
        yield look(GROUP, "the bot is only a member, so it can make no topics.", cure)
    elif status == "administrator" and not bot.result.get("can_manage_topics"):
        cure = "In the group: Administrators, the bot, and allow Manage topics."
        yield look(GROUP, "the bot is an administrator who may not make topics.", cure)
