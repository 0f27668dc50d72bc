"""A desk in a process of its own, to be killed. One line of JSON on stdin is one life.

The process loads everything once and forks a desk for each line, so that twenty lives cost one start. It
answers with lines of JSON: `pid` when a life begins, `ready` when the desk is open, `exit` when it has ended.
"""

from __future__ import annotations

import asyncio
import ctypes
import faulthandler
import gc
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

from babel import localedata
from sqlalchemy import select, text

import bot.clock
import bot.tg.channel
import bot.tg.webhook
from bot import logs, shipped
from bot.__main__ import main as qonaq
from bot.app import Running, serve
from bot.clock import Clock
from bot.config import Config
from bot.db import Connection, File, StorageTrouble, seal, writer
from bot.demo.night import guests
from bot.demo.seed import check_in, seed
from bot.demo.telegram import DEMO_TOKEN, PROVIDER
from bot.desk import chores, inbox, letter_queue, turns
from bot.desk.cases import clocks
from bot.desk.catalog import folder
from bot.desk.house import House
from bot.desk.inbox import Arrival
from bot.schema import inbox as rows
from bot.speech import Speech
from bot.tg.hearing import Hearing
from bot.tg.intake import Intake
from bot.tg.limits import Rates
from bot.tg.webhook import Gathering
from tests.crash.fuse import light
from tests.crash.learned import Learned
from tests.crash.wall import SharedClock, WrongClock

UNHURRIED = Rates(overall=1000, chat=1000, group=1000)
OFTEN = 0.5  # seconds between two looks at a clock that the test sets: nobody waits half a minute of ours
COLD = 10  # every so many lives one compiles all of its statements itself
BOOT_ID = "boot_id"  # which start of the computer this is: beside the data, after a power cut


@dataclass(frozen=True)
class Life:
    """How one desk lives. `ahead`: seconds its clock is moved. `variant`: see `tell` and `AckFirst`."""

    api: str
    data: str
    staff_chat: int
    ahead: float
    poll: int = 5
    variant: str = "desk"  # product: as `qonaq run` does it; the others are broken: see BROKEN
    humble: bool = False  # without root's right to write everywhere
    url: str | None = None  # of a PostgreSQL database that others may share
    webhook: str | None = None
    port: int = 0
    fuse: int | None = None  # the step at which it is gone, counted from its birth
    work: int | None = None  # the same, counting steps of work alone: fuse.py
    clock: str | None = None  # a file that says what time it is; then limits are Telegram's, counted by it
    wrong: str | None = None  # a file that says how far its clock is ahead: instead of `ahead`, at any moment

    @property
    def config(self) -> Config:
        return Config(
            token=DEMO_TOKEN,
            api=self.api,
            staff_chat=self.staff_chat,
            data=Path(self.data),
            port=self.port,
            url=self.url,
            webhook=self.webhook,
            payments=PROVIDER,
        )

    @property
    def settings(self) -> dict[str, str]:
        return {
            "QONAQ_TELEGRAM_TOKEN": DEMO_TOKEN,
            "QONAQ_TELEGRAM_API": self.api,
            "QONAQ_STAFF_CHAT": str(self.staff_chat),
            "QONAQ_DATA_DIR": self.data,
            "QONAQ_LISTEN": "127.0.0.1:0",
            "QONAQ_PAYMENTS_TOKEN": PROVIDER,
        }


def give_up_rights() -> None:
    """Root may write where others may not; without its capabilities it is like everybody."""
    version, nothing = 0x20080522, (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(version, 0), nothing):
        raise OSError("the capabilities cannot be given up")


class AckFirst(Intake):
    """The broken desk: a batch is kept only after Telegram was told that we have it."""

    _late: list[Any] = []  # noqa: RUF012  # one intake a process

    async def _store(self, batch: list[Any]) -> None:
        kept, self._late = self._late, batch
        if batch:
            self._offset = batch[-1]["update_id"] + 1
        await super()._store(kept)
        if batch:
            self._offset = batch[-1]["update_id"] + 1


