"""What becomes of a letter that Telegram did not take: the sender and its database, answers on order."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import select
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import shipped
from bot.db import Connection, File
from bot.desk import alerts, groups, mail, outbox, people
from bot.desk.cases import cards, case, relays
from bot.desk.cases.case import Case
from bot.desk.house import House
from bot.desk.letter_queue import FEW
from bot.desk.mail import Letter
from bot.metrics import Tally
from bot.say import Text, pack_say, say, text, unpack_say
from bot.schema import cases, letters
from bot.speech import Speech, Voice
from bot.tg.delivery import Delivery
from bot.tg.limits import Limits
from bot.tg.pictures import Pictures
from bot.tg.sender import MOST_ATTEMPTS, Sender
from tests.desk.cases.cast import MADINA, complaint, guest, team
from tests.desk.conftest import house
from tests.hotel import UNHURRIED

__all__ = ["house"]  # a fixture

STAFF, NEW_STAFF, KITCHEN, NEW_KITCHEN = -100, -101, -200, -1002
CHIARA, BENCE = 1003, 1004
KICKED = Forbidden("Forbidden: bot was kicked from the supergroup chat")
MUTE = BadRequest("Not enough rights to send text messages to the chat")


class Office:
    """A sender at work; `answer` says what Telegram answers to a letter, an error or nothing."""

    def __init__(self, db: File, house: House) -> None:
        self.db, self.house = db, house
        self.answer: Callable[[Letter], TelegramError | None] = lambda letter: None
        self.tried: list[tuple[int | None, str]] = []
        self.go = asyncio.Event()
        self.go.set()
        self._tasks: set[asyncio.Task[None]] = set()
        unused: Any = None
        self.sender = Sender(
            db,
            unused,
            Speech.load(shipped.folder("locales")),
            house=self._now,
            recent=self._now,
            pictures=cast(Pictures, unused),
            spawn=self._spawn,
            now=lambda: self.house.now,
            seconds=self._seconds,
            pace=self._seconds,
            limits=Limits(UNHURRIED),
            tally=Tally(),
        )
        self.sender._delivery.transmit = self._transmit  # type: ignore[method-assign]  # the wire, and no more

    def _now(self, conn: Connection) -> House:
        return self.house

    def _seconds(self) -> float:
        return (self.house.now - datetime.min.replace(tzinfo=self.house.now.tzinfo)).total_seconds()

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _transmit(self, letter: Letter, voice: Voice) -> int:
        self.tried.append((letter.chat_id, letter.method))
        await self.go.wait()
        if error := self.answer(letter):
            raise error
        return len(self.tried)

    async def does(self, use_case: Callable[[Connection, House], object]) -> None:
        """A use case, and all letters that may go at once."""
        await self.sender.commit(lambda conn: use_case(conn, self.house))
        await self.settled()

    async def settled(self) -> None:
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def passes(self, **by: float) -> None:
        self.house = replace(self.house, now=self.house.now + timedelta(**by))
        await self.does(lambda conn, house: None)

    async def reads(self, look: Callable[[Connection], Any]) -> Any:
        return await self.db.read(look)

    async def states(self, chat_id: int | None) -> list[str]:
        found = select(letters.c.state).where(letters.c.chat_id.is_not_distinct_from(chat_id))
        return list(await self.reads(lambda conn: conn.execute(found.order_by(letters.c.id)).scalars().all()))


@pytest.fixture
async def office(tmp_path: Path, new_file: Path, house: House) -> AsyncIterator[Office]:
    """A staff group, and a group of the activities' own."""
    db = File(Path(shutil.copy(new_file, tmp_path / "qonaq.db")))

    def ready(conn: Connection) -> None:
        people.ensure_property(conn, house.id)
        people.move_staff_chat(conn, house.id, STAFF)
        team(conn, house)
        groups.bind(conn, house, "activities", KITCHEN, MADINA)

    await db.write(ready)
    yield Office(db, house)
    await db.close()


def of_the_activities(conn: Connection, house: House, chat: int) -> Case:
    """A case of theirs, and nothing on its way but what the test writes."""
    opened = complaint(conn, house, someone=guest(conn, house, chat, f"Guest {chat}"))
    conn.execute(letters.delete())
    return case.change(conn, house, opened, department="activities")


