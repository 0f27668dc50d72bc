"""Delivers letters: per address in order, urgent first, within Telegram's limits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from telegram import Bot
from telegram.error import TelegramError

from bot.db import Connection, Database, StorageTrouble
from bot.desk import alerts, groups, mail, outbox, people, topics
from bot.desk.cases import cards, case, relays
from bot.desk.house import House
from bot.desk.mail import Letter
from bot.desk.menu import attending, paying, privacy, setting_up
from bot.desk.menu.cases import private_card
from bot.desk.setup.group import Standing
from bot.logs import about
from bot.metrics import Tally
from bot.say import say, text
from bot.speech import Speech, Voice
from bot.tg.books import Books
from bot.tg.delivery import Delivery, topic_name
from bot.tg.dispatch import Dispatch
from bot.tg.limits import Limits
from bot.tg.own_data import OwnData
from bot.tg.pictures import Pictures
from bot.tg.verdicts import MUTE, TopicUnsure, Verdict, judge, unsure
from bot.tg.worker import Spawn

log = logging.getLogger(__name__)
Record = Callable[[Connection], None]
ANSWER_FOR = timedelta(seconds=60)  # Telegram forgets a press soon after
MOST_ATTEMPTS = 20  # of a letter that may have arrived each time
PUT_OFF = 30.0  # seconds, when what a failure means could not be recorded
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
        recent: Callable[[Connection], House],
        pictures: Pictures,
        spawn: Spawn,
        now: Callable[[], datetime],
        seconds: Callable[[], float],
        pace: Callable[[], float],
        limits: Limits,
        tally: Tally,
        provider: str | None = None,
        books: Books | None = None,
    ) -> None:
        self._bot, self._speech = bot, speech
        self._house, self._spawn, self._now, self._seconds = house, spawn, now, seconds
        self._pace, self._limits, self._tally = pace, limits, tally
        self._delivery = Delivery(
            bot,
            pictures,
            self._thread,
            self._seen,
            self._attended,
            self._one_more,
            provider,
            books,
            OwnData(db, house),
        )
        self._post = Dispatch(db, recent, pace, limits, self._go)
        self.commit = self._post.commit
        self.last_round = seconds()

    def wake(self) -> None:
        self._post.wake.set()

    def look_over(self) -> None:
        self._post.look_over()

    @property
    def busy(self) -> bool:
        return self._post.busy

    async def run(self) -> None:
        """Commits send what they owe; this loop sends what waited for the clock, a limit or a restart."""
        while True:
            delay = LOOK_AGAIN
            self._post.wake.clear()
            try:
                delay = min(LOOK_AGAIN, await self._post.look())
            except StorageTrouble as error:
                log.error("letters cannot be read: %s", error)
            except Exception:  # the next look may do better; the desk is open for more than letters
                log.exception("letters cannot be looked over")
            self.last_round = self._seconds()
            try:
                async with asyncio.timeout(delay):
                    await self._post.wake.wait()
            except TimeoutError:
                continue

    def _go(self, letter: Letter, house: House) -> None:
        self._spawn(self._deliver(letter, self._voice(letter, house)))

    def _voice(self, letter: Letter, house: House) -> Voice:
        return self._speech.voice(letter.language, house.hotel.zone, house.hotel.default_language)

    async def _deliver(self, letter: Letter, voice: Voice) -> None:
        record: Record
        plainly: Record
        try:
            if letter.method == "answer" and self._now() - letter.created_at > ANSWER_FOR:
                self._tally.unsent("late")
                record = partial(mail.give_up, letter=letter, why="too late to answer", state="dropped")
                plainly = record
            else:
                arrived = await self._delivery.transmit(letter, voice)
                self._tally.sent(letter.chat_id, letter.lane, letter.created_at, self._now())
                log.debug("a letter was sent", extra=about(letter=letter.id, method=letter.method))
                messages = _listed(arrived)
                record = partial(self._arrived, letter=letter, messages=messages)
                plainly = partial(self._sent, letter=letter, messages=messages)
        except Exception as error:
            verdict = judge(letter, error)
            why = self._failed(letter, verdict, error)
            record = partial(self._act, letter=letter, verdict=verdict, why=why)
            plainly = partial(self._put_off, letter=letter, verdict=verdict, why=why)
        if not await self._keep(record, of=letter):
            await self._keep(plainly, of=letter)
            await self._keep(partial(self._halfway, letter=letter))

    async def _thread(self, letter: Letter, voice: Voice) -> int | None:
        """The topic of the letter's case; made on first use. None outside cases or without the right to."""
        if letter.content.get("general"):
            return None
        if letter.case_id is None or letter.thread_id is not None:
            return letter.thread_id
        number = await self._new_topic(letter.chat_id or 0, topic_name(letter, voice))

        def known(conn: Connection) -> None:
            mail.topic_made(conn, self._house(conn), letter.case_id or 0, number, letter.chat_id)

        def made(conn: Connection) -> None:
            known(conn)
            house = self._house(conn)
            alerts.end(conn, house, "rights")
            if letter.method != "card":  # the words come into a topic that shows no card yet
                cards.refresh(conn, house, case.by_id(conn, house, letter.case_id or 0))

        if not await self._keep(made):
            await self._keep(known)  # else every letter would make a topic of its own
        return number

    async def _new_topic(self, chat_id: int, name: str) -> int:
        try:
            return (await self._bot.create_forum_topic(chat_id, name)).message_thread_id
        except TelegramError as error:
            if not unsure(error):
                raise
            raise TopicUnsure(f"no answer to createForumTopic: {error}") from error

    def _sent(self, conn: Connection, letter: Letter, messages: Sequence[int]) -> None:
        mail.sent(conn, letter, now=self._now(), message_id=messages[-1] if messages else None)

    def _arrived(self, conn: Connection, letter: Letter, messages: Sequence[int]) -> None:
        """An alarm may have overtaken the topic that it leads to."""
        self._sent(conn, letter, messages)
        if letter.content.get("relay") and relays.arrived(conn, letter.id, letter.chat_id, messages):
            about = letter.content.get("of_case") or 0
            outbox.unsend(conn, self._house(conn), letter.chat_id or 0, messages, case_id=about)
        case_id = letter.content.get("topic_of")
        if case_id is not None and not letter.content.get("shows_topic") and mail.has_topic(conn, case_id):
            topics.show(conn, self._house(conn), case_id, letter=letter.id)

    def _one_more(self, letter: Letter) -> None:
        self._limits.take(letter.chat_id or 0, self._pace())

    async def _seen(self, standing: Standing) -> None:
        """What a look at the staff group showed."""

        def seen(conn: Connection) -> None:
            setting_up.seen(conn, self._house(conn), standing)

        await self._keep(seen)

    async def _attended(self, found: Mapping[int, bool | None]) -> None:
        """Who of the staff is in their groups."""

        def attended(conn: Connection) -> None:
            attending.seen(conn, self._house(conn), found)

        await self._keep(attended)

    def _failed(self, letter: Letter, verdict: Verdict, error: Exception) -> str:
        """In words, what stood in the way."""
        self._tally.unsent(verdict.kind)
        this = about(letter=letter.id, method=letter.method, verdict=verdict.kind)
        if verdict.kind == "refused":
            log.error("a letter was refused", extra=this, exc_info=error)
        elif verdict.kind != "wait":
            log.warning("a letter was not sent: %s", error, extra=this)
        if verdict.pause:
            self._limits.pause(letter.chat_id if verdict.this_chat else None, verdict.seconds, self._pace())
        return f"{type(error).__name__}: {error}"

    def _put_off(self, conn: Connection, letter: Letter, verdict: Verdict, why: str) -> None:
        """The bare outcome of a failed delivery: tried again for a while, unless nothing comes of that."""
        if verdict.kind == "no_topic":
            mail.topic_lost(conn, letter.case_id or 0, letter.thread_id)
        if verdict.kind in ("drop", "blocked", "refused") or letter.attempts >= MOST_ATTEMPTS:
            mail.give_up(conn, letter, why)
            return
        until = self._now() + timedelta(seconds=max(verdict.seconds, PUT_OFF))
        mail.wait(conn, letter, until=until, why=why, repeat=verdict.repeats)

    def _halfway(self, conn: Connection, letter: Letter) -> None:
        """What became of a letter is on record, and what had to follow is not done: somebody must know."""
        alerts.tell_owners(conn, self._house(conn), "alert.halfway", ref=f"L-{letter.id}")

    def _act(self, conn: Connection, letter: Letter, verdict: Verdict, why: str) -> None:
        """What a failed delivery means, in one transaction."""
        house = self._house(conn)
        if verdict.kind in ("unknown", "no_topic") and letter.attempts >= MOST_ATTEMPTS:
            verdict = Verdict("refused")  # somebody must look at it
        until = self._now() + timedelta(seconds=verdict.seconds)
        match verdict.kind:
            case "wait" | "unknown" | "topic_unsure":
                if verdict.kind == "topic_unsure" and mail.has_topic(conn, letter.case_id or 0):
                    until = self._now()  # Telegram's own message was quicker than the end of our patience
                mail.wait(conn, letter, until=until, why=why, repeat=verdict.repeats)
            case "drop":
                mail.give_up(conn, letter, why, state="dropped")
            case "blocked":
                self._unreachable(conn, house, letter, why)
            case "moved":
                self._group_moved(conn, house, letter, verdict.chat_id or 0)
                mail.wait(conn, letter, until=self._now(), why=why)
            case "no_topic":
                self._topic_lost(conn, house, letter, why)
            case "no_right":
                key = "alert.no_forum" if "not a forum" in why.lower() else "alert.no_topics"
                alerts.begin(conn, house, "rights", text(key))
                mail.to_general(conn, letter)
            case "no_group":
                self._group_lost(conn, house, letter, until, why)
            case _:
                mail.give_up(conn, letter, why)
                self._not_arrived(conn, house, letter)

    def _unreachable(self, conn: Connection, house: House, letter: Letter, why: str) -> None:
        """A guest has blocked us: nothing more is sent, and whoever has their case must know."""
        chat_id = letter.chat_id or 0
        if letter.content.get("private"):  # a colleague who never opened us
            private_card.fallback(conn, house, letter.content["topic_of"], chat_id)
        people.blocked(conn, house, chat_id, now_blocked=True)
        mail.drop_for(conn, house.id, chat_id, why)
        cards.tell_unreachable(conn, house, chat_id)

    def _group_moved(self, conn: Connection, house: House, letter: Letter, new: int) -> None:
        """It was upgraded: the same group under a new id, everybody's or a department's own."""
        old = letter.chat_id or 0  # an answer to another letter may have moved it already
        if not groups.moved(conn, house.id, old, new) and old == people.staff_chat(conn, house.id):
            people.move_staff_chat(conn, house.id, new)
        mail.move(conn, letter, new)

    def _group_lost(self, conn: Connection, house: House, letter: Letter, until: datetime, why: str) -> None:
        """A department without its group works in the staff group again; without that, all waits."""
        if departments := groups.leave(conn, house, letter.chat_id or 0):
            dangers = departments[0] == outbox.RESTRICTED  # where emergencies are read
            name = text("here.danger") if dangers else house.called(departments[0])
            alerts.tell_owners(conn, house, "alert.no_own_group", department=name)
        elif letter.chat_id in (None, people.staff_chat(conn, house.id)):
            key = "alert.no_write" if any(sign in why.lower() for sign in MUTE) else "alert.no_group"
            alerts.begin(conn, house, "group", text(key))
            mail.wait(conn, letter, until=until, why=why)
            return
        if mail.give_up_there(conn, letter, why) and letter.method in ("delete", "untopic"):
            self._not_arrived(conn, house, letter)
        mail.wait(conn, letter, until=until, why=why)

    def _not_arrived(self, conn: Connection, house: House, letter: Letter) -> None:
        """What a colleague said to a guest, or took back: read where it was written. Else the owners."""
        about = letter.content.get("of_case")
        if letter.method == "invoice":
            paying.unavailable(conn, house, letter.content["bill"]["payload"])
            return
        if about is None and letter.method in ("delete", "untopic"):
            privacy.left_behind(conn, house, letter.content)
            return
        if about is None:
            to = people.guest(conn, house, letter.chat_id or 0)
            named = {"name": to.name if to else "", "room": (to.room if to else None) or ""}
            alerts.tell_owners(conn, house, "alert.letter", ref=f"L-{letter.id}", **named)
            return
        key = "relay.still_there" if letter.method == "delete" else "relay.not_arrived"
        outbox.send(conn, house, None, say(text(key)), lane=outbox.STAFF, case_id=about)

    def _topic_lost(self, conn: Connection, house: House, letter: Letter, why: str) -> None:
        mail.topic_lost(conn, letter.case_id or 0, letter.thread_id)
        if letter.method == "title":
            mail.give_up(conn, letter, why, state="dropped")
            return
        mail.wait(conn, letter, until=self._now(), why=why)
        if letter.method != "card":
            cards.refresh(conn, house, case.by_id(conn, house, letter.case_id or 0))

    async def _keep(self, record: Record, *, of: Letter | None = None) -> bool:
        """Record it, however long the disk refuses: what was sent must not be sent again.

        False when there is a fault in the record itself. Then the caller records less: nobody's fault ends
        the desk, to come again at the next start.
        """
        while True:
            try:
                await self._post.note(record, of=of)
                return True
            except StorageTrouble as error:
                log.error("the outcome of a letter cannot be kept yet: %s", error)
                await asyncio.sleep(1)
            except Exception:
                log.exception("the outcome of a letter cannot be kept", extra=about(letter=of and of.id))
                return False


def _listed(arrived: int | Sequence[int] | None) -> Sequence[int]:
    """Every message that a letter has become."""
    if arrived is None:
        return ()
    return (arrived,) if isinstance(arrived, int) else arrived
