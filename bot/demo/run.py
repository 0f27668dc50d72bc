"""The demo: the real desk on a loopback Telegram, and one page with three phones."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.config import Config
from bot.db import Connection
from bot.demo.cast import HOTEL, MADINA, ZONE
from bot.demo.lodging import opening_day
from bot.demo.stage import Clock, Stage
from bot.demo.stories import Story, load
from bot.demo.telegram import DEMO_TOKEN
from bot.demo.web import Page
from bot.desk.house import House

C = TypeVar("C", bound=Clock, contravariant=True)
T = TypeVar("T", bound=Clock)

log = logging.getLogger(__name__)
OPENING = (7, 17, 9, 30)  # a summer morning by the lake, whatever the day outside


class Serve(Protocol[C]):
    """The product's own way to run the desk until it is told to stop."""

    def __call__(
        self,
        config: Config,
        *,
        clock: C,
        stop: asyncio.Event,
        ready: Callable[[object], None],
        cast: Callable[[Connection, House], None],
    ) -> Awaitable[None]: ...


async def demo(
    config: Config,
    clock: T,
    stop: asyncio.Event,
    serve: Serve[T],
    *,
    opened: Callable[[str], None] | None = None,
    story: Callable[[str], Story] = load,
) -> None:
    """Show the page until `stop`; each time a visitor asks for it, begin anew with an empty hotel."""
    again = asyncio.Event()
    start, zone = opening(clock.now(), ZoneInfo(ZONE)), ZoneInfo(ZONE)
    page = Page(_stage(1, clock, start, zone), again.set, story=story)
    address = await page.open(config.host, config.port)
    log.info("The demo is open: %s", address)
    if opened:
        opened(address)
    try:
        while True:
            await _one_run(page.stage, partial(serve, clock=clock, cast=opening_day), config, stop, again)
            if stop.is_set() or not again.is_set():
                return
            again.clear()
            page.show(_stage(page.stage.number + 1, clock, start, zone))
    finally:
        await page.close()


def _stage(number: int, clock: Clock, start: datetime, zone: ZoneInfo) -> Stage:
    clock.advance(minutes=ceil((start - clock.now()) / timedelta(minutes=1)))
    return Stage.build(number, clock, hotel=HOTEL, zone=zone)


async def _one_run(
    stage: Stage,
    serve: Callable[..., Awaitable[None]],
    config: Config,
    stop: asyncio.Event,
    again: asyncio.Event,
) -> None:
    """The desk from its opening to its closing, in a folder that is thrown away."""
    closing = asyncio.Event()
    await stage.telegram.open()
    try:
        with TemporaryDirectory(prefix="qonaq-demo-", ignore_cleanup_errors=True) as folder:
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(_close_on(closing, stop, again))
                here = _on_loopback(config, stage, Path(folder))
                await serve(here, stop=closing, ready=lambda _: stage.opened())
                watching.cancel()
    finally:
        await stage.telegram.close()


def _on_loopback(config: Config, stage: Stage, folder: Path) -> Config:
    here = replace(
        config, token=DEMO_TOKEN, api=stage.telegram.url, staff_chat=stage.group.chat_id, url=None
    )  # a demo never writes into a database that others share
    return replace(here, owners=(MADINA.user_id,), data=folder, host="127.0.0.1", port=0, webhook=None)


async def _close_on(closing: asyncio.Event, stop: asyncio.Event, again: asyncio.Event) -> None:
    """Tell the desk to close when the demo is to end or to begin again."""
    async with asyncio.TaskGroup() as tasks:
        ends = [tasks.create_task(event.wait()) for event in (stop, again)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        closing.set()
        for task in ends:
            task.cancel()


def opening(now: datetime, zone: ZoneInfo) -> datetime:
    """The next summer morning after `now`, on the hotel's clock."""
    month, day, hour, minute = OPENING
    here = now.astimezone(zone)
    this_year = here.replace(month=month, day=day, hour=hour, minute=minute, second=0, microsecond=0)
    return this_year if this_year > here else this_year.replace(year=here.year + 1)