async def test_a_departments_group_that_moves_with_two_letters_in_flight_stays_the_departments(
    office: Office,
) -> None:
    """The first answer moves the department, the second finds it moved: the staff group is another one."""
    office.answer = lambda letter: ChatMigrated(NEW_KITCHEN) if letter.chat_id == KITCHEN else None

    def writes(conn: Connection, house: House) -> None:
        for opened in [of_the_activities(conn, house, chat) for chat in (CHIARA, BENCE)]:
            outbox.send(conn, house, None, say("Words"), lane=outbox.STAFF, case_id=opened.id)

    await office.does(writes)
    await office.passes(seconds=1)
    assert await office.reads(lambda conn: people.staff_chat(conn, office.house.id)) == STAFF
    assert await office.reads(lambda conn: groups.bound(conn, office.house)) == {"activities": NEW_KITCHEN}
    assert office.tried[:2] == [(KITCHEN, "send")] * 2
    assert sorted(office.tried[2:]) == [(NEW_KITCHEN, "send")] * 2


async def test_the_staff_group_that_moves_is_followed(office: Office) -> None:
    """The control."""
    office.answer = lambda letter: ChatMigrated(NEW_STAFF) if letter.chat_id == STAFF else None
    await office.does(lambda conn, house: outbox.send(conn, house, None, say("Words"), lane=outbox.STAFF))
    await office.passes(seconds=1)
    assert await office.reads(lambda conn: people.staff_chat(conn, office.house.id)) == NEW_STAFF


async def group_lost(office: Office) -> bool:
    return await office.reads(lambda conn: alerts.is_open(conn, office.house, "group")) is not None


async def test_what_was_for_a_group_of_former_times_ends_and_nobody_is_alarmed(office: Office) -> None:
    """A guest is erased after the hotel has changed its staff group: the old one does not let us in."""
    office.answer = lambda letter: KICKED if letter.chat_id == -99 else None

    def erases(conn: Connection, house: House) -> None:
        facts = {"property_id": house.id, "chat_id": -99, "kind": "idempotent", "lane": outbox.SOFT}
        content = {"thread": 7, "ref": "C-2345"}
        conn.execute(
            letters.insert().values(**facts, method="untopic", content=content, created_at=house.now)
        )

    await office.does(erases)
    assert await office.states(-99) == ["dead"]
    assert not await group_lost(office)
    await office.passes(minutes=1)
    assert office.tried == [(-99, "untopic"), (STAFF, "send")], "staff hear that its topic is still there"


async def test_a_lost_departments_group_is_no_lost_staff_group(office: Office) -> None:
    """An alarm without a case and two words of cases are in flight; the cases go on with the staff."""
    office.answer = lambda letter: KICKED if letter.chat_id == KITCHEN else None

    def writes(conn: Connection, house: House) -> None:
        for opened in [of_the_activities(conn, house, chat) for chat in (CHIARA, BENCE)]:
            outbox.send(conn, house, None, say("Words"), lane=outbox.STAFF, case_id=opened.id)
        outbox.send(conn, house, KITCHEN, say("A drill"), lane=outbox.ALARM)

    await office.does(writes)
    await office.passes(minutes=1)
    assert not await group_lost(office)
    assert await office.states(KITCHEN) == ["dead"]
    assert office.tried.count((KITCHEN, "send")) == 3
    assert office.tried.count((STAFF, "send")) == 2


async def test_a_lost_staff_group_is_waited_for_and_the_owners_know(office: Office) -> None:
    """The control."""
    office.answer = lambda letter: KICKED if letter.chat_id == STAFF else None
    await office.does(lambda conn, house: outbox.send(conn, house, None, say("Words"), lane=outbox.STAFF))
    assert await group_lost(office)
    office.answer = lambda letter: None
    await office.passes(seconds=31)
    assert office.tried.count((STAFF, "send")) == 2


