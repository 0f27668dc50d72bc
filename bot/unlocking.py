"""The first write of a start, before anything is open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from aiohttp import web

from bot import health
from bot.config import Config
from bot.db import Connection, Database, StorageTrouble

log = logging.getLogger(__name__)
T = TypeVar("T")
AGAIN = 5.0  # seconds


async def first_write(
    config: Config, db: Database, use_case: Callable[[Connection], T], stop: asyncio.Event
) -> T | None:
    """Its value, however long the disk refuses; meanwhile `/healthz` tells what it waits for. None when it is
    told to stop before that.
    """
    waiting: web.AppRunner | None = None
    try:
        while not stop.is_set():
            try:
                return await db.write(use_case)
            except StorageTrouble as error:
                log.error("the desk cannot open yet, nothing can be kept: %s", error)
            if waiting is None:
                waiting, _ = await health.answer(config.host, config.port, _look, _no_figures)
            with suppress(TimeoutError):
                async with asyncio.timeout(AGAIN):
                    await stop.wait()
    finally:
        if waiting:
            await waiting.cleanup()
    return None


def _look() -> dict[str, bool]:
    return {"database": False}


async def _no_figures() -> bytes:
    """Of a desk that is not open yet."""
    return b""
