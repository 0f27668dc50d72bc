"""A hotel for stories: the same `serve()` the product runs, a loopback Telegram, a real database file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.app import Running, serve
from bot.clock import Clock
from bot.config import Config
from bot.demo.cast import CAST, GROUP, IN_THE_GROUP
from bot.demo.seed import seed
from bot.demo.telegram import DEMO_TOKEN, Floods, Group, Loopback, Person, Sent
from bot.demo.telegram.pens import TINY_PNG
from bot.demo.telegram.shapes import as_read
from bot.doors import Cast
from bot.tg.hearing import Hearing
from bot.tg.limits import Rates
from tests.proofs import PROVING

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # 13:00 in Baku
UNHURRIED = Rates(overall=10**6, chat=10**6, group=10**6)  # the hotel's seconds pass only when it says so
WAIT = 60.0 if PROVING else 10.0  # seconds; a desk with hundreds of things to do takes some


class Hotel:
    """Opened and closed like a real one; between openings only the disk remembers."""

    def __init__(self, folder: Path, hearing: Hearing, *, floods: Floods, rates: Rates = UNHURRIED) -> None:
        self.clock = Clock(FRIDAY)
        self.loopback = Loopback(self.clock.now, floods=floods)
        self.folder = folder
        self.rates = rates
        self.catalog: Path | None = None
        self.cast: Cast | None = seed
        self.database: str | None = None  # none: a file in the folder; else an address of PostgreSQL
        self.port = 0
        self.profile = False  # no story's business but its own
        self.webhook: str | None = None  # none: the desk polls
        self.payments: str | None = None  # none: nobody pays in the chat
        self._hearing = hearing
        people = {one.user_id: one for one in CAST}
        self.people: dict[str, Person] = {
            one.name: self.loopback.person(one.user_id, one.name, language=one.language)
            for one in people.values()
        }
        members = [self.people[one.name] for one in IN_THE_GROUP]
        self.group: Group = self.loopback.forum(GROUP, members=members, owner=self.people["Madina"])
        self.running: Running | None = None

    def config(self) -> Config:
        return Config(
            token=DEMO_TOKEN,
            api=self.loopback.url,
            staff_chat=self.group.chat_id,
            data=self.folder,
            catalog=self.catalog,
            port=self.port,
            url=self.database,
            webhook=self.webhook,
            profile=self.profile,
            payments=self.payments,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Hotel]:
        """The desk runs inside; leaving it is a clean stop."""
        stop, opened = asyncio.Event(), asyncio.Event()

        def ready(running: Running) -> None:
            self.running = running
            opened.set()

        async with asyncio.TaskGroup() as tasks:
            desk = tasks.create_task(
                serve(
                    self.config(),
                    clock=self.clock,
                    stop=stop,
                    ready=ready,
                    cast=self.cast,
                    rates=self.rates,
                    hearing=self._hearing,
                )
            )
            waiting = tasks.create_task(opened.wait())
            await asyncio.wait([desk, waiting], return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            try:
                if not desk.done():
                    yield self
            finally:
                stop.set()

    async def settled(self) -> None:
        """All that people did has reached the desk, and all it owes has been sent."""
        async with asyncio.timeout(WAIT):
            while True:
                pushed = set(self.loopback.pushed())
                await self.loopback.until(self._all_confirmed, WAIT)
                assert self.running
                await self.running.settled()
                if set(self.loopback.pushed()) == pushed:
                    return

    def _all_confirmed(self) -> bool:
        return set(self.loopback.pushed()) <= self.loopback.confirmed()

    async def pass_time(self, **by: float) -> None:
        """Move the clock and let what is due happen."""
        await self.settled()
        self.clock.advance(**by)
        assert self.running
        self.running.chores_idle = False
        self.running.channel.sender.wake()
        await self.settled()


class Phone:
    """Somebody's private chat with the bot."""

    def __init__(self, hotel: Hotel, name: str) -> None:
        self.hotel, self.person = hotel, hotel.people[name]
        self.telegram = hotel.loopback

    async def says(self, words: str, *, reply_to: Sent | None = None) -> Sent:
        return self.telegram.say(self.person, words, reply_to=reply_to.message_id if reply_to else None)

    async def sends_photo(self, caption: str | None = None, content: bytes = TINY_PNG) -> Sent:
        return self.telegram.send_photo(self.person, content, caption=caption)

    async def sends_album(self, *captions: str | None, contents: Sequence[bytes] = ()) -> list[Sent]:
        return self.telegram.send_album(self.person, captions, contents=contents)

    async def taps(self, label: str) -> None:
        """Press the newest button that begins like this."""
        message = await self.telegram.until(lambda: self._with_button(label), WAIT)
        self.telegram.press(self.person, message, label)
        await self.hotel.settled()

    async def sees(self, words: str) -> Sent:
        """The newest message of the bot that says this, now or soon."""
        return await self.telegram.until(lambda: self._saying(words), WAIT)

    async def last(self) -> Sent:
        """What the bot said last, once all is quiet."""
        await self.hotel.settled()
        return self.from_bot()[-1]

    def from_bot(self) -> list[Sent]:
        return [one for one in self.telegram.chat(self.person) if one.sender.is_bot]

    def labels(self) -> list[str]:
        """The buttons of the newest message that has any."""
        found = [one for one in self.from_bot() if one.buttons]
        return found[-1].labels if found else []

    def _with_button(self, label: str) -> Sent | None:
        wanted = as_read(label)
        shown = reversed(self.from_bot())
        return next((one for one in shown if any(said.startswith(wanted) for said in one.labels)), None)

    def _saying(self, words: str) -> Sent | None:
        shown = [(one, plain(one)) for one in reversed(self.from_bot())]
        return next((one for one, said in shown if words in said), None)