async def test_where_only_administrators_may_write_letters_wait_and_are_not_tried_at_once(
    office: Office,
) -> None:
    office.answer = lambda letter: MUTE if letter.chat_id == STAFF else None

    def writes(conn: Connection, house: House) -> None:
        opened = complaint(conn, house)
        conn.execute(letters.delete())
        outbox.send(conn, house, None, say("Words"), lane=outbox.STAFF, case_id=opened.id)
        outbox.send(conn, house, None, say("Of no case"), lane=outbox.STAFF)

    await office.does(writes)
    for _ in range(3):
        await office.passes(seconds=1)
    assert office.tried.count((STAFF, "send")) == 2
    assert await office.states(None) == ["new", "new"]
    (trouble,) = await office.reads(lambda conn: alerts.open_troubles(conn, office.house))
    assert trouble.said == text("alert.no_write")


async def test_a_letter_that_was_dropped_meanwhile_does_not_come_in_general(office: Office) -> None:
    def drops(conn: Connection, house: House) -> None:
        outbox.send(conn, house, None, say("Words"), lane=outbox.STAFF, case_id=complaint(conn, house).id)
        (letter, *_) = mail.lease(conn, house, busy=(), shut=(), most=9, spare=lambda chat: 9)
        mail.give_up(conn, letter, "not wanted any more", state="dropped")
        mail.to_general(conn, letter)
        state = conn.execute(select(letters.c.state).where(letters.c.id == letter.id)).scalar_one()
        assert state == "dropped"
        conn.execute(letters.delete())

    await office.does(drops)


async def test_a_letter_that_failed_is_not_overtaken_by_the_next_of_its_chat(office: Office) -> None:
    """Another use case waits to be written when the first letter fails: the second must not go with it."""
    refused = iter([NetworkError("no connection")])
    office.answer = lambda letter: next(refused, None)

    def writes(conn: Connection, house: House) -> None:
        for words in ("first", "second"):
            outbox.send(conn, house, CHIARA, say(words))

    busy, done = threading.Event(), threading.Event()

    def takes_long(conn: Connection) -> None:
        busy.set()
        done.wait(5)

    office.go.clear()
    await office.sender.commit(lambda conn: writes(conn, office.house))
    slow = asyncio.ensure_future(office.sender.commit(takes_long))
    await asyncio.to_thread(busy.wait, 5)
    office.go.set()
    for _ in range(5):
        await asyncio.sleep(0)
    done.set()
    await slow
    await office.settled()
    assert len(office.tried) == 1, "the first is on record as waiting, and the second waits behind it"
    await office.passes(seconds=1)
    assert len(office.tried) == 3
    assert await office.states(CHIARA) == ["sent", "sent"]


def broken(*_: object, **__: object) -> None:
    raise ValueError("a row that nobody foresaw")


async def told(office: Office, user: int = MADINA) -> list[str]:
    """The keys of what somebody was told."""
    every = select(letters.c.content).where(letters.c.chat_id == user).order_by(letters.c.id)
    said = await office.reads(lambda conn: conn.execute(every).scalars().all())
    return [part.key for one in said for part in unpack_say(one["say"]).body if isinstance(part, Text)]