class AnswersFirst(Gathering):
    """The broken desk: what Telegram brings is kept only after it was answered."""

    _late: set[asyncio.Task[None]] = set()  # noqa: RUF012  # one door a process

    async def put(self, one: Arrival) -> None:
        self._late.add(asyncio.ensure_future(super().put(one)))


class Shrugs(Intake):
    """The broken desk: what cannot be kept is confirmed all the same."""

    async def _store(self, batch: list[Any]) -> None:
        try:
            await super()._store(batch)
        except StorageTrouble as error:
            logging.warning("never mind: %s", error)
            self._offset = batch[-1]["update_id"] + 1


class Impatient(Intake):
    """On the test's own clock nobody waits half a minute of ours to ask again."""

    def __init__(self, url: str, **around: Any) -> None:
        super().__init__(url, **around | {"pause": lambda seconds: asyncio.sleep(min(seconds, 0.05))})


def ack_first() -> None:
    setattr(bot.tg.channel, "Intake", AckFirst)  # noqa: B010  # the positive control


def answers_first() -> None:
    setattr(bot.tg.webhook, "Gathering", AnswersFirst)  # noqa: B010  # as above


def shrugs() -> None:
    setattr(bot.tg.channel, "Intake", Shrugs)  # noqa: B010  # as above


def no_turns() -> None:
    """Each of two desks works all that it has not worked itself, and asks nobody whether it is done."""
    worked: set[int] = set()

    def take(conn: Connection, property_id: str, desk: int, chats: Collection[str]) -> list[inbox.Row]:
        found = [row for row in _unseen(conn, property_id, worked) if row.chat in chats]
        worked.update(row.id for row in found)
        return found

    def free(conn: Connection, property_id: str, desk: int, *, most: int) -> list[str]:
        return [row.chat for row in _unseen(conn, property_id, worked)][:most]

    def done(conn: Connection, row: inbox.Row, *, now: datetime) -> bool:
        conn.execute(text("UPDATE inbox SET state = 'done', done_at = 0 WHERE id = :i"), {"i": row.id})
        return True

    turns.take, turns.free, inbox.done = take, free, done


def _unseen(conn: Connection, property_id: str, worked: set[int]) -> list[inbox.Row]:
    columns = rows.c.id, rows.c.chat, rows.c.raw, rows.c.received_at, rows.c.attempts
    found = conn.execute(select(*columns).where(rows.c.property_id == property_id).order_by(rows.c.id))
    return [row for row in map(_row, found) if row.id not in worked]


def _row(columns: Sequence[Any]) -> inbox.Row:
    return inbox.Row(*columns)


def no_clocks() -> None:
    """Clocks run out, and nobody hears of it."""
    clocks.missed = lambda *what: False


def sleeps_on() -> None:
    """It sleeps until what is due by the clock it had, and looks at no other."""
    bot.clock.LOOK_AGAIN = 10**6


def trusts_the_clock() -> None:
    """What the wrong clock has reckoned stands."""
    letter_queue.LONGEST = timedelta(days=10**4)
    chores.set_back = lambda *what: None


def no_syncs() -> None:
    """It says that all is on disk, and waits for no disk."""
    setattr(writer, "_sync_on_commit", lambda driver, wanted: driver.execute("PRAGMA synchronous=OFF"))  # noqa: B010  # as above
    setattr(File, "_sync", lambda file: None)  # noqa: B010  # as above


BROKEN = {
    "ack_first": ack_first,
    "answers_first": answers_first,
    "shrugs": shrugs,
    "no_turns": no_turns,
    "no_clocks": no_clocks,
    "sleeps_on": sleeps_on,
    "trusts_the_clock": trusts_the_clock,
    "no_syncs": no_syncs,
}


async def _settle(running: Running) -> None:
    """The test has moved the time: do what is due by now, and say when it is done."""
    running.clock.nudge()
    running.chores_idle = False
    running.channel.sender.wake()
    await running.settled()
    tell(settled=True)