def plain(message: Sent) -> str:
    """What is read, with ordinary spaces."""
    return as_read(message.words)


class Topic:
    """One case's topic in the staff group, as a colleague sees it."""

    def __init__(self, hotel: Hotel, who: Person, thread: int) -> None:
        self.hotel, self.who, self.thread = hotel, who, thread

    def messages(self) -> list[Sent]:
        return self.hotel.loopback.chat(self.hotel.group, thread=self.thread)

    @property
    def card(self) -> Sent:
        return next(one for one in self.messages() if one.buttons or "C-" in (one.text or ""))

    def by(self, person: Person) -> Topic:
        return Topic(self.hotel, person, self.thread)

    async def shows(self, words: str) -> Sent:
        def look() -> Sent | None:
            return next((one for one in reversed(self.messages()) if words in plain(one)), None)

        return await self.hotel.loopback.until(look, WAIT)

    async def says(self, words: str) -> Sent:
        return self.hotel.loopback.say(self.who, words, chat=self.hotel.group, thread=self.thread)

    async def replies(self, to: Sent, words: str) -> Sent:
        return self.hotel.loopback.say(
            self.who, words, chat=self.hotel.group, thread=self.thread, reply_to=to.message_id
        )

    async def sends_photo(self) -> Sent:
        return self.hotel.loopback.send_photo(self.who, chat=self.hotel.group, thread=self.thread)

    async def taps(self, label: str) -> None:
        self.hotel.loopback.press(self.who, self.card, label)
        await self.hotel.settled()

    async def taps_under(self, words: str, label: str) -> None:
        """The button under the newest line of the topic that says this."""
        line = await self.shows(words)
        self.hotel.loopback.press(self.who, line, label)
        await self.hotel.settled()


class Desk:
    """A colleague's view of the staff group."""

    def __init__(self, hotel: Hotel, name: str) -> None:
        self.hotel, self.person = hotel, hotel.people[name]

    async def sees_case(self, about: str) -> Topic:
        """The newest topic whose card says this."""

        def look() -> int | None:
            for message in reversed(self.hotel.loopback.chat(self.hotel.group)):
                if message.thread_id and about in plain(message):
                    return message.thread_id
            return None

        thread = await self.hotel.loopback.until(look, WAIT)
        await self.hotel.settled()
        return Topic(self.hotel, self.person, thread)
