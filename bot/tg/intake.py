"""Long polling that keeps every update on disk before Telegram is told that we have it.

The acknowledgement is the next call's offset, so it can only follow the commit. The offset follows the order
of the batch, never the largest id: ids start anew after a quiet week. Nothing that Telegram or the network
answers ends the loop.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import NetworkError

from bot.db import StorageTrouble
from bot.desk.inbox import Arrival
from bot.tg.incoming import arrival
from bot.tg.request import Wire
from bot.tg.unreadable import Unreadable

log = logging.getLogger(__name__)
POLL = 25
ALLOWED = [
    *("message", "edited_message", "callback_query", "pre_checkout_query"),
    *("my_chat_member", "chat_member"),
]
STAND_BY = 1.0  # seconds until we ask again whether to take over
SILENCE = 10.0  # seconds after the poll's own: then a socket that says nothing is given up
REBUILD_AFTER = 4  # failures in a row, then a new client


class Intake:
    """One poller. `keep` stores a batch and returns after the commit."""

    def __init__(
        self,
        url: str,
        *,
        keep: Callable[[list[Arrival]], Awaitable[None]],
        rival: Callable[[], Awaitable[None]],
        pause: Callable[[float], Awaitable[None]],
        clock: Callable[[], float],
        poll: int = POLL,
        may: Callable[[], Awaitable[bool]] | None = None,
        dated: Callable[[str | None], None] | None = None,
    ) -> None:
        self._url = url
        self._keep = keep
        self._rival = rival
        self._pause = pause
        self._clock = clock
        self._poll = poll
        self._may = may  # with several desks on one database: whether it is us who polls
        self._dated = dated
        self._wire = Wire(connections=2, dated=dated)
        self._offset: int | None = None
        self._failures = 0
        self._unreadable = Unreadable()
        self.last_success = clock()

    part = "polling"  # its name in /healthz

    def hears(self, within: float) -> bool:
        """Whether Telegram has answered within so many seconds."""
        return self._clock() - self.last_success < within

    async def run(self) -> None:
        try:
            while True:
                await self._once()
        finally:
            await self._wire.shutdown()

    async def _stands_by(self) -> bool:
        """Another desk polls. When we take over, the first call has no offset: it confirms nothing."""
        if self._may is None or await self._may():
            return False
        self._offset, self._failures, self.last_success = None, 0, self._clock()
        await self._pause(STAND_BY)
        return True

    async def _once(self) -> None:
        try:
            if await self._stands_by():
                return
            status, body = await self._wire.call(self._url, self._params(), self._poll + SILENCE)
            if isinstance(body, bytes) and status == 200 and (bad := self._unreadable.found(body)):
                await self._put_aside(bad)
                return
            if status != 200 or not isinstance(body, dict) or not isinstance(body.get("result"), list):
                await self._failed(_explain(status, body), _retry_after(body))
                if status == 409:
                    await self._rival()
                return
            self.last_success = (
                self._clock()
            )  # heard, also while nothing can be kept: then we wait, and try on
            await self._store(body["result"])
        except NetworkError as error:
            await self._failed(f"no answer from Telegram ({error.message})")
        except StorageTrouble as error:
            await self._failed(f"nothing can be stored: {error}")
        else:
            self._failures = 0

    async def _put_aside(self, bad: Arrival) -> None:
        """It is no JSON: the worker finds that out again, and people hear of it."""
        log.error("polling: update %d cannot be read; it is put aside", bad.update_id)
        await self._keep([bad])
        self._offset = bad.update_id + 1

    async def _store(self, batch: list[Any]) -> None:
        self._unreadable.read(len(batch))
        updates = [raw for raw in batch if isinstance(raw, dict)]
        if not batch:  # all is confirmed: an offset would only confirm unseen what is numbered anew below it
            self._offset = None
        if not updates:
            return
        arrivals = [arrival(raw) for raw in updates]
        await self._keep(arrivals)
        numbers = [one.update_id for one in arrivals if one.update_id >= 0]
        if not numbers:
            raise NetworkError("updates without a number")
        self._offset = numbers[-1] + 1

    def _params(self) -> dict[str, Any]:
        params: dict[str, Any] = {"timeout": self._poll, "allowed_updates": ALLOWED}
        if self._unreadable.one_by_one:
            params["limit"] = 1
        return params if self._offset is None else params | {"offset": self._offset}

    async def _failed(self, why: str, retry_after: float | None = None) -> None:
        self._failures += 1
        log.warning("polling: %s (%d in a row)", why, self._failures)
        if self._failures % REBUILD_AFTER == 0:
            await self._wire.shutdown()
            self._wire = Wire(connections=2, dated=self._dated)
        await self._pause(retry_after or min(30.0, 0.5 * 2 ** min(self._failures, 6)))


def _explain(status: int, body: Any) -> str:
    """The status in words that lead somewhere."""
    said = str(body.get("description") or "") if isinstance(body, dict) else "not an answer of Telegram's"
    known = {
        401: "the token is not accepted",
        404: "the token is not accepted, or QONAQ_TELEGRAM_API is not the Bot API",
        409: _conflict(said),
        429: "Telegram asks us to slow down",
    }
    return f"{known.get(status, f'status {status}')}: {said}"


def _conflict(said: str) -> str:
    """Telegram gives updates to one taker only, and says who it is."""
    if "webhook" in said.lower():
        return "another program with this token has set a webhook; we delete it, stop that program"
    return "another program is polling with the same token"


def _retry_after(body: Any) -> float | None:
    found = body.get("parameters") if isinstance(body, dict) else None
    value = found.get("retry_after") if isinstance(found, dict) else None
    return float(value) if isinstance(value, (int, float)) else None
