"""Pictures on their way to a chat: by the name that Telegram has for them, uploaded where it has none.

The names are kept in the database, under a hash of the bot's number: they mean nothing to another bot, and a
token is never written down. They go with the content, so a file that was replaced is uploaded anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert  # renders the same ON CONFLICT on SQLite
from telegram import Message
from telegram.error import BadRequest

from bot.db import Connection, Database, StorageTrouble
from bot.media import Media
from bot.schema import file_ids

log = logging.getLogger(__name__)
T = TypeVar("T", Message, Message | bool)
FORGOTTEN = ("wrong file identifier", "wrong remote file", "file reference", "invalid file", "can't use file")
_MINE = (
    (file_ids.c.property_id == bindparam("p"))
    & (file_ids.c.bot == bindparam("b"))
    & (file_ids.c.digest == bindparam("d"))
)
_KNOWN = select(file_ids.c.file_id).where(_MINE)
_FORGET = delete(file_ids).where(_MINE)
_NEW = insert(file_ids)
_REMEMBER = _NEW.on_conflict_do_update(
    index_elements=["property_id", "bot", "digest"], set_={"file_id": _NEW.excluded.file_id}
)


def bot_of(token: str) -> str:
    """The bot's own number, hashed; the rest of the token is not looked at."""
    return hashlib.sha256(f"telegram bot {token.partition(':')[0]}".encode()).hexdigest()[:16]


class Pictures:
    """What is known of pictures and Telegram; one for a run of the desk."""

    def __init__(self, media: Media, db: Database, property_id: str, token: str) -> None:
        self.media = media
        self._db = db
        self._whose = {"p": property_id, "b": bot_of(token)}
        self._digests: dict[tuple[Path, int, int], str] = {}
        self._ids: dict[str, str] = {}

    async def put(self, path: Path, use: Callable[[str | bytes], Awaitable[T]]) -> T:
        """Hand it to a call of the Bot API; once more with its content if Telegram has forgotten the name."""
        digest = await asyncio.to_thread(self._digest, path)
        if known := await self._known(digest):
            try:
                return await use(known)
            except BadRequest as error:
                if not any(sign in error.message.lower() for sign in FORGOTTEN):
                    raise
            self._ids.pop(digest, None)
            await self._note(self._forget, digest)
        done = await use(await asyncio.to_thread(path.read_bytes))
        if isinstance(done, Message) and done.photo:
            self._ids[digest] = done.photo[-1].file_id
            await self._note(self._remember, digest, self._ids[digest])
        return done

    async def _note(self, change: Callable[..., None], *facts: str) -> None:
        """The picture has gone either way: a disk that is full only makes us send its content once more."""
        try:
            await self._db.write(change, *facts)
        except StorageTrouble as error:
            log.warning("Telegram's name of a picture cannot be kept: %s", error)

    def _digest(self, path: Path) -> str:
        seen = path.stat()
        key = (path, seen.st_mtime_ns, seen.st_size)
        if key not in self._digests:
            self._digests[key] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self._digests[key]

    async def _known(self, digest: str) -> str | None:
        if digest not in self._ids:
            found: str | None = await self._db.read(self._look, digest)
            if found is None:
                return None
            self._ids[digest] = found
        return self._ids[digest]

    def _look(self, conn: Connection, digest: str) -> str | None:
        found: str | None = conn.execute(_KNOWN, {**self._whose, "d": digest}).scalar()
        return found

    def _forget(self, conn: Connection, digest: str) -> None:
        conn.execute(_FORGET, {**self._whose, "d": digest})

    def _remember(self, conn: Connection, digest: str, file_id: str) -> None:
        row = {"property_id": self._whose["p"], "bot": self._whose["b"], "digest": digest}
        conn.execute(_REMEMBER, {**row, "file_id": file_id})
