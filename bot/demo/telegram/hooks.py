"""Telegram's side of a webhook: updates are brought in order per chat, chats side by side, until taken."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from bot.demo.telegram.methods import Asked
from bot.demo.telegram.rules import refuse
from bot.demo.telegram.shapes import Raw
from bot.demo.telegram.updates import Updates, Waiting
from bot.demo.telegram.watch import Watch

AT_ONCE = 40
LIMIT = 100
PATIENCE = aiohttp.ClientTimeout(total=60)
HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
QUERIES = 3 << 33  # presses have a queue of their own beside the chat's


@dataclass
class Webhook:
    """As the bot has set it; another one is another webhook, also at the same address."""

    url: str
    secret: str = ""
    at_once: int = AT_ONCE
    allowed: list[str] = field(default_factory=list)
    error_at: datetime | None = None
    error: str = ""


class Hooks:
    """Pushes what waits. One update of a queue at a time; a failing one holds up its own queue alone."""

    def __init__(self, updates: Updates, watch: Watch, now: Callable[[], datetime]) -> None:
        self.updates, self.watch, self.now = updates, watch, now
        self.set: Webhook | None = None
        self.first_delay = 0.01  # seconds before the second try; it doubles up to a second
        self.to_lose = 0  # replies that will be lost on their way
        self._delays: dict[int, float] = {}
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._resting: set[int] = set()
        self._loop: asyncio.Task[None] | None = None

    def open(self) -> None:
        self._loop = asyncio.ensure_future(self._run())

    async def close(self) -> None:
        tasks = [*self._flying.values(), *([self._loop] if self._loop else [])]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    # the three methods

    def set_webhook(self, asked: Asked) -> bool:
        url, secret = str(asked["url"] or ""), str(asked["secret_token"] or "")
        if not url:
            return self.delete_webhook(asked)
        _check(url, secret)
        at_once = asked["max_connections"] or AT_ONCE
        if not isinstance(at_once, int) or not 1 <= at_once <= LIMIT:
            raise refuse("json", name="max_connections")
        self._allow_and_drop(asked)
        self.set = Webhook(url, secret, at_once, sorted(self.updates.allowed or ()))
        self._delays.clear()
        self.watch.ring("webhook", detail="set")
        return True

    def delete_webhook(self, asked: Asked) -> bool:
        self.set = None
        self._allow_and_drop(asked)
        self.watch.ring("webhook", detail="deleted")
        return True

    def info(self, asked: Asked) -> Raw:
        hook = self.set
        body: Raw = {"url": hook.url if hook else "", "has_custom_certificate": False}
        body |= {"pending_update_count": self.updates.pending()}
        if not hook:
            return body
        body |= {"max_connections": hook.at_once}
        body |= {"allowed_updates": hook.allowed} if hook.allowed else {}
        if hook.error_at:
            body |= {"last_error_date": int(hook.error_at.timestamp()), "last_error_message": hook.error}
        return body

    def _allow_and_drop(self, asked: Asked) -> None:
        if isinstance(asked["allowed_updates"], list):
            self.updates.allow(asked["allowed_updates"])
        if asked["drop_pending_updates"]:
            self.updates.drop()

    # pushing

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session:
            while True:
                if self.set:
                    self._push_what_may(self.set, session)
                await self.watch.change()

    def _push_what_may(self, hook: Webhook, session: aiohttp.ClientSession) -> None:
        for key, one in _heads(self.updates.waiting()):
            if len(self._flying) >= hook.at_once:
                return
            if key not in self._flying and key not in self._resting:
                self._flying[key] = asyncio.ensure_future(self._push(hook, key, one, session))

    async def _push(self, hook: Webhook, key: int, one: Waiting, session: aiohttp.ClientSession) -> None:
        """Whoever has set another webhook meanwhile gets it again: what this one answers is not heard."""
        trouble = await _deliver(hook, one, session)
        if trouble is None and self.to_lose:
            self.to_lose, trouble = self.to_lose - 1, "Read timeout expired"
        if hook is self.set:
            self._settle(hook, key, one, trouble)
        del self._flying[key]
        self.watch.ring("confirmed")

    def _settle(self, hook: Webhook, key: int, one: Waiting, trouble: str | None) -> None:
        if trouble is None:
            self._delays.pop(key, None)
            self.updates.received(one)
            return
        hook.error_at, hook.error = self.now(), trouble
        delay = self._delays.get(key, self.first_delay)
        self._delays[key] = min(1.0, delay * 2)
        self._resting.add(key)
        asyncio.get_running_loop().call_later(delay, self._rested, key)

    def _rested(self, key: int) -> None:
        self._resting.discard(key)
        self.watch.ring("webhook", detail="again")


async def _deliver(hook: Webhook, one: Waiting, session: aiohttp.ClientSession) -> str | None:
    """What went wrong, in Telegram's words; None when it was taken."""
    headers = {"Content-Type": "application/json"} | ({HEADER: hook.secret} if hook.secret else {})
    try:
        async with session.post(hook.url, data=json.dumps(one.body), headers=headers) as answer:
            well = 200 <= answer.status < 300
            return None if well else f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (aiohttp.ClientError, OSError, TimeoutError):
        return "Connection refused"


def _heads(waiting: Iterable[Waiting]) -> Iterable[tuple[int, Waiting]]:
    """The oldest of each queue."""
    heads: dict[int, Waiting] = {}
    for one in waiting:
        heads.setdefault(_queue(one.body), one)
    return heads.items()


def _queue(body: Raw) -> int:
    """As Telegram orders: a chat's messages among themselves, a person's presses among themselves."""
    for kind, value in body.items():
        if not isinstance(value, dict):
            continue
        if kind == "callback_query":
            return int(value["from"]["id"]) + QUERIES
        chat = value.get("chat")
        return int(chat["id"]) if isinstance(chat, dict) and isinstance(chat.get("id"), int) else 0
    return 0


def _check(url: str, secret: str) -> None:
    """An address must be secure, but for this machine's own, as with a Bot API server of one's own."""
    here = urlsplit(url).hostname == "127.0.0.1"
    if not url.startswith("https://") and not here:
        raise refuse("webhook url")
    if len(secret) > 256 or not set(secret) <= SECRET:
        raise refuse("webhook secret")