def night(conn: Connection, house: House) -> None:
    """The demo's people, and a full house besides."""
    seed(conn, house)
    for one in guests():
        check_in(conn, house, one)


def nobody(conn: Connection, house: House) -> None:
    """Whoever is there came in an earlier life."""


def tell(**facts: object) -> None:
    os.write(1, (json.dumps(facts) + "\n").encode())


async def run(life: Life, hearing: Hearing) -> None:
    stop, clock = asyncio.Event(), Clock(ahead=timedelta(seconds=life.ahead))
    if life.clock:
        clock = SharedClock(Path(life.clock))
        setattr(bot.tg.channel, "Intake", Impatient)  # noqa: B010  # as above
    if life.wrong:
        clock = WrongClock(Path(life.wrong))
    loop, settling = asyncio.get_running_loop(), set[asyncio.Task[None]]()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGHUP, tasks_say)

    def ready(running: Running) -> None:
        tell(ready=running.url)
        loop.add_signal_handler(signal.SIGUSR1, lambda: settling.add(loop.create_task(_settle(running))))

    await serve(
        life.config,
        clock=clock,
        stop=stop,
        ready=ready,
        cast=night if life.clock else nobody if life.fuse else seed,
        rates=Rates() if life.clock else UNHURRIED,
        poll=life.poll,
        hearing=hearing,
    )


def tasks_say() -> None:
    """What each of them waits for; `faulthandler` knows threads only."""
    for task in asyncio.all_tasks():
        waits, at = list[str](), cast("Any", task.get_coro())
        while at is not None and (frame := getattr(at, "cr_frame", None)):
            waits.append(f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno} {frame.f_code.co_name}")
            at = getattr(at, "cr_await", None)
        sys.stderr.write(f"task {task.get_name()}: {' > '.join(waits)}\n")
    sys.stderr.write("no more tasks\n")


def live(life: Life, hearing: Hearing) -> int:
    """One life; the exit code."""
    threading.Thread(target=_end_with_the_test, daemon=True).start()
    faulthandler.register(signal.SIGUSR2)  # asked what it is doing, it says so in its log
    if life.humble:
        give_up_rights()
    if life.fuse:
        light(life.fuse, Path(life.data).parent / "gone.txt", life.work)
    if (started := Path(life.data).parent / BOOT_ID).exists():  # the computer, since a power cut
        seal.BOOT = started
    if life.variant == "product":
        os.environ |= life.settings
        return qonaq(["run"])
    if life.wrong:
        bot.clock.LOOK_AGAIN = OFTEN
    if life.variant in BROKEN:
        BROKEN[life.variant]()
    asyncio.run(run(life, hearing))
    return 0


def _end_with_the_test() -> None:
    """Nobody writes while a life lasts: end of file means that the test is gone."""
    if not os.read(0, 1):
        os._exit(9)


def lines() -> list[dict[str, Any]]:
    """The next line of stdin, unbuffered: what is left belongs to nobody else."""
    line = b""
    while not line.endswith(b"\n"):
        read = os.read(0, 1)
        if not read:
            return []
        line += read
    return [json.loads(line)]


def main() -> None:
    logs.set_up()
    catalog, issues = folder.read(shipped.folder("packages_catalog"))
    assert catalog, issues
    hearing = Hearing.load(catalog)
    for name in Speech.load(shipped.folder("locales")).languages:  # read once for all lives
        localedata.load(name)
    learned = Learned.nothing()
    gc.collect()
    gc.freeze()  # a fork that looks through what all of them share would copy it
    tell(loaded=True)
    for number in count(1):
        if not (asked := lines()):
            return
        desk = partial(live, Life(**asked[0]), hearing)
        tell(pid=(born := learned.fork(desk, cold=number % COLD == 0)).pid)
        tell(exit=born.gone())


if __name__ == "__main__":
    main()
