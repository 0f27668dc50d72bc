"""Files that people send: fetched when a use case wants one, outside any transaction, and never kept."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.db import Connection
from bot.desk import lines, outbox
from bot.desk.asked import Asked, Attached, FileWanted, LookWanted
from bot.desk.catalog import tongues
from bot.desk.catalog.pictures import Picture, Unfit
from bot.desk.catalog.sent import Sent
from bot.desk.house import House
from bot.desk.inbox import Row
from bot.desk.stays.reading import wire
from bot.desk.stays.reading.table import MOST_BYTES, Table, Unreadable
from bot.say import say, text
from bot.tg import books
from bot.tg.context import Context
from bot.tg.request import Wire
from bot.tg.worker import working

log = logging.getLogger(__name__)
UseCase = Callable[[Connection, House, Asked, Row], None]
Look = Callable[[Connection, House], object]
LARGE = 500_000  # bytes from which the sender is told that it takes a while
DOWNLOAD, READ, DRAWN = 60.0, 30.0, 20.0  # seconds
GONE, TOO_BIG = Unreadable("gone"), Unreadable("too_big")
READER = ("-P", "-m", "bot.desk.stays.reading")  # -P: the folder we stand in may hold another `bot`
PAINTER = ("-P", "-m", "bot.pictures")


async def do(context: Context, asked: Asked, use_case: UseCase) -> None:
    """The use case; when it wants a file or a long look, once more with what is in it."""
    try:
        await context.desk.do(asked, use_case, working.get())
    except FileWanted as wanted:
        line = await _reading(context, asked, wanted)
        brought = await BRINGING[wanted.reader](context, wanted.file)
        over = await context.desk.db.read(lines.arrived, line) if line else None
        await context.desk.do(replace(asked, brought=brought, over=over), use_case, working.get())
    except LookWanted as wanted:
        seen = await context.desk.db.read(_looked, context.desk.house, wanted.look)
        await context.desk.do(replace(asked, brought=seen), use_case, working.get())


def _looked(conn: Connection, house: Callable[[Connection], House], look: Look) -> object:
    return look(conn, house(conn))


async def _reading(context: Context, asked: Asked, wanted: FileWanted) -> int | None:
    """Tell whoever waits; the letter of a line that the answer takes the place of."""
    if wanted.reader == "workbook":
        return await _told(context, asked, wanted.file, "pub.reading")
    if wanted.file.size > LARGE and wanted.reader == "table":
        await _told(context, asked, wanted.file, "arrivals.reading")
    return None


async def _told(context: Context, asked: Asked, file: Attached, key: str) -> int | None:
    letter: int | None = await context.desk.commit(_tell, context.desk.house, asked, file, key)
    return letter


def _tell(
    conn: Connection, house: Callable[[Connection], House], asked: Asked, file: Attached, key: str
) -> int | None:
    here, said = house(conn), say(text(key, file=file.name))
    outbox.send(conn, here, asked.chat_id, said, kind="soft")
    return lines.posted(conn, here, asked.chat_id)


async def bring(context: Context, file: Attached) -> Table | Unreadable:
    """Its table. Raises NetworkError while Telegram cannot be reached: the update is tried again."""
    if file.size > MOST_BYTES:
        return TOO_BIG
    content = await _download(context, file.file_id)
    return content if isinstance(content, Unreadable) else await read_apart(content)


async def workbook(context: Context, file: Attached) -> Sent | Table | Unreadable:
    """The catalog's workbook, as it is read; of any other file its table."""
    if file.size > MOST_BYTES:
        return Sent(trouble="too_big") if file.name.lower().endswith(".xlsx") else TOO_BIG
    content = await _download(context, file.file_id)
    if isinstance(content, Unreadable):
        return content
    if await asyncio.to_thread(books.is_catalog, content):
        names = await asyncio.to_thread(context.desk.photos) if context.desk.photos else frozenset[str]()
        today = context.desk.now().date()
        heard = tongues.heard(context.desk.speech) if context.desk.speech else {}
        return await books.read(content, apart, photos=names, today=today, heard=heard)
    return await read_apart(content)


async def picture(context: Context, file: Attached) -> Picture | Unfit:
    """The picture as we keep it, on disk under its name. NetworkError as above."""
    if file.size > MOST_BYTES:
        return Unfit("big")
    content = await _download(context, file.file_id)
    if isinstance(content, Unreadable):
        return Unfit("gone" if content.key == "gone" else "big")
    answer = await apart(PAINTER, content, DRAWN)
    if isinstance(answer, int):
        log.warning("a picture could not be read: its reader ended with %s", answer)
        return Unfit("slow")
    said, _, ours = answer.partition(b"\n")
    facts = json.loads(said)
    if "unfit" in facts:
        return Unfit(facts["unfit"])
    assert context.desk.store  # noqa: S101  # the channel gives its desk a folder
    name = await asyncio.to_thread(context.desk.store, ours)
    return Picture(name, facts["width"], facts["height"])


async def _download(context: Context, file_id: str) -> bytes | Unreadable:
    return await fetch(context.bot, file_id)


async def fetch(bot: Bot, file_id: str) -> bytes | Unreadable:
    """What somebody sent, within our bounds."""
    try:
        found = await bot.get_file(file_id)
    except (BadRequest, Forbidden) as refused:  # it is larger than bots may fetch, or no longer there
        return TOO_BIG if "too big" in refused.message.lower() else GONE
    if (found.file_size or 0) > MOST_BYTES:
        return TOO_BIG
    request = bot.request
    assert isinstance(request, Wire)  # noqa: S101  # the channel builds its bot on one
    content = await request.download(found.file_path or "", most=MOST_BYTES, seconds=DOWNLOAD)
    return GONE if content is None else content


async def read_apart(content: bytes) -> Table | Unreadable:
    """Read in a process of its own, whose memory and time are bounded."""
    answer = await apart(READER, content, READ)
    if isinstance(answer, int):
        log.warning("a file could not be read: its reader ended with %s", answer)
        return TOO_BIG if answer < 0 else Unreadable("broken")  # below zero: stopped at its bounds
    return wire.unpacked(json.loads(answer))


async def apart(reader: Sequence[str], content: bytes, seconds: float) -> bytes | int:
    """What a process of its own made of it; its exit code, below zero where it was stopped."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, *reader),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # it could quote the file
    )
    try:
        async with asyncio.timeout(seconds):
            answer, _ = await child.communicate(content)
    except TimeoutError:
        return -1
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return child.returncode or answer


BRINGING: Mapping[str, Callable[[Context, Attached], Awaitable[object]]] = {
    "table": bring,
    "picture": picture,
    "workbook": workbook,
}