async def test_what_follows_from_a_letter_may_fail_and_it_stays_sent(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not sent twice, its chat goes on, and an owner knows."""
    monkeypatch.setattr(relays, "arrived", broken)

    def writes(conn: Connection, house: House) -> None:
        outbox.relay(conn, house, CHIARA, "send", {"say": pack_say(say("first"))}, lane=outbox.REPLY)
        outbox.send(conn, house, CHIARA, say("second"))

    await office.does(writes)
    assert await office.states(CHIARA) == ["sent", "sent"]
    assert [chat for chat, _ in office.tried].count(CHIARA) == 2
    assert await told(office) == ["alert.halfway"]
    assert not office.sender.busy


async def test_what_a_failure_means_may_fail_and_the_letter_is_tried_for_a_while(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = iter([BadRequest("message thread not found")])
    office.answer = lambda letter: next(lost, None) if letter.case_id else None

    def writes(conn: Connection, house: House) -> None:
        about = of_the_activities(conn, house, CHIARA)
        conn.execute(cases.update().values(thread_id=7, thread_chat=KITCHEN))
        outbox.send(conn, house, None, say("to the topic"), case_id=about.id)
        monkeypatch.setattr(cards, "refresh", broken)

    await office.does(writes)
    assert await office.states(KITCHEN) == ["new"]
    threads = await office.reads(lambda conn: conn.execute(select(cases.c.thread_id)).scalars().all())
    assert threads == [None], "the next try makes a topic"
    await office.passes(seconds=31)
    assert await office.states(KITCHEN) == ["sent"]
    assert await told(office) == ["alert.halfway"]


async def test_a_letter_whose_failure_can_never_be_recorded_whole_ends(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sender, "_act", broken)
    office.answer = lambda letter: NetworkError("no connection") if letter.chat_id == CHIARA else None
    await office.does(lambda conn, house: outbox.send(conn, house, CHIARA, say("hello")))
    for _ in range(MOST_ATTEMPTS):
        assert await office.states(CHIARA) == ["new"]
        await office.passes(seconds=61)
    assert await office.states(CHIARA) == ["dead"]


async def test_a_look_that_fails_does_not_end_the_sender(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.tg.sender.LOOK_AGAIN", 0)
    monkeypatch.setattr(office.sender._post, "look", broken)
    running = asyncio.ensure_future(office.sender.run())
    while sum("cannot be looked over" in one.getMessage() for one in caplog.records) < 3:
        assert not running.done()
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])


@pytest.mark.parametrize("others", [0, 2 * FEW], ids=["alone", "among many"])
async def test_what_was_put_off_by_a_clock_that_ran_ahead_goes_when_it_is_right(
    office: Office, others: int
) -> None:
    """The computer was a day ahead when Telegram asked for a minute; the time server then put it right."""
    right = office.house
    await office.passes(days=1)
    office.answer = lambda letter: RetryAfter(60)
    await office.does(lambda conn, house: outbox.send(conn, house, CHIARA, say("hello")))
    assert await office.states(CHIARA) == ["new"]
    after = Office(office.db, right)  # a restart: what waits in memory is forgotten

    def many(conn: Connection) -> None:
        for n in range(others):
            outbox.send(conn, right, 5000 + n, say("hello"))

    await office.db.write(many)
    await after.passes(seconds=1)
    assert await office.states(CHIARA) == ["sent"]


async def test_an_hour_that_telegram_asks_for_is_given(office: Office) -> None:
    refused = iter([RetryAfter(3600)])
    office.answer = lambda letter: next(refused, None)
    await office.does(lambda conn, house: outbox.send(conn, house, CHIARA, say("hello")))
    after = Office(office.db, office.house)
    await after.passes(minutes=59)
    assert await office.states(CHIARA) == ["new"]
    await after.passes(minutes=1)
    assert await office.states(CHIARA) == ["sent"]


class Closed:
    """A bot whose topic is closed, and which Telegram asks to wait when it closes it again."""

    base_url = ""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.request = self

    async def post(self, url: str, fields: object) -> dict[str, int]:
        self.done.append("sendMessage")
        if self.done == ["sendMessage"]:
            raise BadRequest("TOPIC_CLOSED")
        return {"message_id": 9}

    async def reopen_forum_topic(self, *place: int) -> None:
        self.done.append("reopen")

    async def close_forum_topic(self, *place: int) -> None:
        raise RetryAfter(7)


async def test_a_topic_that_cannot_be_closed_again_does_not_undo_the_letter(office: Office) -> None:
    """It has arrived: an error now would send it a second time, and a soft one too."""
    bot, unused = Closed(), cast(Any, None)

    async def thread(letter: Letter, voice: Voice) -> int | None:
        return letter.thread_id

    delivery = Delivery(cast(Bot, bot), unused, thread, unused, unused, unused)
    content = {"say": pack_say(say("Words"))}
    written = office.house.now
    letter = Letter(
        7, STAFF, 5, 3, "soft", "send", content, None, False, 0, written, "en", thread_id=44, over=True
    )
    voice = office.sender._voice(letter, office.house)
    assert await delivery.transmit(letter, voice) == [9]
    assert bot.done == ["sendMessage", "reopen", "sendMessage"]
