"""The catalog's workbook on its way: written when it is sent, marked when it has mistakes, read when it comes
back. Each in a process of its own: the event loop goes on, and a hostile file stays within its bounds.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from telegram import Bot
from telegram.constants import ParseMode

from bot.db import Connection, Database
from bot.desk.catalog import tongues, versions
from bot.desk.catalog.issues import Issue
from bot.desk.catalog.model import Catalog
from bot.desk.catalog.sent import Sent
from bot.desk.catalog.told import spoken
from bot.desk.mail import Letter
from bot.desk.stays.reading.table import Unreadable
from bot.say import unpack_say
from bot.speech import Voice
from bot.tg.render import page

log = logging.getLogger(__name__)
CHILD = ("-P", "-m", "bot.workbook")  # -P: the folder we stand in may hold another `bot`
SECONDS = 30.0
PARTS_LIST = "xl/workbook.xml"
MOST_OF_A_LIST = 500_000  # bytes of the part that names a workbook's sheets
SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\bname=\"([^\"]{1,64})\"")
OURS = frozenset((b"Offers", b"Options", b"Prices", b"Texts", b"_meta"))
ENOUGH = 2  # of our sheets: a list of arrivals has none
Apart = Callable[[tuple[str, ...], bytes, float], Awaitable[bytes | int]]


def is_catalog(content: bytes) -> bool:
    """Whether the workbook has our sheets; a list of arrivals or a roster has others. Never raises."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open(PARTS_LIST) as listed:
            names = set(SHEET.findall(listed.read(MOST_OF_A_LIST)))
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return False
    return len(names & OURS) >= ENOUGH


async def read(
    content: bytes,
    apart: Apart,
    *,
    photos: frozenset[str],
    today: date,
    heard: Mapping[str, Sequence[str]] | None = None,
) -> Sent:
    """`photos` are the names of the pictures there are; none named: none is missed. `heard`: the words of
    every language that it may be in.
    """
    facts = {"photos": sorted(photos), "today": today.isoformat(), "heard": heard}
    answer = await apart(CHILD, _asking("read", content, **facts), SECONDS)
    if isinstance(answer, int):
        log.warning("a workbook could not be read: its reader ended with %s", answer)
        return Sent(trouble="too_big" if answer < 0 else "broken")
    found = json.loads(answer)
    catalog = Catalog.model_validate_json(found["catalog"]) if found["catalog"] else None
    return Sent(catalog, tuple(map(Issue.unpacked, found["issues"])), found["base"])


def _asking(what: str, content: bytes, **facts: Any) -> bytes:
    return json.dumps({"do": what, **facts}).encode() + b"\n" + content


@dataclass(frozen=True)
class Books:
    """Draws the two letters that carry a workbook. `fetch` brings what somebody sent, by its file id."""

    db: Database
    property_id: str
    fetch: Callable[[Bot, str], Awaitable[bytes | Unreadable]]
    apart: Apart

    async def written(self, bot: Bot, letter: Letter, voice: Voice) -> int:
        """The catalog of a version, to be edited and sent back."""
        n = letter.content["book"]["version"]
        catalog = await self.db.read(_content, self.property_id, n)
        made = await self.apart(
            CHILD, _asking("write", catalog.encode(), base=n, words=tongues.words(voice)), SECONDS
        )
        return await self._send(bot, letter, voice, made if isinstance(made, bytes) else None)

    async def marked(self, bot: Bot, letter: Letter, voice: Voice) -> int:
        """The workbook that came, with the cells to mend marked; the words alone when it is gone."""
        sent = letter.content["book"]
        content = await self.fetch(bot, sent["file"])
        made: bytes | int | None = None
        if isinstance(content, bytes):
            asking = _asking("mark", content, **_marks(sent["issues"], voice))
            made = await self.apart(CHILD, asking, SECONDS)
        return await self._send(bot, letter, voice, made if isinstance(made, bytes) else None)

    async def _send(self, bot: Bot, letter: Letter, voice: Voice, made: bytes | None) -> int:
        shown = page(unpack_say(letter.content["say"]), voice, letter.token, repeat=letter.repeat)
        said: dict[str, Any] = {"parse_mode": ParseMode.HTML, "reply_markup": shown.keyboard}
        if made is None:
            log.warning("a workbook could not be made; its letter goes without it")
            return (await bot.send_message(letter.chat_id or 0, shown.pieces[0], **said)).message_id
        name = letter.content["book"]["name"]
        sent = await bot.send_document(
            letter.chat_id or 0, made, filename=name, caption=shown.pieces[0], **said
        )
        return sent.message_id


def _marks(issues: Sequence[Sequence[Any]], voice: Voice) -> dict[str, Any]:
    """The issues as their reader has them, and the words around them."""
    found = map(Issue.unpacked, issues)
    said = [
        [one.file, one.line, voice.label(spoken(one.problem)), voice.label(spoken(one.fix)), one.level]
        for one in found
    ]
    return {"issues": said, "words": tongues.words(voice), "signs": tongues.signs(voice.speech)}


def _content(conn: Connection, property_id: str, n: int) -> str:
    return versions.canonical(versions.load(conn, property_id, n))
