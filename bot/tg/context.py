"""What every handler has: the desk. `do` is the one way in which a person's doing becomes an effect."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec

from telegram.ext import Application, CallbackContext, ExtBot

from bot.db import Connection, Database
from bot.desk import alerts, dialogues, inbox, outbox, spoken, timers
from bot.desk.asked import Asked, nod, reply
from bot.desk.booking import steps
from bot.desk.house import House
from bot.desk.inbox import Row
from bot.desk.problems import DeskError
from bot.logs import about
from bot.metrics import Tally
from bot.say import say, text
from bot.speech import Speech
from bot.tg.hearing import Hearing
from bot.tg.worker import working

log = logging.getLogger(__name__)
P = ParamSpec("P")
LOOKS = 2  # at a time: the database keeps so many ready, and opening one more takes longer than the wait
UseCase = Callable[Concatenate[Connection, House, Asked, P], None]


@dataclass
class Desk:
    """Joins one update to one transaction. `committed` is called after every commit that may owe letters."""

    db: Database
    house: Callable[[Connection], House]
    recent: Callable[[Connection], House]  # as of the last look
    now: Callable[[], datetime]
    ears: Hearing
    commit: Callable[..., Awaitable[Any]]  # a write that also sends what it owes
    tally: Tally
    committed: Callable[[], None] = field(default=lambda: None)
    store: Callable[[bytes], str] | None = None  # a picture on disk; its name
    photos: Callable[[], frozenset[str]] | None = None  # the names of all pictures there are
    speech: Speech | None = None  # what a workbook from anywhere may be written in
    next_due: datetime | None = None  # the next timer, as the last use case left it
    _looks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LOOKS))

    async def expected(self, asked: Asked) -> str | None:
        """The language that these words are likely to be in."""
        async with self._looks:
            return await self.db.read(self._expected, asked)

    def _expected(self, conn: Connection, asked: Asked) -> str | None:
        return spoken.expected(conn, self.recent(conn), asked.chat_id, asked.hint)

    async def do(self, asked: Asked, use_case: UseCase[P], *args: P.args, **facts: P.kwargs) -> None:
        """Effects, the letters they owe, and "this update is done": one transaction. A refusal is a reply."""
        row, began = working.get(), self.now()
        try:
            await self.commit(self._unit, row, asked, use_case, *args, **facts)
        except DeskError as refusal:
            await self.commit(self._refuse, row, asked, refusal)
        row.done = True
        self.tally.done(row.chat, row.received_at, began, self.now())
        log.debug("an update is done", extra=about(update=row.name, attempts=row.attempts + 1))
        self.committed()

    def _unit(
        self,
        conn: Connection,
        row: Row,
        asked: Asked,
        use_case: UseCase[P],
        /,
        *args: P.args,
        **facts: P.kwargs,
    ) -> None:
        if inbox.done(conn, row, now=self.now()):
            house = self.house(conn)
            use_case(conn, house, asked, *args, **facts)
            self.next_due = timers.next_due(conn, house.id)

    def _refuse(self, conn: Connection, row: Row, asked: Asked, refusal: DeskError) -> None:
        if not inbox.done(conn, row, now=self.now()):
            return
        house = self.house(conn)
        if asked.private:
            under = outbox.pressed(conn, house, asked.data) if asked.data else None
            under = under if under and under.chat_id == asked.chat_id else None  # somebody else's button
            asked = replace(asked, lasting=under.lasting if under else False)
            nod(conn, house, asked)
            reply(conn, house, asked, refusal.say())
            steps.refused(conn, house, asked.chat_id, under, refusal)
            if asked.kind == "text":
                waiting = dialogues.waiting(conn, house, asked.chat_id)
                dialogues.asked_again(conn, house, asked.chat_id, waiting, asked.message_id)
        else:
            nod(conn, house, asked, text(refusal.key, **refusal.params), alert=True)

    async def skip(self, row: Row) -> None:
        """Nobody has to react: it is done."""
        await self.db.write(inbox.done, row, now=self.now())
        self.tally.skipped()
        row.done = True

    async def keep(self, rows: Sequence[Row]) -> None:
        """What is not kept with its effect by now is kept as it is; on disk when this returns."""
        fresh = [row for row in rows if row.fresh and not row.done]
        if fresh:
            for row, number in zip(fresh, await self.db.write(inbox.keep, fresh), strict=True):
                row.id, row.fresh = number, None

    async def fail(self, row: Row) -> bool:
        """Count the failure; after the fifth, people hear of it. True when it is given up."""
        await self.keep([row])
        dead: bool = await self.commit(self._failed, row)
        self.tally.failed(dead=dead)
        self.committed()
        return dead

    def _failed(self, conn: Connection, row: Row) -> bool:
        dead = inbox.failed(conn, row, row.error or "the handler returned without a result")
        if dead:
            house, ref = self.house(conn), f"U-{row.id}"
            alerts.tell_owners(conn, house, "alert.update", ref=ref)
            if row.chat.isdecimal():
                apology = say(text("guest.apology", ref=ref, phone=house.hotel.reception_phone))
                outbox.send(conn, house, int(row.chat), apology)
        return dead


class Context(CallbackContext[ExtBot[None], dict[str, Any], dict[str, Any], dict[str, Any]]):
    """PTB's context with our desk in it."""

    @property
    def desk(self) -> Desk:
        found: Desk = self.application.bot_data["desk"]
        return found


App = Application[Any, Context, dict[str, Any], dict[str, Any], dict[str, Any], Any]
