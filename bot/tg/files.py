"""Files that people send: fetched when a use case wants one, outside any transaction, and never kept."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import replace

from telegram.error import BadRequest, Forbidden

from bot.db import Connection
from bot.desk import outbox
from bot.desk.asked import Asked, Attached, FileWanted
from bot.desk.house import House
from bot.desk.inbox import Row
from bot.desk.stays.reading import wire
from bot.desk.stays.reading.table import MOST_BYTES, Table, Unreadable
from bot.say import say, text
from bot.tg.context import Context
from bot.tg.request import Wire
from bot.tg.worker import working

log = logging.getLogger(__name__)
UseCase = Callable[[Connection, House, Asked, Row], None]
LARGE = 500_000  # bytes from which the sender is told that it takes a while
DOWNLOAD, READ = 60.0, 30.0  # seconds
GONE, TOO_BIG = Unreadable("gone"), Unreadable("too_big")
READER = ("-P", "-m", "bot.desk.stays.reading")  # -P: the folder we stand in may hold another `bot`


async def do(context: Context, asked: Asked, use_case: UseCase) -> None:
    """The use case; when it wants a file, once more with what is in it."""
    try:
        await context.desk.do(asked, use_case, working.get())
    except FileWanted as wanted:
        if wanted.file.size > LARGE:
            await context.desk.commit(_tell, context.desk.house, asked, wanted.file)
        brought = await bring(context, wanted.file)
        await context.desk.do(replace(asked, brought=brought), use_case, working.get())


def _tell(conn: Connection, house: Callable[[Connection], House], asked: Asked, file: Attached) -> None:
    said = say(text("arrivals.reading", file=file.name))
    outbox.send(conn, house(conn), asked.chat_id, said, kind="soft")


async def bring(context: Context, file: Attached) -> Table | Unreadable:
    """Its table. Raises NetworkError while Telegram cannot be reached: the update is tried again."""
    if file.size > MOST_BYTES:
        return TOO_BIG
    content = await _download(context, file.file_id)
    return content if isinstance(content, Unreadable) else await read_apart(content)


async def _download(context: Context, file_id: str) -> bytes | Unreadable:
    try:
        found = await context.bot.get_file(file_id)
    except (BadRequest, Forbidden) as refused:  # it is larger than bots may fetch, or no longer there
        return TOO_BIG if "too big" in refused.message.lower() else GONE
    if (found.file_size or 0) > MOST_BYTES:
        return TOO_BIG
    request = context.bot.request
    assert isinstance(request, Wire)  # noqa: S101  # the channel builds its bot on one
    content = await request.download(found.file_path or "", most=MOST_BYTES, seconds=DOWNLOAD)
    return GONE if content is None else content


async def read_apart(content: bytes) -> Table | Unreadable:
    """Read in a process of its own, whose memory and time are bounded."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, *READER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # it could quote the file
    )
    try:
        answer, _ = await asyncio.wait_for(child.communicate(content), READ)
    except TimeoutError:
        return TOO_BIG
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if code := child.returncode:
        log.warning("a file could not be read: its reader ended with %s", code)
        return TOO_BIG if code < 0 else Unreadable("broken")  # below zero: stopped at its bounds
    return wire.unpacked(json.loads(answer))
