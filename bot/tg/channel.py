"""The Telegram channel put together: one intake, one worker, one sender, and the dispatcher between them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from telegram.error import TelegramError
from telegram.ext import Application, ContextTypes

from bot.config import Config
from bot.db import Connection, Database, StorageTrouble
from bot.desk import alerts, inbox, ownership, people, told
from bot.desk.house import House
from bot.desk.inbox import Arrival
from bot.media import Media
from bot.metrics import Tally
from bot.speech import Speech
from bot.tg import files, handlers
from bot.tg.books import Books
from bot.tg.context import App, Context, Desk
from bot.tg.hearing import Hearing
from bot.tg.hook import Hook
from bot.tg.hours import Hours
from bot.tg.intake import Intake
from bot.tg.introducing import introduce
from bot.tg.limits import Limits, Rates
from bot.tg.pictures import Pictures
from bot.tg.profile import Profile
from bot.tg.request import Wire
from bot.tg.sender import Sender
from bot.tg.together import Together
from bot.tg.worker import Spawn, Worker

log = logging.getLogger(__name__)
AT_MOST = 0.02  # seconds that an effect may take before its cause is kept without it
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
    ears: Hearing
    photos: Callable[[], Path]
    now: Callable[[], datetime]
    seconds: Callable[[], float]
    pace: Callable[[], float]  # the seconds that limits count
    pause: Pause
    rates: Rates
    poll: int
    wake_chores: Callable[[], None]
    media: Media
    tally: Tally = field(default_factory=Tally)


class Channel:
    """Built once for each run of the desk."""

    def __init__(self, around: Surroundings, spawn: Spawn) -> None:
        self._around = around
        self.tally = around.tally
        self.hours = Hours(around.now)
        self._wires = (Wire(dated=self.hours.heard), Wire(connections=1))
        self.application = _application(around.config, *self._wires)
        self.sender = Sender(
            around.db,
            self.application.bot,
            around.speech,
            house=around.house,
            recent=around.recent,
            pictures=Pictures(around.media, around.db, around.property_id, around.config.token or ""),
            spawn=spawn,
            now=around.now,
            seconds=around.seconds,
            pace=around.pace,
            limits=Limits(around.rates),
            tally=around.tally,
            provider=around.config.payments,
            books=Books(around.db, around.property_id, files.fetch, files.apart),
        )
        self._awaited: datetime | None = None
        self.desk = Desk(
            around.db,
            around.house,
            around.recent,
            around.now,
            around.ears,
            self.sender.commit,
            around.tally,
            self._committed,
            store=around.media.keep,
            photos=around.media.names,
            speech=around.speech,
        )
        self.worker = Worker(
            self.application, spawn=spawn, skip=self.desk.skip, fail=self.desk.fail, pause=around.pause
        )
        self.together = self._together()
        self.intake: Intake | Hook = self._hook() if around.config.webhook else self._poller()
        self.profile = self._profile()
        self._spawn = spawn
        self.application.bot_data["desk"] = self.desk
        self.application.add_handlers(handlers.HANDLERS)
        self.application.add_error_handler(handlers.on_error)

    async def open(self) -> None:
        """Introduce ourselves to Telegram, however long it takes; then go on with what was left open."""
        await introduce(self._enter, known=self._known, pause=self._around.pause)
        if self._around.config.profile:
            self._spawn(self.profile.run())

    async def _enter(self) -> None:
        await self.application.initialize()
        await self._take_updates()
        await self._offer_ownership()
        await self._go_on()

    async def _known(self) -> bool:
        """Whether this hotel has opened with a bot before; who cannot tell is patient."""
        try:
            return bool(await self._around.db.read(people.bot_name, self._around.property_id))
        except StorageTrouble:
            return True

    def _profile(self) -> Profile:
        around = self._around
        return Profile(
            around.db,
            self.application.bot,
            around.speech,
            house=around.house,
            photos=around.photos,
            now=around.now,
            pause=around.pause,
        )

    def _together(self) -> Together | None:
        """With other desks on the same database; None when it is ours alone."""
        around = self._around
        if around.db.shared is None:
            return None
        around.db.shared.presence.heard = self._heard
        return Together(around.db.shared, around.property_id, self.worker, around.now)

    def _heard(self, what: str) -> None:
        """Another desk tells us something, or has come or gone."""
        if what == "letters":
            self.sender.wake()
        elif self.together:
            self.together.look()
        if what == "present":
            self.sender.look_over()
            self._around.wake_chores()

    async def _go_on(self) -> None:
        """With what was left open."""
        if self.together:
            await self.together.sweep()
            return
        self.worker.feed(await self._around.db.read(inbox.left_open, self._around.property_id))

    def _poller(self) -> Intake:
        config = self._around.config
        return Intake(
            f"{config.api}/bot{config.token}/getUpdates",
            keep=self._keep,
            rival=self._rival,
            pause=self._around.pause,
            clock=self._around.seconds,
            poll=self._around.poll,
            may=self.together.may_poll if self.together else None,
            dated=self.hours.heard,
        )

    def _hook(self) -> Hook:
        return Hook(
            self.application.bot,
            self._around.config.webhook or "",
            keep=self._keep,
            rival=self._rival,
            pause=self._around.pause,
            clock=self._around.seconds,
        )

    @property
    def routes(self) -> list[web.RouteDef]:
        """What Telegram asks of us over HTTP; nothing when we poll."""
        return self.intake.routes if isinstance(self.intake, Hook) else []

    async def _take_updates(self) -> None:
        """Polling and a webhook exclude each other. What waits at Telegram stays there through the change."""
        if isinstance(self.intake, Hook):
            given = self._around.config.webhook_secret
            made = None if given else await self._around.db.write(told.hook_secret, self._around.property_id)
            await self.intake.enter(given or made or "")
        else:
            await self.application.bot.delete_webhook(drop_pending_updates=False)

    async def _offer_ownership(self) -> None:
        """Without an owner nobody could let staff in: a link that works once makes one."""
        name = self.application.bot.username
        token = await self._around.db.write(_claim_token, self._around.house, name)
        if token:
            log.warning(
                "This hotel has no owner yet. Whoever opens this link first, within 24 hours, becomes the "
                "owner: %s  (`qonaq claim` prints a fresh one)",
                f"https://t.me/{name}?start=own-{token}",
            )

    async def leads(self) -> bool:
        """Of several desks on one database, the one that hears Telegram."""
        return self.together is None or await self.together.may_poll()

    async def call(self, chat_id: int, words: str) -> None:
        """Past the outbox, when nothing can be kept: HTML to one chat, and no second try."""
        with suppress(TelegramError):
            await self.application.bot.send_message(chat_id, words, parse_mode="HTML")

    def loops(self) -> list[Coroutine[Any, Any, None]]:
        """What runs beside the intake for as long as the desk is open."""
        loops = [self.sender.run()]
        if self.together and (shared := self._around.db.shared):
            loops += [self.together.run(), shared.presence.run()]
        return loops

    async def close(self) -> None:
        """PTB closes the wires only when it had been introduced; stopped before that, we do."""
        if self.together:
            await self.together.leave()
        await self.application.shutdown()
        for wire in self._wires:
            await wire.shutdown()

    @property
    def settled(self) -> bool:
        return not self.worker.busy and not self.sender.busy

    async def _keep(self, arrivals: list[Arrival]) -> None:
        """Kept at once and worked at once; Telegram is told only after it is surely on disk."""
        if self.together:
            self.tally.received(await self.together.keep(arrivals))
            return
        if self._alone(arrivals):
            await self._work_first(arrivals)
            return
        rows = await self._around.db.note(
            inbox.store, self._around.property_id, arrivals, now=self._around.now()
        )
        self.tally.received(len(rows))
        self.worker.feed(rows)
        await self._around.db.sync()

    def _alone(self, arrivals: Sequence[Arrival]) -> bool:
        """Each of them is the only one of its chat, and none waits for another."""
        chats = {one.chat for one in arrivals if one.update_id >= 0 and not self.worker.backlog(one.chat)}
        return len(chats) == len(arrivals)

    async def _work_first(self, arrivals: Sequence[Arrival]) -> None:
        """Kept with their effects: one commit instead of two. What takes long is kept without."""
        hotel, now = self._around.property_id, self._around.now()
        rows = [inbox.fresh(hotel, one, now=now) for one in arrivals]
        self.tally.received(len(rows))
        self.worker.feed(rows)
        with suppress(TimeoutError):
            async with asyncio.timeout(AT_MOST):
                await self.worker.done(rows)
        await self.desk.keep(rows)

    async def _rival(self) -> None:
        """Somebody else has our token: the owners must hear of it, as long as we can still speak."""
        if self.together and not await self.together.may_poll():
            return  # it is a desk of ours that has taken over

        def tell(conn: Connection) -> None:
            alerts.tell_owners(conn, self._around.house(conn), "alert.polling")

        await self.sender.commit(tell)
        if isinstance(self.intake, Intake):
            with suppress(TelegramError):
                await self.application.bot.delete_webhook(drop_pending_updates=False)

    def _committed(self) -> None:
        """The chores look again only when there is another moment to wait for."""
        self.profile.wake()
        if self.desk.next_due != self._awaited:
            self._awaited = self.desk.next_due
            self._around.wake_chores()


def _claim_token(conn: Connection, house: Callable[[Connection], House], name: str) -> str | None:
    here = house(conn)
    people.know_bot(conn, here.id, name)
    return None if people.owners(conn, here) else ownership.new_claim(conn, here.id, now=here.now)


def _application(config: Config, wire: Wire, second: Wire) -> App:
    builder = Application.builder().token(config.token or "")
    builder = builder.base_url(f"{config.api}/bot").base_file_url(f"{config.api}/file/bot")
    builder = builder.request(wire).get_updates_request(second)
    return builder.updater(None).job_queue(None).context_types(ContextTypes(context=Context)).build()
