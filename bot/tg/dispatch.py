"""Takes the letters that may go in the very transaction that owes them or that records the one before.

So a message costs no transaction of its own between the commit of its cause and the call to Telegram. `take`
runs on the writing thread, the rest on the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from bot.db import Connection, Database
from bot.desk import mail, turns
from bot.desk.house import House
from bot.desk.letter_queue import Address
from bot.desk.mail import Letter
from bot.tg.limits import Limits

P = ParamSpec("P")
T = TypeVar("T")
Keep = Callable[[Callable[[Connection], Any]], Awaitable[Any]]


class Dispatch:
    """Addresses that are being written to, and how letters get from a commit to the sender."""

    def __init__(
        self,
        db: Database,
        house: Callable[[Connection], House],
        seconds: Callable[[], float],
        limits: Limits,
        send: Callable[[Letter, House], None],
    ) -> None:
        self._db, self._house, self._seconds, self._limits = db, house, seconds, limits
        self._send = send
        self._addresses: set[Address] = set()
        self._flying: set[int] = set()  # letters we have, until what became of them is kept
        self._desks = db.shared.presence if db.shared else None
        self._look_over = False  # some letters may lie with a desk that is gone, or with nobody
        self._under_way = 0
        self._opens_in: float | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self.wake = asyncio.Event()

    @property
    def busy(self) -> bool:
        return bool(self._addresses) or self._under_way > 0 or self.wake.is_set()

    async def commit(
        self, use_case: Callable[Concatenate[Connection, P], T], *args: P.args, **facts: P.kwargs
    ) -> T:
        """Run the use case and take what may be sent in one transaction; send it once that is on disk."""
        return await self._run(self._db.write, lambda conn: use_case(conn, *args, **facts))

    async def note(self, record: Callable[[Connection], None], *, of: Letter | None = None) -> None:
        """The same for what became of a letter: if a power cut takes the mark, the letter comes again.

        `of`: what it has come to an end for. Its address is free for what is taken in that very transaction,
        not before: the next one would overtake a letter that has to wait.
        """
        if of is None:
            await self._run(self._db.note, record)
            return

        def ended(conn: Connection) -> None:
            record(conn)
            self.free(of)

        try:
            await self._run(self._db.note, ended)
        except BaseException:
            self._addresses.add(of.address)  # not on record: nothing may overtake it
            raise
        self._flying.discard(of.id)

    async def _run(self, keep: Keep, use_case: Callable[[Connection], T]) -> T:
        taken: list[tuple[Letter, House]] = []

        def unit(conn: Connection) -> T:
            self._give_back(taken)  # the group's transaction had vanished: this is the second run
            value = use_case(conn)
            taken.extend(self._take(conn))
            return value

        self._under_way += 1
        try:
            value: T = await keep(unit)
        except BaseException:
            self._give_back(taken)
            self._look_over = True
            raise
        finally:
            self._under_way -= 1
        for letter, house in taken:
            self._send(letter, house)
        self._look_when_open()
        return value

    def _look_when_open(self) -> None:
        """Some chat has used up its limit: look again when the first may go on."""
        if self._opens_in is None or self._alarm:
            return
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(self._opens_in, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        self.wake.set()

    async def look(self) -> float:
        """Send what has become ready by the clock or the limits; seconds until there may be more."""
        await self.note(_nothing)
        return self._limits.shut(self._seconds())[1]

    def free(self, letter: Letter) -> None:
        """It is done with; the next commit may take the next one for its address."""
        self._addresses.discard(letter.address)

    def look_over(self) -> None:
        """Some desk has come or gone: at the next look, see to what it was sending."""
        self._look_over = True
        self.wake.set()

    def _may_send(self, conn: Connection, hotel: str) -> bool:
        """Of several desks one sends, so that Telegram's limits and the order of letters are kept."""
        if self._desks is None:
            return True
        me, over = self._desks.number, self._look_over
        if turns.has_post(conn, hotel, turns.SENDER, me):
            self._look_over = False
        elif turns.apply(conn, hotel, turns.SENDER, me):
            over = True
        else:
            if mail.any_open(conn, hotel):
                self._desks.tell(conn, "letters")
            return False
        if over:
            mail.recover(conn, hotel, shared=True)
            mail.unsent(conn, hotel, me, under_way=frozenset(self._flying))
        return True

    def _take(self, conn: Connection) -> list[tuple[Letter, House]]:
        house, now = self._house(conn), self._seconds()
        if not self._may_send(conn, house.id):
            return []

        def spare(chat_id: int) -> int:
            return self._limits.spare(chat_id, now)

        shut, opens_in = self._limits.shut(now)
        self._opens_in = opens_in if shut or not self._limits.left(now) else None
        most = self._limits.left(now)
        me = self._desks.number if self._desks else None
        found = mail.lease(conn, house, busy=self._addresses, shut=shut, most=most, spare=spare, desk=me)
        for letter in found:
            self._addresses.add(letter.address)
            self._flying.add(letter.id)
            if letter.method != "answer" and letter.chat_id is not None:
                for _ in range(letter.size):
                    self._limits.take(letter.chat_id, now)
        return [(letter, house) for letter in found]

    def _give_back(self, taken: list[tuple[Letter, House]]) -> None:
        for letter, _ in taken:
            self.free(letter)
            self._flying.discard(letter.id)
        taken.clear()


def _nothing(conn: Connection) -> None:
    """Only the letters that wait."""
