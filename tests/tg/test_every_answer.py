"""Whatever Telegram answers at whatever step, a critical letter arrives, and a soft one not twice.

A moody Telegram refuses, asks to wait for up to an hour, loses answers, forgets and closes topics; in between
the group is upgraded, the desk is thrown out of it and comes back without rights. What arrived is read from
its own book of calls. The hotel's hours pass at once. PROVE=1 meets ten thousand moods.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import delete, func, select

from bot import shipped
from bot.db import Connection
from bot.demo.telegram import Floods, Loopback, server
from bot.demo.telegram.faults import Fault, failing_body
from bot.demo.telegram.params import received
from bot.demo.telegram.rules import refuse
from bot.demo.telegram.shapes import Raw
from bot.desk import outbox, people
from bot.desk.cases import case, opening
from bot.desk.house import House
from bot.desk.outbox import Kind
from bot.say import say, text
from bot.schema import letters, timers
from bot.speech import Speech
from bot.tg import verdicts
from bot.tg.hearing import Hearing
from tests import hotel as built
from tests.hotel import Hotel
from tests.proofs import AT_LENGTH, PROVING, seen

PARTS, MOODS = (range(4), 2_500) if PROVING else (range(1), 40)
SEED = 11
PROMISE = "a critical letter is never missing, a soft one never doubled, a repeat says that it is one"
GUESTS = range(9000, 9010)
SIGN = re.compile(r"L\d+\.")
SENDS = ("sendMessage", "copyMessage", "sendPhoto", "sendDocument")
MET = (
    *SENDS,
    "editMessageText",
    "createForumTopic",
    "editForumTopic",
    "closeForumTopic",
    "answerCallbackQuery",
)
PAGE = "<html><body>Sorry, we will be back soon</body></html>"


READ = web.RequestKey("read", tuple[Raw, dict[str, tuple[str, bytes]]])


class Moody(Loopback):
    """It looks at each call before it answers; `mood` says what goes wrong with it."""

    mood: Callable[[str, Raw], Fault | None] = staticmethod(lambda method, params: None)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method in MET:
            params, _ = await read_once(request)
            if fault := self.mood(method, params):
                self.faults.ordered.insert(0, fault)
        return await super()._serve(request)


async def read_once(request: web.Request) -> tuple[Raw, dict[str, tuple[str, bytes]]]:
    """A body can be read but once, and here two want it."""
    if READ not in request:
        request[READ] = await received(request)
    return request[READ]


@dataclass
class Moods:
    """What Telegram is in the mood for; every mood is one that it has for such a call."""

    rng: random.Random
    often: float = 0.25
    met: Counter[str] = field(default_factory=Counter)

    def __call__(self, method: str, params: Raw) -> Fault | None:
        if self.rng.random() > self.often:
            return None
        kind = self.rng.choice(self._possible(method, params))
        self.met[kind] += 1
        return self._fault(kind, method)

    def _possible(self, method: str, params: Raw) -> Sequence[str]:
        found = ["flood", "flood", "500", "502", "504", "page", "lose", "lose", "refuse"]
        chat = params.get("chat_id", 0)
        if method == "editMessageText":
            found += ["same", "no edit"]
        if method in SENDS and chat > 0:
            found += ["blocked"] if self.rng.random() < 0.1 else []
        if method in SENDS and chat < 0:
            found += ["send rights"]
        if "message_thread_id" in params and method in (*SENDS, "editForumTopic"):
            found += ["no thread", "topic closed"]
        if method == "createForumTopic":
            found += ["topic rights"] if self.rng.random() < 0.2 else []
        return found

    def _fault(self, kind: str, method: str) -> Fault:
        if kind in ("lose", "refuse"):
            return Fault(kind, method, 1)
        if kind == "flood":
            return Fault("fail", method, 1, 429, failing_body(429, None, self.rng.randint(1, 3600)))
        if kind == "page":
            return Fault("fail", method, 1, 200, PAGE)
        if kind.isdecimal():
            return Fault(
                "fail", method, 1, int(kind), PAGE if kind == "502" else failing_body(int(kind), None, None)
            )
        no = refuse(kind)
        return Fault("fail", method, 1, no.status, no.body())


@pytest.fixture
async def moody(
    tmp_path: Path, hearing: Hearing, new_file: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Hotel]:
    monkeypatch.setattr(built, "Loopback", Moody)
    monkeypatch.setattr(server, "received", read_once)
    one = Hotel(tmp_path / "data", hearing, floods=Floods.none())
    one.loopback.watch.calls = type(one.loopback.watch.calls)(maxlen=None)
    await one.loopback.open()
    yield one
    await one.loopback.close()
    assert one.loopback.violations == []


@dataclass
class Post:
    """What was written, and what must have come of it."""

    hotel: Hotel
    rng: random.Random
    written: dict[str, Kind] = field(default_factory=dict)  # by its sign
    ended: set[str] = field(default_factory=set)  # by a block of the chat

    def sign(self, kind: Kind) -> str:
        sign = f"L{len(self.written)}."
        self.written[sign] = kind
        return sign

    def writes(self, conn: Connection, house: House) -> None:
        """Letters of every kind: to guests, to the group, about a case."""
        for chat in (*GUESTS, *GUESTS):
            kind: Kind = "soft" if self.rng.random() < 1 / 3 else "critical"
            words = self.sign(kind) + (" word" * 1200 if self.rng.random() < 0.15 else "")
            outbox.send(conn, house, chat, say(words), kind=kind)
        outbox.send(conn, house, None, say(self.sign("critical")), lane=outbox.STAFF)
        for chat in self.rng.sample(GUESTS[:3], 2):
            guest = people.welcome(conn, house, chat, name="Max", language="en")[0]
            opening.complain(conn, house, guest, words="No light", category="complaint_general")
            opened = case.open_case_of(conn, house, guest.id)
            assert opened
            conn.execute(delete(timers))  # clocks have a proof of their own
            words = self.sign("critical")
            outbox.send(conn, house, None, say(words), lane=outbox.STAFF, case_id=opened.id)

    async def goes(self, undo: Callable[[], object]) -> None:
        """Write, and let as much time pass as it takes until nothing is owed."""
        await self._writes(self.writes)
        for n, hours in enumerate((0.01, 0.1, *[0.5] * 400)):
            await self.hotel.pass_time(hours=hours)
            if n == 2:
                undo()
            if n > 1 and not await self._owed():
                self.ended |= await self._given_up()
                return
        raise AssertionError(f"{await self._owed()} letters never went")

    async def _writes(self, use_case: Callable[[Connection, House], None]) -> None:
        assert self.hotel.running
        desk = self.hotel.running.channel.desk
        await self.hotel.running.db.write(lambda conn: use_case(conn, desk.house(conn)))
        self.hotel.running.channel.sender.wake()

    async def _owed(self) -> int:
        def count(conn: Connection) -> int:
            owed = select(func.count()).select_from(letters).where(letters.c.state.in_(("new", "sending")))
            return int(conn.execute(owed).scalar_one())

        assert self.hotel.running
        return await self.hotel.running.db.read(count)

    async def come_back(self) -> None:
        """Whoever had blocked us writes again."""

        def back(conn: Connection, house: House) -> None:
            for chat in GUESTS:
                people.welcome(conn, house, chat, name="Max", language="en")
                people.blocked(conn, house, chat, now_blocked=False)

        await self._writes(back)

    async def breaches(self) -> list[str]:
        """By Telegram's own book; a letter to somebody who has blocked us is nobody's."""
        arrived: dict[str, list[str]] = {sign: [] for sign in self.written}
        for call in self.hotel.loopback.calls():
            if call.status == 200 and call.method in SENDS:
                said = str(call.params.get("text") or call.params.get("caption") or "")
                for sign in arrived.keys() & SIGN.findall(said):
                    arrived[sign].append(said)
        found = (_faults(sign, kind, arrived[sign], self.ended) for sign, kind in self.written.items())
        return [fault for one in found for fault in one]

    async def _given_up(self) -> set[str]:
        """Signs of the letters that a block of the chat has ended."""

        def look(conn: Connection) -> list[str]:
            forbidden = letters.c.state == "dropped", letters.c.error.like("%Forbidden%")
            return [
                json.dumps(content)
                for (content,) in conn.execute(select(letters.c.content).where(*forbidden))
            ]

        assert self.hotel.running
        ended = await self.hotel.running.db.read(look)
        return {sign for content in ended for sign in SIGN.findall(content)}


@cache
def repeats() -> tuple[str, ...]:
    """How a repeat begins, in every language."""
    speech = Speech.load(shipped.folder("locales"))
    return tuple(speech.voice(one, "UTC").html(text("word.repeat")) for one in speech.languages)


def _faults(sign: str, kind: Kind, arrived: list[str], given_up: set[str]) -> list[str]:
    plainly = sum(not one.startswith(repeats()) for one in arrived)
    if kind == "soft":
        return [f"soft {sign} came {len(arrived)} times"] if len(arrived) > 1 else []
    found = [f"critical {sign} is missing"] if not arrived and sign not in given_up else []
    return [*found, *([f"{sign} came {plainly} times as if it were new"] if plainly > 1 else [])]


async def moods(hotel: Hotel, seed: int, number: int) -> tuple[Post, Moods]:
    """Rounds of letters until Telegram had so many moods."""
    rng = random.Random(seed)
    post, mood = Post(hotel, rng), Moods(rng)
    for chat in GUESTS:
        hotel.loopback.person(chat, "Max", language="en")
        hotel.loopback.chats.started.add(chat)
    async with hotel.open():
        await hotel.settled()
        hotel.loopback.mood = mood  # type: ignore[attr-defined]  # it is a moody one
        await post.come_back()
        while mood.met.total() < number:
            await post.goes(mischief(hotel, rng, mood.met))
            await post.come_back()
        return post, mood


def mischief(hotel: Hotel, rng: random.Random, met: Counter[str]) -> Callable[[], object]:
    """Somebody does something to the group; and how it is undone, so that letters can come at all."""
    telegram, group = hotel.loopback, hotel.group
    topics = [n for n, one in group.topics.items() if not one.closed]
    deeds: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "upgraded": (lambda: telegram.upgrade(group), int),
        "thrown out": (lambda: telegram.remove_bot(group), lambda: telegram.add_bot(group)),
        "demoted": (lambda: telegram.add_bot(group, admin=False), lambda: telegram.add_bot(group)),
        "hushed": (lambda: hushed(hotel), lambda: telegram.add_bot(group)),
        "topics off": (
            lambda: telegram.switch_off_topics(group),
            lambda: telegram.switch_on_topics(group),
        ),
        "nothing": (int, int),
    }
    if topics:
        topic = rng.choice(topics)
        deeds["topic deleted"] = lambda: telegram.delete_topic(group, topic), int
        deeds["topic closed"] = lambda: telegram.close_topic(group, topic), int
    name = rng.choice(sorted(deeds))
    met[name] += 1
    deed, undo = deeds[name]
    deed()
    return undo


def hushed(hotel: Hotel) -> None:
    """Only administrators may write, and we are none."""
    hotel.loopback.add_bot(hotel.group, admin=False)
    hotel.loopback.hush(hotel.group)


async def proved(hotel: Hotel, seed: int, number: int) -> tuple[list[str], Post, Moods]:
    post, mood = await moods(hotel, seed, number)
    async with hotel.open():
        return await post.breaches(), post, mood


@pytest.mark.timeout(120 + MOODS)
@pytest.mark.parametrize("part", PARTS)
async def test_whatever_telegram_answers_letters_arrive_and_repeats_say_so(moody: Hotel, part: int) -> None:
    found, post, mood = await proved(moody, SEED + part, MOODS)
    told = f"{len(post.written)} letters"
    seen(
        PROMISE,
        injected="every answer of Telegram",
        trials=mood.met.total(),
        violations=len(found),
        told=told,
    )
    assert not found, (found[:10], mood.met)


@AT_LENGTH
async def test_a_desk_that_takes_silence_for_success_is_caught(
    moody: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_network", lambda letter, error: verdicts.Verdict("drop"))
    found, _, mood = await proved(moody, SEED, 60)
    seen(PROMISE, injected="silence is success", trials=mood.met.total(), violations=len(found), control=True)
    assert any("is missing" in one for one in found)


@AT_LENGTH
async def test_a_desk_that_sends_anew_without_a_word_is_caught(
    moody: Hotel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdicts, "_network", lambda letter, error: verdicts.Verdict("wait", 1))
    found, _, mood = await proved(moody, SEED, 60)
    seen(
        PROMISE, injected="no word of a repeat", trials=mood.met.total(), violations=len(found), control=True
    )
    assert any("as if it were new" in one for one in found)
