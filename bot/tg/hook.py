"""Telling Telegram where to bring the updates, and noticing when it cannot."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from telegram import Bot, WebhookInfo
from telegram.error import TelegramError

from bot.db import StorageTrouble
from bot.tg.intake import ALLOWED
from bot.tg.webhook import Address, Door, Keep

log = logging.getLogger(__name__)
AT_ONCE = 40  # connections that Telegram may open
LOOK = 30.0  # seconds between two looks at what Telegram says of us


class Hook:
    """The intake by webhook; stands where `Intake` stands when we poll."""

    def __init__(
        self,
        bot: Bot,
        base: str,
        *,
        keep: Keep,
        rival: Callable[[], Awaitable[None]],
        pause: Callable[[float], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._bot = bot
        self._base = base
        self._rival = rival
        self._pause = pause
        self._clock = clock
        self._door = Door(keep, self._delivered)
        self._address: Address | None = None
        self._brought = False  # something, since the last look
        self._doubt = 0  # looks in a row that found Telegram unable to deliver
        self.info: WebhookInfo | None = None  # what Telegram said last
        self.last_success = clock()

    @property
    def routes(self) -> list[web.RouteDef]:
        return self._door.routes

    part = "webhook"  # its name in /healthz

    def hears(self, within: float) -> bool:
        """Telegram has answered, and no updates wait that it cannot bring, at two looks in a row.

        A quiet hotel hears well: nothing waits.
        """
        return self._clock() - self.last_success < within and self._doubt < 2

    async def enter(self, secret: str) -> None:
        """Have the updates brought here; a restart with the same address asks for nothing."""
        self._address = Address(self._base, secret)
        self.info = await self._bot.get_webhook_info()
        if self._differs(self.info):
            await self._set()

    async def run(self) -> None:
        assert self._address  # noqa: S101  # entered before
        self._door.open(self._address)
        try:
            while True:
                await self._pause(LOOK)
                await self.look()
        finally:
            self._door.shut()

    async def look(self) -> None:
        """Ask Telegram how it gets on; take the address back from whoever has changed it."""
        try:
            self.info = info = await self._bot.get_webhook_info()
            self.last_success = self._clock()
            self._doubt = self._doubt + 1 if self._cannot_deliver(info) else 0
            self._brought = False
            if self._address and info.url != self._address.url:
                await self._taken(info)
            elif self._doubt:
                await self._stuck(info)
        except TelegramError as error:
            log.warning("webhook: Telegram does not say how it gets on (%s)", error.message)
        except StorageTrouble as error:
            log.warning("webhook: the owners cannot be told: %s", error)
        except Exception:  # nothing that Telegram answers ends the loop
            log.exception("webhook: what Telegram says of us cannot be read")

    def _delivered(self) -> None:
        self._brought = True
        self.last_success = self._clock()
        self._doubt = 0

    def _cannot_deliver(self, info: WebhookInfo) -> bool:
        """Something waits that it once failed to bring, and nothing came since the last look. No clock is
        asked: that of Telegram is another."""
        return bool(info.pending_update_count and info.last_error_date) and not self._brought

    async def _taken(self, info: WebhookInfo) -> None:
        who = "set a webhook of its own" if info.url else "deleted our webhook, most likely to poll"
        log.warning(
            "webhook: another program with our token %s; we take the updates back. Stop that program, "
            "or make a new token with @BotFather",
            who,
        )
        self._doubt = 2
        await self._rival()
        await self._set()

    async def _stuck(self, info: WebhookInfo) -> None:
        log.warning(
            "webhook: %d updates wait, Telegram cannot bring them: %s. Check the proxy and the certificate",
            info.pending_update_count,
            info.last_error_message,
        )
        if _not_admitted(info):
            await self._set()

    def _differs(self, info: WebhookInfo) -> bool:
        """What Telegram does not show is the secret; a refusal of ours tells that it has another one."""
        same = (
            self._address is not None
            and info.url == self._address.url
            and set(info.allowed_updates or ()) == set(ALLOWED)
            and (info.max_connections or AT_ONCE) == AT_ONCE
        )
        return not same or _not_admitted(info)

    async def _set(self) -> None:
        assert self._address  # noqa: S101  # entered before
        await self._bot.set_webhook(
            self._address.url,
            secret_token=self._address.secret,
            allowed_updates=ALLOWED,
            max_connections=AT_ONCE,
        )
        log.info("webhook: Telegram brings the updates to %s", self._base)


def _not_admitted(info: WebhookInfo) -> bool:
    """We answered 401: the secret that Telegram sends is not ours."""
    return "401" in (info.last_error_message or "")
