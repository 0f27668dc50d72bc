"""Delivers letters: per address in order, urgent first, within Telegram's limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Concatenate, ParamSpec

from telegram import Bot

from bot.db import Connection, Database, StorageTrouble
from bot.desk import alerts, mail, people
from bot.desk.cases import cards, case
from bot.desk.house import House
from bot.desk.mail import Address, Letter
from bot.speech import Speech
from bot.tg.delivery import Delivery, topic_name
from bot.tg.limits import Limits
from bot.tg.verdicts import Verdict, judge
from bot.tg.worker import Spawn

log = logging.getLogger(__name__)
P = ParamSpec("P")
ANSWER_FOR = timedelta(seconds=60)  # Telegram forgets a press soon after
LOOK_AGAIN = 2.0  # seconds, when nothing wakes us


class Sender:
    """One for all chats of a property."""

    def __init__(
        self,
        db: Database,
        bot: Bot,
        speech: Speech,
        *,
        house: Callable[[Connection], House],
        photos: Callable[[], Path],
        spawn: Spawn,
        now: Callable[[], datetime],
        seconds: Callable[[], float],
        limits: Limits,
    ) -> None:
        self._db, self._bot, self._speech = db, bot, speech
        self._house, self._spawn, self._now, self._seconds = house, spawn, now, seconds
        self._limits = limits
        self._delivery = Delivery(bot, photos, self._thread)
        self._busy: set[Address] = set()
        self._wake = asyncio.Event()
        self._looking = False
        self._default = ""
        self._zone = "UTC"
        self.last_round = seconds()

    def wake(self) -> None:
        self._wake.set()

    @property
    def busy(self) -> bool:
        return bool(self._busy) or self._looking or self._wake.is_set()

    async def run(self) -> None:
        while True:
            self._wake.clear()
            self._looking = True
            try:
                delay = await self._round()
            except StorageTrouble as error:
                log.error("letters cannot be read: %s", error)
                delay = LOOK_AGAIN
            self._looking = False
            self.last_round = self._seconds()
            try:
                await asyncio.wait_for(self._wake.wait(), delay)
            except TimeoutError:
                continue

    async def _round(self) -> float:
        """Send what may go now; seconds until there may be more."""
        now = self._seconds()
        shut, delay = self._limits.shut(now)
        letters = await self._db.write(self._lease, shut, self._limits.left(now), now)
        for letter in letters:
            self._busy.add(letter.address)
            if letter.method != "answer" and letter.chat_id is not None:
                self._limits.take(letter.chat_id, now)
            self._spawn(self._deliver(letter))
        return min(LOOK_AGAIN, delay)

    def _lease(self, conn: Connection, shut: set[int], most: int, now: float) -> list[Letter]:
        house = self._house(conn)
        self._default, self._zone = house.hotel.default_language, house.hotel.zone

        def spare(chat_id: int) -> int:
            return self._limits.spare(chat_id, now)

        return mail.lease(conn, house, busy=self._busy, shut=shut, most=most, spare=spare)

    async def _deliver(self, letter: Letter) -> None:
        try:
            if letter.method == "answer" and self._now() - letter.created_at > ANSWER_FOR:
                await self._keep(mail.give_up, letter, "too late to answer", state="dropped")
                return
            voice = self._speech.voice(letter.language, self._zone, self._default)
            message_id = await self._delivery.transmit(letter, voice)
            await self._keep(mail.sent, letter, now=self._now(), message_id=message_id)
        except Exception as error:
            await self._failed(letter, judge(letter, error), error)
        finally:
            self._busy.discard(letter.address)
            self._wake.set()

    async def _thread(self, letter: Letter) -> int | None:
        """The topic of the letter's case; made on first use. None outside cases or without the right to."""
        if letter.case_id is None or letter.content.get("general"):
            return None
        if letter.thread_id is not None:
            return letter.thread_id
        voice = self._speech.voice(letter.language, self._zone, self._default)
        topic = await self._bot.create_forum_topic(letter.chat_id or 0, topic_name(letter, voice))
        await self._keep_on(mail.topic_made, letter.case_id, topic.message_thread_id)
        return topic.message_thread_id

    async def _failed(self, letter: Letter, verdict: Verdict, error: Exception) -> None:
        if verdict.kind == "refused":
            log.error("letter %d (%s) was refused", letter.id, letter.method, exc_info=error)
        elif verdict.kind != "wait":
            log.warning("letter %d (%s): %s: %s", letter.id, letter.method, verdict.kind, error)
        if verdict.pause:
            self._limits.pause(
                letter.chat_id if verdict.this_chat else None, verdict.seconds, self._seconds()
            )
        await self._keep_on(self._act, letter, verdict, f"{type(error).__name__}: {error}")

    def _act(self, conn: Connection, letter: Letter, verdict: Verdict, why: str) -> None:
        """What a failed delivery means, in one transaction."""
        house = self._house(conn)
        until = self._now() + timedelta(seconds=verdict.seconds)
        match verdict.kind:
            case "wait" | "unknown":
                mail.wait(conn, letter, until=until, why=why, repeat=verdict.kind == "unknown")
            case "drop":
                mail.give_up(conn, letter, why, state="dropped")
            case "blocked":
                self._unreachable(conn, house, letter, why)
            case "moved":
                people.move_staff_chat(conn, house.id, verdict.chat_id or 0)
                mail.move(conn, letter, verdict.chat_id or 0)
                mail.wait(conn, letter, until=self._now(), why=why)
            case "no_topic":
                self._topic_lost(conn, house, letter, why)
            case "no_right":
                alerts.tell_owners(conn, house, "alert.no_topics")
                mail.to_general(conn, letter)
            case "no_group":
                alerts.tell_owners(conn, house, "alert.no_group")
                mail.wait(conn, letter, until=until, why=why)
            case _:
                mail.give_up(conn, letter, why)
                alerts.tell_owners(conn, house, "alert.letter", ref=f"L-{letter.id}")

    def _unreachable(self, conn: Connection, house: House, letter: Letter, why: str) -> None:
        """A guest has blocked us: nothing more is sent, and whoever has their case must know."""
        chat_id = letter.chat_id or 0
        people.blocked(conn, house, chat_id, now_blocked=True)
        mail.drop_for(conn, house.id, chat_id, why)
        cards.tell_unreachable(conn, house, chat_id)

    def _topic_lost(self, conn: Connection, house: House, letter: Letter, why: str) -> None:
        mail.topic_lost(conn, letter.case_id or 0, letter.thread_id)
        if letter.method == "title":
            mail.give_up(conn, letter, why, state="dropped")
            return
        mail.wait(conn, letter, until=self._now(), why=why)
        if letter.method != "card":
            cards.refresh(conn, house, case.by_id(conn, house, letter.case_id or 0))

    async def _keep(
        self,
        use_case: Callable[Concatenate[Connection, Letter, P], None],
        letter: Letter,
        *args: P.args,
        **facts: P.kwargs,
    ) -> None:
        await self._keep_on(lambda conn: use_case(conn, letter, *args, **facts))

    async def _keep_on(
        self, use_case: Callable[Concatenate[Connection, P], None], *args: P.args, **facts: P.kwargs
    ) -> None:
        """Record it, however long the disk refuses: what was sent must not be sent again."""
        while True:
            try:
                await self._db.write(use_case, *args, **facts)
                return
            except StorageTrouble as error:
                log.error("the outcome of a letter cannot be kept yet: %s", error)
                await asyncio.sleep(1)
