"""The Telegram channel put together: one intake, one worker, one sender, and the dispatcher between them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from telegram.error import NetworkError
from telegram.ext import Application, ContextTypes

from bot.config import Config
from bot.db import Connection, Database
from bot.desk import alerts, inbox, mail, people
from bot.desk.asked import Heard
from bot.desk.house import House
from bot.desk.inbox import Arrival
from bot.speech import Speech
from bot.tg import handlers
from bot.tg.context import App, Context, Desk
from bot.tg.intake import Intake
from bot.tg.limits import Limits, Rates
from bot.tg.request import Wire
from bot.tg.sender import Sender
from bot.tg.worker import Spawn, Worker

log = logging.getLogger(__name__)
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Surroundings:
    """What the channel is given: the database, the hotel, the languages and the time."""

    property_id: str
    config: Config
    db: Database
    speech: Speech
    house: Callable[[Connection], House]
    recent: Callable[[Connection], House]  # as of the last look
    hear: Callable[[str, str | None], Heard]
    photos: Callable[[], Path]
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    pause: Pause
    rates: Rates
    poll: int
    wake_chores: Callable[[], None]


class Channel:
    """Built once for each run of the desk."""

    def __init__(self, around: Surroundings, spawn: Spawn) -> None:
        self._around = around
        self._wires = (Wire(), Wire(connections=1))
        self.application = _application(around.config, *self._wires)
        self.sender = Sender(
            around.db,
            self.application.bot,
            around.speech,
            house=around.house,
            recent=around.recent,
            photos=around.photos,
            spawn=spawn,
            now=around.now,
            seconds=around.seconds,
            limits=Limits(around.rates),
        )
        self._awaited: datetime | None = None
        self.desk = Desk(
            around.db, around.house, around.now, around.hear, self.sender.commit, self._committed
        )
        self.worker = Worker(
            self.application, spawn=spawn, skip=self.desk.skip, fail=self.desk.fail, pause=around.pause
        )
        self.intake = Intake(
            f"{around.config.api}/bot{around.config.token}/getUpdates",
            keep=self._keep,
            rival=self._rival,
            pause=around.pause,
            clock=around.seconds,
            poll=around.poll,
        )
        self.application.bot_data["desk"] = self.desk
        self.application.add_handlers(handlers.HANDLERS)
        self.application.add_error_handler(handlers.on_error)

    async def open(self) -> None:
        """Introduce ourselves to Telegram, however long it takes; then go on with what was left open."""
        delay = 1.0
        while True:
            try:
                await self.application.initialize()
                await self.application.bot.delete_webhook()  # polling and a webhook exclude each other
                break
            except NetworkError as error:
                log.warning("Telegram cannot be reached yet (%s); trying again", error.message)
                await self._around.pause(delay)
                delay = min(30.0, delay * 2)
        await self._offer_ownership()
        await self._around.db.write(mail.recover, self._around.property_id)
        self.worker.feed(await self._around.db.read(inbox.left_open, self._around.property_id))

    async def _offer_ownership(self) -> None:
        """Without an owner nobody could let staff in: a link that works once makes one."""
        token = await self._around.db.write(_claim_token, self._around.house)
        if token:
            link = f"https://t.me/{self.application.bot.username}?start=own-{token}"
            log.warning(
                "This hotel has no owner yet. Whoever opens this link first becomes the owner: %s", link
            )

    async def close(self) -> None:
        """PTB closes the wires only when it had been introduced; stopped before that, we do."""
        await self.application.shutdown()
        for wire in self._wires:
            await wire.shutdown()

    @property
    def settled(self) -> bool:
        return not self.worker.busy and not self.sender.busy

    async def _keep(self, arrivals: list[Arrival]) -> None:
        """Kept at once and worked at once; Telegram is told only after it is surely on disk."""
        rows = await self._around.db.note(
            inbox.store, self._around.property_id, arrivals, now=self._around.now()
        )
        self.worker.feed(rows)
        await self._around.db.sync()

    async def _rival(self) -> None:
        """Somebody else polls with our token: the owners must hear of it, as long as we can still speak."""

        def tell(conn: Connection) -> None:
            alerts.tell_owners(conn, self._around.house(conn), "alert.polling")

        await self.sender.commit(tell)

    def _committed(self) -> None:
        """The chores look again only when there is another moment to wait for."""
        if self.desk.next_due != self._awaited:
            self._awaited = self.desk.next_due
            self._around.wake_chores()


def _claim_token(conn: Connection, house: Callable[[Connection], House]) -> str | None:
    here = house(conn)
    return None if people.owners(conn, here) else people.new_claim(conn, here.id)


def _application(config: Config, wire: Wire, second: Wire) -> App:
    builder = Application.builder().token(config.token or "")
    builder = builder.base_url(f"{config.api}/bot").base_file_url(f"{config.api}/file/bot")
    builder = builder.request(wire).get_updates_request(second)
    return builder.updater(None).job_queue(None).context_types(ContextTypes(context=Context)).build()
