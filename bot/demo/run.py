"""The demo: the real desk on a loopback Telegram, and one page with three phones."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.config import Config
from bot.demo.cast import HOTEL, MADINA, ZONE
from bot.demo.stage import Clock, Stage
from bot.demo.telegram import DEMO_TOKEN
from bot.demo.web import Page

log = logging.getLogger(__name__)
OPENING = (7, 17, 9, 30)  # a summer morning by the lake, whatever the day outside


class Serve(Protocol):
    """The product's own way to run the desk until it is told to stop."""

    def __call__(
        self, config: Config, *, clock: Clock, stop: asyncio.Event, ready: asyncio.Event
    ) -> Awaitable[object]: ...


async def demo(
    config: Config,
    clock: Clock,
    stop: asyncio.Event,
    serve: Serve,
    *,
    hotel: str = HOTEL,
    zone: str = ZONE,
    opened: "asyncio.Future[str] | None" = None,
) -> None:
    """Show the page until `stop`; each time a visitor asks for it, begin anew with an empty hotel."""
    again = asyncio.Event()
    start = opening(clock.now(), ZoneInfo(zone))
    page: Page | None = None
    number = 0
    try:
        while not stop.is_set():
            again.clear()
            number += 1
            _set(clock, start)
            stage = Stage.build(number, clock, hotel=hotel, zone=ZoneInfo(zone))
            if page:
                page.show(stage)
            else:
                page = Page(stage, again.set)
                _tell(await page.open(config.host, config.port), opened)
            await _one_run(stage, config, serve, stop, again)
    finally:
        if page:
            await page.close()


async def _one_run(
    stage: Stage, config: Config, serve: Serve, stop: asyncio.Event, again: asyncio.Event
) -> None:
    """The desk from its opening to its closing, in a folder that is thrown away."""
    closing, ready = asyncio.Event(), asyncio.Event()
    await stage.telegram.open()
    try:
        with TemporaryDirectory(prefix="qonaq-demo-", ignore_cleanup_errors=True) as folder:
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(_watch(stage, ready, closing, stop, again))
                await serve(
                    _on_loopback(config, stage, Path(folder)), clock=stage.clock, stop=closing, ready=ready
                )
                watching.cancel()
    finally:
        await stage.telegram.close()


def _on_loopback(config: Config, stage: Stage, folder: Path) -> Config:
    here = replace(config, token=DEMO_TOKEN, api=stage.telegram.url, staff_chat=stage.group.chat_id)
    return replace(here, owners=(MADINA.user_id,), data=folder, host="127.0.0.1", port=0)


async def _watch(
    stage: Stage, ready: asyncio.Event, closing: asyncio.Event, stop: asyncio.Event, again: asyncio.Event
) -> None:
    """Tell the page when the desk has opened, and the desk when it is to close."""
    async with asyncio.TaskGroup() as tasks:
        opening_up = tasks.create_task(_announce(stage, ready))
        ends = [tasks.create_task(event.wait()) for event in (stop, again)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        closing.set()
        for task in (opening_up, *ends):
            task.cancel()


async def _announce(stage: Stage, ready: asyncio.Event) -> None:
    await ready.wait()
    stage.when(ready=True)


def opening(now: datetime, zone: ZoneInfo) -> datetime:
    """The next summer morning after `now`, on the hotel's clock."""
    month, day, hour, minute = OPENING
    here = now.astimezone(zone)
    this_year = here.replace(month=month, day=day, hour=hour, minute=minute, second=0, microsecond=0)
    return this_year if this_year > here else this_year.replace(year=here.year + 1)


def _set(clock: Clock, start: datetime) -> None:
    clock.advance(minutes=round((start - clock.now()) / timedelta(minutes=1)))


def _tell(address: str, opened: "asyncio.Future[str] | None") -> None:
    log.info("The demo is open: %s", address)
    if opened and not opened.done():
        opened.set_result(address)
