"""The composition root: only here parts are joined, tasks are started and the time is read."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

os.environ.setdefault("PTB_TIMEDELTA", "true")  # before PTB is imported: 22.8 warns on every 429 otherwise

from bot import __version__, doors, feed, handover, health, memory, shipped, wayback
from bot.beside import board, nightly, porter, watcher
from bot.cleaning import Cleaning
from bot.clock import Clock
from bot.config import PROPERTY, Config
from bot.db import Connection, Database, StorageTrouble, open_database
from bot.desk.catalog import versions
from bot.desk.house import House
from bot.doors import Cast
from bot.errands import Errand, Facts
from bot.folder import pictures
from bot.folder import place as catalog_place
from bot.lock import only_one
from bot.logs import about
from bot.porter import Porter
from bot.ringing import Ringing
from bot.speech import Speech
from bot.tg.channel import Channel, Surroundings
from bot.tg.hearing import Hearing
from bot.tg.intake import POLL
from bot.tg.introducing import TokenRefused
from bot.tg.limits import Rates
from bot.unlocking import first_write
from bot.wayback import NoStart
from bot.witness import Witness

log = logging.getLogger(__name__)
STOP_WITHIN = 5.0  # seconds for what is under way to finish; three more close the database and its seal
NOT_YET = 0  # no version of the catalog: the first look at it joins what is new by meaning
DEAF_AFTER = 120.0  # seconds without an answer from Telegram: not healthy
GIVE_UP_AFTER = 900.0  # then the supervisor starts us anew
SWITCH = 0.0005  # seconds: loop and writer hand work to each other; five milliseconds is an age
QUICK = Rates(overall=300, chat=60, group=200)  # the demo's own Telegram has patience


class Deaf(Exception):
    """Telegram has not answered for a quarter of an hour, or a task has died: start anew."""


@dataclass
class Running:
    """A desk that is open. Tests and the demo look at it; nothing reaches into it."""

    clock: Clock
    db: Database
    channel: Channel
    under_way: set[asyncio.Task[None]]
    ears: Hearing
    heard_version: int
    porter: Porter
    witness: Witness
    cleaning: Cleaning = field(default_factory=Cleaning)
    chores_idle: bool = False
    url: str = ""

    async def listen(self) -> None:
        """What is published is understood within seconds, without a restart."""
        n = await self.db.read(versions.live_number, PROPERTY)
        if n != self.heard_version:
            try:
                catalog = await self.db.read(versions.load, PROPERTY, n)
                await asyncio.to_thread(self.ears.follow, catalog)
            except ValueError:  # the desk goes on with an older one, whose words it knows
                log.exception("catalog version %s cannot be read", n)
            self.heard_version = n

    async def errand(self, errand: Errand, facts: Facts) -> Any:
        """What a command asks for beside us: one transaction, and its letters go out."""
        return await self.channel.sender.commit(errand, facts, self.clock.now())

    def parts(self) -> dict[str, bool]:
        """What must be alive for the desk to be well."""
        now = time.monotonic()
        return {
            self.channel.intake.part: self.channel.intake.hears(DEAF_AFTER),
            "sender": now - self.channel.sender.last_round < DEAF_AFTER,
            "database": self.db.alive(),
        }

    async def settled(self) -> None:
        """All that came in is done, and what it owes is on its way or waits for a limit."""
        while not (self.channel.settled and self.chores_idle):  # noqa: ASYNC110  # all idle at one moment
            await asyncio.sleep(0.002)


async def serve(
    config: Config,
    *,
    clock: Clock,
    stop: asyncio.Event,
    ready: Callable[[Running], None] | None = None,
    cast: Cast | None = None,
    rates: Rates | None = None,
    poll: int = POLL,
    hearing: Hearing | None = None,
) -> None:
    """Open the desk and keep it open until `stop`. Raises `Deaf` when the supervisor should start it anew.

    `hearing` may be handed in by who opens many desks; loading it, and collecting after it, takes a second.
    """
    memory.keep_small()
    sys.setswitchinterval(SWITCH)
    config.data.mkdir(parents=True, exist_ok=True)
    with nullcontext() if config.url else only_one(config.data):
        db = open_database(config.where, PROPERTY, wayback.ready(config, clock.now()))
        config = replace(config, nightly=config.nightly and cast is None)  # nobody misses a played hotel
        try:
            if db.shared:
                await db.shared.presence.open()
                wayback.looked_over(config, clock.now())  # a restore that had not seen us may have begun
            await _open(config, db, clock, stop, ready, cast, rates or Rates(), poll, hearing)
        finally:
            await db.close()


async def _open(
    config: Config,
    db: Database,
    clock: Clock,
    stop: asyncio.Event,
    ready: Callable[[Running], None] | None,
    cast: Cast | None,
    rates: Rates,
    poll: int,
    hearing: Hearing | None,
) -> None:
    live = doors.Live(clock.now)
    first = partial(doors.prepare, config, catalog_place(config), live, cast, alone=not db.shared)
    if (hotel := await first_write(config, db, first, stop)) is None:
        return
    ears = hearing if hearing else await asyncio.to_thread(Hearing.load, hotel.catalog)
    speech = Speech.load(shipped.folder("locales"))
    async with asyncio.TaskGroup() as tasks:
        under_way: set[asyncio.Task[None]] = set()

        def spawn(work: Coroutine[Any, Any, None]) -> None:
            task = tasks.create_task(work)
            under_way.add(task)
            task.add_done_callback(under_way.discard)

        around = Surroundings(
            PROPERTY,
            config,
            db,
            speech,
            live.house,
            live.recent,
            ears,
            lambda: catalog_place(config) / "photos",
            clock.now,
            time.monotonic,
            clock.seconds,
            asyncio.sleep,
            rates,
            poll,
            clock.nudge,
            pictures(config),
        )
        channel = Channel(around, spawn)
        heard = hotel.version if hearing else NOT_YET
        around_us = porter(config, channel, db, live.house, speech, clock.now)
        running = Running(clock, db, channel, under_way, ears, heard, around_us, Witness(config))
        if not hearing:  # who opens many desks in one process collects once for all
            memory.give_back()
        await _work(config, running, live.house, speech, tasks, stop, ready)


async def _work(
    config: Config,
    running: Running,
    house: Callable[[Connection], House],
    speech: Speech,
    tasks: asyncio.TaskGroup,
    stop: asyncio.Event,
    ready: Callable[[Running], None] | None,
) -> None:
    """Start what runs for ever; at `stop` take nothing new, finish what is under way, and leave."""
    runner, running.url = await health.answer(
        config.host,
        config.port,
        running.parts,
        board(running.channel, running.db, running.parts, running.clock.now, running.porter).page,
        [*running.channel.routes, *feed.routes(running.db, house, speech)],
    )
    copying = nightly(config, running.channel, running.db, house, running.clock.now)
    beside = [watcher(config, running.channel, running.db, house).run(), running.porter.run()]
    watching = [tasks.create_task(one) for one in (*beside, *([copying.run()] if config.nightly else []))]
    try:
        async with nullcontext() if config.url else handover.listening(config.data, running.errand):
            await _until(running, house, tasks, stop, ready)
    finally:
        for task in watching:
            task.cancel()
        await runner.cleanup()
        await running.channel.close()


async def _until(
    running: Running,
    house: Callable[[Connection], House],
    tasks: asyncio.TaskGroup,
    stop: asyncio.Event,
    ready: Callable[[Running], None] | None,
) -> None:
    """The clocks run from the start, even while Telegram is out of reach; the rest once it knows us."""
    channel = running.channel
    stopped = tasks.create_task(stop.wait())
    opening = tasks.create_task(channel.open())
    lasting = [tasks.create_task(loop) for loop in (_ring(running, house), _watch(running, house))]
    await asyncio.wait([opening, stopped], return_when=asyncio.FIRST_COMPLETED)
    intake: asyncio.Task[None] | None = None
    if not stop.is_set():
        intake = tasks.create_task(channel.intake.run())
        lasting += [intake, *(tasks.create_task(loop) for loop in channel.loops())]
        log.info("the desk is open", extra=about(version=__version__, address=running.url))
        if ready:
            ready(running)
    await asyncio.wait([*lasting, stopped], return_when=asyncio.FIRST_COMPLETED)
    await _finish(running, intake)
    for task in (opening, stopped, *lasting, *running.under_way):
        task.cancel()


async def _finish(running: Running, intake: asyncio.Task[None] | None) -> None:
    """Take nothing new; then up to five seconds for what is under way."""
    if intake is None:
        return
    log.info("the desk is closing")
    intake.cancel()
    try:
        async with asyncio.timeout(STOP_WITHIN):
            await running.settled()
    except TimeoutError:
        log.warning("stopping with work under way; it goes on at the next start")


async def _ring(running: Running, house: Callable[[Connection], House]) -> None:
    """Fire what is due; sleep until the next."""
    ringing = Ringing(running.db, running.channel.sender.commit, house, running.clock.now)
    back = False
    while True:
        running.chores_idle = False
        if back := running.clock.set_back() or back:
            back = not await ringing.set_back()
        following = await ringing.due()
        running.chores_idle = True
        await running.clock.until(following)


async def _watch(running: Running, house: Callable[[Connection], House]) -> None:
    """Follow the catalog's words, leave no remains; end the run when Telegram was silent for too long."""
    while True:
        await asyncio.sleep(5)
        try:
            await running.listen()
            await running.witness.follow(running.db)
            await running.cleaning.look(running.db, house, now=running.clock.now())
        except StorageTrouble as error:
            log.error("the catalog cannot be read: %s", error)
        except Exception:  # whoever looks around is never worth the desk
            log.exception("the look around failed")
        silent = time.monotonic() - running.channel.intake.last_success
        if silent > GIVE_UP_AFTER:
            raise Deaf(f"no answer from Telegram for {silent:.0f} s")


def main_loop(config: Config, *, demo: bool = False) -> int:
    """Run until SIGTERM or Ctrl-C; the exit code for the supervisor."""
    try:
        import uvloop
    except ImportError:  # not on this platform
        runner = asyncio.Runner()
    else:
        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    with runner:
        return runner.run(_until_told(config, demo))


def _announce(address: str) -> None:
    sys.stdout.write(f"\n  Qonaq is open: {address}\n  Ctrl-C closes it.\n\n")
    sys.stdout.flush()


async def _until_told(config: Config, demo: bool) -> int:
    stop, clock = asyncio.Event(), Clock()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    failed = 0
    try:
        if demo:
            from bot.demo.run import demo as play

            await play(config, clock, stop, partial(serve, rates=QUICK), opened=_announce)
        else:
            await serve(config, clock=clock, stop=stop)
    except* Deaf as group:
        log.critical("%s", group.exceptions[0])
        failed = 1
    except* NoStart as group:
        log.critical("%s", group.exceptions[0])
        failed = 2
    except* TokenRefused as refused:
        log.critical("%s", refused.exceptions[0])
        failed = 2
    return failed
